import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { collectSystemProxy } from '../../../src/lib/doctor/collectors/system-proxy.js';
import type { Network } from '../../../src/lib/host/network.js';
import { nodeClock } from '../../../src/lib/host/node/clock.js';
import type { ProcessResult } from '../../../src/lib/host/processes.js';
import { type FakeHostOptions, fakeHost } from '../../helpers/fake-host.js';
import { listening } from '../../helpers/listening.js';
import { closedPort } from '../../helpers/servers.js';
import { sourcesFor } from './test-sources.js';

type Answer = Partial<ProcessResult> | undefined;

const canary = 's3cret-canary';
const direct = '1800000000000000010000000000000000000000';
/** `10.0.0.9:3128`, except for `<local>`. */
const proxied = `2800000000000000030000000d000000${Buffer.from('10.0.0.9:3128').toString('hex')}07000000${Buffer.from('<local>').toString('hex')}`;

const inet = {
  machine: false,
  enable: '1',
  server: '10.0.0.9:3128',
  override: '10.*;<local>',
  pac: '',
};

const windows = (options: FakeHostOptions) =>
  fakeHost({ ...options, platform: { os: 'win32' }, env: { SystemRoot: 'C:\\Windows' } });

const powershell = (sections: Record<string, unknown>): NonNullable<FakeHostOptions['run']> => {
  const answer = Object.fromEntries(Object.entries(sections).map(([name, v]) => [name, { ok: true, v }]));
  return ({ file }) =>
    file.endsWith('powershell.exe') ? { stdout: `<<<AP1${JSON.stringify(answer)}AP1>>>` } : undefined;
};

/** By the end of the key; a key that is not here does not exist. */
const registry =
  (keys: Record<string, string>): NonNullable<FakeHostOptions['run']> =>
  ({ file, args }): Answer => {
    if (!file.endsWith('reg.exe')) return { exitCode: null, notStarted: 'EACCES' };
    const all = { 'Windows NT\\CurrentVersion': '    UBR    REG_DWORD    0x1\r\n', ...keys };
    const key = (args[1] ?? '').toLowerCase();
    const stdout = Object.entries(all).find(([end]) => key.endsWith(end.toLowerCase()))?.[1];
    return stdout === undefined ? { exitCode: 1 } : { stdout };
  };

const collectOn = (options: FakeHostOptions, changes: { offline?: boolean } = {}) =>
  collectSystemProxy(sourcesFor({ ...windows(options), clock: nodeClock }, changes));

