import { Config } from '@oclif/core/config';
import { beforeAll, describe, expect, it } from 'vitest';
import Doctor from '../../../src/commands/doctor.js';
import { checkIds } from '../../../src/lib/doctor/check.js';
import type { ProcessRequest } from '../../../src/lib/host/processes.js';
import { type FakeHostOptions, fakeHost } from '../../helpers/fake-host.js';
import { fixtureText } from '../../unit/doctor/evidence-fixtures.js';

let config: Config;
beforeAll(async () => {
  Doctor.id = 'doctor';
  config = await Config.load({ root: process.cwd(), ignoreManifest: true });
});

function begin(argv: readonly string[], options: FakeHostOptions = {}) {
  const host = fakeHost(options);
  return { host, finished: new Doctor([...argv], config).runWith(host) };
}

async function run(argv: readonly string[], options?: FakeHostOptions) {
  const { host, finished } = begin(argv, options);
  return { exitCode: await finished, ...host.written, contents: host.contents };
}

const evidence = (name: string) => ({ files: { '/e.json': fixtureText(name) } });

describe('aliproxy doctor', () => {
  it.each([
    ['windows-11', 0],
    ['windows-10', 0],
    ['windows-net-4.7.2', 1],
    ['windows-7', 1],
  ])('exits for %s with %i', async (name, exitCode) => {
    const result = await run(['--replay', '/e.json'], evidence(name));
    expect(result.exitCode).toBe(exitCode);
    expect(result.err).toBe('');
  });

  it('exits with 1 for a warning only under --strict', async () => {
    expect((await run(['--replay', '/e.json', '--strict'], evidence('windows-10'))).exitCode).toBe(1);
    expect((await run(['--replay', '/e.json', '--strict'], evidence('windows-11'))).exitCode).toBe(0);
  });

  it('prints one document with --json', async () => {
    const { out, err } = await run(['--replay', '/e.json', '--json'], evidence('windows-11-chinese'));
    const document = JSON.parse(out);
    expect(document).toMatchObject({ schemaVersion: 1, command: 'doctor', ok: false, summary: { fail: 4 } });
    expect(document.checks).toHaveLength(checkIds.length);
    expect(err).toBe('');
  });

  it('speaks Chinese, while ids stay', async () => {
    const { out } = await run(['--replay', '/e.json', '--lang', 'zh'], evidence('windows-11-chinese'));
    expect(out).toContain('检查项');
    expect(out).toContain('proxy.env');
  });

  it('lists every check, and runs none', async () => {
    const { out, exitCode } = await run(['--list'], {
      run: () => {
        throw new Error('a process was started');
      },
    });
    expect(exitCode).toBe(0);
    expect(out.trim().split('\n')).toHaveLength(checkIds.length + 1);
    const { checks } = JSON.parse((await run(['--list', '--json'])).out);
    expect(checks.map(({ id }: { id: string }) => id)).toEqual(checkIds);
  });

  it.each([
    [['--only', 'prxy'], 'UNKNOWN_CHECK', 'did you mean "proxy"?'],
    [['--skip', 'go.verison'], 'UNKNOWN_CHECK', 'did you mean "go.version"?'],
    [['--only', 'go', '--skip', 'go'], 'NO_CHECKS_LEFT', '--list'],
    [['--replay', '/none.json'], 'FILE_UNREADABLE', ''],
    [['--replay', '/e.json', '--save-evidence', 'x'], 'FLAG_CONFLICT', ''],
    [['--timeout', '30'], 'BAD_FLAG_VALUE', '5s'],
    [['--josn'], 'UNKNOWN_FLAG', '--json'],
    [['extra'], 'UNEXPECTED_ARGUMENT', ''],
  ])('refuses %j with %s', async (argv, code, hint) => {
    const { exitCode, out, err } = await run(argv, evidence('windows-11'));
    expect(exitCode).toBe(2);
    expect(out).toBe('');
    expect(err.replace(/\s+/g, ' ')).toContain(`[${code}]`);
    expect(err.replace(/\s+/g, ' ')).toContain(hint);
  });

  it('takes what to skip from aliproxy.yaml; a flag wins', async () => {
    const files = {
      ...evidence('windows-7').files,
      '/home/li/project/aliproxy.yaml': 'doctor:\n  skip: [os, go]\n',
    };
    const ids = async (argv: string[]) =>
      JSON.parse((await run(['--replay', '/e.json', '--json', ...argv], { files })).out).checks.map(
        ({ group }: { group: string }) => group,
      );
    expect(new Set(await ids([]))).toEqual(new Set(['windows', 'tools', 'env', 'proxy', 'net', 'cloud']));
    expect(new Set(await ids(['--skip', 'proxy,net,windows,tools,env,cloud']))).toEqual(
      new Set(['os', 'go']),
    );
  });

  it('names file, line and key of an unknown check in aliproxy.yaml', async () => {
    const files = { '/home/li/project/aliproxy.yaml': 'doctor:\n  skip: [os, gox]\n' };
    const { exitCode, err } = await run([], { files });
    expect(exitCode).toBe(2);
    expect(err.replace(/\s+/g, ' ')).toContain(
      '[UNKNOWN_CHECK]: /home/li/project/aliproxy.yaml:2: doctor.skip: there is no check or group "gox"',
    );
  });

  it('saves evidence that it can replay', async () => {
    const { contents, exitCode, out } = await run(
      ['--offline', '--save-evidence', '/saved.json', '--only', 'proxy'],
      {
        env: { HTTP_PROXY: 'http://li:s3cr-et@10.0.0.9:3128 ' },
      },
    );
    expect(exitCode).toBe(1);
    expect(out).toContain('evidence saved in /saved.json');
    const saved = contents.get('/saved.json') ?? '';
    expect(saved).not.toContain('s3cr-et');
    const again = await run(['--replay', '/s.json', '--only', 'proxy'], { files: { '/s.json': saved } });
    expect(again.exitCode).toBe(1);
    expect(again.out).toContain('HTTP_PROXY ends with a blank');
  });

  it('ends with 130 when somebody presses Ctrl-C', async () => {
    let started = () => {};
    const running = new Promise<void>((resolve) => {
      started = resolve;
    });
    const { host, finished } = begin(['--offline', '--only', 'go'], {
      programs: { go: '/bin/go' },
      run: (request: ProcessRequest) => {
        started();
        return new Promise<never>((_resolve, reject) => {
          request.signal?.addEventListener('abort', () => reject(request.signal?.reason));
        });
      },
    });
    await running;
    host.end('SIGINT');
    expect(await finished).toBe(130);
    expect(host.written.err).toContain('INTERRUPTED');
    expect(host.written.out).toBe('');
  });
});
