import { describe, expect, it } from 'vitest';
import { collectEnvironment } from '../../../src/lib/doctor/collectors/environment.js';
import type { ProcessResult } from '../../../src/lib/host/processes.js';
import { type FakeHost, fakeHost } from '../../helpers/fake-host.js';
import { sourcesFor } from './test-sources.js';

const home = 'C:\\Users\\li';

interface Machine {
  readonly env?: Record<string, string>;
  /** What PowerShell tells of the two keys; undefined: it may not be started. */
  readonly env4?: { HKCU: Record<string, string>; HKLM: Record<string, string> } | 'nonsense';
  /** Lines of `reg query` for the two keys. */
  readonly registry?: { user?: string; machine?: string };
  readonly folders?: readonly string[];
}

function machine({ env = {}, env4, registry = {}, folders = [] }: Machine): FakeHost {
  const listing = (text: string | undefined): Partial<ProcessResult> =>
    text === undefined ? { exitCode: 1 } : { stdout: `\r\nHKEY\r\n${text}\r\n` };
  return fakeHost({
    platform: { os: 'win32', home },
    env: { SystemRoot: 'C:\\Windows', USERPROFILE: home, ...env },
    files: Object.fromEntries(folders.map((folder) => [folder, ''])),
    run: ({ file, args }) => {
      if (file.endsWith('powershell.exe')) {
        if (env4 === undefined) return { exitCode: null, notStarted: 'EACCES' };
        return { stdout: `<<<AP1${JSON.stringify({ env: { ok: true, v: env4 } })}AP1>>>` };
      }
      if (args[1] === 'HKCU\\Environment') return listing(registry.user);
      if (args[1]?.endsWith('Session Manager\\Environment')) return listing(registry.machine);
      if (args[1]?.endsWith('CurrentVersion')) return listing('    UBR    REG_DWORD    0x1');
      return undefined;
    },
  });
}

const collect = async (options: Machine) => await collectEnvironment(sourcesFor(machine(options)));
const one = async (options: Machine, name: string) =>
  (await collect(options)).value.variables.find((variable) => variable.name === name);

describe('the variables of this process against the registry', () => {
  it('are the same where the terminal is new', async () => {
    const { source, value } = await collect({
      env: { HTTPS_PROXY: 'http://10.0.0.9:3128', GOPATH: 'c:\\users\\li\\go\\', Path: 'C:\\Windows' },
      env4: {
        HKCU: { HTTPS_PROXY: 'http://10.0.0.9:3128', gopath: '%USERPROFILE%\\go' },
        HKLM: { Path: '%SystemRoot%' },
      },
      folders: ['C:\\Windows'],
    });
    expect(source).toBe('powershell');
    expect(value).toEqual({
      source: 'powershell',
      variables: [
        {
          name: 'GOPATH',
          inProcess: true,
          inUser: true,
          inMachine: false,
          current: true,
          scopesAgree: null,
          masked: { process: null, user: null, machine: null },
        },
        {
          name: 'HTTPS_PROXY',
          inProcess: true,
          inUser: true,
          inMachine: false,
          current: true,
          scopesAgree: null,
          masked: { process: 'http://10.0.0.9:3128', user: 'http://10.0.0.9:3128', machine: null },
        },
      ],
      missingFromPath: [],
    });
  });

  it.each<[string, Machine, object | undefined]>([
    [
      'is missing here',
      { env4: { HKCU: { GOBIN: 'D:\\bin' }, HKLM: {} } },
      { inProcess: false, current: false },
    ],
    [
      'differs here',
      { env: { GOBIN: 'E:\\bin' }, env4: { HKCU: { GOBIN: 'D:\\bin' }, HKLM: {} } },
      { current: false },
    ],
    [
      'is set here only',
      { env: { GOBIN: 'E:\\bin' }, env4: { HKCU: {}, HKLM: {} } },
      { inUser: false, inMachine: false, current: false },
    ],
    [
      "is the machine's, which the user's would hide",
      { env: { GOBIN: 'M:\\bin' }, env4: { HKCU: { GOBIN: 'U:\\bin' }, HKLM: { GOBIN: 'M:\\bin' } } },
      { current: false, scopesAgree: false },
    ],
    [
      'is the same for user and machine, spelled otherwise',
      {
        env: { GOBIN: 'C:\\Users\\li\\bin' },
        env4: { HKCU: { GOBIN: '%USERPROFILE%\\bin' }, HKLM: { GOBIN: 'C:\\Users\\li\\bin\\' } },
      },
      { current: true, scopesAgree: true },
    ],
    [
      'refers to a variable that nobody knows',
      { env: { GOBIN: 'X:\\bin' }, env4: { HKCU: { GOBIN: '%WORK%\\bin' }, HKLM: {} } },
      { current: null },
    ],
    [
      'is kept unexpanded by a REG_SZ',
      { env: { GOBIN: '%WORK%\\bin' }, env4: { HKCU: { GOBIN: '%WORK%\\bin' }, HKLM: {} } },
      { current: true },
    ],
    ['is empty in the registry, which is none', { env4: { HKCU: { GOBIN: '' }, HKLM: {} } }, undefined],
  ])('tell that one %s', async (_name, options, expected) => {
    const found = await one(options, 'GOBIN');
    if (expected === undefined) expect(found).toBeUndefined();
    else expect(found).toMatchObject(expected);
  });

  it('are not mixed up with others that begin with GO', async () => {
    const { value } = await collect({
      env: { GOOGLE_API_KEY: 'canary-1', GOPHER: 'canary-2' },
      env4: { HKCU: { GOPHER: 'canary-3' }, HKLM: {} },
    });
    expect(value.variables).toEqual([]);
  });

  it('show no secret', async () => {
    const { value } = await collect({
      env: {
        HTTPS_PROXY: 'http://li:canary-1@h.test:1',
        GOPROXY: 'https://li:canary-2@goproxy.cn',
        NO_PROXY: 'http://li:canary-3@h.test',
        GOFLAGS: '-ldflags=canary-4',
      },
      env4: {
        HKCU: { HTTPS_PROXY: 'canary:canary-5@h.test:1', GOAUTH: 'canary-6' },
        HKLM: { ALL_PROXY: 'socks5://:canary-7@h.test:1', NO_PROXY: 'li:canary-8@h.test' },
      },
    });
    expect(value.variables.map(({ name }) => name)).toEqual([
      'ALL_PROXY',
      'GOAUTH',
      'GOFLAGS',
      'GOPROXY',
      'HTTPS_PROXY',
      'NO_PROXY',
    ]);
    expect(JSON.stringify(value)).not.toContain('canary');
  });
});

