import { describe, expect, it } from 'vitest';
import type { Session } from '../../../../src/lib/tunnel/session.js';
import type { UpstreamSetting } from '../../../../src/lib/tunnel/settings.js';
import type { Tunnel } from '../../../../src/lib/tunnel/tunnel.js';
import { closedPort } from '../../../helpers/servers.js';
import { listenSilently } from '../../../helpers/silent-listener.js';
import { afterwards, Client, openTarget, openTunnel, type TunnelWish, tunnelled, until } from '../world.js';
import { type Behaviour, type FakeProxy, openFakeProxy, status, upstream } from './fake-proxy.js';

const openEcho = () => openTarget((socket) => void socket.pipe(socket));

/** Upstreams named `a`, `b`, `c`, tried in this order. */
function named(...places: readonly (FakeProxy | string)[]): UpstreamSetting[] {
  return places.map((place, index) =>
    upstream(typeof place === 'string' ? place : place.url, { name: 'abcdef'.charAt(index) }),
  );
}

function openInOrder(upstreams: readonly UpstreamSetting[], more: TunnelWish = {}): Promise<Tunnel> {
  return openTunnel({ strategy: 'first', upstreams, ...more });
}

function lastSessionOf(tunnel: Tunnel): () => Session | undefined {
  const sessions: Session[] = [];
  tunnel.ledger.observe({ decided: (session) => void sessions.push(session) });
  return () => sessions.at(-1);
}

/** The answer to a CONNECT, and its code. */
async function ask(tunnel: Tunnel, authority: string): Promise<{ line: string; code: string | null }> {
  const client = new Client(tunnel.address.port).send(
    `CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`,
  );
  const line = (await client.answer()).replace('HTTP/1.1 ', '');
  const code = /\r\nX-Aliproxy-Error: (\S+)/.exec(client.text)?.[1] ?? null;
  client.socket.destroy();
  return { line, code };
}

const states = (tunnel: Tunnel) => tunnel.upstreams.map(({ state }) => state).join(' ');
const basic = 'Proxy-Authenticate: Basic realm="x"';

