import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import type { Server, Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProbeSettings } from '../../../src/lib/probe/attempt.js';
import { missing } from '../../helpers/programs.js';
import { type RunningServer, startSquid } from '../../helpers/servers.js';
import { type Fake, keepingFakes, listening, pass, portOf, probeOne, serve, verdict } from './world.js';

const wrong = { status: 'fail', ok: false };

/** A server that gives each request these bytes, and keeps what it was asked. */
async function answering(
  answer: string | Buffer,
  then: (socket: Socket) => void = () => {},
): Promise<Fake & { readonly asked: string[] }> {
  const asked: string[] = [];
  const fake = await serve((socket) => {
    let head = '';
    socket.on('data', (chunk: Buffer) => {
      head += chunk.toString('latin1');
      if (!head.endsWith('\r\n\r\n')) return;
      asked.push(head);
      socket.write(answer);
      then(socket);
    });
  });
  return { ...fake, asked };
}

describe('a request', () => {
  const keep = keepingFakes();
  const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

  async function ask(target: string, settings: Partial<ProbeSettings> = {}, via = false) {
    const fake = await answering(ok);
    keep(fake);
    const text = via ? target : target.replace('HOST', `127.0.0.1:${fake.port}`);
    const result = await probeOne(text.replace('HOST', 'api.test'), {
      ...{ settings, via: via ? `http://127.0.0.1:${fake.port}` : undefined },
    });
    expect(verdict(result)).toEqual(pass);
    const [line, ...headers] = (fake.asked[0] ?? '').trimEnd().split('\r\n');
    return { line, headers, host: `127.0.0.1:${fake.port}` };
  }

  it('asks for nothing but the page, uncompressed', async () => {
    const { line, headers, host } = await ask('http://HOST/a?b=c#name=x');
    expect(line).toBe('GET /a?b=c HTTP/1.1');
    expect(headers).toEqual([
      `Host: ${host}`,
      'User-Agent: aliproxy',
      'Accept: */*',
      'Accept-Encoding: identity',
      'Connection: close',
    ]);
  });

  it('is in absolute form for a proxy', async () => {
    const { line, headers } = await ask('http://HOST/a?b=c', {}, true);
    expect(line).toBe('GET http://api.test/a?b=c HTTP/1.1');
    expect(headers).toContain('Host: api.test');
  });

  it("has the user's method and headers in place of its own, each once", async () => {
    const headers = [
      { name: 'host', value: 'other.test' },
      { name: 'X-Tag', value: 'one' },
      { name: 'X-Tag', value: 'zwei ü' },
      { name: 'USER-AGENT', value: 'mine' },
      { name: 'Authorization', value: 'Bearer t' },
    ];
    const asked = await ask('http://li:password@HOST/', { method: 'POST', headers });
    expect(asked.line).toBe('POST / HTTP/1.1');
    expect(asked.headers).toEqual([
      ...['Accept: */*', 'Accept-Encoding: identity', 'Connection: close', 'Content-Length: 0'],
      ...['host: other.test', 'X-Tag: one', `X-Tag: ${Buffer.from('zwei ü').toString('latin1')}`],
      ...['USER-AGENT: mine', 'Authorization: Bearer t'],
    ]);
  });

  it('carries the credentials of its URL', async () => {
    const { headers } = await ask('http://li:pass%20word@HOST/');
    const login = Buffer.from('li:pass word').toString('base64');
    expect(headers).toContain(`Authorization: Basic ${login}`);
  });
});

