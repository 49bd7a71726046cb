import type { Socket } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { runProbe } from '../../../src/lib/probe/run.js';
import { keepingFakes, ports, probeOne, request, serve } from './world.js';

const keep = keepingFakes();
const timeoutMs = 100;
/** Half a second is what a body is read for where there is time. */
const soonMs = 450;

/** Sends some bytes to whoever speaks, and then one more every few milliseconds, without an end. */
const dripping = async (begin: string, more: string | Buffer) =>
  keep(
    await serve((socket: Socket) => {
      socket.once('data', () => {
        socket.write(begin);
        const timer = setInterval(() => socket.write(more), 20);
        socket.on('close', () => clearInterval(timer));
      });
    }),
  );

const digest = 'Proxy-Authenticate: Digest realm="r", nonce="n", qop="auth", stale=true\r\n';

describe('an attempt with somebody who sends byte by byte', () => {
  // The first probe of all loads what it needs.
  beforeAll(async () => {
    const { port } = await dripping('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n', '');
    await probeOne('tls://target.test', { via: `http://127.0.0.1:${port}` });
  });

  it.each([
    ['a refusal of a proxy', 'HTTP/1.1 502 Bad Gateway\r\nContent-Length: 4000\r\n\r\n', 'a'],
    ['a challenge of a proxy', `HTTP/1.1 407 Login\r\n${digest}Content-Length: 60000\r\n\r\n`, 'a'],
    [
      'a chunked challenge',
      `HTTP/1.1 407 Login\r\n${digest}Transfer-Encoding: chunked\r\n\r\n`,
      '1\r\na\r\n',
    ],
    ['the head of an answer', 'HTTP/1.1 200 OK\r\nX-Slow: ', 'a'],
    ['interim answers', '', 'HTTP/1.1 100 Continue\r\n\r\n'],
  ])('ends in time: %s', async (_, begin, more) => {
    const { port } = await dripping(begin, more);
    const began = performance.now();
    const result = await probeOne('target.test:443', {
      via: `http://user:password@127.0.0.1:${port}`,
      settings: { timeoutMs },
    });
    expect(result.ok).toBe(false);
    expect(performance.now() - began).toBeLessThan(soonMs);
  });

  it('ends in time: nonsense in place of TLS', async () => {
    const { port } = await dripping('', Buffer.alloc(1));
    const began = performance.now();
    const result = await probeOne(`tls://127.0.0.1:${port}`, { settings: { timeoutMs: 300 } });
    expect(result.diagnosis?.code).toBe('TLS_PROTOCOL');
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  it('ends at once when the run is interrupted while a refusal is read', async () => {
    const { port } = await dripping('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 4000\r\n\r\n', 'a');
    const interruption = new AbortController();
    setTimeout(() => interruption.abort(), 50);
    const began = performance.now();
    await runProbe(
      request(['target.test:443'], { via: `http://127.0.0.1:${port}` }),
      ports({ signal: interruption.signal }),
    );
    expect(performance.now() - began).toBeLessThan(soonMs);
  });
});