describe('failover inside one request', () => {
  it.each<[seen: string, behaviour: Behaviour, code: string]>([
    ['closes', 'close', 'PROXY_CLOSED'],
    ['resets', 'reset', 'PROXY_CLOSED'],
    ['says no HTTP', { answer: 'hello, who are you?\r\n' }, 'PROXY_PROTOCOL'],
    ['speaks SOCKS', { answer: '\x05\xff' }, 'PROXY_WRONG_SCHEME'],
    ['is a web server', status('404 Not Found', 'Server: nginx'), 'PROXY_NOT_A_PROXY'],
    ['wants a password', status('407 Proxy Authentication Required', basic), 'PROXY_AUTH_REQUIRED'],
    [
      'wants NTLM',
      status('407 Proxy Authentication Required', 'Proxy-Authenticate: NTLM'),
      'PROXY_AUTH_SCHEME',
    ],
    ['has too much to do', status('429 Too Many Requests'), 'PROXY_RATE_LIMITED'],
    ['has a rest', status('503 Service Unavailable', 'Retry-After: 5'), 'PROXY_RATE_LIMITED'],
    [
      'is broken inside',
      status('500 Oops', 'Proxy-Status: p; error=proxy_internal_error'),
      'TARGET_UNREACHABLE',
    ],
  ])('goes on at once where the first upstream %s', async (_seen, behaviour, code) => {
    const [bad, good] = [await openFakeProxy(behaviour), await openFakeProxy()];
    const target = await openEcho();
    const tunnel = await openInOrder(named(bad, good));
    const session = lastSessionOf(tunnel);
    const began = performance.now();
    await tunnelled(tunnel, target.authority);
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(session()).toMatchObject({ upstream: 'b', retries: 1, code: null });
    expect(tunnel.upstreams[0]).toMatchObject({ failures: 1, lastFailure: { code }, total: 0 });
    expect(tunnel.upstreams[1]).toMatchObject({ failures: 0, active: 1, total: 1 });
  });

  it('serves while nothing listens, nothing answers or the name is unknown, and finds that out by itself', async () => {
    const silent = await listenSilently('127.0.0.1');
    afterwards(() => silent.close());
    const good = await openFakeProxy();
    const target = await openEcho();
    const dead = [`http://127.0.0.1:${await closedPort()}`, 'http://gone.invalid:3128'];
    const tunnel = await openInOrder(named(`http://127.0.0.1:${silent.port}`, ...dead, good), {
      connectTimeoutMs: 300,
      health: { intervalMs: 60_000, timeoutMs: 300, canary: null },
      names: { 'gone.invalid': [] },
    });
    const checks = new Map<string, string | null>();
    tunnel.ledger.observe({ upstreamChecked: ({ upstream: name, code }) => void checks.set(name, code) });
    const session = lastSessionOf(tunnel);
    const began = performance.now();
    await tunnelled(tunnel, target.authority);
    expect(performance.now() - began).toBeLessThan(1_500);
    expect(session()).toMatchObject({ upstream: 'd', code: null });
    await until(() => checks.size === 4);
    expect(Object.fromEntries(checks)).toEqual({
      ...{ a: 'PROXY_TIMEOUT', b: 'PROXY_REFUSED', c: 'PROXY_DNS', d: null },
    });
    expect(states(tunnel)).toBe('suspect suspect suspect up');
  });

  it.each<[what: string, behaviour: Behaviour, answer: { line: string; code: string }]>([
    ['a rule of the proxy', status('403 Forbidden'), { line: '403 Forbidden', code: 'PROXY_FORBIDDEN' }],
    [
      'a loop that another tunnel found',
      status('502 Bad Gateway', 'X-Aliproxy-Error: PROXY_LOOP'),
      { line: '502 Bad Gateway', code: 'PROXY_LOOP' },
    ],
  ])('passes %s on as it is', async (_what, behaviour, answer) => {
    const [strict, other] = [await openFakeProxy(behaviour), await openFakeProxy()];
    const target = await openEcho();
    const tunnel = await openInOrder(named(strict, other));
    expect(await ask(tunnel, target.authority)).toEqual(answer);
    expect(other.heads).toEqual([]);
    expect(tunnel.upstreams[0]).toMatchObject({ state: 'up', failures: 0 });
  });

  it('asks one other upstream about a target that can not be reached, and no more', async () => {
    const down = status('504 Gateway Timeout');
    const [a, b, c] = [await openFakeProxy(down), await openFakeProxy(down), await openFakeProxy()];
    const tunnel = await openInOrder(named(a, b, c));
    expect(await ask(tunnel, 'db.test:3306')).toEqual({
      line: '504 Gateway Timeout',
      code: 'TARGET_TIMEOUT',
    });
    expect([a, b, c].map(({ heads }) => heads.length)).toEqual([1, 1, 0]);
    b.behaviour = 'relay';
    const target = await openEcho();
    await tunnelled(tunnel, target.authority);
    expect([a, b, c].map(({ heads }) => heads.length)).toEqual([2, 2, 0]);
  });

  it('never marks an upstream for a target that is down', async () => {
    const proxy = await openFakeProxy();
    const port = await closedPort();
    const tunnel = await openInOrder(named(proxy));
    for (let n = 0; n < 12; n++) {
      expect((await ask(tunnel, `127.0.0.1:${port}`)).line).toBe('502 Bad Gateway');
    }
    expect(tunnel.upstreams[0]).toMatchObject({ state: 'up', failures: 0 });
  });

  it('does not take the silence about one target for the death of the proxy', async () => {
    const proxy = await openFakeProxy('silent');
    const tunnel = await openInOrder(named(proxy), { tunnelTimeoutMs: 60 });
    for (let n = 0; n < 4; n++) {
      expect(await ask(tunnel, 'db.test:3306')).toEqual({
        line: '504 Gateway Timeout',
        code: 'TUNNEL_TIMEOUT',
      });
    }
    expect(states(tunnel)).toBe('up');
    for (const name of ['x', 'y']) await ask(tunnel, `${name}.test:3306`);
    expect(states(tunnel)).toBe('suspect');
  });

  it('answers for the target where the proxy that was asked next fails itself', async () => {
    const [a, b] = [await openFakeProxy(status('504 Gateway Timeout')), await openFakeProxy('close')];
    const tunnel = await openInOrder(named(a, b));
    expect((await ask(tunnel, 'db.test:3306')).code).toBe('TARGET_TIMEOUT');
  });
});

