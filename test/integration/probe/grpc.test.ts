import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttp2Server, createSecureServer, type ServerHttp2Stream } from 'node:http2';
import { connect } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProbe } from '../../../src/lib/probe/run.js';
import { type Certificates, makeCertificates } from '../../helpers/certificates.js';
import { identityFiles } from '../../helpers/identity-files.js';
import { listening as listeningHere } from '../../helpers/listening.js';
import { missing } from '../../helpers/programs.js';
import { missingModules } from '../../helpers/python.js';
import { type PythonServer, startPython } from '../../helpers/python-server.js';
import { type RunningServer, startSquid } from '../../helpers/servers.js';
import { fakeProxy, keepingFakes, pass, ports, probeOne, request, serve, verdict } from './world.js';

describe.skipIf(missing('squid', 'openssl') || missingModules('grpc', 'grpc_health'))(
  'probe of grpc, with a real health service',
  () => {
    let plain: PythonServer;
    let secure: PythonServer;
    let bare: PythonServer;
    let squid: RunningServer;
    let certificates: Certificates;

    beforeAll(async () => {
      certificates = await makeCertificates();
      const { key, cert } = identityFiles(certificates);
      [plain, secure, bare, squid] = await Promise.all([
        startPython('grpc-health.py', 'plain'),
        startPython('grpc-health.py', 'tls', key, cert),
        startPython('grpc-health.py', 'bare'),
        startSquid({ tunnelPorts: 'any' }),
      ]);
    });

    afterAll(async () => {
      await Promise.all([plain?.stop(), secure?.stop(), bare?.stop(), squid?.stop()]);
      await certificates?.remove();
    });

    const ways = () => [undefined, `http://127.0.0.1:${squid.port}`];
    const trusted = () => ({ ca: certificates.ca });

    it('passes where the server, or the service that is named, is serving', async () => {
      for (const via of ways()) {
        for (const service of ['', '/', '/orders.v1.Orders']) {
          const result = await probeOne(`grpc://127.0.0.1:${plain.port}${service}`, { via });
          expect({ via, service, ...verdict(result) }).toEqual({ via, service, ...pass });
          expect(result.details.app).toMatchObject({ status: 'SERVING', grpcStatus: 'OK' });
          expect(result.timingsMs.app).toBeGreaterThan(0);
        }
      }
    });

    it('passes over TLS with HTTP/2 agreed', async () => {
      for (const via of ways()) {
        const result = await probeOne(`grpcs://127.0.0.1:${secure.port}`, { via, settings: trusted() });
        expect({ via, ...verdict(result) }).toEqual({ via, ...pass });
        expect(result.details.tls).toMatchObject({ alpn: 'h2' });
      }
    });

    it.each([
      ['down.v1.Down', 'NOT_SERVING', true],
      ['unknown.v1.Unknown', 'UNKNOWN', true],
      ['nosuch.v1.Service', 'NOT_FOUND', true],
    ])('fails where %s is %s', async (service, status, retryable) => {
      for (const via of ways()) {
        const result = await probeOne(`grpc://127.0.0.1:${plain.port}/${service}`, { via });
        expect(verdict(result)).toMatchObject({ code: 'GRPC_NOT_SERVING', phase: 'app', blame: 'target' });
        expect(result.diagnosis).toMatchObject({ facts: { service, status }, retryable });
      }
    });

    it('fails where there is no health service, for good', async () => {
      const result = await probeOne(`grpc://127.0.0.1:${bare.port}`);
      expect(verdict(result)).toMatchObject({ code: 'GRPC_NOT_SERVING', blame: 'target' });
      expect(result.diagnosis).toMatchObject({ facts: { status: 'UNIMPLEMENTED' }, retryable: false });
    });

    it('warns of a server that wants a token where none is given, and refuses a wrong one', async () => {
      const text = `grpc://127.0.0.1:${plain.port}`;
      const refuse = (code: string) => ({ name: 'X-Refuse', value: code });
      const token = (value: string) => ({ name: 'Authorization', value });
      const none = await probeOne(text, { settings: { headers: [refuse('UNAUTHENTICATED')] } });
      expect(verdict(none)).toMatchObject({ status: 'warn', ok: true, code: 'APP_AUTH_REQUIRED' });
      expect(none.details.app).toMatchObject({
        grpcStatus: 'UNAUTHENTICATED',
        grpcMessage: 'not without a 令牌',
      });
      const wrong = await probeOne(text, {
        settings: { headers: [refuse('UNAUTHENTICATED'), token('Bearer wrong')] },
      });
      expect(verdict(wrong)).toMatchObject({ code: 'APP_AUTH_FAILED', blame: 'config' });
      const right = await probeOne(text, {
        settings: { headers: [refuse('UNAUTHENTICATED'), token('Bearer right')] },
      });
      expect(verdict(right)).toEqual(pass);
      const denied = await probeOne(text, { settings: { headers: [refuse('PERMISSION_DENIED')] } });
      expect(verdict(denied)).toMatchObject({ code: 'APP_DENIED', blame: 'config' });
    });

    it('tells TLS on the port of grpc, and none on that of grpcs', async () => {
      const plainToTls = await probeOne(`grpc://127.0.0.1:${secure.port}`);
      expect(['APP_WRONG_PROTOCOL', 'APP_CLOSED']).toContain(verdict(plainToTls).code);
      const tlsToPlain = await probeOne(`grpcs://127.0.0.1:${plain.port}`, { settings: trusted() });
      expect(verdict(tlsToPlain)).toMatchObject({ code: 'TLS_PROTOCOL', phase: 'tls' });
    });

    it('tells a TLS server that does not agree on HTTP/2', async () => {
      const silent = createTlsServer({ ...certificates.server }, (socket) => socket.on('error', () => {}));
      const port = await listeningHere(silent);
      const result = await probeOne(`grpcs://127.0.0.1:${port}`, { settings: trusted() });
      expect(verdict(result)).toMatchObject({ code: 'TLS_PROTOCOL', phase: 'tls', blame: 'target' });
      const http1 = createTlsServer({ ...certificates.server, ALPNProtocols: ['http/1.1'] });
      http1.on('tlsClientError', () => {});
      const refused = await probeOne(`grpcs://127.0.0.1:${await listeningHere(http1)}`, {
        settings: trusted(),
      });
      expect(verdict(refused)).toMatchObject({ code: 'TLS_PROTOCOL' });
    });

    it('tells an HTTP/2 server that speaks no gRPC, and one that asks for HTTP/1.1', async () => {
      const web = createSecureServer({ ...certificates.server });
      web.on('stream', (stream: ServerHttp2Stream) => {
        stream.respond({ ':status': 404, 'content-type': 'text/html' });
        stream.end('<html>nothing here</html>');
      });
      const result = await probeOne(`grpcs://127.0.0.1:${await listeningHere(web)}`, { settings: trusted() });
      expect(verdict(result)).toMatchObject({ code: 'APP_WRONG_PROTOCOL', phase: 'app', blame: 'config' });
      expect(result.details.app).toMatchObject({ protocol: 'http2', httpStatus: 404 });
    });
  },
);

