import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { describe, expect, it } from 'vitest';
import { afterwards, Client, listening, openTarget, openTunnel, until } from '../world.js';

interface Seen {
  method: string;
  url: string;
  headers: [string, string][];
  body: string;
}

/** A web server, and the requests that it saw. */
async function openSite(answer?: RequestListener): Promise<{ port: number; host: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer(async (req, res) => {
    seen.push({ method: req.method ?? '', url: req.url ?? '', headers: pairs(req), body: await bodyOf(req) });
    if (answer) answer(req, res);
    else res.end('the page');
  });
  const port = await listening(server);
  afterwards(() => server.close());
  afterwards(() => server.closeAllConnections());
  return { port, host: `127.0.0.1:${port}`, seen };
}

function pairs({ rawHeaders }: IncomingMessage): [string, string][] {
  return rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ''] as [string, string]] : [],
  );
}

async function bodyOf(req: IncomingMessage): Promise<string> {
  let body = '';
  try {
    for await (const chunk of req) body += chunk;
  } catch {
    // Broken off: what came is what was seen.
  }
  return body;
}

async function ask(port: number, request: string): Promise<string> {
  const client = new Client(port).send(request);
  const text = await client.toEnd();
  client.socket.end();
  return text;
}

/** A target that answers bytes, whatever it is asked. */
function openRaw(answer: string) {
  return openTarget((socket) => socket.once('data', () => socket.end(answer, 'latin1')));
}