describe('upstreams that do not work', () => {
  it('are tried anyway when all of them are down', async () => {
    const [a, b] = [await openFakeProxy('reset'), await openFakeProxy('reset')];
    const target = await openEcho();
    const tunnel = await openInOrder(named(a, b));
    for (let n = 0; n < 6; n++) await ask(tunnel, target.authority);
    await until(() => states(tunnel) === 'down down');
    expect(tunnel.isReady).toBe(false);
    expect(await ask(tunnel, target.authority)).toEqual({ line: '502 Bad Gateway', code: 'PROXY_CLOSED' });
    b.behaviour = 'relay';
    await tunnelled(tunnel, target.authority);
    expect(states(tunnel)).toBe('down up');
    expect(tunnel.isReady).toBe(true);
  });

  it('are not asked for their opinion on a target that another could not reach', async () => {
    const [dead, works] = [await openFakeProxy('reset'), await openFakeProxy(status('504 Gateway Timeout'))];
    const [a, b] = named(dead, works) as [UpstreamSetting, UpstreamSetting];
    const tunnel = await openInOrder([a]);
    for (let n = 0; n < 6; n++) await ask(tunnel, 'db.test:3306');
    expect(states(tunnel)).toBe('down');
    await tunnel.apply({ ...tunnel.settings, upstreams: [a, b] });
    const asked = dead.heads.length;
    expect((await ask(tunnel, 'db.test:3306')).code).toBe('TARGET_TIMEOUT');
    expect([dead.heads.length - asked, works.heads.length]).toEqual([0, 1]);
    works.behaviour = 'close';
    expect((await ask(tunnel, 'db.test:3306')).code).toBe('PROXY_CLOSED');
    expect([dead.heads.length - asked, works.heads.length]).toEqual([1, 2]);
  });

  it('are not asked again for a while where they do not take our credentials', async () => {
    const wants = status('407 Proxy Authentication Required', basic);
    const [a, b] = [await openFakeProxy(wants), await openFakeProxy(wants)];
    const tunnel = await openInOrder(named(a, b));
    for (let n = 0; n < 3; n++) {
      expect(await ask(tunnel, 'db.test:3306')).toEqual({
        line: '502 Bad Gateway',
        code: 'PROXY_AUTH_FAILED',
      });
    }
    expect(states(tunnel)).toBe('auth auth');
    expect([a, b].map(({ heads }) => heads.length)).toEqual([1, 1]);
    expect(tunnel.isReady).toBe(false);
    [a.behaviour, b.behaviour] = ['relay', 'relay'];
    const target = await openEcho();
    await tunnel.apply(tunnel.settings);
    await tunnelled(tunnel, target.authority);
  });

  it('are not said to refuse our credentials where only one of them does', async () => {
    const wants = await openFakeProxy(status('407 Proxy Authentication Required', basic));
    const closes = await openFakeProxy('close');
    const tunnel = await openInOrder(named(wants, closes));
    for (let n = 0; n < 2; n++) expect((await ask(tunnel, 'db.test:3306')).code).toBe('PROXY_CLOSED');
    expect([wants, closes].map(({ heads }) => heads.length)).toEqual([1, 2]);
  });

  it('are never this tunnel itself, however its address is written', async () => {
    const tunnel = await openTunnel();
    const { port } = tunnel.address;
    const own = [
      `http://localhost:${port}`,
      `socks5://127.0.0.1:${port}`,
      `http://[::ffff:127.0.0.1]:${port}`,
    ];
    for (const url of own) {
      await tunnel.apply({ ...tunnel.settings, upstreams: [upstream(url)] });
      expect(await ask(tunnel, 'db.test:3306')).toEqual({ line: '502 Bad Gateway', code: 'PROXY_LOOP' });
    }
    expect(tunnel.counts.connections).toBe(own.length);
  });

  it('are told apart from a circle of several tunnels', async () => {
    const [first, second] = [await openTunnel(), await openTunnel()];
    const through = ({ address }: Tunnel) => [upstream(`http://127.0.0.1:${address.port}`)];
    await first.apply({ ...first.settings, upstreams: through(second) });
    await second.apply({ ...second.settings, upstreams: through(first) });
    expect(await ask(first, 'db.test:3306')).toEqual({ line: '502 Bad Gateway', code: 'PROXY_LOOP' });
    expect(first.counts.connections).toBeLessThan(10);
  });
});

