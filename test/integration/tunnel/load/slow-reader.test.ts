import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { Client, openTarget, pause, tunnelled } from '../world.js';
import { startTunnelProcess, whenEmpty } from './tunnel-process.js';

const mebibyte = 1_024 * 1_024;
const pendingBytes = 1_024 * mebibyte;
const watchMs = 2_000;
const growthBytes = 16 * mebibyte;

/** Has a GiB to send. It is the same MiB over and over, so that this process need not hold it. */
function pour(socket: Socket): void {
  const block = Buffer.alloc(mebibyte, 'x');
  for (let sent = 0; sent < pendingBytes; sent += block.length) socket.write(block);
}

/** Takes a little now and then; returns how to stop. */
function sip(socket: Socket): () => void {
  const timer = setInterval(() => {
    socket.resume();
    setTimeout(() => socket.pause(), 1);
  }, 40);
  return () => clearInterval(timer);
}

describe.skipIf(process.platform !== 'linux')('a reader that is slow', () => {
  it.each(['client', 'target'] as const)(
    'does not make the tunnel hold what is pending for it: the %s',
    async (reader) => {
      const target = await openTarget((socket) => socket.pause());
      const tunnel = await startTunnelProcess({ lingerMs: 300 });
      const address = { address: { host: '127.0.0.1', port: tunnel.port } };
      const client = await tunnelled(address, target.authority);
      const socket = await target.next();
      client.socket.removeAllListeners('data');
      client.socket.pause();
      const [from, to] = reader === 'client' ? [socket, client.socket] : [client.socket, socket];
      const before = await tunnel.collectedFacts();
      pour(from);
      const stop = sip(to.on('data', () => {}));
      let most = 0;
      for (const end = performance.now() + watchMs; performance.now() < end; await pause(50)) {
        const { residentBytes } = await tunnel.facts();
        most = Math.max(most, residentBytes);
      }
      expect(most - before.residentBytes).toBeLessThan(growthBytes);
      expect(from.writableLength).toBeGreaterThan(pendingBytes / 4);
      const { bytesUp, bytesDown } = (await tunnel.facts()).counts;
      expect(bytesUp + bytesDown).toBeGreaterThan(mebibyte);
      // Others are served meanwhile.
      const other = new Client(tunnel.port).send(`CONNECT ${target.authority} HTTP/1.1\r\n\r\n`);
      expect(await other.answer()).toBe('HTTP/1.1 200 Connection established');
      stop();
      client.socket.destroy();
      socket.destroy();
      other.socket.destroy();
      await whenEmpty(tunnel);
    },
    30_000,
  );
});
