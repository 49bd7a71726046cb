import { describe, expect, it } from 'vitest';
import { parseExcludedRanges } from '../../../src/lib/doctor/collectors/ports.js';
import { collectWindows } from '../../../src/lib/doctor/collectors/windows.js';
import type { ProcessResult } from '../../../src/lib/host/processes.js';
import { parseRegQuery } from '../../../src/lib/host/registry.js';
import { fakeHost } from '../../helpers/fake-host.js';
import { sourcesFor } from './test-sources.js';

const release = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';
const keys: Record<string, string> = {
  'Windows NT\\CurrentVersion': [
    '',
    release,
    '    ProductName    REG_SZ    Windows 10 Enterprise',
    '    DisplayVersion    REG_SZ    23H2',
    '    EditionID    REG_SZ    Enterprise',
    '    InstallationType    REG_SZ    Client',
    '    UBR    REG_DWORD    0x11fa',
    '    DigitalProductId    REG_BINARY    A400000003',
    '',
  ].join('\r\n'),
  'Session Manager\\Environment': '\r\n    PROCESSOR_ARCHITECTURE    REG_SZ    AMD64\r\n',
  'NDP\\v4\\Full': '\r\n    Release    REG_DWORD    0x80ff4\r\n    Version    REG_SZ    4.8.04084\r\n',
  'Runtimes\\x64': '\r\n    Version    REG_SZ    v14.38.33135.00\r\n    Major    REG_DWORD    0xe\r\n',
  'Nls\\CodePage': '\r\n    ACP    REG_SZ    936\r\n    OEMCP    REG_SZ    936\r\n',
};

function machine(
  powershell: Partial<ProcessResult> | undefined,
  registry: (key: string) => Partial<ProcessResult> | undefined,
  files: Record<string, string> = {},
) {
  const asked: string[] = [];
  const host = fakeHost({
    platform: { os: 'win32', release: '10.0.22631', version: 'Windows 11 Enterprise' },
    env: { SystemRoot: 'C:\\Windows', PROCESSOR_ARCHITECTURE: 'AMD64' },
    files,
    run: ({ file, args }) => {
      asked.push(file);
      if (file.endsWith('powershell.exe')) return powershell;
      return file === 'C:\\Windows\\System32\\reg.exe' && args[2] === '/reg:64'
        ? registry(args[1] ?? '')
        : undefined;
    },
  });
  return { host, asked };
}

const absent = { exitCode: 1, stderr: '\xb4\xed\xce\xf3' };
const fromTable = (key: string): Partial<ProcessResult> => {
  const text = Object.entries(keys).find(([end]) => key.replace(/\\$/, '').endsWith(end))?.[1];
  return text === undefined ? absent : { stdout: text };
};
const denied = { exitCode: null, notStarted: 'EACCES' };

