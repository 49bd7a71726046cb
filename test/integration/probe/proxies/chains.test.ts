import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeClock } from '../../../../src/lib/host/node/clock.js';
import { Phases } from '../../../../src/lib/proxy/way/phases.js';
import { type OpenRoute, openRoute } from '../../../../src/lib/proxy/way/route.js';
import { RouteError } from '../../../../src/lib/proxy/way/route-error.js';
import { type Certificates, makeCertificates } from '../../../helpers/certificates.js';
import { loopbackNetwork } from '../../../helpers/loopback-network.js';
import { missing } from '../../../helpers/programs.js';
import { startSocks } from '../../../helpers/proxies.js';
import { closedPort } from '../../../helpers/servers.js';
import {
  type Fake,
  fakeProxy,
  keepingFakes,
  listening,
  portOf,
  probeOne,
  proxy,
  sendInPieces,
  serve,
  verdict,
} from '../world.js';

const established = 'HTTP/1.1 200 Connection established\r\n\r\n';
const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const socksOpened = hex('05 00 05 00 00 01 00000000 0000');

/** Opens a way with the real network; aborts after a while where it is told to. */
function open(
  chain: string,
  {
    abortMs,
    ca = null,
    mode = 'tunnel',
  }: { abortMs?: number; ca?: string | null; mode?: 'tunnel' | 'forward' } = {},
): Promise<OpenRoute> {
  const controller = new AbortController();
  if (abortMs !== undefined) setTimeout(() => controller.abort(new Error('Ctrl-C')), abortMs);
  return openRoute(
    {
      proxies: chain.split(',').map(proxy),
      target: { host: 'target.test', port: 6379 },
      ...{ mode, connectTimeoutMs: 2_000, tunnelTimeoutMs: 2_000, proxyCa: ca },
      phases: new Phases(nodeClock, 5_000),
      signal: controller.signal,
    },
    { network: loopbackNetwork, clock: nodeClock, random: randomBytes },
  );
}

