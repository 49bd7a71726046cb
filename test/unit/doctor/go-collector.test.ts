import { describe, expect, it } from 'vitest';
import { collectGo } from '../../../src/lib/doctor/collectors/go.js';
import type { Platform } from '../../../src/lib/host/platform.js';
import type { ProcessRequest, ProcessResult } from '../../../src/lib/host/processes.js';
import { fakeHost } from '../../helpers/fake-host.js';
import { sourcesFor } from './test-sources.js';

const go = '/usr/local/go/bin/go';
const environment = {
  GOVERSION: 'go1.26.8',
  GOROOT: '/usr/local/go',
  GOPATH: '/home/li/go',
  GOBIN: '',
  GOPROXY: 'https://goproxy.cn,direct',
  GOENV: '/home/li/.config/go/env',
};

interface World {
  env?: Record<string, string>;
  files?: Record<string, string>;
  programs?: Record<string, string>;
  platform?: Partial<Platform>;
  run?: (request: ProcessRequest) => Partial<ProcessResult> | undefined;
}

const answering = ({ args }: ProcessRequest) =>
  args[1] === '-json' ? { stdout: JSON.stringify(environment) } : { stdout: 'auto\n' };

async function collect(world: World = {}) {
  const asked: ProcessRequest[] = [];
  const run = world.run ?? answering;
  const host = fakeHost({
    env: { PATH: '/usr/local/go/bin:/usr/bin', ...world.env },
    files: world.files ?? {},
    programs: world.programs ?? { go },
    ...(world.platform ? { platform: world.platform } : {}),
    run: (request) => {
      asked.push(request);
      return run(request);
    },
  });
  const { value } = await collectGo(sourcesFor(host));
  return { value, asked };
}