describe('collectWindows', () => {
  it('asks reg.exe nothing where PowerShell told everything', async () => {
    const told = {
      session: { ok: true, v: { version: '5.1', mode: 'FullLanguage' } },
      os: { ok: true, v: { productType: 1 } },
      release: { ok: true, v: { productName: 'Windows 10 Pro', ubr: 4602 } },
      arch: { ok: true, v: 'AMD64' },
      netfx: { ok: true, v: { release: 533_320 } },
      vc: { ok: true, v: { x64: 'v14.44.35211.00' } },
      codePage: { ok: true, v: '437' },
    };
    const { host, asked } = machine({ stdout: `<<<AP1${JSON.stringify(told)}AP1>>>` }, fromTable);
    const { source, value } = await collectWindows(sourcesFor(host));
    expect(asked).toHaveLength(1);
    expect(source).toBe('powershell');
    expect(value).toMatchObject({
      system: { source: 'powershell', productType: 1, productName: 'Windows 10 Pro', updateRevision: 4602 },
      nativeArch: 'AMD64',
      netFramework: { source: 'powershell', release: 533_320 },
      vcRuntime: { source: 'powershell', x64: 'v14.44.35211.00', x86: null },
    });
  });

  it('reads the registry with reg.exe where PowerShell is denied', async () => {
    const { host } = machine(denied, fromTable);
    const { source, value } = await collectWindows(sourcesFor(host));
    expect(source).toBe('registry');
    expect(value).toMatchObject({
      powershell: { state: 'denied' },
      system: {
        source: 'registry',
        productType: null,
        installationType: 'Client',
        productName: 'Windows 10 Enterprise',
        displayVersion: '23H2',
        updateRevision: 0x11fa,
      },
      nativeArch: 'AMD64',
      netFramework: { source: 'registry', release: 528_372 },
      vcRuntime: { source: 'registry', x64: 'v14.38.33135.00', x86: null, arm64: null },
      codePage: '936',
    });
  });

  it('reads by reg.exe only what PowerShell did not tell', async () => {
    const told = {
      session: { ok: true, v: { version: '5.1', mode: 'ConstrainedLanguage' } },
      netfx: { ok: false },
    };
    const { host } = machine({ stdout: `<<<AP1${JSON.stringify(told)}AP1>>>` }, fromTable);
    const { value } = await collectWindows(sourcesFor(host));
    expect(value.netFramework).toEqual({ source: 'registry', release: 528_372 });
  });

  it('knows a missing key from a registry that is closed', async () => {
    const onlyRelease = (key: string) => (key.endsWith('CurrentVersion') ? fromTable(key) : absent);
    const missing = await collectWindows(sourcesFor(machine(denied, onlyRelease).host));
    expect(missing.value.netFramework).toEqual({ source: 'registry', release: null });
    const closed = await collectWindows(sourcesFor(machine(denied, () => absent).host));
    expect(closed.value.netFramework).toEqual({ source: null, release: null });
    expect(closed.value.vcRuntime.source).toBeNull();
    expect(closed.value.nativeArch).toBe('AMD64');
  });

  it('sees by a folder that there is some .NET 4', async () => {
    const files = { 'C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319': '' };
    const { host } = machine(denied, () => undefined, files);
    const { value } = await collectWindows(sourcesFor(host));
    expect(value.netFramework).toEqual({ source: 'folder', release: null });
  });

  it('leaves time for the other ways: PowerShell gets at most 15 s, and 60 % of a shorter limit', async () => {
    for (const [limitMs, expected] of [
      [25_000, 15_000],
      [5_000, 3_000],
    ]) {
      let timeoutMs = 0;
      const host = fakeHost({
        platform: { os: 'win32' },
        run: (request) => {
          if (request.file.endsWith('powershell.exe')) timeoutMs = request.timeoutMs;
          return undefined;
        },
      });
      await collectWindows(sourcesFor(host, { timeoutMs: limitMs as number }));
      expect(timeoutMs).toBe(expected);
    }
  });
});

describe('parseRegQuery', () => {
  it('reads texts and numbers, names and data with all their blanks, and nothing else', () => {
    const values = parseRegQuery(
      '\r\nHKEY_LOCAL_MACHINE\\X\r\n    Some name    REG_SZ    a  b \r\n    Empty    REG_SZ    \r\n    Blank    REG_SZ     x\r\n    Path    REG_EXPAND_SZ    %SystemRoot%\\x\r\n    N    REG_DWORD    0x81268\r\n    Q    REG_QWORD    0x10\r\n\r\nHKEY_LOCAL_MACHINE\\X\\Sub\r\n',
    );
    expect([...values]).toEqual([
      ['Some name', 'a  b '],
      ['Empty', ''],
      ['Blank', ' x'],
      ['Path', '%SystemRoot%\\x'],
      ['N', 529_000],
      ['Q', 16],
    ]);
  });
});

describe('parseExcludedRanges', () => {
  it.each([
    [
      'English',
      'Protocol tcp Port Exclusion Ranges\r\n\r\nStart Port    End Port\r\n----------    --------\r\n      5357        5357\r\n     50000       50059     *\r\n\r\n* - Administered port exclusions.\r\n',
    ],
    [
      'Chinese, as bytes of code page 936',
      '\xd0\xad\xd2\xe9 tcp \xb6\xcb\xbf\xda\xc5\xc5\xb3\xfd\xb7\xb6\xce\xa7\r\n\r\n\xbf\xaa\xca\xbc\xb6\xcb\xbf\xda    \xbd\xe1\xca\xf8\xb6\xcb\xbf\xda\r\n----------    --------\r\n      5357        5357\r\n     50000       50059     *\r\n',
    ],
  ])('reads the rows of a table in %s', (_language, stdout) => {
    expect(parseExcludedRanges(stdout)).toEqual([
      { start: 5357, end: 5357, administered: false },
      { start: 50_000, end: 50_059, administered: true },
    ]);
  });
});
