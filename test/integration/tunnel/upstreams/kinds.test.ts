import { connect, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Session } from '../../../../src/lib/tunnel/session.js';
import type { Tunnel } from '../../../../src/lib/tunnel/tunnel.js';
import { type Certificates, makeCertificates } from '../../../helpers/certificates.js';
import { missing } from '../../../helpers/programs.js';
import { startDante, startSocks, startTlsProxy } from '../../../helpers/proxies.js';
import { type RunningServer, startSquid, startTinyproxy } from '../../../helpers/servers.js';
import { afterwards, Client, listening, openTarget, openTunnel, tunnelled, until } from '../world.js';
import { openFakeProxy, upstream } from './fake-proxy.js';

const user = { username: 'li', password: 'p@ss:word' };
const login = `${user.username}:${encodeURIComponent(user.password)}`;

/** A target that says hello first and then gives everything back. */
const openEcho = () =>
  openTarget((socket) => {
    socket.write('hello ');
    socket.pipe(socket);
  });

/** The sessions of a tunnel, as soon as it is decided what becomes of them. */
function sessionsOf(tunnel: Tunnel): Session[] {
  const sessions: Session[] = [];
  tunnel.ledger.observe({ decided: (session) => void sessions.push(session) });
  return sessions;
}

/** One side says its last word and ends; the other says something after it has seen that. */
async function endsFirst(tunnel: Tunnel, side: 'client' | 'target'): Promise<void> {
  const target = await openTarget();
  const client = await tunnelled(tunnel, target.authority);
  const far = await target.next();
  let asked = '';
  let ended = false;
  far.on('data', (bytes) => {
    asked += bytes.toString();
  });
  far.on('end', () => {
    ended = true;
  });
  if (side === 'client') {
    client.socket.end('the question');
    await until(() => ended);
    far.end('the answer');
    await until(() => client.ended);
  } else {
    far.end('the answer');
    await until(() => client.ended);
    client.socket.end('the question');
    await until(() => ended);
  }
  expect([asked, client.body]).toEqual(['the question', 'the answer']);
}

async function keep<T extends RunningServer>(starting: Promise<T>): Promise<T> {
  const server = await starting;
  afterwards(() => server.stop());
  return server;
}

describe('a tunnel through one upstream', () => {
  it.skipIf(missing('squid', 'tinyproxy', 'danted'))(
    'opens through real proxies, with their credentials, whoever speaks first',
    async () => {
      const [squid, tinyproxy, dante] = await Promise.all([
        keep(startSquid({ user, tunnelPorts: 'any' })),
        keep(startTinyproxy({ user: { username: 'li', password: 'pass' } })),
        keep(startDante()),
      ]);
      const target = await openEcho();
      for (const url of [
        `http://${login}@127.0.0.1:${squid.port}`,
        `http://li:pass@127.0.0.1:${tinyproxy.port}`,
        `socks5h://127.0.0.1:${dante.port}`,
        `socks5://127.0.0.1:${dante.port}`,
      ]) {
        const tunnel = await openTunnel({ upstreams: [upstream(url)] });
        const sessions = sessionsOf(tunnel);
        const client = await tunnelled(tunnel, target.authority);
        client.send('and back');
        await until(() => client.body === 'hello and back');
        expect(sessions[0]).toMatchObject({
          upstream: new URL(url.replace(/^socks5h?/, 'http')).host,
          destinationIp: '127.0.0.1',
          code: null,
          retries: 0,
        });
        expect(sessions[0]?.connectMs).toBeGreaterThanOrEqual(0);
        expect(sessions[0]?.tunnelMs).toBeGreaterThan(0);
      }
    },
  );

  it('lets a SOCKS proxy look names up for socks5h, and asks it for addresses for socks5', async () => {
    const socks = await startSocks({ user });
    afterwards(() => socks.stop());
    const target = await openEcho();
    const names = { 'db.test': [{ address: '127.0.0.1', family: 4 as const }] };
    for (const scheme of ['socks5', 'socks5h']) {
      const tunnel = await openTunnel({
        names,
        upstreams: [upstream(`${scheme}://${login}@127.0.0.1:${socks.port}`)],
      });
      const sessions = sessionsOf(tunnel);
      const client = await tunnelled(tunnel, `db.test:${target.port}`);
      await until(() => client.body === 'hello ');
      expect(sessions[0]?.destinationIp).toBe(scheme === 'socks5' ? '127.0.0.1' : null);
    }
    expect(socks.asked).toEqual([`127.0.0.1:${target.port}`, `db.test:${target.port}`]);
  });

  it('asks a socks5 proxy only for an address that the policy has seen', async () => {
    const socks = await startSocks();
    afterwards(() => socks.stop());
    const names = {
      'mixed.test': [
        { address: '100.100.100.200', family: 4 as const },
        { address: '127.0.0.1', family: 4 as const },
      ],
      'metadata.test': [{ address: '100.100.100.200', family: 4 as const }],
    };
    const target = await openEcho();
    const tunnel = await openTunnel({ names, upstreams: [upstream(`socks5://127.0.0.1:${socks.port}`)] });
    const sessions = sessionsOf(tunnel);
    await tunnelled(tunnel, `mixed.test:${target.port}`);
    const client = new Client(tunnel.address.port).send(
      'CONNECT metadata.test:80 HTTP/1.1\r\nHost: metadata.test\r\n\r\n',
    );
    expect(await client.answer()).toBe('HTTP/1.1 403 Forbidden');
    expect(sessions.at(-1)).toMatchObject({ decision: 'deny', rule: 'reserved', code: 'DENIED' });
    expect(tunnel.upstreams[0]).toMatchObject({ state: 'up', failures: 0, active: 1 });
    expect(socks.asked).toEqual([`127.0.0.1:${target.port}`]);
  });

  it('tells proxies its name and those before it in Via', async () => {
    const proxy = await openFakeProxy();
    const target = await openEcho();
    const tunnel = await openTunnel({ upstreams: [upstream(proxy.url)] });
    const client = new Client(tunnel.address.port).send(
      `CONNECT ${target.authority} HTTP/1.1\r\nHost: ${target.authority}\r\nVia: 1.1 before\r\n\r\n`,
    );
    await until(() => client.body === 'hello ');
    expect(proxy.heads[0]).toMatch(/\r\nVia: 1\.1 before, 1\.1 aliproxy-[0-9a-f]{8}\r\n/);
  });

  it.each([0, 1, 5_000, 60_000, 300_000])(
    'loses nothing of %i bytes that come in one piece with the answer of the proxy, and the end behind them',
    async (count) => {
      const payload = Array.from({ length: count }, (_, index) => String.fromCharCode(index % 251)).join('');
      const proxy = await openFakeProxy({ answer: `HTTP/1.1 200 OK\r\n\r\n${payload}` });
      const tunnel = await openTunnel({ upstreams: [upstream(proxy.url)] });
      const client = await tunnelled(tunnel, 'db.test:3306');
      await client.toEnd();
      expect(client.body === payload).toBe(true);
    },
  );

  it('lets the answer come after the client has ended its side', async () => {
    const tunnel = await openTunnel({ upstreams: [upstream((await openFakeProxy()).url)] });
    await endsFirst(tunnel, 'client');
  });

  it('lets the client go on after the target has ended its side', async () => {
    const tunnel = await openTunnel({ upstreams: [upstream((await openFakeProxy()).url)] });
    await endsFirst(tunnel, 'target');
  });
});

