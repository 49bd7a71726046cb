import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Session } from '../../../src/lib/tunnel/session.js';
import type { Strategy } from '../../../src/lib/tunnel/settings.js';
import type { Tunnel } from '../../../src/lib/tunnel/tunnel.js';
import { type Certificates, makeCertificates } from '../../helpers/certificates.js';
import { missing } from '../../helpers/programs.js';
import { randomNumbers } from '../../helpers/random-numbers.js';
import { type Behaviour, openFakeProxy, status, upstream } from './upstreams/fake-proxy.js';
import { afterwards, openTarget, openTunnel, pause, type Target, until } from './world.js';

/** One conversation: `up` bytes there, `down` bytes back, and who leaves how before that is over, if anybody. */
interface Talk {
  readonly protocol: 'connect' | 'socks5' | 'http' | 'forward';
  readonly up: number;
  readonly down: number;
  readonly leaves: 'nobody' | 'client' | 'target';
  readonly how: 'end' | 'reset';
  readonly afterMs: number;
}

const talks = 120;
const atOnce = 24;

/** Bytes that differ at every place and for every talk. */
function content(bytes: number, seed: number): Buffer {
  const made = Buffer.alloc(bytes);
  for (let index = 0; index < bytes; index++) made[index] = index * 31 + (index >> 8) * 7 + seed;
  return made;
}

function leave(socket: Socket, { how, afterMs }: Talk): void {
  setTimeout(() => {
    if (how === 'reset') socket.resetAndDestroy();
    else socket.destroy();
  }, afterMs);
}

/** Reads `NUMBER\n` (or a whole HTTP request for `/NUMBER`), then the talk's bytes, and answers with its own. */
function openPeer(all: readonly Talk[]): Promise<Target> {
  return openTarget((socket) => {
    let seen = Buffer.alloc(0);
    let isDone = false;
    socket.on('end', () => socket.end());
    socket.on('data', (bytes) => {
      seen = Buffer.concat([seen, bytes]);
      const text = seen.subarray(0, 2_048).toString('latin1');
      const [line = '', number] = /^(?:[A-Z]+ \/)?(\d+)(?: .*?\r\n\r\n|\n)/s.exec(text) ?? [];
      const talk = all[Number(number)];
      if (number === undefined || talk === undefined || isDone) return;
      if (talk.leaves === 'target') {
        isDone = true;
        leave(socket, talk);
        return;
      }
      const body = seen.subarray(line.length);
      if (body.length < talk.up) return;
      isDone = true;
      if (!body.equals(content(talk.up, Number(number)))) socket.write('HTTP/1.1 500 wrong\r\n\r\n');
      const head = talk.protocol === 'http' ? `HTTP/1.1 200 OK\r\nContent-Length: ${talk.down}\r\n\r\n` : '';
      socket.write(head);
      socket.end(content(talk.down, Number(number) + 1));
    });
  });
}

/** What the client says first, as one piece or with the answers of a SOCKS server between. */
async function say(socket: Socket, { protocol, up }: Talk, number: number, port: number): Promise<void> {
  const line = Buffer.from(`${number}\n`);
  const authority = `127.0.0.1:${port}`;
  const body = content(up, number);
  if (protocol === 'http') {
    const head = `POST http://${authority}/${number} HTTP/1.1\r\nHost: x\r\nContent-Length: ${up}\r\n\r\n`;
    socket.write(Buffer.concat([Buffer.from(head), body]));
    return;
  }
  const opening = {
    connect: Buffer.from(`CONNECT ${authority} HTTP/1.1\r\n\r\n`),
    socks5: Buffer.of(5, 1, 0, 5, 1, 0, 1, 127, 0, 0, 1, port >> 8, port & 0xff),
    forward: Buffer.alloc(0),
  }[protocol];
  socket.write(Buffer.concat([opening, line]));
  for (let at = 0; at < body.length && !socket.destroyed; at += 50_000) {
    socket.write(body.subarray(at, at + 50_000));
    await pause(0);
  }
}

const headBytes: Record<Talk['protocol'], (text: Buffer) => number> = {
  connect: (text) => text.indexOf('\r\n\r\n') + 4,
  http: (text) => text.indexOf('\r\n\r\n') + 4,
  socks5: () => 12,
  forward: () => 0,
};

/** Holds one talk; what was received behind the head, and whether it came to its end. */
async function hold(
  tunnel: Tunnel,
  talk: Talk,
  number: number,
  target: number,
): Promise<{ local: number; received: Buffer; isRefused: boolean }> {
  const [main, forward] = tunnel.listeners;
  const { port } = (talk.protocol === 'forward' ? forward : main)?.address ?? { port: 0 };
  const socket = connect({ port, host: '127.0.0.1' });
  const pieces: Buffer[] = [];
  const closed = new Promise((resolve) => socket.on('close', resolve));
  socket.on('error', () => {}).on('data', (bytes) => pieces.push(bytes));
  await new Promise((resolve) => socket.once('connect', resolve).once('close', resolve));
  const { localPort: local = 0 } = socket;
  if (talk.leaves === 'client') leave(socket, talk);
  await say(socket, talk, number, target);
  await closed;
  const all = Buffer.concat(pieces);
  const isRefused =
    /^HTTP\/1\.1 [45]/.test(all.toString('latin1', 0, 12)) ||
    (talk.protocol === 'socks5' && all[3] !== 0) ||
    all.length === 0;
  return { local, received: all.subarray(headBytes[talk.protocol](all)), isRefused };
}

