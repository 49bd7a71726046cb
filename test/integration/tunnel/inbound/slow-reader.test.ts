import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { Client, openTarget, openTunnel, pause, until } from '../world.js';
import { get } from './http-world.js';

/** Smaller than what a stream takes before it says that it is full. */
const piece = Buffer.alloc(4 * 1024, '#');

/** A page that ends as soon as the end of it waits for the client in the tunnel, where the kernel takes no more. */
async function openPage(accepted: readonly Socket[]) {
  const page = { bytes: 0, authority: '' };
  const target = await openTarget(async (socket) => {
    await new Promise((resolve) => socket.once('data', resolve));
    socket.resume();
    socket.write('HTTP/1.0 200 OK\r\n\r\n');
    while (!accepted[0]?.writableLength && page.bytes < 256 * 1024 * 1024) {
      page.bytes += piece.length;
      await new Promise((resolve) => socket.write(piece, resolve));
      await new Promise((resolve) => setImmediate(resolve));
    }
    socket.end();
  });
  page.authority = target.authority;
  return page;
}

describe('a client that reads the end of an answer late', () => {
  it.each(['1.0', '1.1'])(
    'gets it, by HTTP/%s',
    async (version) => {
      const accepted: Socket[] = [];
      const page = await openPage(accepted);
      const tunnel = await openTunnel({ accepted });
      const client = new Client(tunnel.address.port).send(get(page.authority, version));
      client.socket.pause();
      await until(() => (accepted[0]?.writableLength ?? 0) > 0, 20_000);
      await pause(1_500);
      client.socket.resume();
      await until(() => client.ended || client.socket.destroyed, 10_000);
      expect(client.error).toBeNull();
      expect(client.text.match(/#/g)).toHaveLength(page.bytes);
      if (version === '1.1') expect(client.text.endsWith('\r\n0\r\n\r\n')).toBe(true);
      client.socket.end();
      await until(() => tunnel.counts.active === 0);
      expect(tunnel.counts.closed).toEqual({ done: 1 });
    },
    30_000,
  );

  it('is not waited for longer than the linger limit', async () => {
    const accepted: Socket[] = [];
    const page = await openPage(accepted);
    const tunnel = await openTunnel({ accepted, lingerMs: 400 });
    const client = new Client(tunnel.address.port).send(get(page.authority, '1.0'));
    client.socket.pause();
    await until(() => tunnel.counts.connections === 1 && tunnel.counts.active === 0, 20_000);
  }, 30_000);
});
