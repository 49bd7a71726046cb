import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { afterwards, openTarget, until } from '../world.js';
import { startTunnelProcess, whenEmpty } from './tunnel-process.js';

const tunnels = 2_000;
const opening = 100;
const contentBytes = 40_000;

/** Content that no other tunnel has. */
function contentOf(index: number): Buffer {
  const seed = createHash('sha256').update(String(index)).digest();
  return Buffer.alloc(contentBytes, seed);
}

async function open(port: number, authority: string): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  afterwards(() => socket.destroy());
  socket.write(`CONNECT ${authority} HTTP/1.1\r\n\r\n`);
  const [answer] = await once(socket, 'data');
  expect(answer.toString()).toBe('HTTP/1.1 200 Connection established\r\n\r\n');
  return socket;
}

/** Sends the content, ends, and gathers what comes back. */
async function exchange(socket: Socket, content: Buffer): Promise<Buffer> {
  const received: Buffer[] = [];
  socket.on('data', (bytes: Buffer) => received.push(bytes));
  socket.end(content);
  await once(socket, 'end');
  return Buffer.concat(received);
}

describe.skipIf(process.platform !== 'linux')('two thousand tunnels at the same time', () => {
  it('each bring back their own bytes and nothing else, and leave nothing behind', async () => {
    const target = await openTarget((socket) => socket.pipe(socket));
    const tunnel = await startTunnelProcess();
    const descriptors = tunnel.descriptors();
    const sockets: Socket[] = [];
    while (sockets.length < tunnels) {
      const batch = Array.from({ length: opening }, () => open(tunnel.port, target.authority));
      sockets.push(...(await Promise.all(batch)));
    }
    expect((await tunnel.facts()).counts.active).toBe(tunnels);
    expect(tunnel.descriptors()).toBe(descriptors + 2 * tunnels);
    const wrong = await Promise.all(
      sockets.map(async (socket, index) => {
        const content = contentOf(index);
        return content.equals(await exchange(socket, content)) ? 0 : 1;
      }),
    );
    expect(wrong.filter(Boolean)).toHaveLength(0);
    const { counts } = await whenEmpty(tunnel);
    expect(counts).toMatchObject({
      connections: tunnels,
      bytesUp: tunnels * contentBytes,
      bytesDown: tunnels * contentBytes,
      failures: {},
      closed: { client: tunnels },
    });
    await until(() => tunnel.descriptors() === descriptors);
  }, 60_000);
});
