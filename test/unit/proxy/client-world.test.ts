import { describe, expect, it } from 'vitest';
import { gatherClientWorld, savedClientWorld } from '../../../src/lib/proxy/client-world.js';
import { withVariables } from '../../../src/lib/proxy/explain/environment-variables.js';
import { Redactor } from '../../../src/lib/redact.js';
import { type FakeHostOptions, fakeHost } from '../../helpers/fake-host.js';

const signal = new AbortController().signal;

async function gather(options: FakeHostOptions, more: object = {}) {
  const secrets = new Redactor();
  const world = await gatherClientWorld(fakeHost(options), { signal, secrets, ...more });
  return { world, secrets };
}

const answers: Readonly<Record<string, string>> = {
  'curl --disable --version': 'curl 7.88.1 (x86_64-pc-linux-gnu) libcurl/7.88.1\n',
  'wget --version': 'GNU Wget 1.21.3 built on linux-gnu.\n',
  'git --version': 'git version 2.39.5 (Apple Git-154)\n',
  'dotnet --list-runtimes':
    'Microsoft.AspNetCore.App 9.0.1 [/d]\nMicrosoft.NETCore.App 9.0.1 [/d]\nMicrosoft.NETCore.App 10.0.0-rc.1 [/d]\n',
  'git config': 'http.proxy\nhttp://li:canary@git-proxy.test:1\0',
};

const run: NonNullable<FakeHostOptions['run']> = ({ file, args }) => {
  const key = Object.keys(answers).find((start) => `${file} ${args.join(' ')}`.startsWith(start));
  return key === undefined ? undefined : { stdout: answers[key] as string };
};

