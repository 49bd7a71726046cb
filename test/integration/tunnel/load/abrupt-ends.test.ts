import { connect, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { randomNumbers } from '../../../helpers/random-numbers.js';
import { openTarget, until } from '../world.js';
import { startTunnelProcess, whenEmpty } from './tunnel-process.js';

const mebibyte = 1_024 * 1_024;
const seed = 20_261_122;
const atOnce = 200;
const warmUp = 2_000;
const ends = 10_000;

type Goodbye = (socket: Socket) => void;

/** Every way to go but the polite one. */
const goodbyes: readonly Goodbye[] = [
  (socket) => socket.resetAndDestroy(),
  (socket) => socket.destroy(),
  (socket) => socket.end('last words', () => socket.resetAndDestroy()),
  (socket) => {
    socket.pause();
    socket.write(Buffer.alloc(300_000));
    setImmediate(() => socket.destroy());
  },
];

describe.skipIf(process.platform !== 'linux')('ten thousand abrupt ends', () => {
  it('at any moment, by either side or both, leave no descriptor, no session and no memory', async () => {
    const random = randomNumbers(seed);
    const pick = <T>(choices: readonly T[]) => choices[Math.floor(random() * choices.length)] as T;
    /** Goes within the next moments, mostly the very next, whatever is under way then. */
    const leave = (socket: Socket, mostMs: number) => {
      const goodbye = pick(goodbyes);
      setTimeout(() => socket.destroyed || goodbye(socket), random() ** 2 * mostMs);
    };
    const target = await openTarget((socket) => {
      socket.resume();
      if (random() < 0.3) socket.write(Buffer.alloc(Math.floor(random() * 200_000)));
      if (random() < 0.6) leave(socket, 20);
    });
    const tunnel = await startTunnelProcess({ lingerMs: 300, headerTimeoutMs: 2_000 });
    const visits = async (count: number) => {
      let left = count;
      const visitOn = async () => {
        while (left-- > 0) await abruptVisit(tunnel.port, target.authority, random, leave);
      };
      await Promise.all(Array.from({ length: atOnce }, visitOn));
      await whenEmpty(tunnel);
      for (const socket of target.sockets.splice(0)) socket.destroy();
    };
    const descriptors = tunnel.descriptors();
    await visits(warmUp);
    const before = await tunnel.collectedFacts();
    await visits(ends);
    const after = await tunnel.collectedFacts();
    // The system drops some that leave before they are accepted.
    expect(after.counts.connections - before.counts.connections).toBeGreaterThan(0.98 * ends);

    expect(after.counts.active).toBe(0);
    await until(() => tunnel.descriptors() === descriptors);
    // A leak of 500 bytes for each would show in the heap; pages that the allocators keep are allowed for in the other.
    expect(after.heapBytes - before.heapBytes).toBeLessThan(5 * mebibyte);
    expect(after.residentBytes - before.residentBytes).toBeLessThan(48 * mebibyte);
    // Not all of one kind: the moments are spread over the whole conversation.
    const { closed } = after.counts;
    for (const reason of ['client', 'target', 'client-reset', 'target-reset'])
      expect(closed[reason]).toBeGreaterThan(20);
  }, 90_000);
});

/** Connects, says some of what there is to say, and leaves, or waits until the target does; resolves when it is gone. */
function abruptVisit(
  port: number,
  authority: string,
  random: () => number,
  leave: (socket: Socket, mostMs: number) => void,
): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: random() < 0.5 });
    socket.on('error', () => {});
    socket.on('close', () => resolve());
    const request = `CONNECT ${authority} HTTP/1.1\r\n\r\n`;
    const stage = random();
    // A tenth each: not a word; half a request. The rest asks, and says something, too.
    if (stage >= 0.2) socket.write(request + 'x'.repeat(Math.floor(random() * 20_000)));
    else if (stage >= 0.1) socket.write(request.slice(0, Math.floor(random() * request.length)));
    if (random() < 0.7) socket.resume();
    socket.once('connect', () => leave(socket, 80));
  });
}
