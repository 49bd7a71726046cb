import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { Client, openTarget, openTunnel, pause, until } from '../world.js';
import { ask, finished, get, openAnswer } from './http-world.js';

describe('an answer', () => {
  it.each([
    ['a length', 'Content-Length: 5\r\n\r\nhello', 'Content-Length: 5\r\n', 'hello'],
    [
      'chunks',
      'Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\n\r\n',
      'Transfer-Encoding: chunked\r\n',
      /^2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n$/,
    ],
    ['its end', '\r\nhello', 'Transfer-Encoding: chunked\r\n', /^5\r\nhello\r\n0\r\n\r\n$/],
  ])('whose body is told by %s is whole', async (_what, rest, header, body) => {
    const { target } = await openAnswer(`HTTP/1.1 200 OK\r\n${rest}`);
    const client = await ask(await openTunnel(), get(target.authority));
    expect(client.text).toContain(header);
    expect(client.body).toMatch(body);
    expect(client.error).toBeNull();
  });

  it.each([
    ['chunks', 'Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n', ''],
    ['a length', 'Content-Length: 5\r\n\r\nhello', 'Content-Length: 5\r\n'],
  ])('to a client of HTTP/1.0 has no chunks, told by %s', async (_what, rest, header) => {
    const { target, seen } = await openAnswer(`HTTP/1.1 200 OK\r\n${rest}`);
    const client = await ask(await openTunnel(), get(target.authority, '1.0'));
    expect(client.text).not.toContain('Transfer-Encoding');
    expect(client.text).toContain(header);
    expect(client.body).toBe('hello');
    expect(seen()).toMatch(/^GET \/ HTTP\/1\.1\r\n.*\r\nVia: 1\.0 aliproxy-/s);
  });

  it('to a client of HTTP/1.0 that is cut short is no whole one either', async () => {
    const { target } = await openAnswer('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhello');
    const client = await ask(await openTunnel(), get(target.authority, '1.0'));
    expect(client.error?.code).toBe('ECONNRESET');
  });

  it.each([
    ['HEAD', '200 OK', 'Content-Length: 5\r\n', 'Content-Length: 5\r\n'],
    ['HEAD', '200 OK', 'Transfer-Encoding: chunked\r\n', ''],
    ['GET', '204 No Content', '', ''],
    ['GET', '304 Not Modified', 'Content-Length: 5\r\nETag: "x"\r\n', 'Content-Length: 5\r\nETag: "x"\r\n'],
  ])('without a body has none: %s %s', async (method, status, headers, passed) => {
    const { target } = await openAnswer(`HTTP/1.1 ${status}\r\n${headers}\r\n`, { ends: false });
    const client = await ask(
      await openTunnel(),
      `${method} http://${target.authority}/ HTTP/1.1\r\nHost: x\r\n\r\n`,
    );
    expect(client.text).toMatch(
      new RegExp(`^HTTP/1\\.1 ${status}\r\n${passed}Via: 1\\.1 [^\r]+\r\nConnection: close\r\n\r\n$`),
    );
  });

  it('that is a no of ours has no body for a HEAD', async () => {
    const client = await ask(await openTunnel(), 'HEAD http://127.0.0.1:1/ HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(client.text).toMatch(/^HTTP\/1\.1 502 .*X-Aliproxy-Error: TARGET_REFUSED\r\n.*\r\n\r\n$/s);
  });

  it('brings its trailers along, but for those that would change its meaning', async () => {
    const { target } = await openAnswer(
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-Sum: 1\r\nSet-Cookie: a=b\r\nConnection: x\r\n\r\n',
    );
    const client = await ask(await openTunnel(), get(target.authority));
    expect(client.body).toBe('1\r\na\r\n0\r\nX-Sum: 1\r\n\r\n');
  });

  it('may be preceded by others', async () => {
    const hints = 'HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\nConnection: x\r\nContent-Length: 9\r\n\r\n';
    const answer = `${hints}HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\n\r\n`;
    const targets = [(await openAnswer(answer)).target, (await openAnswer(answer)).target] as const;
    const tunnel = await openTunnel();
    const { text } = await ask(tunnel, get(targets[0].authority));
    expect(text).toMatch(
      /^HTTP\/1\.1 103 Early Hints\r\nLink: <\/a\.css>\r\n\r\nHTTP\/1\.1 102 Processing\r\n\r\nHTTP\/1\.1 200 OK\r\n/,
    );
    expect((await ask(tunnel, get(targets[1].authority, '1.0'))).text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  });

  it('may be preceded by no more than some others', async () => {
    const { target } = await openAnswer(
      `${'HTTP/1.1 102 Processing\r\n\r\n'.repeat(1_000)}HTTP/1.1 200 OK\r\n\r\n`,
    );
    const { text } = await ask(await openTunnel(), get(target.authority));
    expect(text.match(/ 102 Processing/g)).toHaveLength(20);
    expect(text).toContain('HTTP/1.1 200 OK\r\n');
  });

  it('says which HTTP the target spoke', async () => {
    const { target } = await openAnswer('HTTP/1.0 200 OK\r\nVia: 1.1 before\r\n\r\n');
    const { text } = await ask(await openTunnel(), get(target.authority));
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\nVia: 1\.1 before\r\n.*Via: 1\.0 aliproxy-[0-9a-f]{8}\r\n/s);
  });

  it('may come before the request has ended', async () => {
    const { target } = await openAnswer('HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nno!', {
      ends: false,
    });
    const tunnel = await openTunnel();
    const sessions = finished(tunnel);
    const client = new Client(tunnel.address.port).send(
      `POST http://${target.authority}/ HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n`,
    );
    for (let round = 0; round < 50; round++) client.send(Buffer.alloc(10_000));
    expect(await client.toEnd()).toMatch(/^HTTP\/1\.1 413 Too Large\r\n.*\r\n\r\nno!$/s);
    expect(client.error).toBeNull();
    client.socket.destroy();
    await until(() => sessions.length === 1);
    expect(sessions[0]).toMatchObject({ status: 413, closeReason: 'done', code: null });
  });

  it('flows on while the client does not read, and is held back', async () => {
    const size = 64 * 1024 * 1024;
    let written = 0;
    const target = await openTarget((socket) =>
      socket.once('data', () => {
        socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`);
        const piece = Buffer.alloc(256 * 1024);
        const more = () => {
          while (written < size) {
            written += piece.length;
            if (!socket.write(piece)) return void socket.once('drain', more);
          }
        };
        more();
      }),
    );
    const tunnel = await openTunnel();
    const client = new Client(tunnel.address.port).send(get(target.authority));
    client.socket.pause();
    await until(() => written > 0);
    await pause(150);
    expect(written).toBeLessThan(size / 2);
    client.socket.removeAllListeners('data');
    let received = 0;
    client.socket.on('data', (bytes: Buffer) => {
      received += bytes.length;
    });
    client.socket.resume();
    await until(() => received > size, 10_000);
  });
});

describe('a request', () => {
  it('brings its trailers along', async () => {
    const { target, seen } = await openAnswer('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    await ask(
      await openTunnel(),
      `POST http://${target.authority}/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2;a="b"\r\nhe\r\n0\r\nX-Sum: 1\r\nHost: evil.test\r\n\r\n`,
    );
    expect(seen()).toMatch(/\r\n\r\n2\r\nhe\r\n0\r\nX-Sum: 1\r\n\r\n$/);
  });

  it.each([
    ['POST', '', 'Content-Length: 0\r\n'],
    ['PROPFIND', '', 'Content-Length: 0\r\n'],
    ['GET', '', ''],
    ['PUT', 'Content-Length: 000\r\n', 'Content-Length: 0\r\n'],
  ])('without a body says so where one is expected: %s %s', async (method, headers, expected) => {
    const { target, seen } = await openAnswer('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    await ask(
      await openTunnel(),
      `${method} http://${target.authority}/ HTTP/1.1\r\nHost: x\r\n${headers}\r\n`,
    );
    expect(seen()).toMatch(
      new RegExp(
        `^${method} / HTTP/1\\.1\r\nHost: ${target.authority}\r\n${expected}Via: 1\\.1 [^\r]+\r\nConnection: close\r\n\r\n$`,
      ),
    );
  });

  it('of HTTP/1.0 expects nothing', async () => {
    const { target, seen } = await openAnswer('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    await ask(
      await openTunnel(),
      `POST http://${target.authority}/ HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nhi`,
    );
    expect(seen()).not.toContain('Expect');
    expect(seen()).toMatch(/hi$/);
  });

  it.each([
    ['h2c', 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n'],
    ['h2c beside websocket', 'Connection: Upgrade\r\nUpgrade: websocket, h2c\r\nHTTP2-Settings: AA\r\n'],
    ['TLS', 'Connection: Upgrade\r\nUpgrade: TLS/1.0\r\n'],
    ['websocket without Connection', 'Upgrade: websocket\r\n'],
  ])('for an upgrade to %s is one like any other', async (_what, headers) => {
    const { target, seen } = await openAnswer('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    const { text } = await ask(
      await openTunnel(),
      `GET http://${target.authority}/ HTTP/1.1\r\nHost: x\r\n${headers}\r\n`,
    );
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(seen()).not.toMatch(/upgrade|http2-settings/i);
    expect(seen()).toContain('\r\nConnection: close\r\n');
  });

  it.each([
    [
      'of a traceparent',
      'traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      '0af7651916cd43dd8448eb211c80319c',
    ],
    ['of X-Request-ID', 'X-Request-ID: job-7 <b>', 'job-7b'],
    ['of our own', 'X-Other: 1', /^[0-9a-f]{32}$/],
  ])('has a trace id %s', async (_what, header, expected) => {
    const { target } = await openAnswer('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    const tunnel = await openTunnel();
    const sessions = finished(tunnel);
    await ask(tunnel, `GET http://${target.authority}/ HTTP/1.1\r\nHost: x\r\n${header}\r\n\r\n`);
    await ask(tunnel, `CONNECT 127.0.0.1:1 HTTP/1.1\r\n${header}\r\n\r\n`);
    await until(() => sessions.length === 2);
    for (const { traceId } of sessions) expect(traceId).toMatch(expected);
  });

  it('is counted while it goes on, both ways', async () => {
    const { target } = await openAnswer('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello', {
      ends: false,
    });
    const tunnel = await openTunnel();
    const client = new Client(tunnel.address.port).send(
      `POST http://${target.authority}/ HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabcd`,
    );
    await until(() => client.body === 'hello');
    const { bytesUp, bytesDown, active } = tunnel.counts;
    expect(active).toBe(1);
    expect(bytesUp).toBeGreaterThan(100);
    expect(bytesDown).toBe('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello'.length);
  });

  it.each<[string, string, (client: Client, target: Socket) => void]>([
    ['done', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello', (client) => client.socket.end()],
    ['client-reset', '', (client) => client.socket.resetAndDestroy()],
    ['target', '', (_client, target) => target.destroy()],
    ['target', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhel', (_client, target) => target.destroy()],
    ['idle', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhel', () => {}],
  ])('ends for a reason: %s', async (reason, answer, act) => {
    const { target } = await openAnswer(answer, { ends: false });
    const tunnel = await openTunnel({ idleTimeoutMs: 300 });
    const sessions = finished(tunnel);
    const client = new Client(tunnel.address.port).send(get(target.authority));
    const socket = await target.next();
    if (answer !== '') await until(() => client.text !== '');
    else await until(() => socket.bytesRead > 0);
    act(client, socket);
    await client.toEnd();
    client.socket.destroy();
    await until(() => sessions.length === 1);
    expect(sessions[0]?.closeReason).toBe(reason);
  });
});
