import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { readInto } from '../../../src/lib/host/node/read-into.js';

const closing: (() => void)[] = [];

afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** One connection to a server, as both see it. */
async function accepted(): Promise<{ server: Server; client: Socket; socket: Socket }> {
  const server = createServer({ allowHalfOpen: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const arriving = once(server, 'connection');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [socket] = await arriving;
  closing.push(() => {
    client.destroy();
    server.close();
  });
  return { server, client, socket };
}

/** Reads into one buffer; what has come into it, one text for each read. */
function reading() {
  const buffer = Buffer.alloc(64);
  const seen: string[] = [];
  const callback = (count: number, bytes: Uint8Array) =>
    bytes === buffer && seen.push(bytes.subarray(0, count).toString()) > 0;
  return { seen, onread: { buffer, callback } };
}

describe('a connection that was accepted', () => {
  it('is read into a buffer of ours by this Node, too, half-closed and closed like any other', async () => {
    const { server, client, socket } = await accepted();
    const { seen, onread } = reading();
    const taken = readInto(socket, onread);
    closing.push(() => taken.destroy());
    expect(taken).not.toBe(socket);
    expect([taken.remoteAddress, taken.remotePort]).toEqual(['127.0.0.1', client.localPort]);
    client.end('into it');
    await once(taken.resume(), 'end');
    expect(seen).toEqual(['into it']);
    let isServerClosed = false;
    server.close(() => {
      isServerClosed = true;
    });
    taken.write('still open');
    const [answer] = await once(client, 'data');
    expect(`${answer}`).toBe('still open');
    expect(isServerClosed).toBe(false);
    taken.end();
    await Promise.all([once(server, 'close'), once(taken, 'close')]);
  });

  it('stays as it is in a Node in which this was never tried', async () => {
    const { socket } = await accepted();
    expect(readInto(socket, reading().onread, '27.0.0')).toBe(socket);
    const taken = readInto(socket, reading().onread, '26.99.1');
    closing.push(() => taken.destroy());
    expect(taken).not.toBe(socket);
  });

  it('can be reset', async () => {
    const { client, socket } = await accepted();
    const taken = readInto(socket, reading().onread);
    taken.resetAndDestroy();
    const [error] = await once(client, 'error');
    expect(error).toMatchObject({ code: 'ECONNRESET' });
  });

  it('stays as it is where something was read already: nothing of that is lost', async () => {
    const { client, socket } = await accepted();
    client.write('early');
    await once(socket, 'readable');
    expect(readInto(socket, reading().onread)).toBe(socket);
    expect(`${socket.read()}`).toBe('early');
    socket.destroy();
  });

  it('stays as it is where it is closed, or was not accepted', async () => {
    const { client, socket } = await accepted();
    socket.destroy();
    expect(readInto(socket, reading().onread)).toBe(socket);
    expect(readInto(client, reading().onread)).toBe(client);
    const bare = new Socket();
    expect(readInto(bare, reading().onread)).toBe(bare);
  });
});
