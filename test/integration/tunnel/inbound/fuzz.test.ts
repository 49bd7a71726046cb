import { randomInt } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { parseProxyUrl } from '../../../../src/lib/proxy/proxy-url.js';
import type { AccessSettings } from '../../../../src/lib/tunnel/access/access-settings.js';
import { direct, type UpstreamSetting } from '../../../../src/lib/tunnel/settings.js';
import type { Tunnel } from '../../../../src/lib/tunnel/tunnel.js';
import { makeCertificates } from '../../../helpers/certificates.js';
import { missing } from '../../../helpers/programs.js';
import { afterwards, Client, openTarget, openTunnel, type TunnelWish, until } from '../world.js';

function upstream(url: string): UpstreamSetting {
  const read = parseProxyUrl(url);
  if (!read.ok) throw new Error(read.problem);
  return { ...direct, name: url, proxy: read.proxy };
}

/** Numbers from 0 to below the limit, the same for the same seed (mulberry32). */
type Dice = (limit: number) => number;

function diceOf(seed: number): Dice {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

function pick<T>(dice: Dice, choices: readonly T[]): T {
  return choices[dice(choices.length)] as T;
}

/** Bytes that parsers stumble over. */
const awkward = [
  '\r\n',
  '\n',
  '\r',
  '\0',
  ' ',
  '\t',
  ':',
  ';',
  ',',
  '\x7f',
  '\xff',
  '\x05',
  '\x16\x03',
  '0',
  'chunked',
  '\r\n\r\n',
];

function mutate(dice: Dice, bytes: Buffer, others: readonly Buffer[]): Buffer {
  const at = dice(bytes.length + 1);
  const to = Math.min(bytes.length, at + dice(12));
  const around = (middle: Uint8Array) => Buffer.concat([bytes.subarray(0, at), middle, bytes.subarray(to)]);
  switch (dice(7)) {
    case 0:
      return around(Buffer.from([dice(256)]));
    case 1:
      return around(Buffer.alloc(0));
    case 2:
      return Buffer.concat([bytes.subarray(0, to), bytes.subarray(at)]);
    case 3:
      return around(Buffer.from(pick(dice, awkward), 'latin1'));
    case 4:
      return bytes.subarray(0, at);
    case 5: {
      const other = pick(dice, others);
      return Buffer.concat([bytes.subarray(0, at), other.subarray(dice(other.length + 1))]);
    }
    default: {
      const flipped = Buffer.from(bytes);
      if (at < flipped.length) flipped[at] = (flipped[at] as number) ^ (1 << dice(8));
      return flipped;
    }
  }
}

/** A valid opening as it is, bent a little or much, or nothing but noise. */
function openingOf(dice: Dice, valid: readonly Buffer[]): Buffer {
  if (dice(10) === 0) return Buffer.from(Array.from({ length: dice(400) }, () => dice(256)));
  let bytes = pick(dice, valid);
  for (let round = dice(5); round > 0; round--) bytes = mutate(dice, bytes, valid);
  return bytes;
}

const answers = [
  'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX: y\r\n\r\n',
  'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n',
  'HTTP/1.0 200 OK\r\n\r\nhello',
  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nframe',
].map((text) => Buffer.from(text));

/** A target whose answers are bent as well. */
function openOddTarget(dice: Dice) {
  return openTarget((socket) => {
    socket.once('data', () => socket.end(openingOf(dice, answers)));
    socket.on('end', () => socket.end());
    socket.resume();
  });
}

function clientHello(): Promise<Buffer> {
  return new Promise((resolve) => {
    const wire = new Duplex({ read: () => {}, write: (chunk) => resolve(chunk) });
    const client = connectTls({ socket: wire, servername: 'a.test' });
    client.on('error', () => {});
    afterwards(() => client.destroy());
  });
}

async function validOpenings(port: number): Promise<Buffer[]> {
  const place = `127.0.0.1:${port}`;
  const ports = [port >> 8, port & 0xff];
  const name = Buffer.from('site.test');
  return [
    `CONNECT ${place} HTTP/1.1\r\nHost: ${place}\r\nUser-Agent: x\r\n\r\nearly`,
    `CONNECT site.test:${port} HTTP/1.0\r\nProxy-Authorization: Basic bWU6cHc=\r\n\r\n`,
    `GET http://${place}/a?b HTTP/1.1\r\nHost: ${place}\r\nAccept: */*\r\nVia: 1.1 x\r\n\r\n`,
    `POST http://site.test:${port}/ HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello`,
    `PUT http://${place}/ HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nX: y\r\n\r\n`,
    `GET ws://${place}/ HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nframe`,
    Buffer.from([5, 2, 0, 2, 5, 1, 0, 1, 127, 0, 0, 1, ...ports, 104, 105]),
    Buffer.from([5, 1, 2, 1, 2, 109, 101, 2, 112, 119, 5, 1, 0, 3, name.length, ...name, ...ports]),
    Buffer.from([5, 1, 0, 5, 1, 0, 4, ...Array(10).fill(0), 255, 255, 127, 0, 0, 1, ...ports]),
    Buffer.from([4, 1, ...ports, 127, 0, 0, 1, 0]),
    await clientHello(),
  ].map((bytes) => Buffer.from(bytes as string, 'latin1'));
}

/** Nothing but the target's own port may be dialled, whatever a bent request says. */
function onlyTo(port: number): AccessSettings {
  const subnet = { address: '127.0.0.0', prefix: 8 };
  const rule = { text: 'the target', subnet, host: null, ports: { from: port, to: port } };
  return { allow: [rule], deny: [], allowFrom: [], users: [] };
}

/** No name leaves this machine: all but one are unknown. */
const names = new Proxy<NonNullable<TunnelWish['names']>>(
  {},
  { get: (_, host) => (host === 'site.test' ? [{ address: '127.0.0.1', family: 4 }] : []) },
);

/** Says one opening, in pieces, and ends in one way or another; resolves with the answer once it is over. */
function converse(dice: Dice, port: number, opening: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const manner = dice(8);
    const cuts = dice(3) === 0 ? Array.from({ length: dice(6) }, () => dice(opening.length + 1)) : [];
    const limit = setTimeout(() => {
      socket.destroy();
      reject(new Error('the connection hangs'));
    }, 10_000);
    socket.on('data', (bytes) => pieces.push(bytes));
    socket.on('end', () => socket.end());
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(limit);
      resolve(Buffer.concat(pieces));
    });
    send(socket, opening, cuts).then(() => {
      if (manner === 0) socket.resetAndDestroy();
      else if (manner < 6) socket.end();
    });
  });
}