describe.skipIf(missing('openssl'))('random traffic', () => {
  let certificates: Certificates;
  beforeAll(async () => {
    certificates = await makeCertificates();
  });
  afterAll(() => certificates.remove());

  it.each<[Strategy, number]>([
    ['least-connections', 1],
    ['round-robin', 2],
    ['destination-hash', 3],
  ])(
    'through upstreams good and bad is carried or refused whole, and leaves nothing: %s',
    async (strategy, seed) => {
      const random = randomNumbers(seed);
      const pick = <T>(choices: readonly T[]) => choices[Math.floor(random() * choices.length)] as T;
      const all = Array.from({ length: talks }, (): Talk => {
        return {
          protocol: pick(['connect', 'socks5', 'http', 'forward']),
          up: Math.floor(random() ** 3 * 300_000),
          down: Math.floor(random() ** 3 * 300_000),
          leaves: pick(['nobody', 'nobody', 'client', 'target']),
          how: pick(['end', 'reset']),
          afterMs: random() ** 2 * 60,
        };
      });
      const warnings: string[] = [];
      const onWarning = ({ name, message }: Error) => warnings.push(`${name}: ${message}`);
      process.on('warning', onWarning);
      afterwards(() => process.off('warning', onWarning));
      const target = await openPeer(all);
      const { cert: certificate, key } = certificates.server;
      const plain = await openTunnel();
      const secure = await openTunnel({ tls: { certificate, key, clientCa: null, clientNames: [] } });
      const bad = await openFakeProxy();
      const [accepted, dialled]: [Socket[], Socket[]] = [[], []];
      const tunnel = await openTunnel({
        ...{
          accepted,
          dialled,
          strategy,
          lingerMs: 1_500,
          idleTimeoutMs: 1_500,
          tunnelTimeoutMs: 300,
          upstreamCa: certificates.ca,
        },
        forwards: [
          {
            ...{ name: null, listen: { host: '127.0.0.1', port: 0 }, upstreams: null },
            target: { host: '127.0.0.1', port: target.port },
          },
        ],
        upstreams: [
          upstream(`http://127.0.0.1:${plain.address.port}`, { name: 'http' }),
          upstream(`https://127.0.0.1:${secure.address.port}`, { name: 'https' }),
          upstream(`socks5h://127.0.0.1:${plain.address.port}`, { name: 'socks' }),
          upstream(bad.url, { name: 'bad' }),
        ],
      });
      const life = new Map<number, string[]>();
      const sessions = new Map<number, Session>();
      const every: Session[] = [];
      const note = (what: string) => (session: Session) => {
        life.set(session.id, [...(life.get(session.id) ?? []), what]);
        sessions.set(session.client.port, session);
      };
      tunnel.ledger.observe({
        ...{
          opened: (session) => {
            every.push(session);
            note('opened')(session);
          },
          decided: note('decided'),
        },
        ...{ failed: note('failed'), finished: note('finished') },
      });

      const behaviours: readonly Behaviour[] = ['relay', 'close', 'reset', 'silent', status('503 No')];
      let next = 0;
      const wrong: string[] = [];
      const whole = async (number: number): Promise<void> => {
        const talk = all[number] as Talk;
        const { local, received, isRefused } = await hold(tunnel, talk, number, target.port);
        if (talk.leaves !== 'nobody') return;
        // With three good upstreams everything has a way; only plain HTTP that was sent is not sent again.
        const isRight = received.equals(content(talk.down, number + 1));
        if (!isRight && !(talk.protocol === 'http' && isRefused)) wrong.push(`${number}: ${received.length}`);
        const session = sessions.get(local);
        if (!isRight || talk.protocol === 'http' || session === undefined) return;
        await until(() => life.get(session.id)?.includes('finished') === true);
        const { bytesUp, bytesDown } = session;
        if (bytesUp !== talk.up + `${number}\n`.length || bytesDown !== talk.down)
          wrong.push(`${number}: counted ${bytesUp} and ${bytesDown}, not ${talk.up} and ${talk.down}`);
      };
      const talkOn = async () => {
        while (next < talks) {
          bad.behaviour = pick(behaviours);
          await whole(next++);
        }
      };
      await Promise.all(Array.from({ length: atOnce }, talkOn));
      await until(
        () => tunnel.counts.active === 0 && tunnel.upstreams.every(({ active }) => active === 0),
        8_000,
      );

      expect(wrong).toEqual([]);
      expect(warnings).toEqual([]);
      const { connections, bytesUp, bytesDown, closed } = tunnel.counts;
      expect(connections).toBe(life.size);
      const lives = new Set([...life.values()].map((steps) => steps.join(' ')));
      for (const steps of lives) expect(steps).toMatch(/^opened(?: decided)*(?: failed)? finished$/);
      const sum = (of: (session: Session) => number) => every.reduce((total, one) => total + of(one), 0);
      expect(sum((session) => session.bytesUp)).toBe(bytesUp);
      expect(sum((session) => session.bytesDown)).toBe(bytesDown);
      expect(Object.values(closed).reduce((total, count) => total + count, 0)).toBe(connections);
      await until(() => [...accepted, ...dialled].every(({ destroyed }) => destroyed));
      await until(() => plain.counts.active === 0 && secure.counts.active === 0, 8_000);
    },
    40_000,
  );
});