describe('plain HTTP', () => {
  it("is passed on in origin form, with the target's Host, without what is the proxy's own", async () => {
    const { host, seen } = await openSite();
    const tunnel = await openTunnel();
    const text = await ask(
      tunnel.address.port,
      `GET http://${host}/a%20b?c=d HTTP/1.1\r\nHost: other.test\r\nProxy-Authorization: Basic c2VjcmV0\r\nProxy-Connection: keep-alive\r\nConnection: keep-alive, x-hop\r\nX-Hop: 1\r\nUser-Agent: me\r\n\r\n`,
    );
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(text).toMatch(/\r\nVia: 1\.1 aliproxy-[0-9a-f]{8}\r\nConnection: close\r\n/);
    expect(text).toContain('the page');
    expect(seen).toEqual([
      {
        method: 'GET',
        url: '/a%20b?c=d',
        headers: [
          ['Host', host],
          ['User-Agent', 'me'],
          ['Via', expect.stringMatching(/^1\.1 aliproxy-[0-9a-f]{8}$/)],
          ['Connection', 'close'],
        ],
        body: '',
      },
    ]);
    await until(() => tunnel.counts.active === 0);
    expect(tunnel.counts.failures).toEqual({});
    expect(tunnel.counts.bytesDown).toBeGreaterThan(100);
  });

  it.each([
    ['a length', 'Content-Length: 5\r\n\r\nhello'],
    ['chunks', 'Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n'],
  ])('carries a body told by %s', async (_what, rest) => {
    const { host, seen } = await openSite();
    const { address } = await openTunnel();
    for (const method of ['POST', 'GET', 'DELETE']) {
      await ask(address.port, `${method} http://${host}/ HTTP/1.1\r\nHost: x\r\n${rest}`);
    }
    expect(seen.map(({ method, body }) => [method, body])).toEqual([
      ['POST', 'hello'],
      ['GET', 'hello'],
      ['DELETE', 'hello'],
    ]);
  });

  it('asks the target before it takes a body on approval', async () => {
    const { host, seen } = await openSite();
    const { address } = await openTunnel();
    const client = new Client(address.port).send(
      `POST http://${host}/ HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n`,
    );
    await until(() => client.text.startsWith('HTTP/1.1 100 Continue\r\n\r\n'));
    client.send('hello');
    expect(await client.toEnd()).toContain('HTTP/1.1 200 OK');
    expect(seen[0]?.body).toBe('hello');
  });

  it('passes status, headers and their order on, but for those of one connection', async () => {
    const { port } = await openRaw(
      'HTTP/1.1 418 I am a teapot\r\nSet-Cookie: a=1\r\nX-B: \xe9\r\nSet-Cookie: b=2\r\nKeep-Alive: timeout=5\r\nConnection: close\r\nContent-Length: 3\r\n\r\npot',
    );
    const { address } = await openTunnel();
    const text = await ask(address.port, `GET http://127.0.0.1:${port}/ HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect(text).toMatch(
      /^HTTP\/1\.1 418 I am a teapot\r\nSet-Cookie: a=1\r\nX-B: \xe9\r\nSet-Cookie: b=2\r\nContent-Length: 3\r\nVia: [^\r]+\r\nConnection: close\r\n\r\npot$/,
    );
  });

  it('answers a client that has ended its side', async () => {
    const { host } = await openSite();
    const { address } = await openTunnel();
    const client = new Client(address.port);
    client.socket.end(`GET http://${host}/ HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect(await client.toEnd()).toContain('the page');
  });

  it('takes one request a connection', async () => {
    const { host, seen } = await openSite();
    const { address } = await openTunnel();
    const one = `GET http://${host}/ HTTP/1.1\r\nHost: x\r\n\r\n`;
    const text = await ask(address.port, one + one);
    expect(text.match(/the page/g)).toHaveLength(1);
    expect(seen).toHaveLength(1);
  });

  it('does not make half an answer whole', async () => {
    const { port } = await openRaw('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n');
    const { address } = await openTunnel();
    const text = await ask(address.port, `GET http://127.0.0.1:${port}/ HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect(text).toContain('hello');
    expect(text).not.toMatch(/0\r\n\r\n$/);
  });

  it.each([
    ['resets', (client: Client) => client.socket.resetAndDestroy()],
    ['closes and does not come back', (client: Client) => client.socket.destroy()],
  ])('ends the request to the target when the client %s', async (_what, leave) => {
    const target = await openTarget();
    const tunnel = await openTunnel({ lingerMs: 100 });
    const client = new Client(tunnel.address.port).send(
      `GET http://${target.authority}/ HTTP/1.1\r\nHost: x\r\n\r\n`,
    );
    const socket = await target.next();
    socket.resume();
    leave(client);
    await until(() => socket.readableEnded || socket.destroyed);
    await until(() => tunnel.counts.active === 0);
    expect(tunnel.counts.failures).toEqual({});
  });

  it('ends when nothing moves for the idle time', async () => {
    const target = await openTarget((socket) =>
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf')),
    );
    const tunnel = await openTunnel({ idleTimeoutMs: 100 });
    const request = `GET http://${target.authority}/ HTTP/1.1\r\nHost: x\r\n\r\n`;
    expect(await ask(tunnel.address.port, request)).toMatch(/half$/);
    await until(() => tunnel.counts.active === 0);
  });
});

describe('a plain request that fails', () => {
  it.each([
    ['closed without an answer', '', 'TARGET_CLOSED', 'connection_terminated'],
    ['no HTTP', 'SSH-2.0-x\r\n', 'APP_WRONG_PROTOCOL', 'http_protocol_error'],
    [
      'an ambiguous length',
      'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc',
      'APP_WRONG_PROTOCOL',
      'http_protocol_error',
    ],
    ['a status that is none', 'HTTP/1.1 000 x\r\n\r\n', 'APP_WRONG_PROTOCOL', 'http_protocol_error'],
    [
      'a control character in the reason',
      'HTTP/1.1 200 a\x01b\r\n\r\n',
      'APP_WRONG_PROTOCOL',
      'http_protocol_error',
    ],
    [
      'a switch nobody asked for',
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
      'APP_WRONG_PROTOCOL',
      'http_protocol_error',
    ],
  ])('says what the target did: %s', async (_what, answer, code, proxyError) => {
    const { port } = await openRaw(answer);
    const tunnel = await openTunnel();
    const text = await ask(tunnel.address.port, `GET http://127.0.0.1:${port}/ HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect(text).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n/);
    expect(text).toContain(`\r\nProxy-Status: aliproxy; error=${proxyError}; details=`);
    expect(text).toContain(`\r\nX-Aliproxy-Error: ${code}\r\n`);
    expect(text).toMatch(new RegExp(`\r\n\r\n${code}: .+\n$`));
    expect(tunnel.counts.failures).toEqual({ [code]: 1 });
  });

  it.each([
    ['GET http://127.0.0.1:1/ HTTP/1.1\r\nHost: x', 502, 'TARGET_REFUSED'],
    ['GET http://100.100.100.200/latest/meta-data/ HTTP/1.1\r\nHost: x', 403, 'DENIED'],
    [
      'GET http://127.0.0.1:1/ HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked',
      400,
      'BAD_REQUEST',
    ],
    ['GET / HTTP/1.1\r\nHost: x', 400, 'BAD_REQUEST'],
    ['GET https://a.test/ HTTP/1.1\r\nHost: x', 400, 'BAD_REQUEST'],
  ])('is answered: %s', async (head, status, code) => {
    const { address } = await openTunnel();
    const text = await ask(address.port, `${head}\r\n\r\n`);
    expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(text).toContain(`X-Aliproxy-Error: ${code}\r\n`);
  });

  it('is a loop when it comes back with our own name', async () => {
    const { host, seen } = await openSite();
    const { address } = await openTunnel();
    await ask(address.port, `GET http://${host}/ HTTP/1.1\r\nHost: x\r\n\r\n`);
    const via = seen[0]?.headers.find(([name]) => name === 'Via')?.[1];
    const text = await ask(
      address.port,
      `GET http://${host}/ HTTP/1.1\r\nHost: x\r\nVia: 1.0 a, ${via}\r\n\r\n`,
    );
    expect(text).toContain('X-Aliproxy-Error: PROXY_LOOP\r\n');
    expect(seen).toHaveLength(1);
  });

  it.each([
    ['idle', { idleTimeoutMs: 100 }, false],
    ['linger, the client having ended its side', { lingerMs: 100 }, true],
  ])('is answered when the target says nothing for the limit: %s', async (_what, limits, ends) => {
    const target = await openTarget((socket) => socket.resume());
    const tunnel = await openTunnel(limits);
    const client = new Client(tunnel.address.port).send(
      `GET http://${target.authority}/ HTTP/1.1\r\nHost: x\r\n\r\n`,
    );
    if (ends) client.socket.end();
    const text = await client.toEnd();
    expect(text).toMatch(/^HTTP\/1\.1 504 Gateway Timeout\r\n/);
    expect(text).toContain('\r\nProxy-Status: aliproxy; error=http_response_timeout; details=');
    expect(text).toContain('\r\nX-Aliproxy-Error: APP_TIMEOUT\r\n');
    await until(() => tunnel.counts.active === 0 && target.sockets[0]?.readableEnded === true);
    expect(tunnel.counts.failures).toEqual(ends ? {} : { APP_TIMEOUT: 1 });
  });

  it.each([
    ['broken', 'Transfer-Encoding: chunked\r\n\r\nzz\r\n', false],
    ['cut short', 'Content-Length: 10\r\n\r\nabc', true],
  ])('because its body is %s is answered, and not by the target', async (_what, rest, ends) => {
    const { host } = await openSite();
    const tunnel = await openTunnel();
    const client = new Client(tunnel.address.port).send(
      `POST http://${host}/ HTTP/1.1\r\nHost: x\r\n${rest}`,
    );
    if (ends) client.socket.end();
    const text = await client.toEnd();
    expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(text).toContain('X-Aliproxy-Error: BAD_REQUEST\r\n');
    expect(text).not.toContain('the page');
    await until(() => tunnel.counts.active === 0);
    expect(tunnel.counts.failures).toEqual({ BAD_REQUEST: 1 });
  });
});
