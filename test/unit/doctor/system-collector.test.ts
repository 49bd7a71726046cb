import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collectSystem } from '../../../src/lib/doctor/collectors/system.js';
import { describeWsl, parseWslConfig } from '../../../src/lib/doctor/collectors/system-wsl.js';
import type { ProcessRequest, ProcessResult } from '../../../src/lib/host/processes.js';
import { type FakeHostOptions, fakeHost } from '../../helpers/fake-host.js';
import { sourcesFor } from './test-sources.js';

type Answer = Partial<ProcessResult> | undefined;

const told = {
  locale: { ok: true, v: { culture: 'zh-CN', ui: 'en-US', acp: '936', oemcp: '936' } },
  longPaths: { ok: true, v: { enabled: 1 } },
  firewall: { ok: true, v: { Domain: 1, Standard: 0, Public: 1 } },
};

/** By the end of the key; a key that is not here does not exist. */
const registry: Record<string, string> = {
  'Windows NT\\CurrentVersion': '    UBR    REG_DWORD    0x1\r\n',
  'Nls\\CodePage': '    ACP    REG_SZ    1252\r\n    OEMCP    REG_SZ    850\r\n',
  'Control Panel\\International':
    '    LocaleName    REG_SZ    de-DE\r\n    sShortDate    REG_SZ    dd.MM.yyyy\r\n',
  'Control\\FileSystem': '    LongPathsEnabled    REG_DWORD    0x1\r\n',
  'FirewallPolicy\\DomainProfile': '    EnableFirewall    REG_DWORD    0x1\r\n',
  'FirewallPolicy\\StandardProfile': '    EnableFirewall    REG_DWORD    0x1\r\n',
  'FirewallPolicy\\PublicProfile': '    EnableFirewall    REG_DWORD    0x1\r\n',
  'WindowsFirewall\\PublicProfile': '    EnableFirewall    REG_DWORD    0x0\r\n',
};

function windowsMachine(
  powershell: Answer,
  reg: (key: string) => Answer = fromRegistry,
  env: Record<string, string> = {},
) {
  const asked: string[] = [];
  const host = fakeHost({
    platform: { os: 'win32', release: '10.0.22631' },
    env: { SystemRoot: 'C:\\Windows', Path: 'C:\\Windows;c:\\windows\\;C:\\Go\\bin;;', ...env },
    run: ({ file, args }: ProcessRequest) => {
      asked.push(file);
      return file.endsWith('reg.exe') ? reg(args[1] ?? '') : powershell;
    },
  });
  return { host, asked };
}

function fromRegistry(key: string): Answer {
  const stdout = Object.entries(registry).find(([end]) => key.endsWith(end))?.[1];
  return stdout === undefined ? { exitCode: 1 } : { stdout };
}

const denied: Answer = { exitCode: null, notStarted: 'EACCES' };
const answer = (sections: object): Answer => ({ stdout: `<<<AP1${JSON.stringify(sections)}AP1>>>` });