describe('the system proxy of Windows', () => {
  it('is told by PowerShell', async () => {
    const { source, value } = await collectOn({ run: powershell({ inet, winhttp: { hex: proxied } }) });
    expect(source).toBe('powershell');
    expect(value).toEqual({
      state: 'ok',
      settings: {
        origin: 'user',
        enabled: true,
        server: '10.0.0.9:3128',
        pac: null,
        httpProxy: 'http://10.0.0.9:3128',
        httpsProxy: 'http://10.0.0.9:3128',
        noProxy: 'localhost,127.0.0.1,10.0.0.0/8',
        dropped: ['<local>'],
        endpoints: [{ host: '10.0.0.9', port: 3128 }],
      },
      winhttp: { state: 'proxy', server: '10.0.0.9:3128', endpoints: [{ host: '10.0.0.9', port: 3128 }] },
      loopback: null,
    });
  });

  it('is read with reg.exe where PowerShell is denied', async () => {
    const { source, value } = await collectOn({
      run: registry({
        'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings':
          '    ProxyEnable    REG_DWORD    0x1\r\n    ProxyServer    REG_SZ    h.test:8080\r\n    ProxyOverride    REG_SZ    *.corp.test;192.168.*\r\n',
        '\\Internet Settings\\Connections': `    WinHttpSettings    REG_BINARY    ${direct}\r\n`,
      }),
    });
    expect(source).toBe('registry');
    expect(value).toMatchObject({
      settings: {
        enabled: true,
        server: 'h.test:8080',
        noProxy: 'localhost,127.0.0.1,.corp.test,192.168.0.0/16',
      },
      winhttp: { state: 'direct' },
    });
  });

  it('is that of the machine where a policy says so', async () => {
    const run = registry({
      'Policies\\Microsoft\\Windows\\CurrentVersion\\Internet Settings':
        '    ProxySettingsPerUser    REG_DWORD    0x0\r\n',
      'HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings':
        '    ProxyEnable    REG_DWORD    0x1\r\n    ProxyServer    REG_SZ    policy.test:1\r\n',
      'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings':
        '    ProxyServer    REG_SZ    user.test:1\r\n',
    });
    const { value } = await collectOn({ run });
    expect(value.settings).toMatchObject({ origin: 'policy', server: 'policy.test:1', enabled: true });
    const told = await collectOn({ run: powershell({ inet: { ...inet, machine: true } }) });
    expect(told.value.settings?.origin).toBe('policy');
  });

  it.each([
    ['1', true],
    [1, true],
    ['0', false],
    ['', false],
    [null, false],
    ['yes', false],
  ])('is on by ProxyEnable %j: %s', async (enable, enabled) => {
    const { value } = await collectOn({ run: powershell({ inet: { ...inet, enable } }) });
    expect(value.settings).toMatchObject({ enabled, server: '10.0.0.9:3128' });
  });

  it('is on as a text in the registry, too', async () => {
    const run = registry({
      'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings':
        '    ProxyEnable    REG_SZ    1\r\n    ProxyServer    REG_SZ    h.test:8080\r\n',
    });
    expect((await collectOn({ run })).value.settings?.enabled).toBe(true);
  });

  it.each([
    ['fails', { exitCode: 1 }],
    ['hangs', { exitCode: null, timedOut: true }],
    ['talks nonsense', { stdout: '<<<AP1[]AP1>>>' }],
  ] as [string, Answer][])(
    'is unreadable where PowerShell %s and reg.exe is closed',
    async (_name, result) => {
      const { value } = await collectOn({
        run: ({ file }) => (file.endsWith('reg.exe') ? undefined : result),
      });
      expect(value).toEqual({ state: 'unreadable', settings: null, winhttp: null, loopback: null });
    },
  );

  it.each([[{ inet: 7 }], [{ inet: { server: {}, override: [], pac: 1, enable: {} } }], [{ inet: [] }]])(
    'is made of nothing but texts: %j',
    async (sections) => {
      const { value } = await collectOn({ run: powershell({ ...sections, winhttp: { hex: 5 } }) });
      expect(value.settings?.server ?? null).toBeNull();
    },
  );

  it('keeps no password', async () => {
    const run = powershell({
      inet: {
        ...inet,
        server: `http=http://li:${canary}@h.test:1;socks=u:${canary}@s.test:2`,
        override: `http://li:${canary}@x.test;${canary}@y.test`,
        pac: `http://li:${canary}@wpad.test/proxy.pac?token=${canary}`,
      },
      winhttp: {
        hex: `28000000000000000300000020000000${Buffer.from(`http://li:${canary}@h.test:1`.padEnd(32)).toString('hex')}`,
      },
    });
    const { value } = await collectOn({ run });
    expect(value.settings?.httpProxy).toBe('http://***@h.test:1');
    expect(value.settings?.pac).toBe('http://***@wpad.test/proxy.pac?***');
    expect(JSON.stringify(value)).not.toContain(canary);
  });
});

