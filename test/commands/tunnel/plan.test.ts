import { describe, expect, it } from 'vitest';
import type { TunnelFlags } from '../../../src/lib/cli/tunnel-flags.js';
import { TunnelPlanSource } from '../../../src/lib/cli/tunnel-plan.js';
import { Redactor } from '../../../src/lib/redact.js';
import { defaultSettings } from '../../../src/lib/tunnel/settings.js';
import { makeCertificates } from '../../helpers/certificates.js';
import { type FakeHostOptions, fakeHost } from '../../helpers/fake-host.js';
import { configPath, configured } from './start.js';

async function planOf(flags: TunnelFlags, options: FakeHostOptions = {}) {
  const host = fakeHost(options);
  const secrets = new Redactor();
  const source = new TunnelPlanSource(flags, { host, secrets });
  return { plan: await source.load(), source, host, secrets };
}

/** The files that were there. */
const namesOf = ({ files }: TunnelPlanSource) =>
  [...files]
    .filter(([, digest]) => digest !== null)
    .map(([path]) => path)
    .sort();

const settingsOf = async (flags: TunnelFlags, options?: FakeHostOptions) =>
  (await planOf(flags, options)).plan.settings;

describe('the plan of a tunnel', () => {
  it('is the defaults where nothing is said', async () => {
    const { plan, source } = await planOf({});
    expect(plan).toEqual({
      settings: defaultSettings,
      drainMs: 8_000,
      admin: { host: '127.0.0.1', port: 0 },
      accessLog: null,
    });
    expect(namesOf(source)).toEqual([]);
  });

  it('takes over every key of the file', async () => {
    const { server, caFile, remove } = await makeCertificates();
    const { readFile } = await import('node:fs/promises');
    const ca = await readFile(caFile, 'utf8');
    await remove();
    const yaml = `listen: ["[::1]:3128", 3129]
forwards:
  - redis=6379:10.0.3.8:6379
  - {name: pg, listen: "[::1]:5432", to: "pg.internal:5432", upstreams: [b]}
upstreams:
  - {name: a, url: "http://li:$\u007bPROXY_PASSWORD}@10.0.0.10:3128", weight: 3}
  - {name: b, url: "socks5h://10.0.0.11:1080", backup: true}
  - direct
strategy: destination-hash
health: {interval: 5s, timeout: 1s, canary: "10.0.3.9:3306"}
upstreamCacert: certs/ca.pem
allow: ["*.internal", 10.0.0.0/8]
deny: ":25"
allowFrom: 127.0.0.0/8
auth: ["li:first", "wang:$\u007bWANG_PASSWORD}"]
tls: {cert: server.pem, key: server.key, clientCa: certs/ca.pem, clientNames: ["*.test"]}
connectTimeout: 1s
tunnelTimeout: 2s
headerTimeout: 3s
idleTimeout: 4m
linger: 5s
maxConnections: 6
maxConnectionsPerClient: 5
admin: 127.0.0.1:9118
accessLog: logs/access.log
logLevel: debug
drain: 0s`;
    const files = {
      '/home/li/project/certs/ca.pem': ca,
      '/home/li/project/server.pem': String(server.cert),
      '/home/li/project/server.key': String(server.key),
    };
    const env = { PROXY_PASSWORD: 'p@ss:word/1', WANG_PASSWORD: 'canary:4711' };
    const { plan, source, secrets } = await planOf({}, configured(yaml, { files, env }));
    const proxy = { scheme: 'http', host: '10.0.0.10', port: 3128, shown: 'http://10.0.0.10:3128' };
    const plain = { only: null, bypass: null, weight: 1, backup: false };
    expect(plan).toMatchObject({
      settings: {
        listen: [
          { host: '::1', port: 3128 },
          { host: '127.0.0.1', port: 3129 },
        ],
        forwards: [
          {
            name: 'redis',
            listen: { host: '127.0.0.1', port: 6379 },
            target: { host: '10.0.3.8' },
            upstreams: null,
          },
          { name: 'pg', listen: { host: '::1' }, target: { host: 'pg.internal' }, upstreams: ['b'] },
        ],
        upstreams: [
          {
            ...plain,
            name: 'a',
            weight: 3,
            proxy: { ...proxy, credentials: { username: 'li', password: 'p@ss:word/1' } },
          },
          { ...plain, name: 'b', backup: true, proxy: { scheme: 'socks5h' } },
          { ...plain, name: 'direct', proxy: null },
        ],
        strategy: 'destination-hash',
        health: { intervalMs: 5_000, timeoutMs: 1_000, canary: { host: '10.0.3.9', port: 3306 } },
        upstreamCa: ca,
        access: {
          allow: [{ host: '*.internal' }, { subnet: { address: '10.0.0.0', prefix: 8 } }],
          deny: [{ ports: { from: 25, to: 25 } }],
          allowFrom: [{ address: '127.0.0.0', prefix: 8 }],
          users: [
            { name: 'li', secret: { kind: 'password', password: 'first' } },
            { name: 'wang', secret: { kind: 'password', password: 'canary:4711' } },
          ],
        },
        tls: {
          certificate: String(server.cert),
          key: String(server.key),
          clientCa: ca,
          clientNames: ['*.test'],
        },
        limits: {
          connectTimeoutMs: 1_000,
          tunnelTimeoutMs: 2_000,
          headerTimeoutMs: 3_000,
          idleTimeoutMs: 240_000,
          lingerMs: 5_000,
          maxConnections: 6,
          maxConnectionsPerClient: 5,
        },
        logLevel: 'debug',
      },
      drainMs: 0,
      admin: { host: '127.0.0.1', port: 9118 },
      accessLog: '/home/li/project/logs/access.log',
    });
    expect(namesOf(source)).toEqual([
      configPath,
      '/home/li/project/certs/ca.pem',
      '/home/li/project/server.key',
      '/home/li/project/server.pem',
    ]);
    for (const secret of ['p@ss:word/1', 'canary:4711', 'first'])
      expect(secrets.text(`<${secret}>`)).toBe('<***>');
  });

  it('is what the flags say, whatever the file says, each list as a whole', async () => {
    const yaml =
      'listen: 4000\nallow: [a.test, b.test]\nupstreams: ["http://a.test:1"]\nidleTimeout: 1m\nlogLevel: off';
    const settings = await settingsOf(
      {
        listen: ['0'],
        allow: ['c.test'],
        upstream: ['direct'],
        'idle-timeout': 0,
        'log-level': 'error',
        strategy: 'first',
      },
      configured(yaml, { env: { ALIPROXY_LOG_LEVEL: 'debug' } }),
    );
    expect(settings.listen).toEqual([{ host: '127.0.0.1', port: 0 }]);
    expect(settings.access.allow.map(({ text }) => text)).toEqual(['c.test']);
    expect(settings.upstreams.map(({ name }) => name)).toEqual(['direct']);
    expect(settings.limits.idleTimeoutMs).toBe(Number.POSITIVE_INFINITY);
    expect([settings.logLevel, settings.strategy]).toEqual(['error', 'first']);
  });

  it('expands env into what the environment names, with weight and backup of its entry', async () => {
    const env = { HTTPS_PROXY: 'http://li:canary-4711@10.0.0.10:3128', HTTP_PROXY: '10.0.0.11:8080' };
    const yaml = 'upstreams: [{url: env, name: office, backup: true}, direct]';
    const { plan, secrets } = await planOf({}, configured(yaml, { env }));
    expect(plan.settings.upstreams).toMatchObject([
      { name: 'office-https', only: 'tunnel', backup: true, proxy: { host: '10.0.0.10' } },
      { name: 'office-http', only: 'http', backup: true, proxy: { host: '10.0.0.11' } },
      { name: 'direct', proxy: null },
    ]);
    expect(secrets.text('canary-4711')).toBe('***');
  });

  it('gives the same proxy twice two names, and leaves names that were given alone', async () => {
    const names = async (yaml: string) =>
      (await settingsOf({}, configured(yaml))).upstreams.map(({ name }) => name);
    expect(await names('upstreams: ["http://a.test:1", "socks5://a.test:1"]')).toEqual([
      'a.test:1',
      'a.test:1#2',
    ]);
    expect(await names('upstreams: [direct, {name: direct, url: "http://a.test:1"}]')).toEqual([
      'direct#2',
      'direct',
    ]);
  });

  it('reads the users of a file, which count before the same in plain', async () => {
    const hash = '$scrypt$16384$8$1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
    const files = { '/home/li/project/users': `li:${hash}\n` };
    const users = async () =>
      (await settingsOf({ 'auth-file': '/home/li/project/users', auth: 'li:plain' }, { files })).access.users;
    await expect(users()).resolves.toMatchObject([{ name: 'li', secret: { kind: 'scrypt' } }]);
  });

  it('reads file and variables anew each time, and remembers the files of a load that failed', async () => {
    const { source, host } = await planOf({}, configured('listen: 4000'));
    host.contents.set(configPath, 'tunnel:\n  listen: 4001\n');
    expect((await source.load()).settings.listen).toEqual([{ host: '127.0.0.1', port: 4001 }]);
    host.contents.set(configPath, 'tunnel:\n  authFile: users\n');
    await expect(source.load()).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    expect(source.files.get('/home/li/project/users')).toBeNull();
    host.contents.set(configPath, 'tunnel: {listen: 4002, lisen: 1}\n');
    await expect(source.load()).rejects.toMatchObject({ code: 'CONFIG_UNKNOWN_KEY' });
    expect(namesOf(source)).toEqual([configPath]);
  });
});
