import { describe, expect, it } from 'vitest';
import type { HealthSettings } from '../../../../src/lib/tunnel/settings.js';
import type { Tunnel } from '../../../../src/lib/tunnel/tunnel.js';
import type { UpstreamChange } from '../../../../src/lib/tunnel/upstreams/upstream-state.js';
import { missing } from '../../../helpers/programs.js';
import { type RunningServer, startSquid } from '../../../helpers/servers.js';
import { afterwards, Client, openTarget, openTunnel, pause, tunnelled, until } from '../world.js';
import { openFakeProxy, status, upstream } from './fake-proxy.js';

const quick: HealthSettings = { intervalMs: 40, timeoutMs: 200, canary: null };
const openEcho = () => openTarget((socket) => void socket.pipe(socket));

/** How the state of its only upstream changed: `up>suspect PROXY_REFUSED`. */
function changesOf(tunnel: Tunnel): string[] {
  const changes: string[] = [];
  const note = ({ from, to, code }: UpstreamChange) => changes.push(`${from}>${to} ${code ?? ''}`.trim());
  tunnel.ledger.observe({ upstreamChanged: (change) => void note(change) });
  return changes;
}

describe('active checks', () => {
  it('find an upstream that accepts connections and opens no tunnel, by the canary', async () => {
    const proxy = await openFakeProxy(status('504 Gateway Timeout'));
    const target = await openEcho();
    const canary = { host: '127.0.0.1', port: target.port };
    const tunnel = await openTunnel({ upstreams: [upstream(proxy.url)], health: { ...quick, canary } });
    const changes = changesOf(tunnel);
    await until(() => tunnel.upstreams[0]?.state === 'down');
    expect(changes).toEqual(['up>suspect TARGET_TIMEOUT', 'suspect>down TARGET_TIMEOUT']);
    expect(proxy.heads[0]).toMatch(new RegExp(`^CONNECT 127\\.0\\.0\\.1:${target.port} HTTP/1\\.1\\r\\n`));
    proxy.behaviour = 'relay';
    await until(() => tunnel.upstreams[0]?.state === 'up');
    expect(changes.at(-1)).toBe('down>up');
    expect(tunnel.upstreams[0]?.latencyMs).toBeGreaterThan(0);
  });

  it('see no fault in the same upstream without a canary', async () => {
    const proxy = await openFakeProxy(status('504 Gateway Timeout'));
    const tunnel = await openTunnel({ upstreams: [upstream(proxy.url)], health: quick });
    await until(() => proxy.connections > 4);
    expect(tunnel.upstreams[0]?.state).toBe('up');
    expect(proxy.heads).toEqual([]);
  });

  it('notice by the canary that the credentials are not taken any more, and that they are again', async () => {
    const proxy = await openFakeProxy(
      status('407 Proxy Authentication Required', 'Proxy-Authenticate: Basic realm="x"'),
    );
    const target = await openEcho();
    const canary = { host: '127.0.0.1', port: target.port };
    const settings = { upstreams: [upstream(proxy.url)], health: { ...quick, canary } };
    const tunnel = await openTunnel(settings);
    await until(() => tunnel.upstreams[0]?.state === 'auth');
    proxy.behaviour = 'relay';
    await until(() => tunnel.upstreams[0]?.state === 'up');
  });

  it('check a direct way by the canary only', async () => {
    const target = await openEcho();
    const canary = { host: '127.0.0.1', port: target.port };
    const checked = await openTunnel({ health: { ...quick, canary } });
    await until(() => target.sockets.length > 1);
    expect(checked.upstreams[0]?.state).toBe('up');
    const unchecked = await openTunnel({ health: quick });
    let checks = 0;
    unchecked.ledger.observe({ upstreamChecked: () => void checks++ });
    await pause(120);
    expect(checks).toBe(0);
    expect(unchecked.upstreams[0]?.state).toBe('up');
  });

  it('end with the tunnel, and with the settings that had the upstream', async () => {
    const [a, b] = [await openFakeProxy(), await openFakeProxy()];
    const tunnel = await openTunnel({ upstreams: [upstream(a.url)], health: quick });
    await until(() => a.connections > 2);
    await tunnel.apply({ ...tunnel.settings, upstreams: [upstream(b.url)] });
    await until(() => b.connections > 2);
    const afterReload = a.connections;
    await tunnel.close();
    await pause(20);
    const afterClose = b.connections;
    await pause(150);
    expect([a.connections, b.connections]).toEqual([afterReload, afterClose]);
  });

  it('are broken off where one is under way', async () => {
    const proxy = await openFakeProxy('silent');
    const canary = { host: '127.0.0.1', port: 9 };
    const tunnel = await openTunnel({ upstreams: [upstream(proxy.url)], health: { ...quick, canary } });
    let checks = 0;
    tunnel.ledger.observe({ upstreamChecked: () => void checks++ });
    await until(() => proxy.heads.length === 1);
    await tunnel.close();
    await until(() => proxy.open === 0, 150);
    await pause(300);
    expect([proxy.connections, checks]).toEqual([1, 0]);
  });

  it('let an upstream alone that is busy', async () => {
    const proxy = await openFakeProxy();
    const target = await openEcho();
    const tunnel = await openTunnel({
      upstreams: [upstream(proxy.url)],
      health: { ...quick, intervalMs: 600 },
    });
    await until(() => proxy.connections === 1);
    const end = performance.now() + 1_000;
    while (performance.now() < end) {
      (await tunnelled(tunnel, target.authority)).socket.destroy();
      await pause(30);
    }
    expect(proxy.connections - proxy.heads.length).toBe(1);
  });
});