describe('a system proxy on this machine', () => {
  const on = (server: string) => ({ run: powershell({ inet: { ...inet, server } }) });

  it('is tried: somebody listens, or nobody', async () => {
    const [open, closed] = [await listening(createServer()), await closedPort()];
    const both = on(`http=127.0.0.1:${open};https=localhost:${closed}`);
    const { value } = await collectOn(both, { offline: false });
    expect(value.loopback).toEqual([
      { host: '127.0.0.1', port: open, ok: true, code: null },
      { host: 'localhost', port: closed, ok: false, code: 'ECONNREFUSED' },
    ]);
  });

  it('is not tried offline, nor where it is switched off, nor is one elsewhere', async () => {
    const open = await listening(createServer());
    let dials = 0;
    const network = { connect: () => dials++ } as unknown as Network;
    const collect = async (options: FakeHostOptions, offline: boolean) =>
      (await collectSystemProxy(sourcesFor({ ...windows(options), network }, { offline }))).value.loopback;
    expect(await collect(on(`127.0.0.1:${open}`), true)).toBeNull();
    expect(await collect(on('10.0.0.9:3128'), false)).toEqual([]);
    expect(await collect(on('127.0.0.1.evil.test:80'), false)).toEqual([]);
    const off = { run: powershell({ inet: { ...inet, enable: '0', server: `127.0.0.1:${open}` } }) };
    expect(await collect(off, false)).toEqual([]);
    expect(dials).toBe(0);
  });
});

describe('the system proxy of macOS and of a GNOME desktop', () => {
  it('is asked of scutil by its absolute path', async () => {
    const stdout = '<dictionary> {\n  HTTPEnable : 1\n  HTTPPort : 7890\n  HTTPProxy : 10.0.0.9\n}\n';
    const host = fakeHost({
      platform: { os: 'darwin' },
      run: ({ file, args }) =>
        file === '/usr/sbin/scutil' && args[0] === '--proxy' ? { stdout } : undefined,
    });
    const { source, value } = await collectSystemProxy(sourcesFor(host));
    expect(source).toBe('scutil');
    expect(value).toMatchObject({
      state: 'ok',
      settings: { httpProxy: 'http://10.0.0.9:7890', httpsProxy: null },
    });
  });

  it.each([
    ['fails', { exitCode: 1 }],
    ['hangs', { exitCode: null, timedOut: true }],
    ['is missing', undefined],
  ] as [string, Answer][])('is unreadable where scutil %s', async (_name, result) => {
    const host = fakeHost({ platform: { os: 'darwin' }, run: () => result });
    expect((await collectSystemProxy(sourcesFor(host))).value.state).toBe('unreadable');
  });

  it.each([
    ['has no such schema', { exitCode: 1, stderr: 'No such schema' }, 'none'],
    ['answers something else', { stdout: 'hello' }, 'none'],
    ['hangs', { exitCode: null, timedOut: true }, 'unreadable'],
  ] as [string, Answer, string][])('is not made up where gsettings %s', async (_name, result, state) => {
    const programs = { gsettings: '/usr/bin/gsettings' };
    const host = fakeHost({ env: { DISPLAY: ':0' }, programs, run: () => result });
    expect((await collectSystemProxy(sourcesFor(host))).value).toEqual({
      state,
      settings: null,
      winhttp: null,
      loopback: null,
    });
  });

  it('is asked of gsettings on a desktop that has it, and nowhere else', async () => {
    const asked: string[] = [];
    const collect = async (env: Record<string, string>, programs: Record<string, string>) => {
      const host = fakeHost({
        env,
        programs,
        run: ({ file }) => {
          asked.push(file);
          return { stdout: "org.gnome.system.proxy mode 'none'\n" };
        },
      });
      return (await collectSystemProxy(sourcesFor(host))).value.state;
    };
    const gsettings = { gsettings: '/usr/bin/gsettings' };
    expect(await collect({}, gsettings)).toBe('none');
    expect(await collect({ DISPLAY: ':0' }, {})).toBe('none');
    expect(asked).toEqual([]);
    expect(await collect({ XDG_CURRENT_DESKTOP: 'GNOME' }, gsettings)).toBe('ok');
    expect(asked).toEqual(['/usr/bin/gsettings']);
  });
});
