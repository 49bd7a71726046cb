import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tunnel } from '../../../src/lib/tunnel/tunnel.js';
import { type Certificates, makeCertificates } from '../../helpers/certificates.js';
import { missing } from '../../helpers/programs.js';
import { upstream } from './upstreams/fake-proxy.js';
import { afterwards, openTarget, openTunnel, pause, until } from './world.js';

const megabyte = 1_000_000;

let certificates: Certificates;

/** A tunnel whose relay has another kind of end than two bare sockets, and how a client reaches it. */
interface Ends {
  readonly tunnel: Tunnel;
  /** Set up, and what resets it. */
  readonly client: Socket;
  readonly reset: () => void;
}

/** Waits for the answer to a CONNECT, which is all that comes until something is sent. */
async function ask(client: Socket, authority: string): Promise<void> {
  client.on('error', () => {});
  client.write(`CONNECT ${authority} HTTP/1.1\r\n\r\n`);
  const [answer] = await once(client, 'data');
  expect(answer.toString()).toContain(' 200 ');
  client.removeAllListeners('data');
  client.pause();
}

function bareClient(tunnel: Tunnel): Socket {
  const socket = connect({ port: tunnel.address.port, host: '127.0.0.1', allowHalfOpen: true });
  afterwards(() => socket.destroy());
  return socket;
}

function secureListener() {
  const { cert, key } = certificates.server;
  return openTunnel({
    lingerMs: 2_000,
    tls: { certificate: cert, key, clientCa: null, clientNames: [] },
  });
}

const kinds: Record<string, (authority: string) => Promise<Ends>> = {
  'a client that speaks TLS to the tunnel': async (authority) => {
    const tunnel = await secureListener();
    const raw = bareClient(tunnel);
    const client = connectTls({ socket: raw, ca: certificates.ca, servername: 'server.test' });
    client.allowHalfOpen = true;
    raw.on('error', () => {});
    await ask(client, authority);
    return { tunnel, client, reset: () => raw.resetAndDestroy() };
  },
  'a target behind an https proxy': async (authority) => {
    const { port } = (await secureListener()).address;
    const tunnel = await openTunnel({
      upstreams: [upstream(`https://127.0.0.1:${port}`)],
      upstreamCa: certificates.ca,
      lingerMs: 2_000,
    });
    const client = bareClient(tunnel);
    await ask(client, authority);
    return { tunnel, client, reset: () => client.resetAndDestroy() };
  },
  'a target behind an http proxy': async (authority) => {
    const { port } = (await openTunnel({ lingerMs: 2_000 })).address;
    const tunnel = await openTunnel({ upstreams: [upstream(`http://127.0.0.1:${port}`)], lingerMs: 2_000 });
    const client = bareClient(tunnel);
    await ask(client, authority);
    return { tunnel, client, reset: () => client.resetAndDestroy() };
  },
};

function collect(socket: Socket): { text: string; ended: boolean; failed: boolean } {
  const seen = { text: '', ended: false, failed: false };
  socket.on('data', (bytes) => {
    seen.text += bytes.toString('latin1');
  });
  socket.on('end', () => {
    seen.ended = true;
  });
  socket.on('error', () => {
    seen.failed = true;
  });
  socket.resume();
  return seen;
}

