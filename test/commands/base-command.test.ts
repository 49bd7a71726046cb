import { Config } from '@oclif/core/config';
import * as Flags from '@oclif/core/flags';
import { describe, expect, it } from 'vitest';
import {
  AliproxyCommand,
  type CommandContext,
  type Parsed,
  type Report,
} from '../../src/lib/cli/base-command.js';
import { durationFlag } from '../../src/lib/cli/flags.js';
import { Failure } from '../../src/lib/errors.js';
import { type FakeHostOptions, fakeHost } from '../helpers/fake-host.js';

/** A command that does what its flags say: the frame is what is tested. */
class Probationer extends AliproxyCommand {
  static override id = 'vpc:try';
  static override flags = {
    secret: Flags.string(),
    fail: Flags.string(),
    wait: durationFlag(),
    confirm: Flags.boolean(),
  };

  protected async perform({ flags }: Parsed, context: CommandContext): Promise<Report> {
    context.secrets.add(flags.secret as string | undefined);
    if (flags.fail === 'crash') throw new TypeError(`bad thing with ${flags.secret}`);
    if (flags.fail)
      throw new Failure(
        'FILE_UNREADABLE',
        { path: `/x/${flags.secret}`, reason: 'EACCES' },
        { details: { requestId: 'r1' } },
      );
    if (flags.wait) await untilAborted(context.signal);
    return {
      exitCode: 0,
      json: { ok: true, used: flags.secret ?? null },
      view: () => `${context.text.common.hint}\n`,
    };
  }
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
}

async function runCommand(argv: string[], options: FakeHostOptions = {}) {
  const host = fakeHost(options);
  const command = new Probationer(argv, await Config.load({ root: process.cwd(), ignoreManifest: true }));
  const finished = command.runWith(host);
  return { host, finished };
}

async function outcome(argv: string[], options?: FakeHostOptions) {
  const { host, finished } = await runCommand(argv, options);
  return { exitCode: await finished, ...host.written };
}

describe('every command', () => {
  it('prints its view on stdout', async () => {
    expect(await outcome([])).toEqual({ exitCode: 0, out: 'Hint\n', err: '' });
  });

  it('speaks the language of flag, variable, file and locale, in this order', async () => {
    const files = { '/home/li/project/aliproxy.yaml': 'lang: en\n' };
    expect((await outcome(['--lang', 'zh'], { env: { ALIPROXY_LANG: 'en' } })).out).toBe('提示\n');
    expect((await outcome([], { env: { ALIPROXY_LANG: 'zh' }, files })).out).toBe('提示\n');
    expect((await outcome([], { env: { LANG: 'zh_CN.UTF-8' }, files })).out).toBe('Hint\n');
    expect((await outcome([], { env: { LANG: 'zh_CN.UTF-8' } })).out).toBe('提示\n');
  });

  it('prints exactly one JSON document with --json', async () => {
    const { out, err } = await outcome(['--json']);
    expect(JSON.parse(out)).toEqual({ schemaVersion: 1, command: 'vpc try', ok: true, used: null });
    expect(err).toBe('');
  });

  it('masks a secret in the value, in errors and in the stack that DEBUG shows', async () => {
    const secret = 'canary-7391';
    const runs = await Promise.all([
      outcome(['--secret', secret, '--json']),
      outcome(['--secret', secret, '--fail', 'known']),
      outcome(['--secret', secret, '--fail', 'known', '--json']),
      outcome(['--secret', secret, '--fail', 'crash'], { env: { DEBUG: 'aliproxy*' } }),
    ]);
    for (const { out, err } of runs) expect(out + err).not.toContain(secret);
    expect(runs[0]?.out).toContain('"***"');
    expect(runs[3]?.err).toContain('TypeError');
  });

  it('says code, sentence and hint on stderr, in two lines and without a stack', async () => {
    const { exitCode, out, err } = await outcome(['--fail', 'known']);
    expect(exitCode).toBe(1);
    expect(out).toBe('');
    expect(err).toBe(
      "Error [FILE_UNREADABLE]: can't read /x/undefined (EACCES)\nHint: check the path and its permissions.\n",
    );
  });

  it('says errors, too, in the language of the configuration', async () => {
    const files = { '/home/li/project/aliproxy.yaml': 'lang: zh\n' };
    expect((await outcome(['--fail', 'known'], { files })).err).toContain('无法读取');
  });

  it('puts the error into JSON, with its details', async () => {
    const { out } = await outcome(['--fail', 'known', '--json', '--lang=zh']);
    expect(JSON.parse(out)).toMatchObject({
      schemaVersion: 1,
      command: 'vpc try',
      ok: false,
      error: { code: 'FILE_UNREADABLE', message: '无法读取 /x/undefined（EACCES）', requestId: 'r1' },
    });
  });

  it.each([
    [['--sceret', 'x'], 'UNKNOWN_FLAG', '--secret'],
    [['--bogus'], 'UNKNOWN_FLAG', 'vpc try --help'],
    [['--wait'], 'FLAG_NEEDS_VALUE', 'vpc try --help'],
    [['--wait', '5'], 'BAD_FLAG_VALUE', '500ms'],
    [['--lang', 'de'], 'BAD_FLAG_VALUE', 'en | zh'],
    [['extra'], 'UNEXPECTED_ARGUMENT', 'vpc try --help'],
    [['--config', 'none.yaml'], 'CONFIG_NOT_FOUND', '--config'],
  ])('%j is a usage error: exit 2, a short text or one small document', async (argv, code, hint) => {
    const text = await outcome(argv);
    expect(text.exitCode).toBe(2);
    expect(text.out).toBe('');
    expect(text.err).toMatch(new RegExp(`^Error \\[${code}\\]: [^\\n]+\\nHint: [^\\n]*\\n$`));
    expect(text.err).toContain(hint);
    const json = await outcome(['--json', ...argv]);
    expect(json.exitCode).toBe(2);
    expect(json.err).toBe('');
    expect(JSON.parse(json.out).error.code).toBe(code);
    expect(json.out.length).toBeLessThan(500);
  });

  it('does not take --json behind -- for its own', async () => {
    const { out } = await outcome(['--bogus', '--', '--json']);
    expect(out).toBe('');
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('ends on %s with %d, and says so', async (signal, code) => {
    const { host, finished } = await runCommand(['--wait', '1s', '--json']);
    setTimeout(() => host.end(signal), 20);
    expect(await finished).toBe(code);
    expect(JSON.parse(host.written.out)).toMatchObject({ ok: false, error: { code: 'INTERRUPTED' } });
    expect(host.endedWith).toEqual([]);
  });

  it('ends at once on the second request, but not on an echo of the first', async () => {
    const { host, finished } = await runCommand(['--wait', '1s']);
    const endedWith: number[][] = [];
    setTimeout(async () => {
      for (const laterMs of [0, 50, 300]) {
        await host.clock.sleep(laterMs);
        host.end('SIGINT');
        endedWith.push([...host.endedWith]);
      }
    }, 20);
    await finished;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(endedWith).toEqual([[], [], [130]]);
  });

  it('calls a fault of its own INTERNAL, and hides the stack', async () => {
    const { exitCode, err } = await outcome(['--fail', 'crash']);
    expect(exitCode).toBe(1);
    expect(err).toMatch(/^Error \[INTERNAL\]: aliproxy itself failed: bad thing/);
    expect(err).not.toMatch(/\n\s+at /);
  });
});
