import { describe, expect, it } from 'vitest';
import { collectDotnet } from '../../../src/lib/doctor/collectors/dotnet.js';
import type { ProcessResult } from '../../../src/lib/host/processes.js';
import { type FakeHost, type FakeHostOptions, fakeHost } from '../../helpers/fake-host.js';
import { sourcesFor } from './test-sources.js';

const core = 'Microsoft.NETCore.App';

/** Files that make up runtimes in this folder. */
function installed(root: string, separator: string, ...runtimes: [name: string, version: string][]) {
  return Object.fromEntries(
    runtimes.map(([name, version]) => [[root, 'shared', name, version, 'x.dll'].join(separator), '']),
  );
}

const collectOn = async (host: FakeHost) => (await collectDotnet(sourcesFor(host))).value;

describe('the .NET runtimes of Windows', () => {
  const programFiles = 'C:\\Program Files\\dotnet';
  const windows = (options: FakeHostOptions) =>
    fakeHost({
      ...options,
      platform: { os: 'win32', home: 'C:\\Users\\li' },
      env: { SystemRoot: 'C:\\Windows', ProgramFiles: 'C:\\Program Files', ...options.env },
    });
  const powershell = (dotnet: unknown): NonNullable<FakeHostOptions['run']> => {
    const stdout = `<<<AP1${JSON.stringify({ dotnet: { ok: true, v: dotnet } })}AP1>>>`;
    return ({ file }) => (file.endsWith('powershell.exe') ? { stdout } : undefined);
  };

  it('are listed where the registry says, newest first, each once', async () => {
    const host = windows({
      run: powershell({ x64: 'D:\\dotnet\\' }),
      files: {
        ...installed(
          'D:\\dotnet',
          '\\',
          [core, '8.0.22'],
          [core, '10.0.1'],
          ['Microsoft.AspNetCore.App', '10.0.1'],
        ),
        ...installed(programFiles, '\\', [core, '8.0.22'], [core, '9.0.11']),
      },
    });
    expect(await collectOn(host)).toEqual({
      roots: ['D:\\dotnet', programFiles],
      runtimes: [
        { name: 'Microsoft.AspNetCore.App', version: '10.0.1' },
        { name: core, version: '10.0.1' },
        { name: core, version: '9.0.11' },
        { name: core, version: '8.0.22' },
      ],
    });
  });

  it('are found by reg.exe, in the 32-bit view, where PowerShell is denied', async () => {
    const asked: (readonly string[])[] = [];
    const denied: Partial<ProcessResult> = { exitCode: null, notStarted: 'EACCES' };
    const host = windows({
      files: installed('E:\\net', '\\', [core, '10.0.0']),
      run: ({ file, args }) => {
        if (!file.endsWith('reg.exe')) return denied;
        asked.push(args);
        if (args[1]?.endsWith('Windows NT\\CurrentVersion'))
          return { stdout: '    UBR    REG_DWORD    0x1\r\n' };
        return args[1]?.endsWith('\\x64')
          ? { stdout: '    InstallLocation    REG_SZ    E:\\net\r\n' }
          : { exitCode: 1 };
      },
    });
    expect(await collectOn(host)).toEqual({
      roots: ['E:\\net'],
      runtimes: [{ name: core, version: '10.0.0' }],
    });
    expect(asked.map((args) => args[1])).toContain(
      'HKLM\\SOFTWARE\\Wow6432Node\\dotnet\\Setup\\InstalledVersions\\x64',
    );
  });

  it.each([
    ['the usual folder', programFiles, {}],
    ['the folder for x64 on ARM64', `${programFiles}\\x64`, {}],
    [
      'the folder of this user',
      'C:\\Users\\li\\AppData\\Local\\Microsoft\\dotnet',
      { LOCALAPPDATA: 'C:\\Users\\li\\AppData\\Local' },
    ],
    ['the folder of a variable', 'F:\\sdk', { DOTNET_ROOT: 'F:\\sdk' }],
  ])('are found in %s, where the registry is closed', async (_name, root, env) => {
    const files = installed(root, '\\', [core, '8.0.1']);
    const found = await collectOn(windows({ files, env: env as Record<string, string> }));
    expect(found.runtimes).toEqual([{ name: core, version: '8.0.1' }]);
    expect(found.roots).toEqual([root.replace('C:\\Users\\li', '~')]);
  });

  it.each([[{ x64: 7 }], [[]], ['D:\\dotnet'], [null]])('are not made up from %j', async (value) => {
    expect(await collectOn(windows({ run: powershell(value) }))).toEqual({ roots: [], runtimes: [] });
  });
});

describe('the .NET runtimes of Linux and macOS', () => {
  it.each([
    ['linux', '/usr/lib/dotnet'],
    ['linux', '/usr/share/dotnet'],
    ['linux', '/home/li/.dotnet'],
    ['darwin', '/usr/local/share/dotnet'],
    ['darwin', '/opt/homebrew/opt/dotnet/libexec'],
  ] as const)('on %s are found in %s, and nothing is started', async (os, root) => {
    const host = fakeHost({
      platform: { os },
      files: installed(root, '/', [core, '10.0.0']),
      run: () => {
        throw new Error('nothing is to be started');
      },
    });
    expect(await collectOn(host)).toEqual({
      roots: [root.replace('/home/li', '~')],
      runtimes: [{ name: core, version: '10.0.0' }],
    });
  });

  it('are found where install_location and PATH lead', async () => {
    const host = fakeHost({
      programs: { dotnet: '/opt/tools/dotnet' },
      files: {
        '/etc/dotnet/install_location': '/srv/dotnet\n',
        '/etc/dotnet/install_location_x64': 'relative/is/wrong\n',
        ...installed('/srv/dotnet', '/', [core, '9.0.0']),
        ...installed('relative/is/wrong', '/', [core, '7.0.0']),
        ...installed('/opt/tools', '/', [core, '10.0.0-rc.1.25451.107']),
      },
    });
    const found = await collectOn(host);
    expect(found.roots).toEqual(['/srv/dotnet', '/opt/tools']);
    expect(found.runtimes.map(({ version }) => version)).toEqual(['10.0.0-rc.1.25451.107', '9.0.0']);
  });

  it('leave out what is no version, and a folder that may not be looked into', async () => {
    const host = fakeHost({ files: installed('/usr/lib/dotnet', '/', [core, 'latest'], [core, '10']) });
    const locked: FakeHost = {
      ...host,
      files: {
        ...host.files,
        list: async (path) => {
          if (path.startsWith('/usr/share')) throw Object.assign(new Error('EACCES'), { code: 'EACCES' });
          return await host.files.list(path);
        },
      },
    };
    expect(await collectOn(locked)).toEqual({ roots: [], runtimes: [] });
  });
});