describe('PATH', () => {
  const registryPath = {
    HKCU: { Path: '%USERPROFILE%\\go\\bin;D:\\gone' },
    HKLM: { Path: 'C:\\Go\\bin\\;' },
  };
  const folders = ['C:\\Go\\bin\\', 'C:\\Go\\bin', `${home}\\go\\bin`];

  it('is complete, whatever has been added here and however it is spelled', async () => {
    const env = { PATH: 'E:\\tool;"c:\\go\\BIN";c:\\users\\li\\go\\bin\\' };
    expect((await collect({ env, env4: registryPath, folders })).value.missingFromPath).toEqual([]);
  });

  it('lacks what a new terminal would have, if it exists', async () => {
    const env = { PATH: 'C:\\Windows' };
    expect((await collect({ env, env4: registryPath, folders })).value.missingFromPath).toEqual([
      'C:\\Go\\bin\\',
      '~\\go\\bin',
    ]);
  });

  it('is complete where %NAME% stands in it here as well: a PATH kept as plain text is not expanded', async () => {
    const path = '%SystemRoot%\\system32';
    const env4 = { HKCU: {}, HKLM: { Path: path } };
    const folders = ['C:\\Windows\\system32'];
    expect((await collect({ env: { Path: path }, env4, folders })).value.missingFromPath).toEqual([]);
  });

  it('is not asked for folders of servers, of unknown variables and relative ones', async () => {
    const env4 = { HKCU: { Path: '\\\\server\\tools;%WORK%\\bin;bin;.' }, HKLM: {} };
    const folders = ['\\\\server\\tools', '%WORK%\\bin', 'bin', '.'];
    expect((await collect({ env4, folders })).value.missingFromPath).toEqual([]);
  });
});

describe('without PowerShell', () => {
  const user = '    NO_PROXY    REG_SZ    localhost\r\n    GOPATH    REG_EXPAND_SZ    %USERPROFILE%\\go';

  it('reg.exe is read instead', async () => {
    const { source, value } = await collect({
      env: { GOPATH: `${home}\\go` },
      registry: { user, machine: '    GOBIN    REG_SZ    D:\\bin' },
    });
    expect(source).toBe('registry');
    expect(value.variables).toMatchObject([
      { name: 'GOBIN', inMachine: true, current: false },
      { name: 'GOPATH', inUser: true, current: true },
      { name: 'NO_PROXY', inProcess: false, current: false, masked: { user: 'localhost' } },
    ]);
  });

  it('reg.exe tells the blank at the end that many a value has', async () => {
    const value = 'http://10.0.0.9:3128 ';
    const registry = { user: `    HTTP_PROXY    REG_SZ    ${value}`, machine: '' };
    expect(await one({ env: { HTTP_PROXY: value }, registry }, 'HTTP_PROXY')).toMatchObject({
      current: true,
    });
  });

  it('reads it, too, where PowerShell talks nonsense about the variables', async () => {
    const { source, value } = await collect({
      env4: 'nonsense',
      registry: { user, machine: '' },
    });
    expect(source).toBe('registry');
    expect(value.variables).toHaveLength(2);
  });

  it('says nothing about what the code page of reg.exe may have garbled', async () => {
    const registry = {
      user: '    GOPATH    REG_SZ    D:\\\xcf\xee\xc4\xbf\r\n    GOBIN    REG_SZ    D:\\??\r\n    Path    REG_SZ    D:\\\xcf\xee',
      machine: '',
    };
    const { value } = await collect({
      env: { GOPATH: 'D:\\项目', GOBIN: 'D:\\项目' },
      registry,
      folders: ['D:\\\xcf\xee'],
    });
    expect(value.variables.map(({ current }) => current)).toEqual([null, null]);
    expect(value.missingFromPath).toEqual([]);
  });

  it('takes a missing key of the user for no variables', async () => {
    const { value } = await collect({ registry: { machine: '    GOBIN    REG_SZ    D:\\bin' } });
    expect(value).toMatchObject({ source: 'registry', variables: [{ name: 'GOBIN' }] });
  });

  it('knows nothing where reg.exe is closed, too', async () => {
    const host = fakeHost({
      platform: { os: 'win32', home },
      env: { GOBIN: 'D:\\bin' },
      run: () => ({ exitCode: null, notStarted: 'EACCES' }),
    });
    expect((await collectEnvironment(sourcesFor(host))).value).toEqual({
      source: null,
      variables: [],
      missingFromPath: null,
    });
  });
});