describe('a response', () => {
  const keep = keepingFakes();

  async function probe(
    answer: string | Buffer,
    settings: Partial<ProbeSettings> = {},
    then?: (socket: Socket) => void,
  ) {
    const fake = await answering(answer, then);
    keep(fake);
    return probeOne(`http://127.0.0.1:${fake.port}/`, { settings });
  }

  const end = (socket: Socket) => socket.end();

  it('is told with what it says of itself', async () => {
    const result = await probe(
      'HTTP/1.1 302 Found\r\nServer: x\r\nContent-Type: text/plain\r\nLocation: /there\r\nContent-Length: 4\r\n\r\nmore',
    );
    expect(verdict(result)).toEqual(pass);
    expect(result.details.app).toEqual({
      ...{
        status: 302,
        server: 'x',
        contentType: 'text/plain',
        location: '/there',
        bodyBytes: 4,
        bodyCut: null,
      },
    });
  });

  it.each([
    [404, false],
    [408, true],
    [429, true],
    [500, true],
    [503, true],
    [599, true],
    [101, false],
  ])('with status %i is tried again: %s', async (status, retryable) => {
    const result = await probe(`HTTP/1.1 ${status} -\r\nContent-Length: 0\r\n\r\n`);
    expect(verdict(result)).toEqual({ ...wrong, code: 'HTTP_STATUS', phase: 'app', blame: 'target' });
    expect(result.diagnosis).toMatchObject({ retryable, facts: { status, expected: '200-399' } });
  });

  it('is the last one: interim responses are passed over', async () => {
    const result = await probe(
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n',
    );
    expect(result.details.app).toMatchObject({ status: 204 });
  });

  it.each([
    ['HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n'],
    ['GET', 'HTTP/1.1 204 No Content\r\n\r\n'],
    ['GET', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n'],
    ['GET', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'],
  ])('to %s without a body has no transfer: %j', async (method, answer) => {
    const result = await probe(answer, { method });
    expect(verdict(result)).toEqual(pass);
    expect(result.timingsMs).toMatchObject({ app: expect.any(Number), transfer: null });
    expect(result.details.app).toMatchObject({ bodyBytes: 0, bodyCut: null });
  });

  it('that is slow is slow in the transfer, and in nothing else', async () => {
    const result = await probe('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nlate', {}, (socket) => {
      setTimeout(() => socket.write('st'), 400);
    });
    expect(verdict(result)).toEqual(pass);
    expect(result.timingsMs.transfer).toBeGreaterThan(390);
    expect(result.timingsMs.app).toBeLessThan(350);
  });

  it('matches the pattern in the text of its body', async () => {
    const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nrea\r\n2\r\ndy\r\n0\r\n\r\n';
    const result = await probe(chunked, { expectBody: /^ready$/ });
    expect(verdict(result)).toEqual(pass);
    expect(result.details.app).toMatchObject({ matched: true, bodyBytes: 5 });
    const repeated = { expectBody: /ready/g };
    repeated.expectBody.lastIndex = 3;
    expect(verdict(await probe(chunked, repeated))).toEqual(pass);
  });

  it.each([
    ['utf-8', Buffer.from('就绪'), 'text/plain'],
    ['gbk', Buffer.from('becdd0f7', 'hex'), 'text/plain; charset="GBK"'],
    ['latin1', Buffer.from('prêt', 'latin1'), 'text/plain;charset=iso-8859-1'],
    ['an unknown one', Buffer.from('就绪'), 'text/plain; charset=nothing'],
  ])('in the charset %s is read as that', async (_name, body, type) => {
    const head = `HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n`;
    const result = await probe(Buffer.concat([Buffer.from(head), body]), { expectBody: /^(?:就绪|prêt)$/ });
    expect(verdict(result)).toEqual(pass);
  });

  it.each<[string, string, object, ((socket: Socket) => void)?]>([
    ['another text', 'Content-Length: 4\r\n\r\ndown', { cut: null, encoding: null }],
    ['cut off by the server', 'Content-Length: 9\r\n\r\ndown', { cut: 'peer' }, end],
    ['cut off without a length: whole', '\r\ndown', { cut: null }, end],
    ['never ends', 'Content-Length: 9\r\n\r\ndown', { cut: 'time' }],
    ['with a framing that is none', 'Transfer-Encoding: chunked\r\n\r\nxyz\r\n', { cut: 'malformed' }],
    ['longer than is read', `\r\n${'x'.repeat(1_100_000)}ready`, { cut: 'limit' }, end],
  ])('that does not match: %s', async (_name, rest, facts, then) => {
    const settings = { expectBody: /ready/, timeoutMs: 1_000 };
    const result = await probe(`HTTP/1.1 200 OK\r\n${rest}`, settings, then);
    expect(verdict(result)).toEqual({ ...wrong, code: 'BODY_MISMATCH', phase: 'transfer', blame: 'target' });
    expect(result.diagnosis?.facts).toMatchObject({ expected: '/ready/', ...facts });
    expect(result.details.app).toMatchObject({ matched: false });
  });

  it('that is cut off after what was looked for matches', async () => {
    const result = await probe(
      'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nready',
      { expectBody: /ready/ },
      end,
    );
    expect(verdict(result)).toEqual(pass);
    expect(result.details.app).toMatchObject({ bodyCut: 'peer' });
  });

  it('that came compressed, unasked, is told as the reason', async () => {
    const body = gzipSync('ready');
    const head = `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n`;
    const result = await probe(Buffer.concat([Buffer.from(head), body]), { expectBody: /ready/ });
    expect(result.diagnosis).toMatchObject({ code: 'BODY_MISMATCH', facts: { encoding: 'gzip', cut: null } });
  });

  it('has a status before it has a body', async () => {
    const result = await probe('HTTP/1.1 503 -\r\nContent-Length: 4\r\n\r\ndown', { expectBody: /ready/ });
    expect(verdict(result).code).toBe('HTTP_STATUS');
  });

  it('with a head of more than 16 KiB, or a malformed one, is no HTTP that can be used', async () => {
    for (const rest of [`X: ${'x'.repeat(17_000)}\r\n\r\n`, 'no header line\r\n\r\n']) {
      const result = await probe(`HTTP/1.1 200 OK\r\n${rest}`);
      expect(verdict(result)).toMatchObject({ code: 'APP_WRONG_PROTOCOL', phase: 'app' });
      expect(result.diagnosis?.facts).toMatchObject({ expected: 'http', protocol: 'http' });
    }
  });

  it('that ends in its head is no answer', async () => {
    expect(verdict(await probe('HTTP/1.1 200 O', {}, end))).toMatchObject({
      code: 'APP_CLOSED',
      phase: 'app',
    });
  });

  it.each([
    ['SSH-2.0-OpenSSH_9.6\r\n', 'ssh'],
    ['+PONG\r\n', 'redis'],
    ['220 mail.test ESMTP\r\n', 'smtp'],
  ])('of another protocol, byte by byte: %j is %s', async (text, protocol) => {
    const server = keep(
      await serve((socket) => {
        socket.once('data', async () => {
          for (const byte of Buffer.from(text)) {
            socket.write(Buffer.from([byte]));
            await new Promise((resolve) => setImmediate(resolve));
          }
        });
      }),
    );
    const result = await probeOne(`http://127.0.0.1:${server.port}/`);
    expect(verdict(result)).toMatchObject({ code: 'APP_WRONG_PROTOCOL', phase: 'app', blame: 'config' });
    expect(result.diagnosis?.facts).toMatchObject({ protocol });
  });

  it('is the same however its bytes are cut', async () => {
    const bytes = Buffer.from(
      'HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nready\r\n0\r\n\r\n',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 20 }), async (places) => {
        const at = [0, ...places.sort((a, b) => a - b), bytes.length];
        const fake = await serve((socket) => {
          socket.setNoDelay(true).once('data', async () => {
            for (let index = 0; index + 1 < at.length; index++) {
              socket.write(bytes.subarray(at[index], at[index + 1]));
              await new Promise((resolve) => setImmediate(resolve));
            }
          });
        });
        const result = await probeOne(`http://127.0.0.1:${fake.port}/`, {
          settings: { expectBody: /^ready$/ },
        });
        await fake.close();
        expect(verdict(result)).toEqual(pass);
      }),
      { numRuns: 20 },
    );
  });
});