describe('the system, on Windows', () => {
  it('is told by PowerShell alone', async () => {
    const { host, asked } = windowsMachine(answer(told));
    const { source, value } = await collectSystem(sourcesFor(host));
    expect(asked).toHaveLength(1);
    expect(source).toBe('powershell');
    expect(value).toEqual({
      locale: { culture: 'zh-CN', uiLanguage: 'en-US', ansiCodePage: '936', oemCodePage: '936' },
      terminal: 'console',
      path: { characters: 34, entries: 3, repeated: 1 },
      longPaths: 'enabled',
      wsl: null,
      firewall: { domain: true, private: false, public: true },
    });
  });

  it('is read with reg.exe where PowerShell is denied; a policy of the firewall wins', async () => {
    const { host } = windowsMachine(denied);
    const { source, value } = await collectSystem(sourcesFor(host));
    expect(source).toBe('registry');
    expect(value).toMatchObject({
      locale: { culture: 'de-DE', uiLanguage: null, ansiCodePage: '1252', oemCodePage: '850' },
      longPaths: 'enabled',
      firewall: { domain: true, private: true, public: false },
    });
  });

  it('is read with reg.exe section by section, where some of PowerShell failed', async () => {
    const { host } = windowsMachine(answer({ ...told, longPaths: { ok: false, e: 'x' } }));
    const { value } = await collectSystem(sourcesFor(host));
    expect(value.longPaths).toBe('enabled');
    expect(value.locale.culture).toBe('zh-CN');
  });

  it.each([
    ['hangs', { exitCode: null, timedOut: true }],
    ['fails', { exitCode: 1, stderr: '#< CLIXML' }],
    ['talks nonsense', { stdout: '<<<AP1{"locale":[1,{"v":"' }],
    ['is missing', undefined],
  ] as [string, Answer][])('does not need a PowerShell that %s', async (_name, result) => {
    const { value } = await collectSystem(sourcesFor(windowsMachine(result).host));
    expect(value.locale.culture).toBe('de-DE');
  });

  it.each([
    ['texts instead of numbers', { firewall: { Domain: '1', Standard: null }, longPaths: { enabled: '1' } }],
    ['lists', { locale: [], firewall: [1], longPaths: [] }],
    ['numbers instead of texts', { locale: { culture: 1, acp: 936 } }],
  ])('takes %s from PowerShell for what they are not', async (_name, values) => {
    const sections = Object.fromEntries(Object.entries(values).map(([name, v]) => [name, { ok: true, v }]));
    const { host } = windowsMachine(answer({ ...told, ...sections }), () => ({ exitCode: 1 }));
    const { value } = await collectSystem(sourcesFor(host));
    expect(value.longPaths).not.toBe('unreadable');
    for (const text of Object.values(value.locale))
      expect(text === null || typeof text === 'string').toBe(true);
    for (const on of Object.values(value.firewall ?? {}))
      expect(on === null || typeof on === 'boolean').toBe(true);
  });

  it('says what it could not read where everything is closed', async () => {
    const { value } = await collectSystem(sourcesFor(windowsMachine(denied, () => undefined).host));
    expect(value).toMatchObject({
      locale: { culture: null, ansiCodePage: null, oemCodePage: null },
      longPaths: 'unknown',
      firewall: null,
    });
  });

  it('knows a switch that is off from a key that is not there', async () => {
    const off = (key: string): Answer =>
      key.endsWith('FileSystem')
        ? { stdout: '    Win31FileSystem    REG_DWORD    0x0\r\n' }
        : fromRegistry(key);
    const { value } = await collectSystem(sourcesFor(windowsMachine(denied, off).host));
    expect(value.longPaths).toBe('disabled');
  });

  it('asks each key once, however many sections want it', async () => {
    const keys: string[] = [];
    const { host } = windowsMachine(denied, (key) => {
      keys.push(key);
      return fromRegistry(key);
    });
    const sources = sourcesFor(host);
    await Promise.all([collectSystem(sources), collectSystem(sources)]);
    expect(keys).toEqual([...new Set(keys)]);
  });

  it.each([
    ['windows-terminal', { WT_SESSION: 'a-b', TERM_PROGRAM: 'vscode' }],
    ['vscode', { TERM_PROGRAM: 'vscode' }],
    ['conemu', { ConEmuPID: '1' }],
    ['mintty', { TERM_PROGRAM: 'mintty', TERM: 'xterm' }],
    ['JetBrains-JediTerm', { TERMINAL_EMULATOR: 'JetBrains-JediTerm' }],
    ['xterm-256color', { term: 'xterm-256color' }],
    ['console', { WT_SESSION: '' }],
  ])('knows the terminal %s', async (terminal, env) => {
    const { host } = windowsMachine(answer(told), undefined, env as Record<string, string>);
    expect((await collectSystem(sourcesFor(host))).value.terminal).toBe(terminal);
  });
});

describe('the system, on Linux and macOS', () => {
  it.each(['linux', 'darwin'] as const)('is what the variables of %s say, and starts nothing', async (os) => {
    const asked: string[] = [];
    const host = fakeHost({
      platform: { os },
      env: {
        LC_ALL: '',
        LC_CTYPE: 'zh_CN.UTF-8',
        PATH: '/bin:/usr/bin:/bin/:/',
        TERM: 'xterm',
        SystemRoot: 'x',
      },
      run: ({ file }) => {
        asked.push(file);
        return {};
      },
    });
    const { source, value } = await collectSystem(sourcesFor(host));
    expect(asked).toEqual([]);
    expect(source).toBe('environment');
    expect(value).toEqual({
      locale: { culture: 'zh_CN.UTF-8', uiLanguage: null, ansiCodePage: null, oemCodePage: null },
      terminal: 'xterm',
      path: { characters: 21, entries: 4, repeated: 1 },
      longPaths: 'unknown',
      wsl: null,
      firewall: null,
    });
  });

  it('does not put the content of PATH or of other variables into the evidence', async () => {
    const host = fakeHost({ env: { PATH: '/canary-folder:/bin', HTTP_PROXY: 'http://u:canary-pw@h:1' } });
    expect(JSON.stringify(await collectSystem(sourcesFor(host)))).not.toContain('canary');
  });
});

