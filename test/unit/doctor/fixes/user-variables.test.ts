import { describe, expect, it } from 'vitest';
import { openUserVariables } from '../../../../src/lib/doctor/fixes/user-variables.js';
import { readArguments, writeArguments } from '../../../../src/lib/doctor/fixes/user-variables-script.js';
import { type FakeWindowsOptions, fakeWindows, windowsPowershell } from './fake-windows.js';

const value = (text: string, expandable = false) => ({ text, expandable });

async function open(options: FakeWindowsOptions = {}) {
  const host = fakeWindows(options);
  const opened = await openUserVariables(host);
  if (!opened.ok) throw new Error(opened.trouble.code);
  return { host, variables: opened.variables };
}

describe('the variables of a user of Windows', () => {
  it('are read as they are kept, in both scopes, by any spelling of the name', async () => {
    const { variables } = await open({
      user: {
        Http_Proxy: 'http://h:3128 ',
        Path: { text: '%USERPROFILE%\\bin', kind: 'ExpandString' },
        中文: '代理',
        EMPTY: '',
        NUMBER: { text: '7', kind: 'DWord' },
      },
      machine: { GOROOT: 'C:\\Go' },
    });
    expect(variables.user('HTTP_PROXY')).toEqual(value('http://h:3128 '));
    expect(variables.user('PATH')).toEqual(value('%USERPROFILE%\\bin', true));
    expect(variables.user('中文')).toEqual(value('代理'));
    expect(variables.user('EMPTY')).toBeNull();
    expect(variables.user('NUMBER')).toEqual({ foreign: 'DWord' });
    expect(variables.user('GOROOT')).toBeNull();
    expect(variables.machine('goroot')).toEqual(value('C:\\Go'));
  });

  it('reach a new terminal expanded, the own before those for all', async () => {
    const { variables } = await open({
      env: { USERPROFILE: 'C:\\Users\\li' },
      user: { GOPATH: { text: '%userprofile%\\go;%NOBODY%', kind: 'ExpandString' }, PLAIN: '%USERPROFILE%' },
      machine: { GOPATH: 'C:\\go', GOROOT: 'C:\\Go' },
    });
    expect(variables.inNewTerminal('GOPATH')).toBe('C:\\Users\\li\\go;%NOBODY%');
    expect(variables.inNewTerminal('PLAIN')).toBe('%USERPROFILE%');
    expect(variables.inNewTerminal('GOROOT')).toBe('C:\\Go');
    expect(variables.inNewTerminal('NONE')).toBeNull();
  });

  it.each([
    ['missing', 'POWERSHELL_UNUSABLE', { state: 'missing' }],
    ['denied', 'POWERSHELL_UNUSABLE', { state: 'denied' }],
    ['silent', 'POWERSHELL_UNUSABLE', { state: 'unreadable' }],
    ['garbage', 'POWERSHELL_UNUSABLE', { state: 'unreadable' }],
    ['fails', 'POWERSHELL_UNUSABLE', { state: 'failed' }],
    ['hangs', 'POWERSHELL_UNUSABLE', { state: 'timeout' }],
    ['constrained', 'POWERSHELL_CONSTRAINED', { mode: 'ConstrainedLanguage' }],
  ] as const)('are not to be had where PowerShell is %s', async (powershell, code, facts) => {
    const opened = await openUserVariables(fakeWindows({ powershell }));
    expect(opened).toEqual({ ok: false, trouble: { code, facts } });
  });

  it('are read with PowerShell 7 where Windows PowerShell is not there', async () => {
    const host = fakeWindows({ programs: { pwsh: 'C:\\pwsh.exe' }, powershell: 'missing' });
    await openUserVariables(host);
    expect(host.requests.map(({ file }) => file)).toEqual([windowsPowershell, 'C:\\pwsh.exe']);
  });

  it('are written, replaced and removed, and what was read last counts', async () => {
    const { host, variables } = await open();
    expect(await variables.write('HTTP_PROXY', null, value('http://a:1'))).toBeNull();
    expect(host.user.get('HTTP_PROXY')).toEqual({ text: 'http://a:1', kind: 'String' });
    expect(await variables.write('HTTP_PROXY', value('http://a:1'), value('%X%', true))).toBeNull();
    expect(host.user.get('HTTP_PROXY')).toEqual({ text: '%X%', kind: 'ExpandString' });
    expect(variables.user('HTTP_PROXY')).toEqual(value('%X%', true));
    expect(await variables.write('HTTP_PROXY', value('%X%', true), null)).toBeNull();
    expect(host.user.size).toBe(0);
  });

  it('are left alone where they are no longer what was seen', async () => {
    const { host, variables } = await open({ user: { GOROOT: 'C:\\a' } });
    host.user.set('GOROOT', { text: 'C:\\b', kind: 'String' });
    expect(await variables.write('GOROOT', value('C:\\a'), null)).toMatchObject({ code: 'VALUE_CHANGED' });
    expect(host.user.get('GOROOT')?.text).toBe('C:\\b');
  });

  it('do not count as written because nobody complained', async () => {
    const { variables } = await open({ user: { GOROOT: 'C:\\a' }, writes: 'forgets' });
    expect(await variables.write('GOROOT', value('C:\\a'), null)).toMatchObject({ code: 'NOT_KEPT' });
  });

  // https://github.com/PowerShell/PowerShell/issues/27774
  it('are asked for without the modules of the PowerShell 7 that this program was started from', async () => {
    const { host, variables } = await open();
    await variables.write('GOROOT', null, value('C:\\a'));
    expect(host.requests).toHaveLength(2);
    for (const { env } of host.requests) expect(env).toHaveProperty('PSMODULEPATH', undefined);
  });

  it('never stand in the arguments of a program', async () => {
    const { host, variables } = await open({ user: { HTTP_PROXY: 'http://li:canary-1@h:1' } });
    await variables.write('HTTP_PROXY', value('http://li:canary-1@h:1'), value('http://li:canary-2@h:1'));
    expect(host.user.get('HTTP_PROXY')?.text).toContain('canary-2');
    expect(JSON.stringify(host.requests.map(({ args }) => args))).not.toContain('canary');
  });
});

describe('the script', () => {
  it.each([
    ['reading', readArguments],
    ['writing', writeArguments],
  ])('for %s survives as one argument on Windows', (_what, args) => {
    const script = args.at(-1) ?? '';
    expect(args.slice(0, -1)).toEqual(['-NoLogo', '-NoProfile', '-NonInteractive', '-Command']);
    expect(script).not.toContain('"');
    expect(script).toMatch(/^[\x20-\x7e]+$/);
    expect(script.length).toBeLessThan(8_000);
  });

  it('writes nothing but the variables of the user', () => {
    expect(readArguments.at(-1)).not.toMatch(/SetEnvironmentVariable|SetValue|CreateSubKey|Remove|Set-/);
    const script = writeArguments.at(-1) ?? '';
    expect(script).not.toMatch(/LocalMachine|'Machine'|HKLM|setx|RunAs|Start-Process/i);
    for (const [call] of script.matchAll(/SetEnvironmentVariable\([^)]*\)/g))
      expect(call).toContain("'User'");
  });
});