describe('the world of the clients', () => {
  it('has the versions of what is installed, and of this Node.js', async () => {
    const { world } = await gather({ run });
    expect(world.versions).toEqual({
      node: '20.20.2',
      curl: '7.88.1',
      wget: '1.21.3',
      git: '2.39.5',
      dotnet: '10.0.0',
    });
  });

  it('does without what is not installed, hangs or prints something else', async () => {
    const { world } = await gather({
      run: ({ file }) =>
        file === 'curl'
          ? { stdout: 'canary' }
          : file === 'git'
            ? { timedOut: true, exitCode: null }
            : undefined,
    });
    expect(world.versions).toStrictEqual({ node: '20.20.2' });
    expect(world.settings).toEqual({ git: [], curl: [], wget: [] });
  });

  it('has the settings of git, curl and wget', async () => {
    const { world } = await gather({
      run,
      env: { HOME: '/home/li' },
      files: {
        '/home/li/.curlrc': 'proxy = curl-proxy.test:1',
        '/etc/wgetrc': 'https_proxy = http://system.test:1',
        '/home/li/.wgetrc': 'https_proxy = http://own.test:1',
      },
    });
    expect(world.settings).toEqual({
      git: [{ name: 'http.proxy', value: 'http://li:canary@git-proxy.test:1' }],
      curl: [{ name: 'proxy', value: 'curl-proxy.test:1' }],
      wget: [
        { name: 'https_proxy', value: 'http://system.test:1' },
        { name: 'https_proxy', value: 'http://own.test:1' },
      ],
    });
  });

  it.each([
    ['linux', { CURL_HOME: '/c', HOME: '/h' }, ['/c/.curlrc', '/h/.curlrc'], '/c/.curlrc'],
    ['linux', { XDG_CONFIG_HOME: '/x', HOME: '/h' }, ['/x/curlrc', '/h/.curlrc'], '/x/curlrc'],
    ['linux', { HOME: '/h' }, ['/h/.config/curlrc'], '/h/.config/curlrc'],
    ['linux', { HOME: '/h', XDG_CONFIG_HOME: '/x' }, ['/h/.config/curlrc'], null],
    ['linux', {}, ['/home/li/.curlrc'], '/home/li/.curlrc'],
    ['linux', { HOME: '/h' }, ['/h/_curlrc'], null],
    ['win32', { AppData: 'C:\\A' }, ['C:\\A\\_curlrc'], 'C:\\A\\_curlrc'],
    [
      'win32',
      { USERPROFILE: 'C:\\U', APPDATA: 'C:\\A' },
      ['C:\\U\\.curlrc', 'C:\\A\\_curlrc'],
      'C:\\U\\.curlrc',
    ],
  ] as const)('takes on %s with %j the right one of %j', async (os, env, paths, found) => {
    const files = Object.fromEntries(
      paths.map((path) => [path, `proxy = "${path.replaceAll('\\', '\\\\')}"`]),
    );
    const { world } = await gather({ platform: { os }, env, files });
    expect(world.settings.curl).toEqual(found === null ? [] : [{ name: 'proxy', value: found }]);
  });

  it('reads WGETRC instead of the file at home', async () => {
    const files = { '/w': 'use_proxy = off', '/home/li/.wgetrc': 'use_proxy = on' };
    const { world } = await gather({ env: { WGETRC: '/w' }, files });
    expect(world.settings.wget).toEqual([{ name: 'use_proxy', value: 'off' }]);
  });

  it('asks only for what the chosen clients depend on', async () => {
    const asked: string[] = [];
    await gather(
      {
        run: ({ file, args }) => void asked.push(`${file} ${args.join(' ')}`),
        files: { '/home/li/.curlrc': 'proxy = x' },
      },
      { clients: ['go', 'git'] },
    );
    expect(asked.sort()).toEqual([
      'curl --disable --version',
      'git --version',
      'git config -z --get-regexp ^http\\.(.*\\.)?proxy$',
    ]);
  });

  it('asks git in the current folder, which has settings of its own', async () => {
    const folders: (string | undefined)[] = [];
    await gather({ run: ({ args, cwd }) => (args[0] === 'config' ? void folders.push(cwd) : undefined) });
    expect(folders).toEqual(['/home/li/project']);
  });

  it('has the proxy settings of Windows', async () => {
    const stdout = [
      '    ProxyEnable    REG_DWORD    0x1',
      '    ProxyServer    REG_SZ    li:canary@10.0.0.9:8080',
      '    ProxyOverride    REG_SZ    *.internal;<local>',
      '    AutoConfigURL    REG_SZ    http://pac.test/p.pac',
      '    AutoDetect    REG_DWORD    0x0',
    ].join('\r\n');
    const { world, secrets } = await gather({
      platform: { os: 'win32' },
      env: { SYSTEMROOT: 'C:\\Windows' },
      run: ({ args }) => (args[0] === 'query' ? { stdout } : undefined),
    });
    expect(world.windows).toEqual({
      enabled: true,
      server: 'li:canary@10.0.0.9:8080',
      override: '*.internal;<local>',
      autoConfigUrl: 'http://pac.test/p.pac',
      autoDetect: false,
    });
    expect(secrets.text('canary')).toBe('***');
  });

  it('takes ProxyEnable also where a program wrote it as text', async () => {
    const stdout = '    ProxyEnable    REG_SZ    1\r\n    ProxyServer    REG_SZ    10.0.0.9:8080\r\n';
    const { world } = await gather({ platform: { os: 'win32' }, run: () => ({ stdout }) });
    expect(world.windows).toMatchObject({ enabled: true, override: '', autoConfigUrl: null });
  });

  it('has those of the machine where a policy says so', async () => {
    const answers: Readonly<Record<string, string>> = {
      'HKLM\\Software\\Policies': '    ProxySettingsPerUser    REG_DWORD    0x0',
      'HKLM\\Software\\Microsoft':
        '    ProxyEnable    REG_DWORD    0x1\r\n    ProxyServer    REG_SZ    policy.test:1',
      'HKCU\\': '    ProxyEnable    REG_DWORD    0x1\r\n    ProxyServer    REG_SZ    user.test:1',
    };
    const { world } = await gather({
      platform: { os: 'win32' },
      run: ({ args }) => ({
        stdout: Object.entries(answers).find(([start]) => args[1]?.startsWith(start))?.[1] ?? '',
      }),
    });
    expect(world.windows).toMatchObject({ enabled: true, server: 'policy.test:1' });
  });

  it('has none where there is no such key', async () => {
    const { world } = await gather({
      platform: { os: 'win32' },
      run: ({ args }) => ({ exitCode: args[1]?.includes('Internet Settings') ? 1 : 0 }),
    });
    expect(world.windows).toMatchObject({ enabled: false, server: '', autoConfigUrl: null });
  });

  it('says so where the registry can not be read, and null elsewhere', async () => {
    const { world } = await gather({ platform: { os: 'win32' }, run: () => ({ exitCode: 1 }) });
    expect(world.windows).toBe('unreadable');
    expect((await gather({})).world.windows).toBeNull();
  });

  it('remembers the secrets of variables and settings', async () => {
    const { secrets } = await gather({
      run,
      env: { HTTPS_PROXY: 'http://li:secret-1@p.test', JAVA_TOOL_OPTIONS: '-Dhttp.proxyPassword=secret-2' },
      files: { '/home/li/.curlrc': 'proxy = li:secret-3@p.test' },
    });
    expect(secrets.text('secret-1 secret-2 secret-3 canary')).toBe('*** *** *** ***');
  });

  it('rejects with the reason of an abort', async () => {
    const controller = new AbortController();
    controller.abort(new Error('enough'));
    const gathering = gatherClientWorld(fakeHost(), { signal: controller.signal, secrets: new Redactor() });
    await expect(gathering).rejects.toThrow('enough');
  });

  it('of a saved environment is its variables and nothing else', () => {
    const secrets = new Redactor();
    const changes = [{ name: 'NO_PROXY', value: 'a.test' }];
    const world = savedClientWorld('win32', { Https_Proxy: 'http://li:canary@p.test' }, { secrets, changes });
    expect(world).toEqual({
      os: 'win32',
      env: { Https_Proxy: 'http://li:canary@p.test', NO_PROXY: 'a.test' },
      versions: {},
      settings: {},
      windows: null,
    });
    expect(secrets.text('canary')).toBe('***');
  });
});

describe('a change of variables', () => {
  it.each([
    ['linux', { a_proxy: '1' }, 'A_PROXY', '2', { a_proxy: '1', A_PROXY: '2' }],
    ['win32', { a_proxy: '1' }, 'A_PROXY', '2', { a_proxy: '2' }],
    ['win32', { a_proxy: '1', B: '3' }, 'A_PROXY', null, { B: '3' }],
    ['linux', { a_proxy: '1' }, 'A_PROXY', null, { a_proxy: '1' }],
    ['win32', {}, 'A_PROXY', '2', { A_PROXY: '2' }],
  ] as const)('on %s makes of %j with %s=%s %j', (os, env, name, value, changed) => {
    expect(withVariables(env, os, [{ name, value }])).toEqual(changed);
  });
});
