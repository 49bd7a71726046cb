import { Config } from '@oclif/core/config';
import { beforeAll, describe, expect, it } from 'vitest';
import Doctor from '../../../src/commands/doctor.js';
import { type FakeHost, type FakeHostOptions, fakeHost } from '../../helpers/fake-host.js';
import { fixtureText } from '../../unit/doctor/evidence-fixtures.js';

let config: Config;
beforeAll(async () => {
  Doctor.id = 'doctor';
  config = await Config.load({ root: process.cwd(), ignoreManifest: true });
});

async function runOn(host: FakeHost, argv: readonly string[]) {
  const exitCode = await new Doctor([...argv], config).runWith(host);
  return { exitCode, ...host.written, contents: host.contents };
}

const run = (argv: readonly string[], options: FakeHostOptions = {}) => runOn(fakeHost(options), argv);
const replay = (name: string): FakeHostOptions => ({ files: { '/e.json': fixtureText(name) } });

const nothingRuns: FakeHostOptions = {
  run: () => {
    throw new Error('a process was started');
  },
};

function failing(host: FakeHost, method: 'createText' | 'writeText', code: string): FakeHost {
  const reject = async () => {
    throw Object.assign(new Error(code), { code });
  };
  return { ...host, files: { ...host.files, [method]: reject } };
}

describe('--report', () => {
  it.each([
    ['/r.md', '## aliproxy doctor'],
    ['/r.html', '<!DOCTYPE html>'],
    ['/R.JSON', '{\n  "schemaVersion": 1,'],
  ])('writes %s also when a check failed, and says so at the end', async (path, begin) => {
    const result = await run(['--replay', '/e.json', '--report', path], replay('windows-net-4.7.2'));
    expect(result.exitCode).toBe(1);
    expect(result.contents.get(path)?.startsWith(begin)).toBe(true);
    expect(result.out.trimEnd().split('\n').at(-1)).toBe(
      `report written to ${path}; read it before you share it`,
    );
    expect([...result.contents.keys()].sort()).toEqual(['/e.json', path].sort());
  });

  it('has the document of --json, marked as redacted', async () => {
    const argv = ['--replay', '/e.json', '--json', '--report', '/r.json'];
    const { out, contents } = await run(argv, replay('windows-11-chinese'));
    const printed = JSON.parse(out);
    const written = JSON.parse(contents.get('/r.json') ?? '');
    expect(written).toMatchObject({ schemaVersion: 1, command: 'doctor', redacted: true, ok: false });
    expect(printed).not.toHaveProperty('redacted');
    const shape = ({ checks }: typeof printed) =>
      checks.map(({ id, status, title }: Record<string, string>) => [id, status, title]);
    expect(shape(written)).toEqual(shape(printed));
    expect(
      Object.keys(written)
        .filter((key) => key !== 'redacted')
        .sort(),
    ).toEqual(Object.keys(printed).sort());
  });

  it('speaks the language of the run', async () => {
    const argv = ['--replay', '/e.json', '--lang', 'zh', '--report', '/r.html'];
    const { out, contents } = await run(argv, replay('linux'));
    expect(contents.get('/r.html')).toContain('<html lang="zh-CN">');
    expect(out).toContain('报告已写入 /r.html');
  });

  it('names neither secrets nor the machine, its user and its hosts', async () => {
    const options: FakeHostOptions = {
      platform: {
        home: '/home/zhangsan',
        hostName: 'corp-pc-0042',
        userName: 'zhangsan',
        cwd: '/home/zhangsan',
      },
      env: {
        HTTP_PROXY: 'http://zhangsan:canary-77@proxy.corp.test:3128 ',
        HTTPS_PROXY: 'http://canary-78:x@203.0.113.9:3128',
        NO_PROXY: '10.*,.corp.test,corp-pc-0042',
        GOPATH: '/data/zhangsan/go',
        ALIBABA_CLOUD_ACCESS_KEY_ID: 'canary-79-id',
        ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'canary-80',
      },
    };
    for (const path of ['/r.md', '/r.html', '/r.json']) {
      const { contents } = await run(['--offline', '--report', path], options);
      const text = contents.get(path) ?? '';
      expect(text).toContain('host-');
      expect(text).not.toMatch(/canary|zhangsan|corp-pc|corp\.test|203\.0\.113/i);
    }
  });

  it('goes with --fix, and tells what was done', async () => {
    const options: FakeHostOptions = { env: { HTTPS_PROXY: 'http://10.1.2.3:3128 ' } };
    const argv = ['--offline', '--fix', '--dry-run', '--only', 'proxy.env', '--report'];
    const { contents } = await run([...argv, '/r.md'], options);
    expect(contents.get('/r.md')).toContain('<summary>What --fix did</summary>');
    expect(contents.get('/r.md')).not.toContain('10.1.2.3');
    const json = JSON.parse((await run([...argv, '/r.json'], options)).contents.get('/r.json') ?? '');
    expect(json.fixes.length).toBeGreaterThan(0);
  });

  it.each(['r.pdf', 'r', 'md', 'r.md.txt', '.html/'])(
    'refuses the file %s before anything runs',
    async (path) => {
      const { exitCode, out, err } = await run(['--report', path], nothingRuns);
      expect([exitCode, out]).toEqual([2, '']);
      expect(err).toContain('[BAD_FLAG_VALUE]');
      expect(err).toContain('FILE.md | FILE.html | FILE.json');
    },
  );

  it.each([
    ['--report', '/gone/r.md'],
    ['--save-evidence', '/gone/e.json'],
  ])('refuses a file that can not be written before anything runs: %s', async (flag, path) => {
    const host = failing(fakeHost(nothingRuns), 'createText', 'EACCES');
    const { exitCode, out, err } = await runOn(host, [flag, path]);
    expect([exitCode, out]).toEqual([2, '']);
    expect(err.replace(/\s+/g, ' ')).toContain(`[FILE_UNWRITABLE]: can't write ${path} (EACCES)`);
  });

  it('refuses a folder', async () => {
    const { exitCode, err } = await run(['--report', '/home/r.md'], {
      ...nothingRuns,
      files: { '/home/r.md/x': '' },
    });
    expect(exitCode).toBe(2);
    expect(err).toContain('EISDIR');
  });

  it('prints the result all the same where the disk is full at the end', async () => {
    const argv = ['--replay', '/e.json', '--report', '/r.md'];
    const text = await runOn(failing(fakeHost(replay('windows-10')), 'writeText', 'ENOSPC'), argv);
    expect(text.exitCode).toBe(2);
    expect(text.out).toContain('os.version');
    expect(text.out).not.toContain('report written');
    expect(text.err).toContain('ENOSPC');
    const json = await runOn(failing(fakeHost(replay('windows-10')), 'writeText', 'ENOSPC'), [
      ...argv,
      '--json',
    ]);
    expect(JSON.parse(json.out)).toMatchObject({ ok: false, error: { code: 'FILE_UNWRITABLE' } });
  });

  it.each([
    [['--report', '/x.json', '--save-evidence', '/x.json'], 'FLAG_CONFLICT'],
    [['--report', '/x.json', '--save-evidence', '/a/../x.json'], 'FLAG_CONFLICT'],
    // The report would take the place of what it is made from.
    [['--report', '/x.json', '--replay', '/x.json'], 'FLAG_CONFLICT'],
    [['--undo', '--yes', '--report', '/r.md'], 'FLAG_CONFLICT'],
    [['--report', '/r.md', '--only', 'nothing'], 'UNKNOWN_CHECK'],
  ])('%j is a %s', async (argv, code) => {
    const { exitCode, err, contents } = await run(argv, nothingRuns);
    expect(exitCode).toBe(2);
    expect(err).toContain(`[${code}]`);
    expect(contents.size).toBe(0);
  });
});

