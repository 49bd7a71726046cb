import { describe, expect, it } from 'vitest';
import { parseGoEnvFile } from '../../../src/lib/doctor/collectors/go-env-file.js';
import { collectGoSettings } from '../../../src/lib/doctor/collectors/go-settings.js';
import type { Platform } from '../../../src/lib/host/platform.js';
import type { ProcessRequest, ProcessResult } from '../../../src/lib/host/processes.js';
import { fakeHost } from '../../helpers/fake-host.js';
import { sourcesFor } from './test-sources.js';

const go = '/usr/local/go/bin/go';
const environment = {
  GOVERSION: 'go1.26.8',
  GOROOT: '/usr/local/go',
  GOPATH: '/home/li/go',
  GOENV: '/home/li/.config/go/env',
  GOSUMDB: 'sum.golang.org',
  GOMODCACHE: '/home/li/go/pkg/mod',
  GOHOSTOS: 'linux',
  GOHOSTARCH: 'amd64',
};

interface World {
  env?: Record<string, string>;
  files?: Record<string, string>;
  programs?: Record<string, string>;
  platform?: Partial<Platform>;
  answers?: Record<string, string>;
  toolchain?: string;
  run?: (request: ProcessRequest) => Partial<ProcessResult> | undefined;
}

async function collect(world: World = {}) {
  const asked: ProcessRequest[] = [];
  const host = fakeHost({
    env: { PATH: '/usr/local/go/bin:/usr/bin', ...world.env },
    files: { [go]: '', ...world.files },
    programs: world.programs ?? { go },
    ...(world.platform ? { platform: world.platform } : {}),
    run: (request) => {
      asked.push(request);
      const own = world.run?.(request);
      if (own) return own;
      if (request.args[1] === '-json')
        return { stdout: JSON.stringify({ ...environment, ...world.answers }) };
      if (request.args[1] === 'GOTOOLCHAIN') return { stdout: `${world.toolchain ?? 'auto'}\n` };
      return { stdout: 'go version go1.26.8 linux/amd64\n' };
    },
  });
  const { value } = await collectGoSettings(sourcesFor(host));
  return { value, asked };
}

const settingsOf = ({ value }: Awaited<ReturnType<typeof collect>>) =>
  Object.fromEntries(value.settings.map(({ name, value: text, origin }) => [name, [text, origin]]));

