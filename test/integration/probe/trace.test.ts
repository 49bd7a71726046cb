import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeClock } from '../../../src/lib/host/node/clock.js';
import { en } from '../../../src/lib/messages/en.js';
import { runProbe } from '../../../src/lib/probe/run.js';
import { traced } from '../../../src/lib/probe/trace/trace-network.js';
import { Redactor } from '../../../src/lib/redact.js';
import { type Certificates, makeCertificates } from '../../helpers/certificates.js';
import { loopbackNetwork } from '../../helpers/loopback-network.js';
import { missing } from '../../helpers/programs.js';
import { keepingFakes, listening, portOf, ports, request, serve } from './world.js';

const password = 'Canary-9c1e';
const established = 'HTTP/1.1 200 Connection established\r\n\r\n';

interface Options {
  readonly via?: string | undefined;
  readonly headers?: readonly { readonly name: string; readonly value: string }[];
  readonly ca?: string;
  readonly secrets?: Redactor;
}

/** The trace of one probe, and how it went. */
async function trace(target: string, { via, headers = [], ca, secrets = new Redactor() }: Options = {}) {
  const lines: string[] = [];
  const network = traced(loopbackNetwork, {
    clock: nodeClock,
    secrets: () => secrets.values,
    print: (line) => lines.push(line),
    words: en.probe.trace,
  });
  const settings = { timeoutMs: 2_000, headers, ca: ca ?? null, proxyCa: ca ?? null };
  const { results } = await runProbe(request([target], { via, settings }), ports({ network, secrets }));
  // The last lines come with the `close` of the sockets.
  await new Promise((resolve) => setTimeout(resolve, 20));
  return { lines, text: lines.join('\n'), result: results[0] };
}

/** In clear, in base64, in hex: the forms a secret takes in a trace. */
function expectNone(text: string, secret: string): void {
  for (const form of [secret, Buffer.from(secret).toString('base64').replace(/=+$/, '')]) {
    expect(text).not.toContain(form);
  }
  expect(text).not.toContain(
    Buffer.from(secret)
      .toString('hex')
      .replace(/..(?!$)/g, '$& '),
  );
  const letters = [...text.matchAll(/^#\d+ \S+ [<>] [0-9a-f ]{47} {2}(.*)$/gm)]
    .map(([, row]) => row)
    .join('');
  expect(letters).not.toContain(secret);
}

/** Writes back what it was sent, in the pieces told, behind its own words. */
function echoing(words: string, pieceBytes: number): (socket: Socket) => void {
  return (socket) => {
    socket.setNoDelay(true);
    let heard = '';
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1');
      if (!heard.endsWith('\r\n')) return;
      const answer = Buffer.from(`${words}${heard}`, 'latin1');
      heard = '';
      let at = 0;
      const timer = setInterval(() => {
        if (at >= answer.length) {
          clearInterval(timer);
          socket.end();
          return;
        }
        socket.write(answer.subarray(at, at + pieceBytes));
        at += pieceBytes;
      }, 1);
    });
  };
}

describe('the trace of a probe', () => {
  const keep = keepingFakes();

  it('has each connection with what was sent, what came and when it closed', async () => {
    const { port } = keep(await serve((socket) => socket.on('data', () => socket.write('+PONG\r\n'))));
    const { lines } = await trace(`redis://127.0.0.1:${port}`);
    const place = `#1 127.0.0.1:${port}`;
    expect(lines.map((line) => line.replace(/\(\d+\.\d ms\)/, '(N ms)'))).toEqual([
      `${place} * connecting`,
      `${place} * connected (N ms)`,
      ...['*1', '$4', 'PING'].map((line) => `${place} > ${line}`),
      `${place} < +PONG`,
      `${place} * closed (N ms)`,
    ]);
  });

  it('tells a refused connection by its code', async () => {
    const gone = await serve(() => {});
    await gone.close();
    expect((await trace(`127.0.0.1:${gone.port}`)).text).toMatch(/ \* ECONNREFUSED \(/);
  });

  it('tells a lookup', async () => {
    const { port } = keep(await serve((socket) => socket.write('hi\n')));
    expect((await trace(`localhost:${port}`)).lines[0]).toMatch(
      /^\* lookup of localhost: (?:127|::1).*ms\)$/,
    );
  });

  it('changes nothing: bytes behind the reply still reach the prober', async () => {
    const greeting = 'SSH-2.0-OpenSSH_9.6\r\n';
    const { port } = keep(
      await serve((socket) => void socket.once('data', () => socket.write(`${established}${greeting}`))),
    );
    const { result, text } = await trace('tcp://target.test:22', { via: `127.0.0.1:${port}` });
    expect(result).toMatchObject({ ok: true, details: { app: { protocol: 'ssh' } } });
    expect(text.match(/SSH-2\.0-OpenSSH_9\.6/g)).toHaveLength(1);
  });
});