describe('what the traffic tells', () => {
  it('makes an upstream suspect that fails three times, and trusts it again after one success', async () => {
    const proxy = await openFakeProxy('close');
    const target = await openEcho();
    const tunnel = await openTunnel({ upstreams: [upstream(proxy.url)] });
    const changes = changesOf(tunnel);
    await until(() => proxy.connections === 1);
    for (let n = 0; n < 3; n++) {
      const client = new Client(tunnel.address.port).send(
        'CONNECT a.test:1 HTTP/1.1\r\nHost: a.test\r\n\r\n',
      );
      await client.answer();
    }
    await until(() => proxy.connections === 5);
    expect(changes).toEqual(['up>suspect PROXY_CLOSED']);
    proxy.behaviour = 'relay';
    await tunnelled(tunnel, target.authority);
    expect(changes).toEqual(['up>suspect PROXY_CLOSED', 'suspect>up']);
  });

  it('looks at an upstream that reaches none of five targets', async () => {
    const proxy = await openFakeProxy(status('502 Bad Gateway'));
    const tunnel = await openTunnel({ upstreams: [upstream(proxy.url)] });
    await until(() => proxy.connections === 1);
    for (let n = 0; n < 5; n++) {
      const line = `CONNECT t${n}.test:1 HTTP/1.1\r\nHost: t\r\n\r\n`;
      await new Client(tunnel.address.port).send(line).answer();
    }
    await until(() => proxy.connections === 7);
    expect(proxy.heads.length).toBe(5);
    expect(tunnel.upstreams[0]).toMatchObject({ state: 'up', failures: 0 });
  });
});

describe.skipIf(missing('squid'))('one of two real proxies, killed under load', () => {
  it('costs no request that had not sent bytes', async () => {
    const user = { username: 'li', password: 'pass' };
    const start = () => startSquid({ user, tunnelPorts: 'any' });
    const [a, b] = (await Promise.all([start(), start()])) as [RunningServer, RunningServer];
    afterwards(() => Promise.all([a.stop(), b.stop()]));
    const target = await openEcho();
    const tunnel = await openTunnel({
      upstreams: [a, b].map(({ port }) => upstream(`http://li:pass@127.0.0.1:${port}`)),
    });
    const answers = new Map<string, number>();
    let running = true;
    const work = async () => {
      while (running) {
        const client = new Client(tunnel.address.port).send(
          `CONNECT ${target.authority} HTTP/1.1\r\nHost: ${target.authority}\r\n\r\n`,
        );
        const line = await client.answer();
        answers.set(line, (answers.get(line) ?? 0) + 1);
        client.send('ping');
        // Cut off with its proxy, it never comes back: that one had sent bytes.
        await until(() => client.body === 'ping' || client.ended || client.socket.destroyed);
        client.socket.destroy();
      }
    };
    const workers = Array.from({ length: 16 }, work);
    await until(() => (answers.get('HTTP/1.1 200 Connection established') ?? 0) > 100);
    expect(tunnel.upstreams.every(({ total }) => total > 10)).toBe(true);
    await a.stop();
    const before = tunnel.upstreams[1]?.total ?? 0;
    await until(() => (tunnel.upstreams[1]?.total ?? 0) > before + 200, 10_000);
    running = false;
    await Promise.all(workers);
    expect([...answers.keys()]).toEqual(['HTTP/1.1 200 Connection established']);
    expect(tunnel.upstreams.map(({ state }) => state)).not.toEqual(['up', 'up']);
    expect(tunnel.upstreams[1]?.state).toBe('up');
  }, 20_000);
});