describe('--timeout', () => {
  it.each(['0s', '0ms', '25h'])('refuses %s', async (timeout) => {
    const { exitCode, err } = await run(['--timeout', timeout], nothingRuns);
    expect(exitCode).toBe(2);
    expect(err).toContain('[BAD_FLAG_VALUE]');
  });

  it('refuses doctor.timeout of nothing, and says where it stands', async () => {
    const files = { '/home/li/project/aliproxy.yaml': 'doctor:\n  timeout: 0s\n' };
    const { exitCode, err } = await run([], { ...nothingRuns, files });
    expect(exitCode).toBe(2);
    expect(err.replace(/\s+/g, ' ')).toContain('/home/li/project/aliproxy.yaml:2: "doctor.timeout"');
  });
});

describe('a check that could not run', () => {
  const timedOut = (): FakeHostOptions => {
    const evidence = JSON.parse(fixtureText('linux'));
    evidence.sections.go = {
      state: 'failed',
      reason: 'timeout',
      detail: '',
      source: 'go',
      durationMs: 5_000,
    };
    return { files: { '/e.json': JSON.stringify(evidence) } };
  };

  it('is no failure, but none that --strict lets pass', async () => {
    const only = ['--replay', '/e.json', '--only', 'go.installed'];
    expect((await run(only, timedOut())).exitCode).toBe(0);
    expect((await run([...only, '--strict'], timedOut())).exitCode).toBe(1);
    const { out } = await run([...only, '--strict', '--json'], timedOut());
    expect(JSON.parse(out)).toMatchObject({ ok: false, summary: { error: 1, fail: 0, warn: 0 } });
  });
});
