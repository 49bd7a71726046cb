import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { readBuffers } from '../../../src/lib/tunnel/relay/read-buffers.js';
import { Client, openTarget, openTunnel, pause, tunnelled, until } from './world.js';

function collect(socket: Socket): { text: string; ended: boolean } {
  const seen = { text: '', ended: false };
  socket.on('data', (bytes) => {
    seen.text += bytes.toString('latin1');
  });
  socket.on('end', () => {
    seen.ended = true;
  });
  return seen;
}

describe('half-closing', () => {
  it('lets the target answer after the client has ended', async () => {
    const target = await openTarget();
    const tunnel = await openTunnel();
    const client = await tunnelled(tunnel, target.authority);
    const socket = await target.next();
    const seen = collect(socket);
    client.socket.end('question');
    await until(() => seen.ended);
    expect(seen.text).toBe('question');
    await pause(50);
    expect(client.ended).toBe(false);
    socket.end('answer');
    await client.toEnd();
    expect(client.body).toBe('answer');
    await until(() => tunnel.counts.active === 0);
    expect(tunnel.counts.closed).toEqual({ client: 1 });
  });

  it('passes on an end that came together with the request', async () => {
    const target = await openTarget();
    const tunnel = await openTunnel();
    const client = new Client(tunnel.address.port);
    client.socket.end(`CONNECT ${target.authority} HTTP/1.1\r\n\r\n`);
    const socket = await target.next();
    const seen = collect(socket);
    await until(() => seen.ended);
    socket.end('answer');
    await client.toEnd();
    expect(client.body).toBe('answer');
    await until(() => tunnel.counts.active === 0);
  });

  it('lets the client go on after the target has ended', async () => {
    const target = await openTarget();
    const tunnel = await openTunnel();
    const client = await tunnelled(tunnel, target.authority);
    const socket = await target.next();
    const seen = collect(socket);
    socket.end('all I have');
    await client.toEnd();
    expect(client.body).toBe('all I have');
    client.send('more');
    await until(() => seen.text === 'more');
    client.socket.end();
    await until(() => seen.ended && tunnel.counts.active === 0);
    expect(tunnel.counts.closed).toEqual({ target: 1 });
  });

  it.each(['client', 'target'] as const)(
    'ends after the linger time when the %s never ends its side',
    async (which) => {
      const target = await openTarget();
      const tunnel = await openTunnel({ lingerMs: 200 });
      const client = await tunnelled(tunnel, target.authority);
      const socket = await target.next();
      socket.resume();
      const began = performance.now();
      (which === 'client' ? socket : client.socket).end();
      await until(() => tunnel.counts.active === 0);
      expect(performance.now() - began).toBeGreaterThan(150);
      await until(() => socket.destroyed || socket.readableEnded);
      expect(tunnel.counts.closed).toEqual({ linger: 1 });
    },
  );

  it('does not count the linger time while bytes still move', async () => {
    const target = await openTarget();
    const tunnel = await openTunnel({ lingerMs: 200 });
    const client = await tunnelled(tunnel, target.authority);
    const socket = await target.next();
    client.socket.end();
    for (let round = 0; round < 12; round++) {
      socket.write('.');
      await pause(50);
    }
    socket.end();
    await client.toEnd();
    expect(client.body).toBe('.'.repeat(12));
    expect(client.error).toBeNull();
  });

  it('delivers what the client had sent although the client is gone', async () => {
    const target = await openTarget((socket) => socket.pause());
    const tunnel = await openTunnel();
    const client = await tunnelled(tunnel, target.authority);
    const socket = await target.next();
    const payload = 'x'.repeat(1_000_000);
    client.socket.end(payload);
    await until(() => tunnel.counts.bytesUp === payload.length);
    await pause(50);
    client.socket.destroy();
    // The first write is answered by a reset, the second fails by it.
    for (let round = 0; round < 3; round++) {
      socket.write('nobody reads this');
      await pause(20);
    }
    const seen = collect(socket);
    socket.resume();
    await until(() => seen.ended);
    expect(seen.text.length).toBe(payload.length);
  });
});

describe('a side that fails', () => {
  it.each(['client', 'target'] as const)('resets the other: the %s', async (which) => {
    const target = await openTarget();
    const tunnel = await openTunnel();
    const client = await tunnelled(tunnel, target.authority);
    const socket = await target.next();
    socket.resume();
    const other = which === 'client' ? socket : client.socket;
    const failed = once(other, 'error');
    (which === 'client' ? client.socket : socket).resetAndDestroy();
    expect(await failed).toMatchObject([{ code: 'ECONNRESET' }]);
    await until(() => tunnel.counts.closed[`${which}-reset`] === 1);
  });

  it('leaves nothing behind after a thousand abrupt ends', async () => {
    const target = await openTarget((socket) => {
      socket.resume();
      socket.write('greeting');
    });
    const tunnel = await openTunnel({ lingerMs: 300 });
    for (let round = 0; round < 20; round++) {
      const batch = Array.from({ length: 50 }, (_, index) =>
        abrupt(tunnel.address.port, target.authority, index),
      );
      await Promise.all(batch);
    }
    await until(() => tunnel.counts.active === 0);
    await until(() => target.sockets.every((socket) => socket.destroyed || socket.readableEnded));
    expect(tunnel.counts.connections).toBe(1_000);
  });
});