describe('collectGo', () => {
  it('asks Go in a way that downloads nothing', async () => {
    const { asked } = await collect();
    const [first, second] = asked;
    expect(first).toMatchObject({ file: go, cwd: '/', env: { GOTOOLCHAIN: 'local', GOWORK: 'off' } });
    expect(first?.args.slice(0, 2)).toEqual(['env', '-json']);
    // The one command that never switches; here the user's own setting is what is asked for.
    expect(second?.args).toEqual(['env', 'GOTOOLCHAIN']);
    expect(second?.env).not.toHaveProperty('GOTOOLCHAIN');
  });

  it('describes a healthy Go, the home folder hidden', async () => {
    const { value } = await collect({
      env: { PATH: '/home/li/go/bin/' },
      files: { '/home/li/go/bin/gopls': '' },
    });
    expect(value).toEqual({
      path: go,
      onPath: true,
      state: 'ok',
      exitCode: 0,
      detail: null,
      version: 'go1.26.8',
      toolchain: 'auto',
      goroot: { variable: null, exists: true, effective: '/usr/local/go', same: true },
      gopath: {
        value: '~/go',
        fromVariable: false,
        absolute: true,
        isGoroot: false,
        awkward: false,
        bin: '~/go/bin',
        binExists: true,
        binOnPath: true,
      },
      goproxy: { value: 'https://goproxy.cn,direct', origin: 'default' },
    });
  });

  it('finds a Go that is installed but not on PATH', async () => {
    const { value } = await collect({ programs: {}, files: { [go]: '' } });
    expect(value).toMatchObject({ path: go, onPath: false, state: 'ok' });
  });

  it.each([
    ['C:\\Program Files\\Go\\bin\\go.exe', {}],
    ['D:\\Programs\\Go\\bin\\go.exe', { ProgramW6432: 'D:\\Programs', ProgramFiles: 'D:\\Programs (x86)' }],
    ['C:\\Users\\li\\AppData\\Local\\Programs\\Go\\bin\\go.exe', {}],
    ['C:\\Users\\li\\scoop\\apps\\go\\current\\bin\\go.exe', {}],
    ['E:\\Go\\bin\\go.exe', { SystemDrive: 'E:' }],
  ])('finds on Windows %s', async (path, env) => {
    const platform = { os: 'win32', home: 'C:\\Users\\li', cwd: 'C:\\' } as const;
    const { value, asked } = await collect({ programs: {}, files: { [path]: '' }, env, platform });
    expect(value).toMatchObject({ path: path.replace('C:\\Users\\li', '~'), onPath: false });
    expect(asked[0]).toMatchObject({ file: path, cwd: 'C:\\' });
  });

  it('says so where there is none', async () => {
    const { value, asked } = await collect({ programs: {} });
    expect(value).toMatchObject({ path: null, state: 'missing', version: null });
    expect(asked).toEqual([]);
  });

  it('asks again without a GOROOT that leads nowhere, and reports both', async () => {
    const { value } = await collect({
      env: { GOROOT: '/opt/gone' },
      run: (request) =>
        request.env && 'GOROOT' in request.env
          ? answering(request)
          : { exitCode: 2, stderr: 'go: cannot find GOROOT directory: /opt/gone\n' },
    });
    expect(value).toMatchObject({
      state: 'ok',
      version: 'go1.26.8',
      goroot: { variable: '/opt/gone', exists: false, effective: '/usr/local/go', same: false },
    });
  });

  it('knows a GOROOT of another Go', async () => {
    const { value } = await collect({
      env: { GOROOT: '/opt/go1.20' },
      files: { '/opt/go1.20/bin/go': '' },
      run: (request) =>
        request.env && 'GOROOT' in request.env
          ? answering(request)
          : { stdout: JSON.stringify({ ...environment, GOROOT: '/opt/go1.20' }) },
    });
    expect(value.goroot).toEqual({
      variable: '/opt/go1.20',
      exists: true,
      effective: '/usr/local/go',
      same: false,
    });
  });

  it.each(['go', '~/go', '/a:b'])(
    'asks without the GOPATH %j, under which Go refuses to run',
    async (GOPATH) => {
      const { value } = await collect({
        env: { GOPATH },
        run: (request) =>
          request.env && 'GOPATH' in request.env
            ? answering(request)
            : { exitCode: 2, stderr: 'go: GOPATH entry is relative; must be absolute path: "go".\n' },
      });
      expect(value).toMatchObject({ state: 'ok', version: 'go1.26.8', toolchain: 'auto' });
      expect(value.gopath).toMatchObject({ value: GOPATH, fromVariable: true, absolute: false });
    },
  );

  it.each([
    ['hangs', { exitCode: null, timedOut: true }, 'timeout', ''],
    ['crashes', { exitCode: 2, stderr: 'go: bad\nmore' }, 'failed', 'go: bad'],
    [
      'complains',
      { exitCode: 1, stderr: 'go: bad https://u:s3cret@h.test/' },
      'failed',
      'go: bad https://***@h.test/',
    ],
    ['may not run', { exitCode: null, notStarted: 'EACCES' }, 'failed', ''],
    ['talks nonsense', { stdout: 'hello' }, 'failed', ''],
  ])('degrades where Go %s', async (_name, result, state, detail) => {
    const { value } = await collect({ run: () => result });
    expect(value).toMatchObject({ path: go, state, detail, version: null });
  });

  it('asks an old Go for its version in the old way', async () => {
    const { value } = await collect({
      run: ({ args }) =>
        args[0] === 'version'
          ? { stdout: 'go version go1.13.8 linux/amd64\n' }
          : { stdout: JSON.stringify({ ...environment, GOVERSION: '' }) },
    });
    expect(value.version).toBe('go1.13.8');
  });

  it('says where GOPROXY comes from, and hides its credentials', async () => {
    const run = () => ({
      stdout: JSON.stringify({ ...environment, GOPROXY: 'https://li:s3cret@go.corp.test,direct' }),
    });
    const file = {
      '/home/li/.config/go/env': 'GOSUMDB=off\nGOPROXY=https://li:s3cret@go.corp.test,direct\n',
    };
    const shown = 'https://***@go.corp.test,direct';
    expect((await collect({ run, files: file })).value.goproxy).toEqual({ value: shown, origin: 'file' });
    expect((await collect({ run, files: file, env: { GOPROXY: 'x' } })).value.goproxy).toEqual({
      value: shown,
      origin: 'environment',
    });
  });

  it.each([
    ['https://go.corp.test/?token=s3cret', 'https://go.corp.test/?***'],
    ['https://go.corp.test:s3cret,direct', 'https://go.corp.test:***,direct'],
    ['https://go.corp.test:8443/go:x/,localhost:8081|file:///C:/go', null],
  ])('shows GOPROXY=%s without what may be a secret', async (GOPROXY, shown) => {
    const { value } = await collect({ run: () => ({ stdout: JSON.stringify({ ...environment, GOPROXY }) }) });
    expect(value.goproxy.value).toBe(shown ?? GOPROXY);
  });

  it.each([
    ['relative', 'go', { absolute: false }],
    ['the folder of Go itself', '/usr/local/go/', { isGoroot: true }],
    ['in Chinese', '/home/li/项目', { awkward: true, value: '~/项目' }],
    ['a list', '/a:/b', { value: '/a:/b', bin: '/a/bin' }],
  ])('describes a GOPATH that is %s', async (_name, GOPATH, expected) => {
    const { value } = await collect({ run: () => ({ stdout: JSON.stringify({ ...environment, GOPATH }) }) });
    expect(value.gopath).toMatchObject(expected);
  });
});