describe('probe of grpc', () => {
  const keep = keepingFakes();

  async function http2(answer: (stream: ServerHttp2Stream) => void): Promise<string> {
    const server = createHttp2Server();
    server.on('stream', (stream: ServerHttp2Stream) => {
      stream.on('error', () => {});
      answer(stream);
    });
    return `grpc://127.0.0.1:${await listeningHere(server)}`;
  }

  const grpc = { ':status': 200, 'content-type': 'application/grpc' };
  const message = (...bytes: number[]) => Buffer.from([0, 0, 0, 0, bytes.length, ...bytes]);

  it.each([
    ['serving', message(0x08, 1), '0', { status: 'pass' }],
    ['a field it does not know', message(0x12, 1, 0x61, 0x08, 1), '0', { status: 'pass' }],
    ['SERVICE_UNKNOWN', message(0x08, 3), '0', { code: 'GRPC_NOT_SERVING' }],
    ['an empty message', message(), '0', { code: 'GRPC_NOT_SERVING' }],
    ['a state that does not exist', message(0x08, 77), '0', { code: 'APP_WRONG_PROTOCOL' }],
    ['a message that is cut short', message(0x08, 1).subarray(0, 6), '0', { code: 'APP_WRONG_PROTOCOL' }],
    ['no message', Buffer.alloc(0), '0', { code: 'APP_WRONG_PROTOCOL' }],
    ['UNAVAILABLE', Buffer.alloc(0), '14', { code: 'GRPC_NOT_SERVING' }],
    ['a status that is no number', Buffer.alloc(0), 'nonsense', { code: 'GRPC_NOT_SERVING' }],
  ] as const)('%s', async (_name, body, status, expected) => {
    const text = await http2((stream) => {
      stream.respond(grpc, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': status }));
      stream.end(body);
    });
    expect(verdict(await probeOne(text))).toMatchObject(expected);
  });

  it.each([
    [503, 'GRPC_NOT_SERVING', true],
    [401, 'APP_AUTH_REQUIRED', false],
    [403, 'APP_DENIED', false],
    [200, 'APP_WRONG_PROTOCOL', false],
  ])('reads a gateway without gRPC that answers %i', async (status, code, retryable) => {
    const text = await http2((stream) => stream.respond({ ':status': status }, { endStream: true }));
    const result = await probeOne(text);
    expect(verdict(result)).toMatchObject({ code });
    expect(result.diagnosis?.retryable).toBe(retryable);
  });

  it.each([
    ['resets the stream', 8, 'APP_CLOSED'],
    ['refuses the stream', 7, 'APP_CLOSED'],
    ['asks for HTTP/1.1', 13, 'APP_WRONG_PROTOCOL'],
  ])('a server that %s', async (_name, code, expected) => {
    const text = await http2((stream) => stream.close(code));
    expect(verdict(await probeOne(text))).toMatchObject({ code: expected, phase: 'app' });
  });

  it('a server that sends its connection away', async () => {
    const text = await http2((stream) => stream.session?.destroy(undefined, 11));
    expect(verdict(await probeOne(text))).toMatchObject({ code: 'APP_CLOSED', phase: 'app' });
  });

  it('a server that never answers the call', async () => {
    const text = await http2(() => {});
    const result = await probeOne(text, { settings: { timeoutMs: 300 } });
    expect(verdict(result)).toMatchObject({ code: 'APP_TIMEOUT', phase: 'app', blame: 'target' });
  });

  it.each([
    ['http', 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'],
    ['ssh', 'SSH-2.0-OpenSSH_9.2p1 Debian\r\n'],
    ['tls', Buffer.from('15030100020246', 'hex')],
    ['mysql', Buffer.from('4a0000000a382e302e3336000800000059', 'hex')],
    ['unknown', Buffer.alloc(100, 0x7f)],
  ])('names %s, whole and byte by byte', async (protocol, bytes) => {
    for (const step of [undefined, 1, 3]) {
      const fake = keep(
        await serve(async (socket) => {
          const all = Buffer.from(bytes as string);
          const size = step ?? all.length;
          for (let at = 0; at < all.length; at += size) {
            socket.write(all.subarray(at, at + size));
            await new Promise((resolve) => setImmediate(resolve));
          }
        }),
      );
      const result = await probeOne(`grpc://127.0.0.1:${fake.port}`);
      expect({ step, ...verdict(result) }).toMatchObject({ code: 'APP_WRONG_PROTOCOL', phase: 'app' });
      expect(result.details.app).toMatchObject({ protocol });
    }
  });

  it('names a real HTTP/1.1 server', async () => {
    const port = await listeningHere(createHttpServer((_request, response) => response.end()));
    const result = await probeOne(`grpc://127.0.0.1:${port}`);
    expect(verdict(result)).toMatchObject({ code: 'APP_WRONG_PROTOCOL' });
    expect(result.details.app).toMatchObject({ protocol: 'http' });
  });

  it('tells a connection and a tunnel that close before anything came', async () => {
    const closing = keep(await serve((socket) => socket.once('data', () => socket.end())));
    expect(verdict(await probeOne(`grpc://127.0.0.1:${closing.port}`))).toMatchObject({ code: 'APP_CLOSED' });
    const proxy = keep(await fakeProxy('HTTP/1.1 200 OK\r\n\r\n', (socket) => socket.end()));
    const result = await probeOne('grpc://r.test:1', { via: `127.0.0.1:${proxy.port}` });
    expect(verdict(result)).toMatchObject({ code: 'TUNNEL_CLOSED', phase: 'tunnel' });
  });

  it('reads what the server sent right behind the proxy’s head', async () => {
    const settings = Buffer.from('000000040000000000', 'hex');
    const head = Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\n\r\n'), settings]);
    const proxy = keep(await fakeProxy(head));
    const result = await probeOne('grpc://r.test:1', {
      via: `127.0.0.1:${proxy.port}`,
      settings: { timeoutMs: 300 },
    });
    expect(verdict(result)).toMatchObject({ code: 'APP_TIMEOUT' });
  });

  it('gives the same verdict however the bytes of the server are cut', async () => {
    const inner = await http2((stream) => {
      stream.respond(grpc, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      stream.end(message(0x08, 1));
    });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 30 }), async (pieceBytes) => {
        const relay = keep(
          await serve((socket) => {
            const server = connect({ host: '127.0.0.1', port: Number(inner.split(':').at(-1)) });
            socket.pipe(server).on('error', () => {});
            server.on('data', (chunk: Buffer) => {
              for (let at = 0; at < chunk.length; at += pieceBytes) {
                const piece = chunk.subarray(at, at + pieceBytes);
                setImmediate(() => socket.write(piece));
              }
            });
          }),
        );
        const result = await probeOne(`grpc://127.0.0.1:${relay.port}`);
        expect(verdict(result)).toEqual(pass);
      }),
      { numRuns: 10 },
    );
  });

  it('never hangs and never crashes on random bytes, also behind good SETTINGS', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 80 }), fc.boolean(), async (raw, isHttp2) => {
        const settings = Buffer.from('000000040000000000', 'hex');
        const bytes = Buffer.concat([isHttp2 ? settings : Buffer.alloc(0), raw]);
        const fake = keep(await serve((socket) => socket.once('data', () => socket.end(bytes))));
        const result = await probeOne(`grpc://127.0.0.1:${fake.port}`, { settings: { timeoutMs: 1_000 } });
        expect(['APP_WRONG_PROTOCOL', 'APP_CLOSED']).toContain(verdict(result).code);
      }),
      { numRuns: 25 },
    );
  });

  it('leaves no connection behind when the run is interrupted', async () => {
    const abort = new AbortController();
    let open = 0;
    const fake = keep(
      await serve((socket) => {
        open++;
        socket.on('close', () => open--);
        socket.once('data', () => abort.abort());
      }),
    );
    const { interrupted } = await runProbe(
      request([`grpc://127.0.0.1:${fake.port}`]),
      ports({ signal: abort.signal }),
    );
    expect(interrupted).toBe(true);
    await expect.poll(() => open).toBe(0);
  });
});