/** Connects and goes away without a word, at one of four moments. */
function abrupt(port: number, authority: string, index: number): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.on('error', () => {});
    socket.on('close', () => resolve());
    socket.once('connect', () => {
      if (index % 4 === 0) {
        socket.resetAndDestroy();
        return;
      }
      socket.write(`CONNECT ${authority} HTTP/1.1\r\n\r\nhello`);
      if (index % 4 === 1) setImmediate(() => socket.resetAndDestroy());
      else socket.once('data', () => (index % 4 === 2 ? socket.destroy() : socket.resetAndDestroy()));
    });
  });
}

const megabyte = 1_000_000;

describe('many bytes', () => {
  it.each(['down', 'up'] as const)(
    'arrive unchanged and in order, %s, at a reader that stops and goes',
    async (way) => {
      const target = await openTarget();
      const tunnel = await openTunnel();
      const client = await tunnelled(tunnel, target.authority);
      const socket = await target.next();
      client.socket.removeAllListeners('data');
      const [from, to] = way === 'down' ? [socket, client.socket] : [client.socket, socket];
      const sent = createHash('sha1');
      const received = createHash('sha1');
      let count = 0;
      to.on('data', (bytes) => {
        received.update(bytes);
        count += bytes.length;
        if (count % 97 === 0) {
          to.pause();
          setTimeout(() => to.resume(), 1);
        }
      });
      const total = 200 * megabyte;
      const block = Buffer.alloc(megabyte);
      for (let offset = 0; offset < total; offset += megabyte) {
        for (let at = 0; at < megabyte; at += 1_000) block.writeUInt32LE(offset + at, at);
        const copy = Buffer.from(block);
        sent.update(copy);
        if (!from.write(copy)) await once(from, 'drain');
      }
      from.end();
      await once(to, 'end');
      expect(count).toBe(total);
      expect(received.digest('hex')).toBe(sent.digest('hex'));
      expect(way === 'down' ? tunnel.counts.bytesDown : tunnel.counts.bytesUp).toBe(total);
    },
    60_000,
  );

  it.each(['down', 'up'] as const)(
    'wait at their source while nobody reads, %s',
    async (way) => {
      const target = await openTarget((socket) => socket.pause());
      const tunnel = await openTunnel();
      const client = await tunnelled(tunnel, target.authority);
      const socket = await target.next();
      client.socket.pause();
      const from = way === 'down' ? socket : client.socket;
      const lentBefore = readBuffers.lent;
      const block = Buffer.alloc(megabyte);
      const moved = () => (way === 'down' ? tunnel.counts.bytesDown : tunnel.counts.bytesUp);
      for (let round = 0; round < 100; round++) from.write(block);
      let before = -1;
      while (before !== moved()) {
        before = moved();
        await pause(100);
      }
      // What the tunnel took lies in the two kernel buffers towards the reader, not in this process.
      expect(moved()).toBeLessThan(20 * megabyte);
      expect(from.writableLength).toBeGreaterThan(60 * megabyte);
      // Either way they are read into one of the buffers that are used again, not into a new one for each chunk.
      expect(readBuffers.lent).toBe(lentBefore + 1);
    },
    30_000,
  );
});

describe('an idle tunnel', () => {
  it('stays open without a limit', async () => {
    const target = await openTarget();
    const tunnel = await openTunnel({ lingerMs: 50 });
    const client = await tunnelled(tunnel, target.authority);
    await pause(300);
    (await target.next()).write('still here');
    await until(() => client.body === 'still here');
  });

  it('ends after the idle time, and a byte starts it anew', async () => {
    const target = await openTarget();
    const tunnel = await openTunnel({ idleTimeoutMs: 200 });
    const client = await tunnelled(tunnel, target.authority);
    const socket = await target.next();
    for (let round = 0; round < 8; round++) {
      socket.write('.');
      await pause(50);
    }
    expect(client.body).toBe('.'.repeat(8));
    await until(() => tunnel.counts.closed.idle === 1, 1_000);
    await until(() => client.socket.destroyed && socket.destroyed);
    expect([client.ended, client.error?.code, socket.readableEnded]).toEqual([false, 'ECONNRESET', false]);
  });
});