describe('collectGoSettings', () => {
  it('needs two processes where nothing is special', async () => {
    const { value, asked } = await collect();
    expect(asked.map(({ args }) => args.slice(0, 2))).toEqual([
      ['env', '-json'],
      ['env', 'GOTOOLCHAIN'],
    ]);
    expect(value).toEqual({
      copies: [{ path: go, root: '/usr/local/go', version: 'go1.26.8' }],
      gorootVersion: null,
      settings: [
        { name: 'GOSUMDB', value: 'sum.golang.org', origin: 'default' },
        { name: 'GOTOOLCHAIN', value: 'auto', origin: 'default' },
      ],
      shadowed: [],
      flags: { origin: null, problem: null, culprit: null, list: [] },
      module: null,
      toolchains: [],
      certificates: [],
      certificatesIgnored: false,
      tools: [
        { name: 'gofmt', path: null },
        { name: 'gopls', path: null },
        { name: 'dlv', path: null },
      ],
    });
  });

  it('tells of the environment and of files where there is no Go, or it does not answer', async () => {
    const env = { GOFLAGS: '-v', SSL_CERT_FILE: '/a.pem' };
    const none = await collect({
      env,
      programs: {},
      files: {},
      run: () => ({ exitCode: null, notStarted: 'EACCES' }),
    });
    expect(none.value).toMatchObject({
      copies: [],
      settings: [],
      flags: { list: [{ name: 'v' }], problem: null },
    });
    const hangs = await collect({ env, run: () => ({ exitCode: null, timedOut: true }) });
    expect(hangs.value).toMatchObject({
      copies: [{ path: go, root: null, version: null }],
      settings: [],
      certificates: [{ name: 'SSL_CERT_FILE' }],
    });
    const garbage = await collect({ env, run: () => ({ stdout: '[1]' }) });
    expect(garbage.value).toMatchObject({ copies: [{ root: null }], settings: [] });
  });

  it('says where each setting comes from', async () => {
    const answers = { GOSUMDB: 'off', GOPRIVATE: '*.corp.test', GONOSUMDB: '*.corp.test', GO111MODULE: 'on' };
    const files = { '/home/li/.config/go/env': 'GOPRIVATE=*.corp.test\nGOTOOLCHAIN=local\n' };
    const world = await collect({
      answers,
      files,
      toolchain: 'local',
      env: { GOSUMDB: 'off', GONOSUMCHECK: '1' },
    });
    expect(settingsOf(world)).toEqual({
      GOSUMDB: ['off', 'environment'],
      GOPRIVATE: ['*.corp.test', 'file'],
      GONOSUMDB: ['*.corp.test', 'default'],
      GO111MODULE: ['on', 'default'],
      GOTOOLCHAIN: ['local', 'file'],
      GONOSUMCHECK: ['1', 'environment'],
    });
  });

  it('tells what go env -w set in vain', async () => {
    const files = {
      '/home/li/.config/go/env':
        'GOPROXY=https://a.test\nGOSUMDB=off\nGOBIN=/home/li/bin\nGOAUTH=x\nGOOS=linux\n',
    };
    const env = { GOPROXY: 'direct', GOSUMDB: 'off', GOBIN: '/home/li/b', GOAUTH: 'netrc', GOOS: '' };
    expect((await collect({ files, env })).value.shadowed).toEqual([
      { name: 'GOPROXY', stored: 'https://a.test', used: 'direct' },
      { name: 'GOBIN', stored: '~/bin', used: '~/b' },
      { name: 'GOAUTH', stored: '***', used: '***' },
    ]);
  });

  it('holds no secret, whatever it is in', async () => {
    const secret = 's3cret';
    const everywhere = `https://li:${secret}@h.test/?token=${secret},x:${secret}@git.test,git.test:${secret}@`;
    const names = [
      'GOPROXY',
      'GOSUMDB',
      'GOPRIVATE',
      'GONOPROXY',
      'GONOSUMDB',
      'GOINSECURE',
      'GOAUTH',
      'CGO_LDFLAGS',
    ];
    const stored = names.map((name) => `${name}=https://u:${secret}@b.test`).join('\n');
    const { value } = await collect({
      env: {
        ...Object.fromEntries(names.map((name) => [name, everywhere])),
        GOFLAGS: `'-ldflags=-X main.k=${secret}' -mod=mod`,
      },
      answers: Object.fromEntries(names.map((name) => [name, everywhere])),
      files: { '/home/li/.config/go/env': `${stored}\nGOFLAGS=-ldflags=${secret}` },
      run: ({ args }) =>
        args[0] === 'version'
          ? { exitCode: 1, stderr: `go: parsing $GOFLAGS: non-flag "${secret}"` }
          : undefined,
    });
    expect(JSON.stringify(value)).not.toContain(secret);
    expect(value.flags.list).toEqual([
      { name: 'ldflags', value: '***' },
      { name: 'mod', value: 'mod' },
    ]);
  });

  it.each(['-v s3cretword', `"-ldflags=s3cret`, 's3cret'])(
    'holds no secret of GOFLAGS=%s, which Go can not read',
    async (GOFLAGS) => {
      const { value } = await collect({ env: { GOFLAGS } });
      expect(value.flags.problem).not.toBeNull();
      expect(JSON.stringify(value)).not.toContain('s3cret');
    },
  );

  it('asks Go about flags, without a GOROOT that may be wrong', async () => {
    const refusing = ({ args, env }: ProcessRequest) =>
      args[0] === 'version' && env && !('GOFLAGS' in env) && 'GOROOT' in env
        ? { exitCode: 1, stderr: 'go: parsing $GOFLAGS: unknown flag -bogus\n' }
        : undefined;
    expect((await collect({ env: { GOFLAGS: '-bogus' }, run: refusing })).value.flags).toEqual({
      origin: 'environment',
      problem: 'refused',
      culprit: 'bogus',
      list: [{ name: 'bogus', value: null }],
    });
    const files = { '/home/li/.config/go/env': 'GOFLAGS=-trimpath\n' };
    expect((await collect({ files })).value.flags).toMatchObject({ origin: 'file', problem: null });
    const hanging = ({ args }: ProcessRequest) =>
      args[0] === 'version' ? { exitCode: null, timedOut: true } : undefined;
    expect((await collect({ env: { GOFLAGS: '-v' }, run: hanging })).value.flags.problem).toBeNull();
  });

  it('does not let a bad flag spoil the other answers', async () => {
    const { asked } = await collect({ env: { GOFLAGS: '-x=1=2' } });
    expect(asked.filter(({ args }) => args[0] === 'env').every(({ env }) => env?.GOFLAGS === ' ')).toBe(true);
  });

  it('asks every Go on PATH, each once, and leaves out what is none', async () => {
    const roots: Record<string, string> = { [go]: '/usr/local/go', '/usr/bin/go': '/usr/lib/go-1.22' };
    const { value } = await collect({
      env: { PATH: '/usr/local/go/bin:.:/usr/local/go/bin/:/usr/bin:/opt', GOROOT: '/x', GOPATH: 'relative' },
      files: { '/usr/bin/go': '', '/opt/go/README': '', go: '' },
      run: ({ file, args, env }) => {
        if (file === '/opt/go') return { exitCode: null, notStarted: 'EACCES' };
        if (args[1] !== '-json' || (env && !('GOROOT' in env))) return undefined;
        const GOVERSION = file === go ? 'go1.26.8' : 'go1.22.2';
        return { stdout: JSON.stringify({ ...environment, GOROOT: roots[file], GOVERSION }) };
      },
    });
    expect(value.copies).toEqual([
      { path: go, root: '/usr/local/go', version: 'go1.26.8' },
      { path: '/usr/bin/go', root: '/usr/lib/go-1.22', version: 'go1.22.2' },
    ]);
  });

  it('finds copies on Windows by the endings of programs', async () => {
    const exe = 'C:\\Program Files\\Go\\bin\\go.exe';
    const { value } = await collect({
      platform: { os: 'win32', home: 'C:\\Users\\li', cwd: 'C:\\Users\\li\\x' },
      programs: { go: exe },
      env: { PATH: '"C:\\Program Files\\Go\\bin";C:\\Users\\li\\shims;relative' },
      files: { [exe]: '', 'C:\\Users\\li\\shims\\go.cmd': '' },
    });
    expect(value.copies.map(({ path }) => path)).toEqual([exe, '~\\shims\\go.cmd']);
  });

  it('reads the version that GOROOT names', async () => {
    const files = { '/opt/old/VERSION': 'go1.20.14\ntime 2024-02-01T18:43:43Z\n' };
    expect((await collect({ env: { GOROOT: '/opt/old' }, files })).value.gorootVersion).toBe('go1.20.14');
    expect((await collect({ env: { GOROOT: '/opt/none' } })).value.gorootVersion).toBeNull();
  });

  it('knows which toolchains are at hand: in the module cache of this system, or on PATH', async () => {
    const cache = '/home/li/go/pkg/mod/golang.org/toolchain@v0.0.1-';
    const files = (extra: Record<string, string>) => ({
      '/home/li/project/go.mod': 'module m\ngo 1.27\ntoolchain go1.27.3\n',
      ...extra,
    });
    const found = async (extra: Record<string, string>) =>
      (await collect({ files: files(extra) })).value.toolchains;
    expect(await found({})).toEqual([]);
    expect(await found({ [`${cache}go1.27.3.linux-amd64/VERSION`]: '' })).toEqual(['go1.27.3']);
    expect(await found({ [`${cache}go1.27.3.linux-arm64/VERSION`]: '' })).toEqual([]);
    expect(await found({ '/usr/bin/go1.27.0': '' })).toEqual(['go1.27.0']);
    const pinned = await collect({ toolchain: 'go1.25.3', files: { '/usr/bin/go1.25.3': '' } });
    expect(pinned.value).toMatchObject({ module: null, toolchains: ['go1.25.3'] });
    expect((await collect({ files: files({}) })).value.module).toEqual({
      path: '~/project/go.mod',
      go: '1.27',
      toolchain: 'go1.27.3',
    });
  });

  it('looks for certificates, and for the switch that turns them off', async () => {
    const env = {
      SSL_CERT_FILE: '/home/li/corp.pem',
      SSL_CERT_DIR: '/a:/none',
      GODEBUG: 'http2debug=1,x509sslcertoverrideplatform=0',
    };
    const { value } = await collect({ env, files: { '/home/li/corp.pem': '', '/a/x.pem': '' } });
    expect(value.certificates).toEqual([
      { name: 'SSL_CERT_FILE', value: '~/corp.pem', exists: true },
      { name: 'SSL_CERT_DIR', value: '/a:/none', exists: false },
    ]);
    expect(value.certificatesIgnored).toBe(true);
    expect(
      (await collect({ env: { GODEBUG: 'x509sslcertoverrideplatform=01' } })).value.certificatesIgnored,
    ).toBe(false);
  });

  it('finds tools in GOBIN, in GOPATH, in Go itself, and on PATH', async () => {
    const files = { '/usr/local/go/bin/gofmt': '', '/b/bin/gopls': '', '/usr/bin/dlv': '' };
    const { value } = await collect({ env: { GOPATH: '/a:/b' }, files });
    expect(value.tools).toEqual([
      { name: 'gofmt', path: '/usr/local/go/bin/gofmt' },
      { name: 'gopls', path: '/b/bin/gopls' },
      { name: 'dlv', path: '/usr/bin/dlv' },
    ]);
    const bin = await collect({ answers: { GOBIN: '/home/li/tools' }, files: { '/home/li/tools/dlv': '' } });
    expect(bin.value.tools[2]).toEqual({ name: 'dlv', path: '~/tools/dlv' });
  });
});

describe('parseGoEnvFile', () => {
  it('reads it as Go does', () => {
    const text =
      '# GOOS=plan9\nGOFLAGS=-a=b -v\r\nlower=x\nGOBIN\nGOPROXY=\nGOARCH=386\nGOARCH=arm64\nGOBIN=/a\nGOBIN=';
    expect([...parseGoEnvFile(text)]).toEqual([
      ['GOFLAGS', '-a=b -v'],
      ['GOARCH', 'arm64'],
    ]);
  });
});
