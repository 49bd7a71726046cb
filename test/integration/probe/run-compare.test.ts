import { connect, createServer, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Interrupted } from '../../../src/lib/errors.js';
import { runProbe } from '../../../src/lib/probe/run.js';
import { type Certificates, type Identity, makeCertificates } from '../../helpers/certificates.js';
import { missing } from '../../helpers/programs.js';
import {
  fakeProxy,
  keepingFakes,
  listening,
  portOf,
  ports,
  proxy,
  request,
  serve,
  verdict,
} from './world.js';

describe.skipIf(missing('openssl'))('a target that is probed directly and through a proxy', () => {
  let certificates: Certificates;
  const servers: Server[] = [];

  beforeAll(async () => {
    certificates = await makeCertificates();
  });
  afterAll(async () => {
    for (const server of servers) server.close();
    await certificates?.remove();
  });

  async function httpsServer(identity: Identity): Promise<number> {
    const server = createTlsServer(identity, (socket) => {
      socket.on('error', () => {}).once('data', () => socket.end('HTTP/1.1 204 No Content\r\n\r\n'));
    });
    server.on('tlsClientError', () => {});
    await listening(server);
    servers.push(server);
    return portOf(server);
  }

  /** Leads everybody to one port, whatever was asked for. */
  async function divertingProxy(port: number): Promise<number> {
    const server = createServer((socket) => {
      socket
        .on('error', () => {})
        .once('data', () => {
          const upstream = connect(port, '127.0.0.1').on('error', () => socket.destroy());
          socket.write('HTTP/1.1 200 OK\r\n\r\n');
          socket.pipe(upstream).pipe(socket);
        });
    });
    await listening(server);
    servers.push(server);
    return portOf(server);
  }

  /** As if the target's authority were built in; `selfSigned` is somebody else's. */
  async function probeBoth(direct: Identity, behindProxy: Identity) {
    const target = await httpsServer(direct);
    const via = await divertingProxy(await httpsServer(behindProxy));
    const trusting = {
      ...ports().network,
      connectTls: (options: Parameters<ReturnType<typeof ports>['network']['connectTls']>[0]) =>
        ports().network.connectTls({ ...options, ca: certificates.ca }),
    };
    const routes = [{ proxies: [proxy(`127.0.0.1:${via}`)], source: 'flag' as const }];
    return runProbe(
      request([`https://127.0.0.1:${target}/`], {
        routing: { routes, direct: true, noProxy: null, envRules: 'go' },
      }),
      ports({ network: trusting }),
    );
  }

  it('is intercepted where another certificate comes through the proxy than the good one that comes directly', async () => {
    const run = await probeBoth(certificates.server, certificates.selfSigned);
    expect(run.results.map(verdict)).toEqual([
      { status: 'fail', ok: false, code: 'TLS_INTERCEPTED', phase: 'tls', blame: 'network' },
      { status: 'pass', ok: true, code: null, phase: null, blame: null },
    ]);
    expect(run.summary).toMatchObject({ pass: 1, fail: 1, blame: ['network'] });
  });

  it('is not trusted, and no more than that, where the same certificate comes both ways', async () => {
    const run = await probeBoth(certificates.selfSigned, certificates.selfSigned);
    expect(run.results.map((result) => verdict(result).code)).toEqual(['TLS_UNTRUSTED', 'TLS_UNTRUSTED']);
  });
});

describe('the explanation of failures', () => {
  const keep = keepingFakes();
  const refusing = async () =>
    keep(await fakeProxy('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n', (socket) => socket.end()));

  it('stands in the result, and only where it is asked for', async () => {
    const target = keep(await serve((socket) => socket.resume()));
    const via = `127.0.0.1:${(await refusing()).port}`;
    const text = `127.0.0.1:${target.port}`;
    const explained = await runProbe(request([text], { via, explain: true }), ports());
    expect(explained.results[0]).toMatchObject({ status: 'fail', diagnosis: { code: 'TARGET_UNREACHABLE' } });
    expect(explained.results[0]?.explanation?.checks).toContainEqual(
      expect.objectContaining({ id: 'direct', ok: true }),
    );
    const plain = await runProbe(request([text], { via }), ports());
    expect(plain.results[0]?.explanation).toBeNull();
  });

  it('is not made after the deadline or an interruption, but after a wait in vain', async () => {
    const { port } = await refusing();
    const target = keep(await serve((socket) => socket.resume()));
    const options = { via: `127.0.0.1:${port}`, explain: true, attempts: 3 };
    const text = `127.0.0.1:${target.port}`;
    const late = await runProbe(request([text], { ...options, deadlineMs: 100 }), ports());
    expect(late.results[0]).toMatchObject({ diagnosis: { code: 'TARGET_UNREACHABLE' }, explanation: null });
    const controller = new AbortController();
    const interrupted = await runProbe(
      request([text], { ...options, attempts: 1 }),
      ports({
        signal: controller.signal,
        onResult: () => controller.abort(new Interrupted('SIGINT')),
      }),
    );
    expect(interrupted).toMatchObject({ interrupted: true, results: [{ explanation: null }] });
    const waited = await runProbe(request([text], { ...options, waitMs: 100 }), ports());
    expect(waited).toMatchObject({
      deadlineReached: '--wait',
      results: [{ explanation: expect.anything() }],
    });
  });

  it('takes no more time than the deadline leaves', async () => {
    const silent = keep(await serve((socket) => socket.resume()));
    const proxyPort = keep(
      await serve((socket, n) => {
        if (n === 1) socket.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n');
      }),
    ).port;
    const run = await runProbe(
      request(['target.test:443'], {
        via: `127.0.0.1:${proxyPort}`,
        explain: true,
        deadlineMs: 400,
        settings: { canary: { host: '127.0.0.1', port: silent.port } },
      }),
      ports(),
    );
    expect(run).toMatchObject({ deadlineReached: null, summary: { fail: 1 } });
    expect(run.durationMs).toBeLessThan(1_000);
  });

  it('leaves passes alone', async () => {
    const good = keep(await serve((socket) => socket.end('+PONG\r\n')));
    const run = await runProbe(request([`redis://127.0.0.1:${good.port}`], { explain: true }), ports());
    expect(run.results[0]?.explanation).toBeNull();
    expect(good.connections()).toBe(1);
  });
});
