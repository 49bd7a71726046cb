import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { Client, openTarget, openTunnel, pause, until } from '../world.js';

const refused =
  /^HTTP\/1\.1 400 Bad Request\r\n.*\r\nX-Aliproxy-Error: BAD_REQUEST\r\n.*\r\nConnection: close\r\n\r\n/s;

/** What is answered to bytes, to the end; and all that was dialled for them. */
async function say(bytes: string, names = {}): Promise<{ text: string; dialled: number; failures: object }> {
  const dialled: Socket[] = [];
  const tunnel = await openTunnel({ dialled, names });
  const client = new Client(tunnel.address.port).send(Buffer.from(bytes, 'latin1'));
  const text = await client.toEnd();
  client.socket.end();
  await until(() => tunnel.counts.active === 0);
  return { text, dialled: dialled.length, failures: tunnel.counts.failures };
}

describe('the target of a CONNECT', () => {
  it.each([
    '127.0.0.1',
    '127.0.0.1:',
    '127.0.0.1:0',
    '127.0.0.1:00',
    '127.0.0.1:080',
    '127.0.0.1:65536',
    '127.0.0.1:4294967376',
    '127.0.0.1:-1',
    '127.0.0.1:+80',
    '127.0.0.1:8o',
    '127.0.0.1:0x50',
    '127.0.0.1:80:80',
    '127.0.0.1:80/',
    ':80',
    '/',
    '*',
    'http://127.0.0.1:80/',
    '//127.0.0.1:80',
    'me@127.0.0.1:80',
    'me:pw@127.0.0.1:80',
    '127.1:80',
    '127.0.1:80',
    '2130706433:80',
    '0x7f000001:80',
    '0x7f.0.0.1:80',
    '0177.0.0.1:80',
    '127.0.0.01:80',
    '127.0.0.1.:80',
    '256.0.0.1:80',
    '1.2.3.4.5:80',
    '::1:80',
    '[::1:80',
    '::1]:80',
    '[::1]80',
    '[]:80',
    '[::1]:80x',
    '[[::1]]:80',
    '[127.0.0.1]:80',
    '[fe80::1%eth0]:80',
    '[fe80::1%25eth0]:80',
    '[::g]:80',
    '[1:2:3:4:5:6:7]:80',
    '-a.test:80',
    'a-.test:80',
    'a..test:80',
    '.a.test:80',
    'a.test..:80',
    'a b.test:80',
    'a%2etest:80',
    'a\\b.test:80',
    'a,b.test:80',
    'a;b:80',
    'a?b:80',
    'a#b:80',
    "a'b:80",
    'a*b:80',
    'a$b:80',
    `${'a'.repeat(64)}.test:80`,
    `${'a.'.repeat(127)}test:80`,
    'a\x7f.test:80',
    'b\xfccher.test:80',
    'a\0.test:80',
    'a\t.test:80',
  ])('may not be %j', async (target) => {
    const { text, dialled, failures } = await say(`CONNECT ${target} HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect(text).toMatch(refused);
    expect(dialled).toBe(0);
    expect(failures).toEqual({ BAD_REQUEST: 1 });
  });

  it('may be an address, an address in brackets, or a name', async () => {
    const target = await openTarget((socket) => socket.end('bye'));
    const here = [{ address: '127.0.0.1', family: 4 as const }];
    const name = `${'a'.repeat(63)}.${'b-c'.repeat(21)}._tcp.x1`;
    const hosts = ['127.0.0.1', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', 'a', 'A.test', 'a.test.', name];
    const names = Object.fromEntries(hosts.map((host) => [host, here]));
    for (const host of hosts) {
      const { text } = await say(`CONNECT ${host}:${target.port} HTTP/1.1\r\n\r\n`, names);
      expect(text, host).toBe('HTTP/1.1 200 Connection established\r\n\r\nbye');
    }
  });
});

describe('a request that could be read in two ways', () => {
  const next = 'GET http://127.0.0.1:1/smuggled HTTP/1.1\r\nHost: x\r\n\r\n';
  it.each([
    ['a length and chunks', 'Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nX'],
    ['chunks and a length', 'Transfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n0\r\n\r\nX'],
    ['two lengths', 'Content-Length: 0\r\nContent-Length: 44\r\n\r\n'],
    ['the same length twice', 'Content-Length: 0\r\nContent-Length: 0\r\n\r\n'],
    ['lengths in a list', 'Content-Length: 0, 44\r\n\r\n'],
    ['a length with a sign', 'Content-Length: +0\r\n\r\n'],
    ['a length below zero', 'Content-Length: -1\r\n\r\n'],
    ['a hexadecimal length', 'Content-Length: 0x10\r\n\r\n'],
    ['a length with a unit', 'Content-Length: 5 bytes\r\n\r\nhello'],
    ['a length without digits', 'Content-Length:\r\n\r\n'],
    ['a length no number holds', 'Content-Length: 99999999999999999999\r\n\r\n'],
    ['a blank before the colon', 'Content-Length : 5\r\n\r\nhello'],
    ['a tab before the colon', 'Transfer-Encoding\t: chunked\r\n\r\n0\r\n\r\n'],
    ['chunks twice', 'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['chunks in a list', 'Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n'],
    ['chunks before something else', 'Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n'],
    ['no chunks', 'Transfer-Encoding: identity\r\n\r\n'],
    ['chunks misspelt', 'Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n'],
    ['chunks in quotes', 'Transfer-Encoding: "chunked"\r\n\r\n0\r\n\r\n'],
    ['chunks behind a control character', 'Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n'],
    ['chunks with a parameter', 'Transfer-Encoding: chunked;q=1\r\n\r\n0\r\n\r\n'],
    ['chunks in a folded line', 'Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n'],
    ['a folded first line', ' X: y\r\n\r\n'],
    ['a bare LF', 'A: b\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['a bare CR', 'A: b\rTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['a NUL', 'A: b\0\r\n\r\n'],
    ['a NUL in a name', 'A\0: b\r\n\r\n'],
    ['a header without a name', ': b\r\n\r\n'],
    ['a header without a colon', 'Transfer-Encoding chunked\r\n\r\n'],
    ['a name beyond ASCII', 'Transf\xe9r-Encoding: chunked\r\n\r\n'],
    ['two hosts', 'Host: y\r\n\r\n'],
  ])('is refused, and what follows is dropped: %s', async (_what, rest) => {
    const { text, dialled, failures } = await say(
      `POST http://127.0.0.1:1/ HTTP/1.1\r\nHost: x\r\n${rest}${next}`,
    );
    expect(text).toMatch(refused);
    expect(text.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect({ dialled, failures }).toEqual({ dialled: 0, failures: { BAD_REQUEST: 1 } });
  });

  it.each([
    [
      'HTTP/1.0 with chunks',
      'POST http://127.0.0.1:1/ HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['HTTP/1.1 without a host', 'GET http://127.0.0.1:1/ HTTP/1.1\r\n\r\n'],
    ['an empty line first', '\r\nGET http://127.0.0.1:1/ HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['lines that end in LF', 'GET http://127.0.0.1:1/ HTTP/1.1\nHost: x\n\n\r\n\r\n'],
    ['two blanks', 'GET  http://127.0.0.1:1/ HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['a tab', 'GET\thttp://127.0.0.1:1/ HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['no version', 'GET http://127.0.0.1:1/\r\n\r\n'],
    ['another version', 'GET http://127.0.0.1:1/ HTTP/2.0\r\nHost: x\r\n\r\n'],
    ['HTTP/2 as it begins', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a method in lower case', 'connect 127.0.0.1:1 HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['a CONNECT in disguise', 'connect http://127.0.0.1:1/ HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['a CONNECT with a body', 'CONNECT 127.0.0.1:1 HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello'],
    ['a CONNECT with chunks', 'CONNECT 127.0.0.1:1 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  ])('is refused: %s', async (_what, request) => {
    const { text, dialled } = await say(request + next);
    expect(text).toMatch(refused);
    expect(text.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(dialled).toBe(0);
  });

  it.each([
    ['a size with a sign', '+5\r\nhello\r\n0\r\n\r\n'],
    ['a size with 0x', '0x5\r\nhello\r\n0\r\n\r\n'],
    ['a size with a blank', '5 \r\nhello\r\n0\r\n\r\n'],
    ['a size that wraps around', '100000000000000005\r\nhello\r\n0\r\n\r\n'],
    ['a LF behind the size', '5\nhello\r\n0\r\n\r\n'],
    ['a LF in an extension', '5;a\nhello\r\n0\r\n\r\n'],
    ['a CR in an extension', '5;a\rb\r\nhello\r\n0\r\n\r\n'],
    ['a chunk without an end', '5\r\nhello0\r\n\r\n'],
    ['a chunk with two more bytes', '5\r\nhelloxx0\r\n\r\n'],
    ['a folded trailer', '0\r\nA: b\r\n c\r\n\r\n'],
  ])('is cut off where its chunks are broken: %s', async (_what, body) => {
    const seen: string[] = [];
    const target = await openTarget((socket) => socket.on('data', (bytes) => seen.push(bytes.toString())));
    const { text } = await say(
      `POST http://${target.authority}/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${body}${next}`,
    );
    expect(text).toMatch(refused);
    await until(() => target.sockets.every((socket) => socket.readableEnded || socket.destroyed));
    expect(seen.join('')).not.toMatch(/0\r\n\r\n$|smuggled/);
  });

  it('has its chunks written anew', async () => {
    let seen = '';
    const target = await openTarget((socket) =>
      socket.on('data', (bytes) => {
        seen += bytes.toString();
        if (seen.endsWith('0\r\n\r\n')) socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
      }),
    );
    const { text } = await say(
      `POST http://${target.authority}/ HTTP/1.1\r\nHost: x\r\ntransfer-encoding: CHUNKED\r\n\r\n0005;a="b;c"\r\nhello\r\n00;last\r\n\r\n${next}`,
    );
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(seen).toMatch(/\r\nTransfer-Encoding: chunked\r\n.*\r\n\r\n5\r\nhello\r\n0\r\n\r\n$/s);
  });

  it.each([
    ['refused', 'CONNECT 127.0.0.1:1 HTTP/1.1\r\n\r\n', 'TARGET_REFUSED'],
    ['denied', 'CONNECT 100.100.100.200:80 HTTP/1.1\r\n\r\n', 'DENIED'],
  ])('is not read behind a CONNECT that was %s', async (_what, connect, code) => {
    const target = await openTarget();
    const { text } = await say(`${connect}GET http://${target.authority}/ HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect(text).toContain(`X-Aliproxy-Error: ${code}\r\n`);
    expect(text.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(target.sockets).toHaveLength(0);
  });
});

describe('a head', () => {
  const padded = (bytes: number) => {
    const begin = 'CONNECT 127.0.0.1:1 HTTP/1.1\r\nX: ';
    return `${begin}${'x'.repeat(bytes - begin.length - 4)}\r\n\r\n`;
  };

  it.each([
    [16 * 1024, 'TARGET_REFUSED'],
    [16 * 1024 + 1, 'BAD_REQUEST'],
  ])('of %i bytes leads to %s', async (bytes, code) => {
    expect((await say(padded(bytes))).text).toContain(`X-Aliproxy-Error: ${code}\r\n`);
  });

  it.each([
    [100, 'TARGET_REFUSED'],
    [101, 'BAD_REQUEST'],
  ])('of %i headers leads to %s', async (count, code) => {
    const head = `CONNECT 127.0.0.1:1 HTTP/1.1\r\n${'A: b\r\n'.repeat(count)}\r\n`;
    expect((await say(head)).text).toContain(`X-Aliproxy-Error: ${code}\r\n`);
  });
});

describe('a slow client', () => {
  it.each([
    ['sends a head', 'GET http://a.test/ HTTP/1.1\r\nHost: a.test\r\nX: ', /HEADER_TIMEOUT/],
    ['sends no more than a beginning', 'C', /HEADER_TIMEOUT/],
    ['negotiates', '\x05\xff', /^\x05\xff$/],
  ])('that %s byte by byte is ended in time', async (_what, bytes, answer) => {
    const tunnel = await openTunnel({ headerTimeoutMs: 250 });
    const client = new Client(tunnel.address.port);
    const began = performance.now();
    for (const byte of Buffer.from(bytes.padEnd(200, 'x'), 'latin1')) {
      if (client.ended) break;
      client.send(Uint8Array.of(byte));
      await pause(15);
    }
    expect(performance.now() - began).toBeLessThan(900);
    expect(await client.toEnd()).toMatch(answer);
    client.socket.end();
    await until(() => tunnel.counts.active === 0);
    expect(tunnel.counts.failures).toEqual({ HEADER_TIMEOUT: 1 });
  });

  it('that begins a TLS handshake is told at once, on a port without TLS', async () => {
    const tunnel = await openTunnel();
    const client = new Client(tunnel.address.port).send(Uint8Array.of(0x16));
    expect(await client.toEnd()).toMatch(refused);
  });

  it('does not keep the others waiting, even in numbers', async () => {
    const target = await openTarget((socket) => socket.end('bye'));
    const tunnel = await openTunnel({ headerTimeoutMs: 400 });
    const slow = Array.from({ length: 200 }, () => new Client(tunnel.address.port).send('GET http'));
    await until(() => tunnel.counts.active === 200);
    const client = new Client(tunnel.address.port).send(`CONNECT ${target.authority} HTTP/1.1\r\n\r\n`);
    expect(await client.toEnd()).toMatch(/bye$/);
    client.socket.end();
    await until(() => slow.every(({ ended }) => ended));
    for (const { socket } of slow) socket.end();
    await until(() => tunnel.counts.active === 0);
    expect(tunnel.counts.failures).toEqual({ HEADER_TIMEOUT: 200 });
  });
});