describe('no trace shows a secret', () => {
  const keep = keepingFakes();

  it('Basic to a proxy, echoed byte by byte in its answer', async () => {
    for (const pieceBytes of [1, 7, 10_000]) {
      const { port } = keep(await serve(echoing('HTTP/1.1 403 Forbidden\r\n\r\n', pieceBytes)));
      const { text } = await trace('a.test:6379', { via: `http://li:${password}@127.0.0.1:${port}` });
      expect(text).toContain('> CONNECT a.test:6379 HTTP/1.1');
      expect(text).toContain('> Proxy-Authorization: Basic ***');
      expectNone(text, password);
      expectNone(text, `li:${password}`);
    }
  });

  it('Digest to a proxy: neither the password nor its hashes', async () => {
    const challenge =
      'HTTP/1.1 407 Auth\r\nProxy-Authenticate: Digest realm="r", nonce="n", qop="auth"\r\nContent-Length: 0\r\n\r\n';
    const { port } = keep(await serve((socket) => socket.on('data', () => socket.write(challenge))));
    const { text } = await trace('a.test:6379', { via: `http://li:${password}@127.0.0.1:${port}` });
    expect(text).toContain('> Proxy-Authorization: Digest ***');
    expect(text).not.toMatch(/response=|cnonce=/);
    expect(text).not.toContain(createHash('md5').update(`li:r:${password}`).digest('hex'));
    expectNone(text, password);
  });

  it.each([password, 'pw'])('SOCKS user and password (%s)', async (secret) => {
    const { port } = keep(
      await serve((socket) => {
        let turn = 0;
        socket.on('data', () =>
          socket.write([Buffer.from([5, 2]), Buffer.from([1, 1])][turn++] ?? Buffer.alloc(0)),
        );
      }),
    );
    const { text, result } = await trace('a.test:6379', { via: `socks5h://li:${secret}@127.0.0.1:${port}` });
    expect(result?.diagnosis?.code).toBe('PROXY_AUTH_FAILED');
    expect(text).toMatch(/> 01 02 6c 69 2a 2a 2a {2}/);
    expect(text).not.toContain(
      Buffer.from(secret)
        .toString('hex')
        .replace(/..(?!$)/g, '$& '),
    );
    expectNone(text, password);
  });

  it.each([password, 'pw'])('Redis AUTH (%s), repeated in the error', async (secret) => {
    const { port } = keep(await serve(echoing(`-ERR unknown command, with args: ${password} `, 3)));
    const { text } = await trace(`redis://li:${secret}@127.0.0.1:${port}`);
    expect(text).toContain('> AUTH');
    expect(text).toContain('> ***');
    expect(text.split('\n').filter((line) => line.includes('>') && / pw$/.test(line))).toEqual([]);
    if (secret === password) expectNone(text, password);
  });

  it('headers of a request and of its answer, http and ws', async () => {
    const headers = [
      { name: 'Authorization', value: `Bearer ${password}` },
      { name: 'X-Api-Key', value: password },
      { name: 'Cookie', value: `sid=${password}` },
    ];
    for (const scheme of ['http', 'ws']) {
      const answer = `HTTP/1.1 200 OK\r\nSet-Cookie: sid=${password}\r\nContent-Length: 0\r\n\r\n`;
      const { port } = keep(await serve((socket) => void socket.once('data', () => socket.end(answer))));
      const { text } = await trace(`${scheme}://127.0.0.1:${port}/`, { headers });
      expect(text).toContain('> Authorization: Bearer ***');
      expect(text).toContain('< Set-Cookie: ***');
      expectNone(text, password);
    }
  });

  it('of HTTP/2 it shows how much passed, for its headers are compressed', async () => {
    const { port } = keep(await serve((socket) => void socket.once('data', () => socket.end())));
    const headers = [{ name: 'authorization', value: `Bearer ${password}` }];
    const { text } = await trace(`grpc://127.0.0.1:${port}`, { headers });
    expect(text).toMatch(/> HTTP\/2, \d+ bytes/);
    expect(text).not.toMatch(/[<>] (?:[0-9a-f]{2} ){4}/);
  });
});

