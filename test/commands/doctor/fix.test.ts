import { describe, expect, it } from 'vitest';
import { powershellArguments } from '../../../src/lib/doctor/collectors/powershell-script.js';
import { Interrupted } from '../../../src/lib/errors.js';
import { columnsOf } from '../../../src/lib/output/width.js';
import { fakeHost } from '../../helpers/fake-host.js';
import { type FakeWindows, fakeWindows } from '../../unit/doctor/fixes/fake-windows.js';
import {
  document,
  everything,
  fix,
  journal,
  later,
  mended,
  outcomes,
  right,
  run,
  shown,
  troubled,
  wrong,
} from './fix-bench.js';

describe('aliproxy doctor --fix', () => {
  it('mends, looks again, and --undo puts everything back as it was', async () => {
    const host = fakeWindows(troubled);
    expect(await fix(host, '--yes', '--json')).toBe(0);
    expect(Object.fromEntries(host.user)).toEqual(mended);
    expect(document(host)).toMatchObject({
      schemaVersion: 1,
      command: 'doctor',
      ok: true,
      summary: { pass: 6, fail: 0, warn: 0 },
    });
    expect(outcomes(host)).toMatchObject([
      {
        check: 'go.goroot',
        description: 'Remove GOROOT',
        change: { kind: 'user-variable', name: 'GOROOT', value: null },
        before: '%SystemDrive%\\old',
        after: null,
        state: 'applied',
        error: null,
        verdict: 'pass',
      },
      {
        check: 'go.gopath',
        change: { kind: 'user-path', folder: '~\\go\\bin' },
        after: '~\\go\\bin',
        state: 'applied',
        verdict: 'pass',
      },
      { check: 'proxy.env', before: `${shown} `, after: shown, state: 'applied', verdict: 'pass' },
      { check: 'proxy.https-missing', before: null, after: shown, state: 'applied', verdict: 'pass' },
      {
        check: 'proxy.no-proxy',
        before: 'localhost,10.*',
        after: 'localhost,10.0.0.0/8',
        state: 'applied',
        verdict: 'pass',
      },
    ]);
    expect(host.contents.has(`${journal}.lock`)).toBe(false);

    const undone = later(host);
    expect(await run(undone, '--undo', '--yes', '--json')).toBe(0);
    expect(Object.fromEntries(undone.user)).toEqual({
      HTTP_PROXY: { text: wrong, kind: 'String' },
      GOROOT: { text: '%SystemDrive%\\old', kind: 'ExpandString' },
      Path: { text: '%USERPROFILE%\\bin', kind: 'ExpandString' },
    });
    expect(document(undone)).toMatchObject({ schemaVersion: 1, command: 'doctor', ok: true });
    expect(outcomes(undone).map(({ check, state }) => `${check} ${state}`)).toEqual([
      'proxy.no-proxy undone',
      'proxy.https-missing undone',
      'proxy.env undone',
      'go.gopath undone',
      'go.goroot undone',
    ]);

    const again = later(undone);
    expect(await run(again, '--undo', '--yes', '--json')).toBe(0);
    expect(outcomes(again)).toEqual([]);
    // Old values that are of no more use are gone.
    expect(again.contents.get(journal)).not.toContain('canary');
  });

  it('looks at the whole machine again, as a new terminal finds it', async () => {
    const host = fakeWindows(troubled);
    await run(host, '--fix', '--yes', '--json', '--offline', '--only', 'go.goroot,go.installed,ps.available');
    const asked = (args: readonly string[]) =>
      host.requests.filter((request) => request.args === args).length;
    expect(asked(powershellArguments)).toBe(2);
    const [first, ...others] = host.requests.filter(({ args }) => args.includes('-json'));
    expect(first?.env).not.toHaveProperty('GOROOT');
    expect(others.at(-1)?.env).toMatchObject({ GOROOT: undefined });
    expect(document(host).checks).toMatchObject([
      { id: 'ps.available' },
      { id: 'go.installed' },
      { status: 'pass' },
    ]);
  });

  it('puts Go on PATH, and finds it there', async () => {
    const program = 'C:\\Program Files\\Go\\bin\\go.exe';
    const host = fakeWindows({ ...troubled, programs: {}, files: { [program]: '' } });
    expect(await run(host, '--fix', '--yes', '--json', '--offline', '--only', 'go.installed')).toBe(0);
    expect(outcomes(host)).toMatchObject([
      {
        change: { kind: 'user-path', folder: 'C:\\Program Files\\Go\\bin' },
        state: 'applied',
        verdict: 'pass',
      },
    ]);
    expect(document(host).checks).toMatchObject([{ id: 'go.installed', status: 'pass', found: program }]);
  });

  it('shows no secret, and hands none over in arguments', async () => {
    for (const flags of [['--json'], [], ['--lang', 'zh'], ['--verbose']]) {
      const host = fakeWindows({ ...troubled, env: { ...troubled.env, DEBUG: '*' } });
      await fix(host, '--yes', ...flags);
      expect(host.user.get('HTTPS_PROXY')?.text).toContain('canary');
      expect(everything(host)).not.toContain('canary');
      const undone = later(host);
      await run(undone, '--undo', '--yes', ...flags);
      expect(undone.user.get('HTTP_PROXY')?.text).toBe(wrong);
      expect(everything(undone)).not.toContain('canary');
    }
  });

  it('shows each remedy and asks; what is declined stays as it is', async () => {
    const host = fakeWindows({ ...troubled, tty: true, answers: [false, true, true, false, false] });
    expect(await fix(host)).toBe(1);
    expect(host.questions).toHaveLength(5);
    expect(host.written.err).toContain(`proxy.env (FAIL): HTTP_PROXY ends with a blank`);
    expect(host.written.err).toContain(`  - "${shown} "\n  + ${shown}\n`);
    expect(host.written.err).toContain('It is set for all users; yours will win.');
    expect(host.user.get('GOROOT')?.text).toBe('%SystemDrive%\\old');
    expect(host.user.get('HTTP_PROXY')?.text).toBe(right);
    expect(host.user.has('HTTPS_PROXY')).toBe(false);
    expect(host.written.out).toContain('This terminal keeps the old values');
    expect(host.written.out.match(/not done/g)).toHaveLength(3);
  });

  it.each([['en'], ['zh']])('fits a terminal of 80 columns (%s)', async (lang) => {
    const host = fakeWindows({
      ...troubled,
      tty: true,
      columns: 80,
      answers: [true, true, true, false, true],
    });
    await fix(host, '--lang', lang);
    const undone = later(host, { tty: true, answers: [true, false, true, true] });
    await run(undone, '--undo', '--lang', lang);
    for (const text of [host.written.out, host.written.err, undone.written.out, undone.written.err]) {
      for (const line of text.split('\n')) expect(columnsOf(line), line).toBeLessThanOrEqual(80);
    }
  });

  it.each([
    ['no terminal', ['--fix'], {}],
    ['no terminal, undo', ['--undo'], {}],
    ['--json', ['--fix', '--json'], { tty: true }],
    ['--no-input', ['--undo', '--no-input'], { tty: true }],
    ['CI', ['--fix'], { tty: true, env: { ...troubled.env, CI: 'true' } }],
  ])('needs --yes where nobody can be asked (%s)', async (_case, argv, options) => {
    const host = fakeWindows({ ...troubled, ...options });
    expect(await run(host, ...argv)).toBe(2);
    expect(host.written.out + host.written.err).toContain('CONFIRMATION_NEEDED');
    expect(host.written.out + host.written.err).toContain('--yes');
    expect(host.requests).toEqual([]);
    expect(host.contents.size).toBe(1);
  });

  it.each([
    [['--fix', '--undo'], 'FLAG_CONFLICT', '--fix and --undo'],
    [['--fix', '--replay', 'e.json'], 'FLAG_CONFLICT', '--fix and --replay'],
    [['--undo', '--replay', 'e.json'], 'FLAG_CONFLICT', '--undo and --replay'],
    [['--fix', '--list'], 'FLAG_CONFLICT', '--fix and --list'],
    [['--undo', '--only', 'go'], 'FLAG_CONFLICT', '--undo and --only'],
    [['--undo', '--save-evidence', 'e.json'], 'FLAG_CONFLICT', '--undo and --save-evidence'],
    [['--yes'], 'MISSING_FLAG', '--fix'],
    [['--dry-run'], 'MISSING_FLAG', '--fix'],
  ])('refuses %j with %s', async (argv, code, words) => {
    const host = fakeWindows({ ...troubled, tty: true });
    expect(await run(host, ...argv)).toBe(2);
    expect(host.written.err).toContain(`[${code}]`);
    expect(host.written.err.replace(/\s+/g, ' ')).toContain(words);
    expect(host.requests).toEqual([]);
  });

  it('changes nothing with --dry-run, not even a file', async () => {
    const host = fakeWindows(troubled);
    expect(await fix(host, '--dry-run', '--json')).toBe(1);
    expect(Object.fromEntries(host.user)).toEqual(Object.fromEntries(fakeWindows(troubled).user));
    expect([...host.contents.keys()]).toEqual(['C:\\Users\\li\\go\\bin']);
    expect(new Set(outcomes(host).map(({ state }) => state))).toEqual(new Set(['dry-run']));

    const mendedHost = fakeWindows(troubled);
    await fix(mendedHost, '--yes');
    const undone = later(mendedHost);
    const other = { text: 'http://other:1', kind: 'String' };
    undone.user.set('HTTP_PROXY', other);
    expect(await run(undone, '--undo', '--dry-run', '--json')).toBe(0);
    expect(Object.fromEntries(undone.user)).toEqual({ ...mended, HTTP_PROXY: other });
    expect(outcomes(undone).map(({ state }) => state)).toEqual([
      'dry-run',
      'dry-run',
      'by-hand',
      'dry-run',
      'dry-run',
    ]);
    expect(undone.contents).toEqual(mendedHost.contents);
  });

  it('asks nothing and says so where there is nothing to fix', async () => {
    const host = fakeWindows({ tty: true });
    expect(await run(host, '--fix', '--offline', '--only', 'proxy.env')).toBe(0);
    expect(host.questions).toEqual([]);
    expect(host.written.out).toContain('There is nothing that can be fixed from here.');
    expect(host.contents.size).toBe(0);
  });

  it('leaves to a person what would install something', async () => {
    const host = fakeWindows();
    expect(await run(host, '--fix', '--yes', '--json', '--offline', '--only', 'go.installed')).toBe(1);
    expect(outcomes(host)).toMatchObject([
      { check: 'go.installed', change: null, state: 'by-hand', error: { code: 'BY_HAND' } },
    ]);
    expect(JSON.stringify(host.requests)).not.toContain('winget');
  });

  it.each([
    ['missing', 'POWERSHELL_UNUSABLE'],
    ['constrained', 'POWERSHELL_CONSTRAINED'],
    ['silent', 'POWERSHELL_UNUSABLE'],
  ] as const)('says what to do by hand where PowerShell is %s', async (powershell, code) => {
    const host = fakeWindows({ ...troubled, powershell });
    expect(await fix(host, '--yes', '--json')).toBe(1);
    expect(outcomes(host)).toHaveLength(5);
    for (const outcome of outcomes(host))
      expect(outcome).toMatchObject({ state: 'by-hand', error: { code } });
    expect(host.requests.some(({ file }) => /setx/i.test(file))).toBe(false);
  });

  it('does not believe a program that says nothing and does nothing', async () => {
    const host = fakeWindows({ ...troubled, writes: 'forgets' });
    expect(await fix(host, '--yes', '--json')).toBe(1);
    for (const outcome of outcomes(host))
      expect(outcome).toMatchObject({ state: 'failed', error: { code: 'NOT_KEPT' } });
    expect(JSON.parse(host.contents.get(journal) ?? '{}').entries).toEqual([]);
  });

  it('exits with 1 for a change that failed, although no check does', async () => {
    const host = fakeWindows({
      ...troubled,
      env: { ...troubled.env, HTTP_PROXY: right, HTTPS_PROXY: right, NO_PROXY: 'localhost,10.*' },
      writes: 'forgets',
    });
    expect(await run(host, '--fix', '--yes', '--json', '--offline', '--only', 'proxy.no-proxy')).toBe(1);
    expect(document(host)).toMatchObject({ ok: false, summary: { fail: 0, warn: 1 } });
  });

  it.each([
    ['damaged', '{"kind":', 'JOURNAL_BROKEN'],
    ['from another program', '{"kind":"x"}', 'JOURNAL_BROKEN'],
  ])('touches nothing where the journal is %s', async (_case, content, code) => {
    const host = fakeWindows({ ...troubled, tty: true, files: { ...troubled.files, [journal]: content } });
    expect(await fix(host)).toBe(2);
    expect(host.written.err).toContain(`[${code}]`);
    expect(host.questions).toEqual([]);
    expect(host.contents.get(journal)).toBe(content);
    expect(await run(later(host), '--undo', '--yes')).toBe(2);
  });

  it.each(['createText', 'writeText'] as const)(
    'touches nothing where the journal can not be written (%s)',
    async (method) => {
      const host = fakeWindows({ ...troubled, tty: true });
      host.files[method] = async () => {
        throw Object.assign(new Error('EACCES'), { code: 'EACCES' });
      };
      expect(await fix(host)).toBe(2);
      expect(host.written.err).toContain('FILE_UNWRITABLE');
      expect(host.questions).toEqual([]);
    },
  );

  it('does not run beside another one', async () => {
    const lock = `abc ${Date.UTC(2026, 10, 22, 8)}\n`;
    const host = fakeWindows({ ...troubled, files: { ...troubled.files, [`${journal}.lock`]: lock } });
    expect(await fix(host, '--yes')).toBe(2);
    expect(host.written.err).toContain('FIX_RUNNING');
    expect(host.contents.get(`${journal}.lock`)).toBe(lock);
  });
});

