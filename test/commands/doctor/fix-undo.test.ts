import { describe, expect, it } from 'vitest';
import { digestOf } from '../../../src/lib/doctor/fixes/edit.js';
import { Interrupted } from '../../../src/lib/errors.js';
import { type FakeWindowsOptions, fakeWindows } from '../../unit/doctor/fixes/fake-windows.js';
import { document, everything, fix, journal, later, outcomes, run, troubled, wrong } from './fix-bench.js';

interface Value {
  readonly text: string;
  readonly expandable: boolean;
}

describe('aliproxy doctor --undo', () => {
  const fixed = async () => {
    const host = fakeWindows(troubled);
    await fix(host, '--yes');
    return host;
  };

  it('leaves alone what somebody else changed since, and undoes the rest', async () => {
    const host = later(await fixed());
    host.user.set('HTTP_PROXY', { text: 'http://other:canary@h:1', kind: 'String' });
    host.user.set('Path', {
      text: '%USERPROFILE%\\bin;C:\\Users\\li\\go\\bin;D:\\new',
      kind: 'ExpandString',
    });
    expect(await run(host, '--undo', '--yes', '--json')).toBe(0);
    expect(
      outcomes(host).map(({ check, state, error }) => `${check} ${state} ${error?.code ?? ''}`.trim()),
    ).toEqual([
      'proxy.no-proxy undone',
      'proxy.https-missing undone',
      'proxy.env by-hand VALUE_CHANGED',
      'go.gopath undone',
      'go.goroot undone',
    ]);
    expect(host.user.get('HTTP_PROXY')?.text).toBe('http://other:canary@h:1');
    expect(host.user.get('Path')?.text).toBe('%USERPROFILE%\\bin;D:\\new');
    expect(everything(host)).not.toContain('canary');
    const again = later(host);
    await run(again, '--undo', '--yes', '--json');
    expect(outcomes(again)).toEqual([]);
  });

  it('takes back the run before, when asked again', async () => {
    const first = fakeWindows(troubled);
    await run(first, '--fix', '--yes', '--offline', '--only', 'go.goroot');
    const second = later(first, { env: { ...troubled.env, GOROOT: undefined } });
    await run(second, '--fix', '--yes', '--offline', '--only', 'proxy.no-proxy');
    const undone = later(second);
    await run(undone, '--undo', '--yes', '--json');
    expect(outcomes(undone)).toMatchObject([{ check: 'proxy.no-proxy', state: 'undone' }]);
    const again = later(undone);
    await run(again, '--undo', '--yes', '--json');
    expect(outcomes(again)).toMatchObject([{ check: 'go.goroot', state: 'undone' }]);
    expect(again.user.get('GOROOT')?.text).toBe('%SystemDrive%\\old');
  });

  it.each([
    ['was made after all', true, ['go.goroot undone']],
    ['was never made', false, []],
  ])('looks whether a pending change %s', async (_case, made, expected) => {
    const host = fakeWindows(troubled);
    await run(host, '--fix', '--yes', '--offline', '--only', 'go.goroot');
    const pending = (host.contents.get(journal) ?? '').replace('"applied"', '"pending"');
    const files = { ...Object.fromEntries(host.contents), [journal]: pending };
    const undone = later(host, { files, ...(made ? {} : { user: troubled.user ?? {} }) });
    expect(await run(undone, '--undo', '--yes', '--json')).toBe(0);
    expect(outcomes(undone).map(({ check, state }) => `${check} ${state}`)).toEqual(expected);
    expect(undone.user.get('GOROOT')?.text).toBe('%SystemDrive%\\old');
  });

  it('asks for each change, and asks again next time for what was declined', async () => {
    const host = later(await fixed(), { tty: true, answers: [true, false, false, false, false] });
    expect(await run(host, '--undo')).toBe(0);
    expect(host.questions).toHaveLength(5);
    expect(host.questions[0]).toBe('Undo this change of 2026-11-22 08:00 UTC?');
    expect(host.written.err).toContain('NO_PROXY (user variable)');
    const again = later(host, { tty: true, answers: [true, true, true, true] });
    await run(again, '--undo');
    expect(again.questions).toHaveLength(4);
    expect(again.user.get('HTTP_PROXY')?.text).toBe(wrong);
  });

  it('fails where nothing is kept', async () => {
    const host = later(await fixed(), { writes: 'forgets' });
    expect(await run(host, '--undo', '--yes', '--json')).toBe(1);
    expect(document(host).ok).toBe(false);
    expect(outcomes(host)[0]).toMatchObject({ state: 'failed', error: { code: 'NOT_KEPT' } });
  });

  it('fails where nothing can be looked at, and can be repeated', async () => {
    const host = later(await fixed(), { powershell: 'denied' });
    expect(await run(host, '--undo', '--yes', '--json')).toBe(1);
    expect(document(host).ok).toBe(false);
    expect(outcomes(host)[0]).toMatchObject({ state: 'by-hand', error: { code: 'POWERSHELL_UNUSABLE' } });
    const again = later(host);
    expect(await run(again, '--undo', '--yes', '--json')).toBe(0);
    expect(again.user.get('HTTP_PROXY')?.text).toBe(wrong);
  });

  it('puts PATH back to the last character', async () => {
    const user = { ...troubled.user, Path: { text: 'C:\\bin;', kind: 'String' } };
    const host = fakeWindows({ ...troubled, user });
    await run(host, '--fix', '--yes', '--offline', '--only', 'go.gopath');
    expect(host.user.get('Path')?.text).toBe('C:\\bin;C:\\Users\\li\\go\\bin');
    const undone = later(host);
    expect(await run(undone, '--undo', '--yes', '--json')).toBe(0);
    expect(undone.user.get('Path')).toEqual({ text: 'C:\\bin;', kind: 'String' });
  });

  it('leaves no PATH where somebody else removed all the rest', async () => {
    const host = fakeWindows(troubled);
    await run(host, '--fix', '--yes', '--offline', '--only', 'go.gopath');
    host.user.set('Path', { text: 'C:\\Users\\li\\go\\bin', kind: 'ExpandString' });
    const undone = later(host);
    expect(await run(undone, '--undo', '--yes', '--json')).toBe(0);
    expect(undone.user.has('Path')).toBe(false);
  });

  describe('of two changes of one variable', () => {
    const [first, second, third] = ['https://h:1 ', 'https://h:1', 'http://h:1'].map((text) => ({
      text,
      expandable: false,
    })) as [Value, Value, Value];
    const changed = (id: string, check: string, before: Value, after: Value) => ({
      ...{ id, run: 'r', when: '2026-11-22T08:00:00.000Z', check, fix: 'setProxyVariables' },
      ...{ kind: 'user-variable', name: 'HTTPS_PROXY', file: null, before, afterDigest: digestOf(after) },
      state: 'applied',
    });
    const entries = [changed('1', 'proxy.env', first, second), changed('2', 'proxy.scheme', second, third)];
    const files = { [journal]: JSON.stringify({ kind: 'aliproxy-fix-journal', version: 1, entries }) };
    const twice = (options: FakeWindowsOptions = {}) =>
      fakeWindows({ user: { HTTPS_PROXY: third.text }, files, ...options });

    it('takes back both', async () => {
      const host = twice();
      expect(await run(host, '--undo', '--yes', '--json')).toBe(0);
      expect(outcomes(host).map(({ state }) => state)).toEqual(['undone', 'undone']);
      expect(host.user.get('HTTPS_PROXY')?.text).toBe(first.text);
    });

    it.each<[string, FakeWindowsOptions, string[], string[], number]>([
      ['is declined', { tty: true, answers: [false] }, [], ['not done', 'not done'], 0],
      ['fails', { writes: 'forgets' }, ['--yes'], ['FAILED', 'not done'], 1],
      ['is only looked at', {}, ['--dry-run'], ['would do', 'would do'], 0],
    ])('remembers the first where the second %s', async (_case, options, argv, states, exitCode) => {
      const host = twice(options);
      expect(await run(host, '--undo', ...argv)).toBe(exitCode);
      expect(host.written.out.match(/not done|would do|FAILED|by hand/g)).toEqual(states);
      const again = later(host);
      expect(await run(again, '--undo', '--yes', '--json')).toBe(0);
      expect(again.user.get('HTTPS_PROXY')?.text).toBe(first.text);
    });
  });

  it('counts as done where PowerShell died after it', async () => {
    const host = later(await fixed(), { writes: 'dies' });
    expect(await run(host, '--undo', '--yes', '--json')).toBe(0);
    expect(new Set(outcomes(host).map(({ state }) => state))).toEqual(new Set(['undone']));
  });

  it('has nothing to do where somebody else put everything back', async () => {
    const host = later(await fixed(), { user: troubled.user ?? {} });
    expect(await run(host, '--undo', '--yes', '--json')).toBe(0);
    expect(outcomes(host)).toEqual([]);
    expect(host.contents.get(journal)).not.toContain('canary');
  });

  it('says so where there is nothing', async () => {
    const host = fakeWindows();
    expect(await run(host, '--undo', '--yes')).toBe(0);
    expect(host.written.out).toBe('There is nothing to undo.\n');
    expect(host.requests).toEqual([]);
    expect(host.contents.size).toBe(0);
  });

  it('ends with 130 at Ctrl-C and says what was undone', async () => {
    const host = later(await fixed(), { tty: true });
    let asked = 0;
    host.prompt.confirm = async () => {
      asked++;
      if (asked < 2) return true;
      throw new Interrupted('SIGINT');
    };
    expect(await run(host, '--undo')).toBe(130);
    expect(host.written.err).toMatch(/undone\s+proxy\.no-proxy/);
    expect(host.written.err.match(/not done/g)).toHaveLength(4);
    // What was not looked at is not said to be empty.
    expect(host.written.err).toMatch(/not done\s+go\.goroot\s+GOROOT \(user variable\)\n/);
    expect(host.written.err).not.toMatch(/GOROOT \(user variable\)\s+[-+] /);
  });
});