describe('a portal', () => {
  const keep = keepingFakes();
  const redirect = 'HTTP/1.1 302 Found\r\nLocation: https://login.hotel.test/\r\nContent-Length: 0\r\n\r\n';

  it('redirects to its login page, or says that a login is needed', async () => {
    for (const answer of [redirect, 'HTTP/1.1 511 -\r\nContent-Length: 0\r\n\r\n']) {
      const fake = keep(await answering(answer));
      for (const [text, via] of [
        [`http://127.0.0.1:${fake.port}/`, undefined],
        ['http://api.example.test/', `http://127.0.0.1:${fake.port}`],
      ]) {
        const result = await probeOne(text ?? '', { via });
        expect({ text, ...verdict(result) }).toMatchObject({
          ...{ text, code: 'CAPTIVE_PORTAL', phase: 'app', blame: 'network' },
        });
      }
    }
  });

  it('is none where just this status was expected', async () => {
    const fake = keep(await answering(redirect));
    expect(verdict(await probeOne(`http://127.0.0.1:${fake.port}/#expect=302`))).toEqual(pass);
  });

  it('is none where the page leads to another of the same site', async () => {
    const fake = keep(await answering(redirect.replace('hotel', 'example')));
    const via = `http://127.0.0.1:${fake.port}`;
    expect(verdict(await probeOne('http://api.example.test/', { via }))).toEqual(pass);
  });
});