describe.skipIf(missing('openssl'))('the trace of TLS', () => {
  const keep = keepingFakes();
  let certificates: Certificates;
  beforeAll(async () => {
    certificates = await makeCertificates();
  });
  afterAll(() => certificates.remove());

  async function secured(answer: string): Promise<number> {
    const server = createTlsServer(certificates.server, (socket) => {
      socket.on('error', () => {}).on('data', () => socket.write(answer));
    });
    await listening(server);
    keep({ port: portOf(server), connections: () => 0, close: async () => void server.close() });
    return portOf(server);
  }

  it('has the facts of the handshake and what is inside, never the records', async () => {
    const port = await secured('+PONG\r\n');
    const target = `rediss://:${password}@localhost:${port}`;
    const { text, lines, result } = await trace(target, { ca: certificates.ca });
    expect(result?.ok).toBe(true);
    expect(text).toMatch(/\* TLS agreed: TLSv1\.3, TLS_\w+ \(/);
    expect(text).toContain('> PING');
    expect(text).toContain('< +PONG');
    expectNone(text, password);
    expect(lines.filter((line) => /[<>] (?:16|17) 03 /.test(line))).toEqual([]);
  });

  it('through a proxy: one connection, the request for the tunnel and then what is inside', async () => {
    const port = await secured('+PONG\r\n');
    const proxy = keep(
      await serve((socket) => {
        socket.once('data', () => {
          const onward = loopbackNetwork.connect({ host: '127.0.0.1', port });
          onward.on('error', () => socket.destroy());
          socket.write(established);
          socket.pipe(onward).pipe(socket);
        });
      }),
    );
    const { text } = await trace(`rediss://localhost:${port}`, {
      ca: certificates.ca,
      via: `127.0.0.1:${proxy.port}`,
    });
    const told = text.split('\n').map((line) =>
      line
        .replace(/^#1 \S+ /, '')
        .replace(/\(.*/, '')
        .trim(),
    );
    expect(told).toEqual([
      '* connecting',
      '* connected',
      `> CONNECT localhost:${port} HTTP/1.1`,
      `> Host: localhost:${port}`,
      '> User-Agent: aliproxy',
      '>',
      '< HTTP/1.1 200 Connection established',
      '<',
      expect.stringMatching(/^\* TLS agreed: TLSv1\.3/),
      ...['> *1', '> $4', '> PING', '< +PONG', '* closed'],
    ]);
  });

  it('inside TLS to the proxy: the request for the tunnel, then what is inside both', async () => {
    const port = await secured('+PONG\r\n');
    const proxy = createTlsServer(certificates.server, (socket) => {
      socket
        .on('error', () => {})
        .once('data', () => {
          const onward = loopbackNetwork.connect({ host: '127.0.0.1', port });
          onward.on('error', () => socket.destroy());
          socket.write(established);
          socket.pipe(onward).pipe(socket);
        });
    });
    await listening(proxy);
    keep({ port: portOf(proxy), connections: () => 0, close: async () => void proxy.close() });
    const { text, lines, result } = await trace(`rediss://:${password}@localhost:${port}`, {
      ca: certificates.ca,
      via: `https://li:${password}@localhost:${portOf(proxy)}`,
    });
    expect(result?.ok).toBe(true);
    expect(text.match(/TLS agreed/g)).toHaveLength(2);
    expect(text).toContain(`> CONNECT localhost:${port} HTTP/1.1`);
    expect(text).toContain('< +PONG');
    expect(lines.filter((line) => / [<>] (?:[0-9a-f]{2} ){3}/.test(line))).toEqual([]);
    expectNone(text, password);
  });
});
