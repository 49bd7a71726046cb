import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { askForTunnel } from '../../../src/lib/proxy/way/http-connect.js';
import { fakeProxy, keepingFakes } from '../probe/world.js';

describe('a proxy’s refusal of a tunnel', () => {
  const keep = keepingFakes();

  async function ask(head: string, ...pieces: readonly string[]) {
    const { port } = keep(
      await fakeProxy(`HTTP/1.1 407 Who\r\n${head}\r\n\r\n`, async (socket) => {
        for (const piece of pieces) {
          await setTimeout(20);
          socket.write(piece);
        }
      }),
    );
    const socket = connect({ host: '127.0.0.1', port }).on('error', () => {});
    onTestFinished(() => void socket.destroy());
    await once(socket, 'connect');
    const request = { target: { host: 'target.test', port: 443 }, authorization: null, timeoutMs: 2_000 };
    const { reply, reusable } = await askForTunnel(socket, request);
    // What still comes would be taken for the next answer.
    await setTimeout(60);
    return { bodyLine: reply.bodyLine, reusable, unread: socket.readableLength };
  }

  const chunked = 'Transfer-Encoding: chunked';

  it('is read to its end where a chunk holds what looks like the end', async () => {
    const answer = await ask(chunked, '14\r\nWho are you?\r\n0\r\n\r\n', '!\r\n0\r\n\r\n');
    expect(answer).toEqual({ bodyLine: 'Who are you?', reusable: true, unread: 0 });
  });

  it.each([
    { name: 'a whole body', head: 'Content-Length: 3', pieces: ['Who'], reusable: true },
    { name: 'no body', head: 'Content-Length: 0', pieces: [], reusable: true },
    {
      name: 'chunks with trailers',
      head: chunked,
      pieces: ['3\r\nWho\r\n0\r\nA: b\r\n\r\n'],
      reusable: true,
    },
    { name: 'more than its length', head: 'Content-Length: 3', pieces: ['Who are you?'], reusable: false },
    { name: 'less than its length', head: 'Content-Length: 30', pieces: ['Who'], reusable: false },
    { name: 'no length', head: 'Server: x', pieces: ['Who'], reusable: false },
    { name: 'a length that is none', head: 'Content-Length: x', pieces: ['Who'], reusable: false },
    { name: 'an end', head: 'Content-Length: 3\r\nConnection: close', pieces: ['Who'], reusable: false },
  ])('leaves a connection to ask again on, or not: $name', async ({ head, pieces, reusable }) => {
    expect(await ask(head, ...pieces)).toMatchObject({ reusable });
  });
});