describe('WSL', () => {
  const two = '5.15.167.4-microsoft-standard-WSL2';
  const windowsPath = '/usr/bin:/mnt/c/Windows/System32:/mnt/c/Users/li wei/AppData/Local/Programs/Code/bin';
  const wsl = (options: FakeHostOptions & { release?: string }) =>
    describeWsl(
      fakeHost({
        ...options,
        platform: { os: 'linux', release: options.release ?? two },
        env: { PATH: windowsPath, ...options.env },
      }),
      new AbortController().signal,
    );
  const config = (text: string) => ({ '/mnt/c/Users/li wei/.wslconfig': text });

  it('is asked for the network that is in force, which wins over the file', async () => {
    const asked: ProcessRequest[] = [];
    const found = await wsl({
      programs: { wslinfo: '/usr/bin/wslinfo' },
      env: { WSL_INTEROP: '/run/WSL/8_interop' },
      files: config('[wsl2]\r\nnetworkingMode=mirrored\r\n'),
      run: (request) => {
        asked.push(request);
        return { stdout: 'nat\n' };
      },
    });
    expect(asked.map(({ file, args }) => [file, args])).toEqual([
      ['/usr/bin/wslinfo', ['--networking-mode']],
    ]);
    expect(found).toEqual({ version: 2, networkingMode: 'nat', autoProxy: true, interop: true });
  });

  it.each([
    [
      'mirrored, without the proxy',
      '[wsl2]\nnetworkingMode = Mirrored # new\nautoProxy=false\n',
      'mirrored',
      false,
    ],
    ['the switch in its first section', '\ufeff[experimental]\r\nautoProxy=false\r\n', 'nat', false],
    ['other sections only', '[user]\nnetworkingMode=mirrored\n', 'nat', true],
    ['garbage', '\0\u0001[[[=', 'nat', true],
  ])('is read from .wslconfig: %s', async (_name, text, networkingMode, autoProxy) => {
    expect(await wsl({ files: config(text) })).toMatchObject({ networkingMode, autoProxy, interop: false });
  });

  it('has the defaults where there is no .wslconfig', async () => {
    expect(await wsl({})).toMatchObject({ networkingMode: 'nat', autoProxy: true });
  });

  it('tells nothing where the folder of the Windows user is not on PATH', async () => {
    const found = await wsl({ env: { PATH: '/usr/bin' } });
    expect(found).toMatchObject({ version: 2, networkingMode: null, autoProxy: null });
  });

  it.each([
    ['fails', { exitCode: 1, stdout: 'nat' }],
    ['hangs', { exitCode: null, timedOut: true }],
    ['answers with a sentence', { stdout: 'Invalid command line argument: --networking-mode' }],
  ] as [string, Answer][])('reads the file where wslinfo %s', async (_name, result) => {
    const files = config('[wsl2]\nnetworkingMode=mirrored');
    const found = await wsl({ files, programs: { wslinfo: '/usr/bin/wslinfo' }, run: () => result });
    expect(found?.networkingMode).toBe('mirrored');
  });

  it('is version 1 by its kernel', async () => {
    const found = await wsl({ release: '4.4.0-22621-Microsoft' });
    expect(found).toEqual({ version: 1, networkingMode: 'wsl1', autoProxy: null, interop: false });
  });

  it('is not a container on a Windows machine, nor any other Linux', async () => {
    expect(await wsl({ files: { '/.dockerenv': '' } })).toBeNull();
    expect(await wsl({ release: '6.1.0-18-amd64' })).toBeNull();
  });

  it('shows no name of a person', async () => {
    const found = await wsl({ files: config('[wsl2]\nkernelCommandLine=canary\n') });
    expect(JSON.stringify(found)).not.toMatch(/li wei|canary/);
  });
});

describe('parseWslConfig', () => {
  it('finds a setting among anything', () => {
    const noise = fc.array(fc.string({ maxLength: 20 }).map((line) => line.replace(/[[\]\r\n]/g, '')));
    fc.assert(
      fc.property(noise, noise, (before, after) => {
        const lines = [...before, '[wsl2]', 'zzTop=7', ...after.filter((line) => !/zztop/i.test(line))];
        expect(parseWslConfig(lines.join('\n')).get('zztop')).toBe('7');
      }),
    );
  });
});