describe.skipIf(missing('openssl'))('a relay', () => {
  beforeAll(async () => {
    certificates = await makeCertificates();
  });
  afterAll(() => certificates.remove());

  describe.each(Object.entries(kinds))('with %s', (_, open) => {
    it('lets the target answer after the client has ended', async () => {
      const target = await openTarget();
      const { tunnel, client } = await open(target.authority);
      const socket = await target.next();
      const [atTarget, atClient] = [collect(socket), collect(client)];
      client.end('question');
      await until(() => atTarget.ended);
      expect(atTarget.text).toBe('question');
      await pause(50);
      expect(atClient.ended).toBe(false);
      socket.end('answer');
      await until(() => atClient.ended && tunnel.counts.active === 0);
      expect(atClient).toEqual({ text: 'answer', ended: true, failed: false });
      expect(tunnel.counts.closed).toEqual({ client: 1 });
    });

    it('lets the client go on after the target has ended', async () => {
      const target = await openTarget();
      const { tunnel, client } = await open(target.authority);
      const socket = await target.next();
      const [atTarget, atClient] = [collect(socket), collect(client)];
      socket.end('all I have');
      await until(() => atClient.ended);
      expect(atClient.text).toBe('all I have');
      client.end('more');
      await until(() => atTarget.ended && tunnel.counts.active === 0);
      expect(atTarget).toEqual({ text: 'more', ended: true, failed: false });
      expect(tunnel.counts.closed).toEqual({ target: 1 });
    });

    it.each(['client', 'target'] as const)('passes a reset on: of the %s', async (which) => {
      const target = await openTarget();
      const { tunnel, client, reset } = await open(target.authority);
      const socket = await target.next();
      const [other, seen] = which === 'client' ? [socket, collect(socket)] : [client, collect(client)];
      if (which === 'client') reset();
      else socket.resetAndDestroy();
      await until(() => other.destroyed && tunnel.counts.active === 0);
      // Never an orderly end: half an answer must not pass for a whole one.
      expect(seen).toMatchObject({ ended: false, failed: true });
      expect(tunnel.counts.closed).toEqual({ [`${which}-reset`]: 1 });
    });

    it.each(['down', 'up'] as const)('moves many bytes unchanged, %s', async (way) => {
      const total = 30 * megabyte;
      const target = await openTarget();
      const { tunnel, client } = await open(target.authority);
      const socket = await target.next();
      const [from, to] = way === 'down' ? [socket, client] : [client, socket];
      const sent = createHash('sha1');
      const received = createHash('sha1');
      let count = 0;
      to.on('data', (bytes) => {
        received.update(bytes);
        count += bytes.length;
        if (count % 7 > 0) return;
        to.pause();
        setTimeout(() => to.resume(), 1);
      });
      to.resume();
      for (let offset = 0; offset < total; offset += megabyte) {
        const block = Buffer.alloc(megabyte, createHash('sha1').update(String(offset)).digest());
        sent.update(block);
        if (!from.write(block)) await once(from, 'drain');
      }
      from.end();
      await once(to, 'end');
      expect(count).toBe(total);
      expect(received.digest('hex')).toBe(sent.digest('hex'));
      expect(way === 'down' ? tunnel.counts.bytesDown : tunnel.counts.bytesUp).toBe(total);
    });

    it.each(['down', 'up'] as const)('leaves bytes at their source while nobody reads, %s', async (way) => {
      const target = await openTarget((socket) => socket.pause());
      const { tunnel, client } = await open(target.authority);
      const socket = await target.next();
      const from = way === 'down' ? socket : client;
      const block = Buffer.alloc(megabyte);
      const moved = () => (way === 'down' ? tunnel.counts.bytesDown : tunnel.counts.bytesUp);
      for (let round = 0; round < 100; round++) from.write(block);
      let before = -1;
      while (before !== moved()) {
        before = moved();
        await pause(100);
      }
      // With a proxy behind the tunnel there are two more kernel buffers on the way, and those of the proxy.
      expect(moved()).toBeLessThan(40 * megabyte);
      expect(from.writableLength).toBeGreaterThan(40 * megabyte);
    });
  });
});

describe('tunnels at the same time', () => {
  it('keep their bytes apart where readers are slow', async () => {
    // Blocks of whole words; more tunnels than have a buffer of their own, and more bytes than the kernel keeps for each.
    const tunnels = 72;
    const blocks = 8;
    const blockBytes = 1_048_320;
    const target = await openTarget((socket) => {
      socket.once('data', (bytes) => {
        const block = Buffer.alloc(blockBytes, bytes);
        for (let round = 0; round < blocks; round++) socket.write(block);
        socket.end();
      });
    });
    const tunnel = await openTunnel();
    const words = Array.from({ length: tunnels }, (_, index) => String(index).padStart(4));
    const clients = await Promise.all(
      words.map(async (word) => {
        const client = bareClient(tunnel);
        await ask(client, target.authority);
        client.write(word);
        return { client, word };
      }),
    );
    // Until all that lies between them and the target is full.
    for (let before = -1; before !== tunnel.counts.bytesDown; await pause(200))
      before = tunnel.counts.bytesDown;
    const seen = await Promise.all(clients.map(({ client, word }) => readWords(client, word)));
    expect(seen).toEqual(words.map(() => ({ bytes: blocks * blockBytes, areOwn: true })));
  }, 30_000);
});

/** Reads to the end: how much there was, and whether it was the same word over and over. */
async function readWords(client: Socket, word: string): Promise<{ bytes: number; areOwn: boolean }> {
  const expected = Buffer.alloc(megabyte, word);
  let bytes = 0;
  let areOwn = true;
  client.on('data', (chunk: Buffer) => {
    const from = bytes % word.length;
    areOwn &&= chunk.equals(expected.subarray(from, from + chunk.length));
    bytes += chunk.length;
  });
  client.resume();
  await once(client, 'end');
  return { bytes, areOwn };
}
