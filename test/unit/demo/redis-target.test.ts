import type { AddressInfo, Server } from 'node:net';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRedisTarget } from '../../../src/lib/demo/redis-target.js';
import { loopbackNetwork } from '../../helpers/loopback-network.js';

let server: Server;
beforeAll(async () => {
  server = createRedisTarget(loopbackNetwork);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => void server.close());

/** Sends the pieces one by one and returns the answer once it has this many characters. */
function talk(pieces: string[], length: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString();
      if (answer.length >= length) socket.end(() => resolve(answer));
    });
    socket.on('error', reject);
    socket.setNoDelay(true);
    for (const piece of pieces) socket.write(piece);
  });
}

describe('the embedded Redis-speaking target', () => {
  it.each([
    [['*1\r\n$4\r\nPING\r\n'], '+PONG\r\n'],
    [['PING\r\n'], '+PONG\r\n'],
    [[...'*1\r\n$4\r\nping\r\n'], '+PONG\r\n'],
    [['PING\r\nPING\r\n'], '+PONG\r\n+PONG\r\n'],
    [['*2\r\n$3\r\nGET\r\n$1\r\na\r\n'], "-ERR unknown command 'GET'\r\n"],
  ])('answers %j', async (pieces, reply) => {
    expect(await talk(pieces, reply.length)).toBe(reply);
  });
});