describe('Ctrl-C during --fix', () => {
  it('at a question ends with 130 and says what was done', async () => {
    const host = fakeWindows({ ...troubled, tty: true });
    let asked = 0;
    host.prompt.confirm = async () => {
      asked++;
      if (asked < 2) return true;
      throw new Interrupted('SIGINT');
    };
    expect(await fix(host)).toBe(130);
    expect(host.user.has('GOROOT')).toBe(false);
    expect(host.written.out).toBe('');
    expect(host.written.err).toMatch(/applied\s+go\.goroot/);
    expect(host.written.err).toMatch(/not done\s+go\.gopath/);
    expect(host.contents.has(`${journal}.lock`)).toBe(false);
    expect(JSON.parse(host.contents.get(journal) ?? '{}').entries).toMatchObject([{ state: 'applied' }]);
  });

  it('between two changes finishes the first and makes no second', async () => {
    const host: FakeWindows = fakeWindows({ ...troubled, beforeWrite: () => host.end('SIGINT') });
    expect(await fix(host, '--yes', '--json')).toBe(130);
    expect(document(host)).toMatchObject({
      ok: false,
      error: { code: 'INTERRUPTED', fixes: [{ check: 'go.goroot', state: 'applied' }] },
    });
    expect(host.user.has('GOROOT')).toBe(false);
    expect(host.user.get('HTTP_PROXY')?.text).toBe(wrong);
  });
});