describe('HTTP servers of Node', () => {
  const servers: Server[] = [];
  let web: number;

  beforeAll(async () => {
    const server = createHttpServer((request, response) => {
      response.setHeader('X-Method', request.method ?? '');
      response.end(`${request.method} ${request.headers.host} ready`);
    });
    await listening(server);
    servers.push(server);
    web = portOf(server);
  });

  afterAll(() => Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve)))));

  it('that speak HTTP/2 alone are named', async () => {
    const server = createHttp2Server();
    await listening(server);
    servers.push(server);
    const result = await probeOne(`http://127.0.0.1:${portOf(server)}/`);
    expect(verdict(result)).toMatchObject({ code: 'APP_WRONG_PROTOCOL', phase: 'app', blame: 'config' });
    expect(result.diagnosis?.facts).toMatchObject({ expected: 'http', protocol: 'http2' });
  });

  it.skipIf(missing('squid'))(
    'are asked with method, header and pattern, directly and through squid',
    async () => {
      const squid: RunningServer = await startSquid({ tunnelPorts: 'any' });
      try {
        for (const via of [undefined, `http://127.0.0.1:${squid.port}`]) {
          for (const method of ['GET', 'POST', 'OPTIONS', 'HEAD']) {
            const expectBody = method === 'HEAD' ? null : new RegExp(`^${method} \\S+ ready$`);
            const result = await probeOne(`http://127.0.0.1:${web}/`, {
              via,
              settings: { method, expectBody },
            });
            expect({ via, method, ...verdict(result) }).toEqual({ via, method, ...pass });
          }
        }
      } finally {
        await squid.stop();
      }
    },
  );
});

describe('tcp', () => {
  const keep = keepingFakes();

  it.each([
    ['SSH-2.0-OpenSSH_9.6\r\n', 'ssh'],
    ['220 ftp.test FTP ready\r\n', 'ftp'],
    ['something else\r\n', null],
  ])('names who speaks first, byte by byte: %j is %s', async (text, protocol) => {
    const server = keep(
      await serve(async (socket) => {
        for (const byte of Buffer.from(text)) {
          await new Promise((resolve) => setImmediate(resolve));
          if (!socket.destroyed) socket.write(Buffer.from([byte]));
        }
        socket.end();
      }),
    );
    const result = await probeOne(`127.0.0.1:${server.port}`);
    expect(verdict(result)).toEqual(pass);
    expect(result.details.app).toEqual({ protocol });
  });
});
