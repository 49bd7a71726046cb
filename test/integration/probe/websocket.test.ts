import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acceptFor } from '../../../src/lib/probe/protocols/websocket-handshake.js';
import { type Certificates, makeCertificates } from '../../helpers/certificates.js';
import { identityFiles } from '../../helpers/identity-files.js';
import { missing } from '../../helpers/programs.js';
import { missingModules } from '../../helpers/python.js';
import { type PythonServer, startPython } from '../../helpers/python-server.js';
import { type RunningServer, startSquid } from '../../helpers/servers.js';
import { type Fake, fakeProxy, keepingFakes, pass, probeOne, serve, verdict } from './world.js';

describe.skipIf(missing('squid', 'openssl') || missingModules('websockets'))(
  'probe of ws, with a real server',
  () => {
    let plain: PythonServer;
    let secure: PythonServer;
    let squid: RunningServer;
    let certificates: Certificates;

    beforeAll(async () => {
      certificates = await makeCertificates();
      const { key, cert } = identityFiles(certificates);
      [plain, secure, squid] = await Promise.all([
        startPython('websocket.py'),
        startPython('websocket.py', key, cert),
        startSquid({ tunnelPorts: 'any' }),
      ]);
    });

    afterAll(async () => {
      await Promise.all([plain?.stop(), secure?.stop(), squid?.stop(), certificates?.remove()]);
    });

    const ways = () => [undefined, `http://127.0.0.1:${squid.port}`];

    it('passes, and says goodbye as the protocol wants it', async () => {
      for (const via of ways()) {
        const text = `ws://127.0.0.1:${plain.port}/chat?room=1`;
        const result = await probeOne(text, { via });
        expect({ via, ...verdict(result) }).toEqual({ via, ...pass });
        expect(result.details.app).toMatchObject({ status: 101, subprotocol: null });
        expect(result.timingsMs.app).toBeGreaterThan(0);
      }
      await expect.poll(() => plain.lines).toEqual(['closed 1000', 'closed 1000']);
    });

    it('passes over TLS', async () => {
      for (const via of ways()) {
        const settings = { ca: certificates.ca };
        const result = await probeOne(`wss://127.0.0.1:${secure.port}`, { via, settings });
        expect({ via, ...verdict(result) }).toEqual({ via, ...pass });
      }
    });

    it('sends the headers that were given', async () => {
      const text = `ws://127.0.0.1:${plain.port}/guarded`;
      const headers = (...pairs: [string, string][]) => ({
        headers: pairs.map(([name, value]) => ({ name, value })),
      });
      const none = await probeOne(text);
      expect(verdict(none)).toMatchObject({ code: 'WS_REFUSED', phase: 'app', blame: 'target', ok: false });
      expect(none.diagnosis?.facts).toMatchObject({ status: 401, problem: 'status' });
      const right = await probeOne(text, {
        settings: headers(['Authorization', 'Bearer right'], ['Sec-WebSocket-Protocol', 'chat']),
      });
      expect(verdict(right)).toEqual(pass);
      expect(right.details.app).toMatchObject({ subprotocol: 'chat' });
      const origin = await probeOne(`ws://127.0.0.1:${plain.port}/`, {
        settings: headers(['Origin', 'https://evil.test']),
      });
      expect(origin.diagnosis?.facts).toMatchObject({ status: 403 });
    });

    it('names a path that is none, TLS on a plain port and the reverse', async () => {
      const nothing = await probeOne(`ws://127.0.0.1:${plain.port}/nothing`);
      expect(nothing.diagnosis?.facts).toMatchObject({ status: 404 });
      const tls = await probeOne(`ws://127.0.0.1:${secure.port}/`);
      expect(['APP_WRONG_PROTOCOL', 'APP_CLOSED']).toContain(verdict(tls).code);
      const noTls = await probeOne(`wss://127.0.0.1:${plain.port}/`, { settings: { insecure: true } });
      // It closes on what it can't read.
      expect(verdict(noTls)).toMatchObject({ code: 'TLS_CLOSED', phase: 'tls' });
    });
  },
);

