import { describe, expect, it } from 'vitest';
import { openTarget, openTunnel, pause, tunnelled, until } from './world.js';

/** The kernel tells of both at once: last bytes, and a reset right behind them. */
const lastWords = 'last words';

describe('a side that says something and resets at once', () => {
  it('as a client is not waited for', async () => {
    const target = await openTarget();
    const tunnel = await openTunnel();
    for (let n = 1; n <= 20; n++) {
      const client = await tunnelled(tunnel, target.authority);
      const socket = await target.next();
      let received = '';
      socket.on('data', (bytes) => {
        received += bytes.toString('latin1');
      });
      client.socket.write(lastWords);
      client.socket.resetAndDestroy();
      await until(() => tunnel.counts.active === 0, 2_000);
      await pause(5);
      expect([lastWords, '']).toContain(received);
      expect(tunnel.counts.closed).toEqual({ 'client-reset': n });
    }
  });

  it('as a target is not waited for, and does not pass for one that has said all', async () => {
    const tunnel = await openTunnel();
    const target = await openTarget((socket) => {
      socket.once('data', () => {
        socket.write(lastWords);
        socket.resetAndDestroy();
      });
    });
    for (let n = 1; n <= 20; n++) {
      const client = await tunnelled(tunnel, target.authority);
      client.send('question');
      await until(() => tunnel.counts.active === 0, 2_000);
      expect(tunnel.counts.closed).toEqual({ 'target-reset': n });
    }
  });
});
