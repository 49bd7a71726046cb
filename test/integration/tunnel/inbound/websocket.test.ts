import { describe, expect, it } from 'vitest';
import { Client, openTarget, openTunnel, until } from '../world.js';
import { ask, finished, openAnswer } from './http-world.js';

describe('a websocket', () => {
  const asking = (authority: string, scheme = 'http') =>
    `GET ${scheme}://${authority}/chat HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nProxy-Authorization: Basic eDp5\r\n\r\n`;
  const switching =
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n';

  it.each(['http', 'ws'])('is opened by a switch, and is a tunnel from then on: %s', async (scheme) => {
    const { target, seen } = await openAnswer(`${switching}first`, { ends: false });
    const tunnel = await openTunnel();
    const sessions = finished(tunnel);
    const client = new Client(tunnel.address.port).send(asking(target.authority, scheme));
    await until(() => client.body === 'first');
    expect(client.text).toMatch(
      /^HTTP\/1\.1 101 Switching Protocols\r\nSec-WebSocket-Accept: [^\r]+\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nVia: [^\r]+\r\n\r\nfirst$/,
    );
    expect(seen()).toMatch(
      /^GET \/chat HTTP\/1\.1\r\nHost: [^\r]+\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: [^\r]+\r\nVia: [^\r]+\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n$/,
    );
    const socket = await target.next();
    client.send('up');
    await until(() => seen().endsWith('up'));
    socket.write('down');
    await until(() => client.body === 'firstdown');
    client.socket.end('last');
    await until(() => socket.readableEnded);
    expect(seen()).toMatch(/uplast$/);
    socket.end('bye');
    expect(await client.toEnd()).toMatch(/firstdownbye$/);
    await until(() => sessions.length === 1);
    expect(sessions[0]).toMatchObject({ status: 101, closeReason: 'client', code: null });
    // The request and the answer that opened it count as well, and nothing counts twice.
    expect(sessions[0]).toMatchObject({
      bytesUp: seen().length,
      bytesDown: `${switching}firstdownbye`.length,
    });
  });

  it('gives the target what the client did not wait with, after the switch', async () => {
    const { target, seen } = await openAnswer(switching, { ends: false });
    const tunnel = await openTunnel();
    new Client(tunnel.address.port).send(`${asking(target.authority)}early`);
    await until(() => seen().endsWith('\r\n\r\nearly'));
  });

  it('that is refused is answered, and what follows is dropped', async () => {
    const { target, seen } = await openAnswer('HTTP/1.1 426 No\r\nContent-Length: 2\r\n\r\nno', {
      ends: false,
    });
    const tunnel = await openTunnel();
    const { text } = await ask(tunnel, `${asking(target.authority)}GET /smuggled HTTP/1.1\r\n\r\n`);
    expect(text).toMatch(/^HTTP\/1\.1 426 No\r\nContent-Length: 2\r\n.*Connection: close\r\n\r\nno$/s);
    await until(() => tunnel.counts.active === 0);
    expect(seen()).not.toContain('smuggled');
  });

  it.each([
    [
      'another protocol',
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n',
      'APP_WRONG_PROTOCOL',
    ],
    ['the end', '', 'TARGET_CLOSED'],
  ])('that is answered by %s is none', async (_what, answer, code) => {
    const { target } = await openAnswer(answer);
    const { text } = await ask(await openTunnel(), asking(target.authority));
    expect(text).toContain(`X-Aliproxy-Error: ${code}\r\n`);
  });

  it.each([
    ['ends', (client: Client) => client.socket.destroy()],
    ['resets', (client: Client) => client.socket.resetAndDestroy()],
  ])('is given up when the client %s before the answer', async (_what, leave) => {
    const target = await openTarget((socket) => socket.resume());
    const tunnel = await openTunnel({ lingerMs: 100 });
    const client = new Client(tunnel.address.port).send(asking(target.authority));
    const socket = await target.next();
    leave(client);
    await until(() => tunnel.counts.active === 0 && (socket.readableEnded || socket.destroyed));
    expect(tunnel.counts.failures).toEqual({});
  });
});