describe('probe of ws', () => {
  const keep = keepingFakes();

  /** Answers each handshake with what `answer` makes of the accept key, in pieces of so many bytes. */
  async function answering(answer: (accept: string) => string | Buffer, pieceBytes = 1_000): Promise<Fake> {
    const fake = await serve((socket) => {
      let head = '';
      socket.on('data', async (chunk: Buffer) => {
        const isRead = head.includes('\r\n\r\n');
        head += chunk.toString('latin1');
        if (isRead || !head.includes('\r\n\r\n')) return;
        const key = /^sec-websocket-key: (.*)$/im.exec(head)?.[1] ?? '';
        const bytes = Buffer.from(answer(acceptFor(key.trim())) as string);
        for (let at = 0; at < bytes.length; at += pieceBytes) {
          socket.write(bytes.subarray(at, at + pieceBytes));
          await new Promise((resolve) => setImmediate(resolve));
        }
      });
    });
    return keep(fake);
  }

  const good = (accept: string) =>
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`;

  it.each([
    ['accept-wrong', () => good('c29tZXRoaW5nIGVsc2Ugb2YgdGhlIGxlbmd0aA==')],
    ['accept-missing', (accept: string) => good(accept).replace(/Sec-WebSocket-Accept.*\r\n/, '')],
    ['upgrade', (accept: string) => good(accept).replace(/Upgrade: websocket\r\n/, '')],
    ['upgrade', (accept: string) => good(accept).replace('Connection: Upgrade', 'Connection: close')],
    [
      'protocol',
      (accept: string) => good(accept).replace('\r\n\r\n', '\r\nSec-WebSocket-Protocol: x\r\n\r\n'),
    ],
    [
      'extension',
      (accept: string) => good(accept).replace('\r\n\r\n', '\r\nSec-WebSocket-Extensions: x\r\n\r\n'),
    ],
    ['status', () => 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nhi'],
    ['status', () => 'HTTP/1.1 302 Found\r\nLocation: https://login.test/\r\n\r\n'],
  ] as const)('refuses %s', async (problem, answer) => {
    const fake = await answering(answer);
    const result = await probeOne(`ws://127.0.0.1:${fake.port}/`);
    expect(verdict(result)).toMatchObject({ code: 'WS_REFUSED', phase: 'app', blame: 'target' });
    expect(result.diagnosis).toMatchObject({ facts: { problem }, retryable: false });
  });

  it('accepts any case and more tokens, and a frame right behind the head', async () => {
    const fake = await answering(
      (accept) =>
        `HTTP/1.1 101 x\r\nupgrade: WebSocket\r\nconnection: keep-alive, upgrade\r\nSEC-WEBSOCKET-ACCEPT: ${accept}\r\n\r\n\u0081\u0001a`,
    );
    expect(verdict(await probeOne(`ws://127.0.0.1:${fake.port}/`))).toEqual(pass);
  });

  it('gives the same verdict however the answer is cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 40 }), fc.boolean(), async (pieceBytes, isGood) => {
        const fake = await answering((accept) => good(isGood ? accept : `${accept}x`), pieceBytes);
        const result = await probeOne(`ws://127.0.0.1:${fake.port}/`);
        expect(verdict(result).code).toBe(isGood ? null : 'WS_REFUSED');
      }),
      { numRuns: 15 },
    );
  });

  it('never hangs and never crashes on random bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 64 }), async (bytes) => {
        const fake = await answering(() => Buffer.from(bytes));
        const result = await probeOne(`ws://127.0.0.1:${fake.port}/`, { settings: { timeoutMs: 1_000 } });
        expect(['APP_WRONG_PROTOCOL', 'APP_TIMEOUT']).toContain(verdict(result).code);
      }),
      { numRuns: 15 },
    );
  });

  it('always asks a proxy for a tunnel, and never in absolute form', async () => {
    let asked = '';
    const proxy = keep(
      await serve((socket) => {
        socket.once('data', (chunk: Buffer) => {
          asked = chunk.toString('latin1').split('\r\n')[0] ?? '';
          socket.end('HTTP/1.1 403 Forbidden\r\nVia: 1.1 p\r\n\r\n');
        });
      }),
    );
    const result = await probeOne('ws://app.test/', { via: `127.0.0.1:${proxy.port}` });
    expect(asked).toBe('CONNECT app.test:80 HTTP/1.1');
    expect(verdict(result)).toMatchObject({ code: 'PROXY_FORBIDDEN', phase: 'tunnel' });
  });

  it('tells silence, a closed connection and a page of a proxy', async () => {
    const silent = keep(await serve(() => {}));
    const slow = await probeOne(`ws://127.0.0.1:${silent.port}/`, { settings: { timeoutMs: 200 } });
    expect(verdict(slow)).toMatchObject({ code: 'APP_TIMEOUT', phase: 'app' });
    const closing = keep(await serve((socket) => socket.once('data', () => socket.end())));
    expect(verdict(await probeOne(`ws://127.0.0.1:${closing.port}/`))).toMatchObject({ code: 'APP_CLOSED' });
    const page = keep(
      await fakeProxy('HTTP/1.1 200 OK\r\nVia: 1.1 p\r\n\r\n', (socket) => socket.end('<html>log in</html>')),
    );
    const captive = await probeOne('ws://app.test/', { via: `127.0.0.1:${page.port}` });
    expect(verdict(captive)).toMatchObject({ code: 'CAPTIVE_PORTAL', blame: 'network' });
  });
});