describe.skipIf(missing('openssl'))('a tunnel through an HTTPS proxy', () => {
  let certificates: Certificates;
  beforeAll(async () => {
    certificates = await makeCertificates();
  });
  afterAll(() => certificates?.remove());

  /** An HTTPS proxy that keeps what is half open, and tells how its connections broke. */
  async function openTlsProxy() {
    const errors: string[] = [];
    const server = createTlsServer({ ...certificates.server, allowHalfOpen: true }, (socket) => {
      socket.on('error', (error: NodeJS.ErrnoException) => errors.push(error.code ?? ''));
      socket.once('data', (head) => {
        const [, port = '0'] = /:(\d+) /.exec(head.toString()) ?? [];
        const target = connect({ host: '127.0.0.1', port: Number(port), allowHalfOpen: true });
        target.on('error', () => socket.destroy());
        afterwards(() => target.destroy());
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        socket.pipe(target);
        target.pipe(socket);
      });
    });
    server.on('connection', (socket: Socket) => {
      socket.on('error', () => {});
      afterwards(() => socket.destroy());
    });
    const port = await listening(server);
    afterwards(() => server.close());
    return { url: `https://localhost:${port}`, errors };
  }

  it.skipIf(missing('stunnel4', 'tinyproxy'))('opens through stunnel before tinyproxy', async () => {
    const inner = await keep(startTinyproxy());
    const outer = await keep(startTlsProxy(inner, certificates.server));
    const target = await openEcho();
    const upstreams = [upstream(`https://localhost:${outer.port}`)];
    const tunnel = await openTunnel({ upstreams, upstreamCa: certificates.ca });
    const client = await tunnelled(tunnel, target.authority);
    client.send('and back');
    await until(() => client.body === 'hello and back');
  });

  it.each(['client', 'target'] as const)(
    'keeps the other direction open where the %s ends its side',
    async (side) => {
      const proxy = await openTlsProxy();
      await endsFirst(
        await openTunnel({ upstreams: [upstream(proxy.url)], upstreamCa: certificates.ca }),
        side,
      );
    },
  );

  it("passes a client's reset on through TLS as a reset", async () => {
    const proxy = await openTlsProxy();
    const target = await openTarget();
    const tunnel = await openTunnel({ upstreams: [upstream(proxy.url)], upstreamCa: certificates.ca });
    const client = await tunnelled(tunnel, target.authority);
    const far = await target.next();
    client.send('half a question');
    await until(() => far.bytesRead > 0);
    client.socket.resetAndDestroy();
    await until(() => proxy.errors.length > 0);
    expect(proxy.errors).toEqual(['ECONNRESET']);
  });

  it('takes the certificate of a proxy for what it is', async () => {
    const proxy = await openTlsProxy();
    const tunnel = await openTunnel({ upstreams: [upstream(proxy.url)] });
    const client = new Client(tunnel.address.port).send('CONNECT a.test:80 HTTP/1.1\r\nHost: a.test\r\n\r\n');
    expect(await client.answer()).toBe('HTTP/1.1 502 Bad Gateway');
    expect(client.text).toContain('X-Aliproxy-Error: PROXY_TLS');
    expect(client.text).toContain('Proxy-Status: aliproxy; error=tls_certificate_error');
  });
});