describe('a chain of proxies that breaks', () => {
  const keep = keepingFakes();
  const via = (...fakes: Fake[]) => fakes.map(({ port }) => `http://127.0.0.1:${port}`).join(',');
  const answering = async (answer: string, after?: (socket: Socket) => void) =>
    keep(await fakeProxy(answer, after));
  const error = (name: string) =>
    `HTTP/1.1 502 Bad\r\nProxy-Status: p; error=${name}\r\nContent-Length: 0\r\n\r\n`;

  it.each([
    ['nothing listens at the second', 'connection_refused', 'PROXY_REFUSED', 'proxy'],
    ['the second has no such name', 'dns_error', 'PROXY_DNS', 'network'],
    ['the second does not answer', 'connection_timeout', 'PROXY_TIMEOUT', 'proxy'],
    ['there is no way to the second', 'destination_ip_unroutable', 'PROXY_UNREACHABLE', 'network'],
  ])('%s, says the first', async (_name, told, code, blame) => {
    const first = await answering(error(told));
    const result = await probeOne('redis://target.test', { via: `${via(first)},http://second.test:3128` });
    expect(verdict(result)).toMatchObject({ code, phase: 'tunnel', blame });
    expect(result.diagnosis?.facts.proxy).toBe('http://second.test:3128');
    const last = await probeOne('redis://target.test', { via: via(first) });
    expect(last.diagnosis?.code).toMatch(/^TARGET_/);
  });

  it('a closed port of the second, behind a SOCKS proxy', async () => {
    const socks = await startSocks();
    const port = await closedPort();
    const result = await probeOne('redis://target.test', {
      via: `socks5h://127.0.0.1:${socks.port},socks5://127.0.0.1:${port}`,
    });
    await socks.stop();
    expect(result.diagnosis).toMatchObject({
      ...{ code: 'PROXY_REFUSED', phase: 'tunnel', facts: { proxy: `socks5://127.0.0.1:${port}` } },
    });
  });

  it('the first lets nobody through, wants to know who asks, or is none', async () => {
    const cases = [
      ['HTTP/1.1 403 No\r\nVia: 1.1 a\r\n\r\n', 'PROXY_FORBIDDEN', 'second.test:8443'],
      ['HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic\r\n\r\n', 'PROXY_AUTH_REQUIRED', 'redis://target.test'],
      ['HTTP/1.1 404 What\r\n\r\n', 'PROXY_NOT_A_PROXY', 'redis://target.test'],
    ] as const;
    for (const [answer, code, place] of cases) {
      const first = await answering(answer, (socket) => socket.end());
      const result = await probeOne('redis://target.test', { via: `${via(first)},https://second.test:8443` });
      expect(result.diagnosis).toMatchObject({
        ...{ code, phase: 'tunnel', facts: { proxy: via(first), target: place } },
      });
    }
  });

  it('the first opens a tunnel that leads nowhere: that is the second’s', async () => {
    const first = await answering(established, (socket) => socket.end());
    for (const [scheme, phase] of [
      ['http', 'tunnel'],
      ['socks5h', 'tunnel'],
      ['https', 'proxyTls'],
    ] as const) {
      const second = `${scheme}://second.test:3128`;
      const result = await probeOne('redis://target.test', { via: `${via(first)},${second}` });
      expect({ scheme, ...result.diagnosis }).toMatchObject({
        ...{ scheme, code: 'PROXY_CLOSED', phase, facts: { proxy: second } },
      });
    }
  });

  it('the name of the second is looked up here for socks5, and timed as a proxy’s', async () => {
    const first = keep(await serve((socket) => socket.resume()));
    const result = await probeOne('redis://target.test', {
      via: `socks5://127.0.0.1:${first.port},http://nosuch.invalid:3128`,
    });
    expect(result.diagnosis).toMatchObject({
      code: 'PROXY_DNS',
      phase: 'proxyDns',
      facts: { host: 'nosuch.invalid' },
    });
    expect(result.timingsMs).toMatchObject({ tunnel: null, targetDns: null });
  });

  it('asks for the second’s place, then for the target, and for plain HTTP the second in absolute form', async () => {
    const seen: string[] = [];
    const tunnel = keep(
      await serve((socket) => {
        socket.on('data', (chunk: Buffer) => {
          seen.push(chunk.toString().split('\r\n')[0] ?? '');
          socket.write(
            seen.length === 1 ? established : 'HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n',
          );
        });
      }),
    );
    const result = await probeOne('http://target.test/a', {
      via: `${via(tunnel)},http://li:word@second.test:3128`,
    });
    expect(verdict(result)).toMatchObject({ status: 'pass' });
    expect(seen).toEqual(['CONNECT second.test:3128 HTTP/1.1', 'GET http://target.test/a HTTP/1.1']);
  });

  it('adds the times of its hops up, and counts no more than the whole', async () => {
    const late = (socket: Socket) => (chunk: Buffer) => {
      const answer = chunk.toString().startsWith('CONNECT') ? established : '+PONG\r\n';
      setTimeout(() => socket.write(answer), 120);
    };
    const fake = keep(await serve((socket) => socket.on('data', late(socket))));
    const result = await probeOne('redis://target.test', { via: `${via(fake)},http://second.test:3128` });
    expect(verdict(result)).toMatchObject({ status: 'pass' });
    const { tunnel, app, total, proxyTcp } = result.timingsMs;
    expect(tunnel).toBeGreaterThanOrEqual(235);
    expect(app).toBeGreaterThanOrEqual(115);
    expect(app).toBeLessThan(235);
    expect((tunnel ?? 0) + (app ?? 0) + (proxyTcp ?? 0)).toBeLessThanOrEqual((total ?? 0) + 1);
  });

  it('one limit for all of it: the attempt’s', async () => {
    const first = await answering(established);
    const result = await probeOne('redis://target.test', {
      ...{ via: `${via(first)},http://second.test:3128`, settings: { timeoutMs: 250 } },
    });
    expect(verdict(result)).toMatchObject({ code: 'TUNNEL_TIMEOUT', phase: 'tunnel' });
    expect(result.timingsMs.total).toBeLessThan(2_000);
  });

  it('brings the target’s bytes whole, however the answers of both hops are cut', async () => {
    const first = Buffer.from(`HTTP/1.1 200 OK\r\nVia: 1.1 a\r\n\r\n`);
    const second = Buffer.concat([socksOpened, Buffer.from('SSH-2.0-x\r\n')]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 8 }), async (cuts) => {
        const fake = await serve((socket) => {
          let n = 0;
          socket.on('data', () => {
            n += 1;
            if (n <= 2) sendInPieces(socket, n === 1 ? first : second, cuts);
          });
        });
        try {
          const result = await probeOne('target.test:22', {
            via: `http://127.0.0.1:${fake.port},socks5h://second.test:1080`,
          });
          expect({ cuts, ...verdict(result) }).toMatchObject({ cuts, status: 'pass' });
          expect(result.details.app).toMatchObject({ protocol: 'ssh' });
        } finally {
          await fake.close();
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe.skipIf(missing('openssl'))('the sockets of a way', () => {
  let certificates: Certificates;
  const servers: { close(): Promise<void> }[] = [];
  let connected = 0;
  let running = 0;

  beforeAll(async () => {
    certificates = await makeCertificates();
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.close()));
    await certificates?.remove();
  });

  const allClosed = () => expect.poll(() => running).toBe(0);

  const watch = (socket: Socket) => {
    connected += 1;
    running += 1;
    socket
      .on('error', () => {})
      .on('close', () => {
        running -= 1;
      });
  };

  /** Says these in turn, one for each chunk that comes, then nothing more. */
  async function scripted(...answers: (string | Buffer)[]): Promise<number> {
    const fake = await serve((socket) => {
      watch(socket);
      const left = [...answers];
      socket.on('data', () => {
        const answer = left.shift();
        if (answer !== undefined) socket.write(answer);
      });
    });
    servers.push(fake);
    return fake.port;
  }

  /** The same inside TLS. */
  async function scriptedTls(...answers: (string | Buffer)[]): Promise<number> {
    const server = createTlsServer(certificates.server, (socket) => {
      const left = [...answers];
      socket
        .on('error', () => {})
        .on('data', () => {
          const answer = left.shift();
          if (answer !== undefined) socket.write(answer);
        });
    });
    server.on('connection', watch);
    server.on('tlsClientError', () => {});
    await listening(server);
    servers.push({ close: () => new Promise((resolve) => server.close(() => resolve())) });
    return portOf(server);
  }

  it('are closed where the way does not open, whatever the reason', async () => {
    const before = connected;
    const refused = await scripted(established, 'HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n');
    const socksNo = await scripted(hex('05 00'), hex('05 05'));
    const basic = await scripted('HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic\r\n\r\n');
    const tls = await scriptedTls('HTTP/1.1 502 Bad\r\nContent-Length: 0\r\n\r\n');
    const digest =
      'HTTP/1.1 407 Who\r\nProxy-Authenticate: Digest realm="r", nonce="n"\r\nConnection: close\r\n\r\n';
    const asks = await scripted(digest);
    const ways: [string, string | null][] = [
      [`http://127.0.0.1:${refused},http://b.test:1`, null],
      [`socks5h://127.0.0.1:${socksNo}`, null],
      [`http://127.0.0.1:${basic}`, null],
      [`https://127.0.0.1:${tls}`, null],
      [`https://127.0.0.1:${tls}`, certificates.ca],
      [`http://li:word@127.0.0.1:${asks}`, null],
    ];
    for (const [way, ca] of ways) {
      await expect(open(way, { ca })).rejects.toThrow(RouteError);
    }
    await allClosed();
    expect(connected - before).toBe(ways.length + 1);
  });

  it('are closed by Ctrl-C, at each step, and the reason is handed on', async () => {
    const before = connected;
    const silent = await scripted();
    const half = await scripted(hex('05 00'));
    const nested = await scripted(established);
    const ways = [
      `http://127.0.0.1:${silent}`,
      `https://127.0.0.1:${silent}`,
      `socks5h://127.0.0.1:${silent}`,
      `socks5h://127.0.0.1:${half}`,
      `http://127.0.0.1:${nested},http://b.test:1`,
      `http://127.0.0.1:${nested},https://b.test:1`,
      `https://127.0.0.1:${await scriptedTls()}`,
    ];
    for (const way of ways) {
      await expect(open(way, { abortMs: 60, ca: certificates.ca })).rejects.toThrow('Ctrl-C');
    }
    await allClosed();
    expect(connected - before).toBe(ways.length);
  });

  it('are all closed when the last layer is, also through TLS', async () => {
    const ways = [
      `https://127.0.0.1:${await scriptedTls(established)}`,
      `https://127.0.0.1:${await scriptedTls(hex('05 00'))}`,
      `http://127.0.0.1:${await scripted(established, socksOpened)},socks5h://b.test:1`,
    ];
    for (const [index, way] of ways.entries()) {
      const mode = index === 1 ? 'forward' : 'tunnel';
      const route = await open(way, { ca: certificates.ca, mode });
      expect(running).toBe(1);
      expect(route.tunnelled).toBe(mode === 'tunnel');
      expect(route.receivedBytes()).toBe(0);
      route.socket.destroy();
      await allClosed();
    }
  });

  it('are all closed through TLS inside TLS, too', async () => {
    const server = createTlsServer(certificates.server, (socket) => {
      socket
        .on('error', () => {})
        .once('data', (head: Buffer) => {
          socket.write(established);
          if (head.includes('target.test')) return;
          const next = connect(portOf(server), '127.0.0.1');
          next.on('error', () => {}).on('close', () => socket.destroy());
          socket.on('close', () => next.destroy());
          socket.pipe(next).pipe(socket);
        });
    });
    server.on('connection', watch);
    await listening(server);
    servers.push({ close: () => new Promise((resolve) => server.close(() => resolve())) });
    const hop = `https://127.0.0.1:${portOf(server)}`;
    const route = await open(`${hop},${hop},${hop}`, { ca: certificates.ca });
    expect(running).toBe(3);
    route.socket.destroy();
    await allClosed();
    await expect(open(`${hop},${hop}`)).rejects.toThrow(RouteError);
    await allClosed();
  });

  it('count the bytes of the target alone, in and out of TLS', async () => {
    const ways = [
      `http://127.0.0.1:${await scripted(`${established}abc`)}`,
      `https://127.0.0.1:${await scriptedTls(`${established}abc`)}`,
      `socks5h://127.0.0.1:${await scripted(hex('05 00'), Buffer.concat([socksOpened.subarray(2), Buffer.from('abc')]))}`,
    ];
    for (const way of ways) {
      const route = await open(way, { ca: certificates.ca });
      await expect.poll(() => ({ way, bytes: route.receivedBytes() })).toEqual({ way, bytes: 3 });
      expect(route.socket.read()?.toString()).toBe('abc');
      expect(route.receivedBytes()).toBe(3);
      route.socket.destroy();
      await allClosed();
      expect(route.receivedBytes()).toBe(3);
    }
  });
});