describe('which upstreams may be used', () => {
  it('takes a backup only while no primary is up', async () => {
    const [primary, backup] = [await openFakeProxy(), await openFakeProxy()];
    const target = await openEcho();
    const [a, b] = named(backup, primary) as [UpstreamSetting, UpstreamSetting];
    const tunnel = await openInOrder([{ ...a, backup: true }, b]);
    await tunnelled(tunnel, target.authority);
    expect(backup.heads).toEqual([]);
    primary.behaviour = 'reset';
    for (let n = 0; n < 3; n++) await tunnelled(tunnel, target.authority);
    expect(backup.heads.length).toBe(3);
    await until(() => tunnel.upstreams[1]?.state !== 'up');
    const asked = primary.heads.length;
    await tunnelled(tunnel, target.authority);
    expect(primary.heads.length).toBe(asked);
  });

  it('gives nothing new to one of weight 0, also when nothing else is left', async () => {
    const [a, b] = [await openFakeProxy(), await openFakeProxy('close')];
    const target = await openEcho();
    const [drained, other] = named(a, b) as [UpstreamSetting, UpstreamSetting];
    const tunnel = await openInOrder([{ ...drained, weight: 0 }, other]);
    expect((await ask(tunnel, target.authority)).code).toBe('PROXY_CLOSED');
    await tunnel.apply({ ...tunnel.settings, upstreams: [{ ...drained, weight: 0 }] });
    expect((await ask(tunnel, target.authority)).code).toBe('PROXY_UNREACHABLE');
    expect(a.heads).toEqual([]);
  });

  it('takes only those that a forward names', async () => {
    const [a, b] = [await openFakeProxy(), await openFakeProxy()];
    const target = await openEcho();
    const authority = { host: '127.0.0.1', port: target.port };
    const tunnel = await openInOrder(named(a, b), {
      forwards: [{ name: null, listen: { host: '127.0.0.1', port: 0 }, target: authority, upstreams: ['b'] }],
    });
    const client = new Client(tunnel.listeners.at(-1)?.address.port ?? 0).send('by way of b');
    await until(() => client.text === 'by way of b');
    expect([a.heads.length, b.heads.length]).toEqual([0, 1]);
  });

  it('goes past an upstream for the places that its NO_PROXY names', async () => {
    const proxy = await openFakeProxy();
    const target = await openEcho();
    const bypass = ({ port }: { port: number }) => port === target.port;
    const tunnel = await openInOrder(named(proxy).map((setting) => ({ ...setting, bypass })));
    const session = lastSessionOf(tunnel);
    await tunnelled(tunnel, target.authority);
    expect(session()).toMatchObject({ upstream: 'direct', destinationIp: '127.0.0.1', retries: 0 });
    expect(proxy.heads).toEqual([]);
  });

  it('goes the direct way once, where it is an upstream as well', async () => {
    const [proxy, port] = [await openFakeProxy(), await closedPort()];
    const [a] = named(proxy) as [UpstreamSetting];
    const tunnel = await openInOrder([{ ...a, bypass: () => true }, upstream('direct')]);
    const session = lastSessionOf(tunnel);
    expect((await ask(tunnel, `127.0.0.1:${port}`)).code).toBe('TARGET_REFUSED');
    expect(session()).toMatchObject({ upstream: 'direct', retries: 0 });
  });

  it('counts against a proxy that it closes without an answer to a plain request', async () => {
    const proxy = await openFakeProxy('close');
    const tunnel = await openInOrder(named(proxy));
    const line = 'POST http://a.test/ HTTP/1.1\r\nHost: a.test\r\nContent-Length: 0\r\n\r\n';
    const client = new Client(tunnel.address.port).send(line);
    await client.answer();
    expect(client.text).toContain('X-Aliproxy-Error: PROXY_CLOSED');
    await until(() => tunnel.upstreams[0]?.failures === 1);
    expect(tunnel.upstreams[0]).toMatchObject({ lastFailure: { code: 'PROXY_CLOSED' }, active: 0 });
    proxy.behaviour = status('502 Bad Gateway');
    await new Client(tunnel.address.port).send(line).answer();
    await until(() => tunnel.upstreams[0]?.active === 0);
    expect(tunnel.upstreams[0]).toMatchObject({ failures: 1 });
  });

  it('takes the policy for its word where no address of a name is allowed', async () => {
    const tunnel = await openTunnel({
      names: {
        'metadata.test': [{ address: '100.100.100.200', family: 4 }],
        'me.test': [{ address: '127.0.0.1', family: 4 }],
      },
      upstreams: [upstream('direct'), upstream((await openFakeProxy()).url)],
      strategy: 'first',
    });
    expect(await ask(tunnel, 'metadata.test:80')).toEqual({ line: '403 Forbidden', code: 'DENIED' });
    const itself = await ask(tunnel, `me.test:${tunnel.address.port}`);
    expect(itself).toEqual({ line: '502 Bad Gateway', code: 'PROXY_LOOP' });
  });

  it('keeps what is known of an upstream over a reload, and lets its connections go on', async () => {
    const [a, b] = [await openFakeProxy(), await openFakeProxy()];
    const target = await openEcho();
    const tunnel = await openInOrder(named(a, b));
    const client = await tunnelled(tunnel, target.authority);
    await tunnel.apply({ ...tunnel.settings, strategy: 'round-robin' });
    expect(tunnel.upstreams[0]).toMatchObject({ name: 'a', active: 1, total: 1 });
    await tunnel.apply({ ...tunnel.settings, upstreams: named(b) });
    client.send('still here');
    await until(() => client.body === 'still here');
    expect(tunnel.upstreams).toMatchObject([{ name: 'a', url: b.url, active: 0, total: 0 }]);
  });

  it('answers plain HTTP and tunnels through the upstream that is for them', async () => {
    const page = status('200 OK', 'X-From: plain');
    const [tunnels, plain] = [await openFakeProxy(), await openFakeProxy(page)];
    const target = await openEcho();
    const [a, b] = named(tunnels, plain) as [UpstreamSetting, UpstreamSetting];
    const tunnel = await openInOrder([
      { ...a, only: 'tunnel' },
      { ...b, only: 'http' },
    ]);
    await tunnelled(tunnel, target.authority);
    const client = new Client(tunnel.address.port).send(
      'GET http://a.test/b HTTP/1.1\r\nHost: a.test\r\n\r\n',
    );
    await client.answer();
    expect(client.text).toContain('X-From: plain');
    expect(plain.heads[0]).toMatch(/^GET http:\/\/a\.test\/b HTTP\/1\.1\r\n/);
    expect([tunnels.heads.length, plain.heads.length]).toEqual([1, 1]);
  });
});
