import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { afterwards, Client, listening, openTarget, openTunnel, pause } from '../world.js';

describe('a large body', () => {
  const body = Buffer.alloc(20 * 1024 * 1024, 'abcdefghijklmnopqrstuvwxyz0123456789');
  const chunks = (size: number) => {
    const pieces: Buffer[] = [];
    for (let at = 0; at < body.length; at += size) {
      const piece = body.subarray(at, at + size);
      pieces.push(Buffer.from(`${piece.length.toString(16)};at=${at}\r\n`), piece, Buffer.from('\r\n'));
    }
    return Buffer.concat([...pieces, Buffer.from('0\r\n\r\n')]);
  };

  it.each<[string, string, Buffer]>([
    ['a length', `Content-Length: ${body.length}`, body],
    ['chunks', 'Transfer-Encoding: chunked', chunks(10_007)],
  ])('told by %s is the same on the other side, both ways', async (_what, header, sent) => {
    const server = createServer((req, res) => req.pipe(res));
    const port = await listening(server);
    afterwards(() => server.close());
    const tunnel = await openTunnel();
    const socket = connect({ port: tunnel.address.port, host: '127.0.0.1', allowHalfOpen: true });
    afterwards(() => socket.destroy());
    const pieces: Buffer[] = [];
    socket.on('data', (bytes) => pieces.push(bytes));
    socket.write(`POST http://127.0.0.1:${port}/ HTTP/1.1\r\nHost: x\r\n${header}\r\n\r\n`);
    socket.end(sent);
    await once(socket, 'end');
    const text = Buffer.concat(pieces);
    expect(unchunked(text.subarray(text.indexOf('\r\n\r\n') + 4)).equals(body)).toBe(true);
    expect(tunnel.counts.failures).toEqual({});
  });

  it('is not taken faster than the target takes it', async () => {
    const target = await openTarget((socket) => socket.pause());
    const tunnel = await openTunnel();
    const client = new Client(tunnel.address.port).send(
      `POST http://${target.authority}/ HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n`,
    );
    client.send(body);
    await target.next();
    await pause(200);
    expect(client.socket.writableLength).toBeGreaterThan(body.length / 4);
    expect(tunnel.counts.bytesUp).toBeLessThan(body.length / 2);
  });
});

/** The content of a chunked body, strictly. */
function unchunked(bytes: Buffer): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const line = bytes.indexOf('\r\n', at);
    const size = Number.parseInt(bytes.toString('latin1', at, line), 16);
    if (size === 0) return Buffer.concat(pieces);
    pieces.push(bytes.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
  throw new Error('no last chunk');
}