async function send(socket: Socket, bytes: Buffer, cuts: readonly number[]): Promise<void> {
  socket.setNoDelay(true);
  const places = [0, ...cuts, bytes.length].sort((a, b) => a - b);
  for (const [index, to] of places.entries()) {
    if (index > 0) socket.write(bytes.subarray(places[index - 1], to));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const interim = /^(?:HTTP\/1\.1 1(?!01)\d\d [^\r\n]*\r\n(?:[^\r\n]+\r\n)*\r\n)+/;
const refusal =
  /^HTTP\/1\.1 [45].*?\r\nX-Aliproxy-Error: (\w+)\r\n.*?\r\nConnection: close\r\n\r\n(?:\1: [^\n]+\n)?$/s;

/** What a client of a port without TLS may see: HTTP, SOCKS, or nothing. */
function isProper(answer: Buffer): boolean {
  const text = answer.toString('latin1').replace(interim, '');
  if (/^HTTP\/1\.1 [1-9]\d\d [\t\x20-\x7e\x80-\xff]*\r\n/.test(text)) {
    return !text.includes('X-Aliproxy-Error') || (refusal.test(text) && !text.includes('INTERNAL'));
  }
  return text === '' || text[0] === '\x05' || text === '\x00\x5b\x00\x00\x00\x00\x00\x00';
}

const atOnce = 50;
/** Of one test, however slow the machine. */
const limitMs = 6_000;

/** Lets so many odd clients loose on a tunnel, or fewer in the time; what was not proper, with what led to it. */
async function fuzz(tunnel: Tunnel, dice: Dice, rounds: number, valid: readonly Buffer[]): Promise<string[]> {
  const odd: string[] = [];
  const end = performance.now() + limitMs;
  let left = rounds;
  const one = async () => {
    while (left-- > 0 && performance.now() < end) {
      const opening = openingOf(dice, valid);
      const answer = await converse(dice, tunnel.address.port, opening).catch((error: Error) => error);
      if (answer instanceof Error)
        odd.push(`${JSON.stringify(opening.toString('latin1'))}: ${answer.message}`);
      else if (!isProper(answer)) {
        odd.push(
          `${JSON.stringify(opening.toString('latin1'))}: ${JSON.stringify(answer.toString('latin1'))}`,
        );
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  return odd;
}

async function stillServes(tunnel: Tunnel): Promise<void> {
  await until(() => tunnel.counts.active === 0);
  expect(tunnel.counts.failures).not.toHaveProperty('INTERNAL');
}

describe('whatever clients and targets say', () => {
  it.each([
    ['of a fixed seed', 20_260_501, 4_000],
    ['of a seed of today', randomInt(2 ** 31), 2_000],
  ])(
    'they get a proper answer or a clean end: %s',
    async (_what, seed, rounds) => {
      const dice = diceOf(seed);
      const target = await openOddTarget(dice);
      const tunnel = await openTunnel({
        ...{ names, access: onlyTo(target.port) },
        ...{ headerTimeoutMs: 300, idleTimeoutMs: 300, lingerMs: 300 },
      });
      const odd = await fuzz(tunnel, dice, rounds, await validOpenings(target.port));
      expect({ seed, odd }).toEqual({ seed, odd: [] });
      expect(tunnel.counts.connections).toBeGreaterThan(rounds / 10);
      await stillServes(tunnel);
      expect(target.sockets.length).toBeGreaterThan(tunnel.counts.connections / 20);
      const good = new Client(tunnel.address.port).send(`CONNECT ${target.authority} HTTP/1.1\r\n\r\n`);
      expect(await good.answer()).toBe('HTTP/1.1 200 Connection established');
    },
    60_000,
  );

  it('they get a proper answer or a clean end through proxies that say odd things', async () => {
    const dice = diceOf(11);
    const proxy = await openOddTarget(dice);
    const upstreams = ['http', 'socks5h'].map((scheme) => upstream(`${scheme}://127.0.0.1:${proxy.port}`));
    const tunnel = await openTunnel({
      ...{ names, upstreams, headerTimeoutMs: 300, idleTimeoutMs: 300, lingerMs: 300 },
      ...{ health: { intervalMs: 100, timeoutMs: 100, canary: null }, tunnelTimeoutMs: 300 },
    });
    const odd = await fuzz(tunnel, dice, 1_000, await validOpenings(1));
    expect(odd).toEqual([]);
    await stillServes(tunnel);
    expect(proxy.sockets.length).toBeGreaterThan(50);
  }, 60_000);

  it.skipIf(missing('openssl'))(
    'they get a clean end on a port with TLS',
    async () => {
      const certificates = await makeCertificates();
      afterwards(() => certificates.remove());
      const dice = diceOf(7);
      const target = await openOddTarget(dice);
      const { cert: certificate, key } = certificates.server;
      const tunnel = await openTunnel({
        ...{ names, access: onlyTo(target.port), headerTimeoutMs: 300 },
        tls: { certificate, key, clientCa: null, clientNames: [] },
      });
      const hello = await clientHello();
      const valid = [hello, hello, hello, ...(await validOpenings(target.port))];
      const hung = (await fuzz(tunnel, dice, 500, valid)).filter((line) => line.includes('hangs'));
      expect(hung).toEqual([]);
      await stillServes(tunnel);
      expect(target.sockets).toHaveLength(0);
    },
    60_000,
  );
});