describe('SIGTERM at a question', () => {
  it('ends it at once, says what was done, and gives the lock back', async () => {
    const host = fakeWindows({ ...troubled, tty: true });
    let asked = 0;
    host.prompt.confirm = (_question, { signal } = {}) =>
      new Promise((resolve, reject) => {
        if (asked++ < 1) return resolve(true);
        signal?.addEventListener('abort', () => reject(signal.reason));
        setImmediate(() => host.end('SIGTERM'));
      });
    expect(await fix(host)).toBe(143);
    expect(host.written.err).toMatch(/applied\s+go\.goroot/);
    expect(host.written.err).toMatch(/not done\s+go\.gopath/);
    expect(host.contents.has(`${journal}.lock`)).toBe(false);
  });
});

describe('Ctrl-C during a change that is not made', () => {
  it('tells what became of it', async () => {
    const host: FakeWindows = fakeWindows({
      ...troubled,
      writes: 'dies',
      beforeWrite: () => {
        host.end('SIGINT');
        host.user.set('GOROOT', { text: 'D:\\other', kind: 'String' });
      },
      // As real processes do.
      run: ({ signal }) => {
        signal?.throwIfAborted();
        return undefined;
      },
    });
    expect(await fix(host, '--yes', '--json')).toBe(130);
    expect(document(host).error.fixes).toMatchObject([{ check: 'go.goroot', state: 'failed' }]);
    expect(JSON.parse(host.contents.get(journal) ?? '{}').entries).toEqual([]);
  });
});

describe('aliproxy doctor --fix on Linux', () => {
  it('prints the lines for the profile, and needs no lock for that', async () => {
    const env = { SHELL: '/bin/bash', HTTP_PROXY: wrong, NO_PROXY: '10.*' };
    const host = fakeHost({ env });
    host.files.createText = async () => {
      throw new Error('a lock was taken');
    };
    expect(await fix(host, '--yes')).toBe(1);
    expect(host.written.out.replace(/\s+/g, ' ')).toContain('add to ~/.bashrc, then open a new terminal:');
    expect(host.written.out).toContain(`  export HTTP_PROXY='${shown}'\n`);
    expect(host.written.out).toContain(`  export NO_PROXY='10.0.0.0/8'\n`);
    expect(host.written.out).not.toContain('This terminal keeps');
    expect(host.written.out + host.written.err).not.toContain('canary');
    expect(host.contents.size).toBe(0);
  });
});
