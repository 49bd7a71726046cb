import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { ForwardSetting } from '../../../../src/lib/tunnel/settings.js';
import { listenSilently } from '../../../helpers/silent-listener.js';
import { afterwards, Client, openTarget, openTunnel, type TunnelWish, until } from '../world.js';

/** A tunnel that is nothing but a local port that leads to a target; and its port. */
async function openPort(target: ForwardSetting['target'], wish: TunnelWish = {}) {
  const forward = { name: null, listen: { host: '127.0.0.1', port: 0 }, target, upstreams: null };
  const tunnel = await openTunnel({ listen: [], forwards: [forward], ...wish });
  return { tunnel, port: tunnel.listeners[0]?.address.port ?? 0 };
}

const local = (port: number) => ({ host: '127.0.0.1', port });

describe('a local port', () => {
  it('leads to its target, in both directions', async () => {
    const target = await openTarget((socket) => socket.on('data', (bytes) => socket.write(`<${bytes}>`)));
    const { tunnel, port } = await openPort(local(target.port));
    const client = new Client(port).send('PING\r\n');
    await until(() => client.text === '<PING\r\n>');
    expect(tunnel.counts).toMatchObject({ active: 1, bytesUp: 6, bytesDown: 8, failures: {} });
  });

  it('delivers the greeting of a target that speaks first to a client that says nothing', async () => {
    const target = await openTarget((socket) => socket.write('\x0a8.0.0\0'));
    const { port } = await openPort(local(target.port));
    for (let round = 0; round < 20; round++) {
      const client = new Client(port);
      await until(() => client.text === '\x0a8.0.0\0');
    }
  });

  it('reaches a name', async () => {
    const target = await openTarget((socket) => socket.end('bye'));
    const { port } = await openPort(
      { host: 'redis.test', port: target.port },
      { names: { 'redis.test': [{ address: '127.0.0.1', family: 4 }] } },
    );
    expect(await new Client(port).toEnd()).toBe('bye');
  });

  it('keeps what the client has said before the target is there', async () => {
    const early = Buffer.alloc(500_000, 'abcdefghijklm');
    const target = await openTarget();
    const { port } = await openPort(local(target.port));
    const client = new Client(port);
    client.socket.end(early);
    const pieces: Buffer[] = [];
    const socket = await target.next();
    socket.on('data', (bytes) => pieces.push(bytes));
    await until(() => socket.readableEnded);
    expect(Buffer.concat(pieces).equals(early)).toBe(true);
  });

  it.each([
    ['nothing listens there', local(1), 'TARGET_REFUSED'],
    ['the name is unknown', { host: 'nowhere.test', port: 1 }, 'TARGET_DNS'],
    ['the address is never a target', { host: 'meta.test', port: 80 }, 'DENIED'],
  ])('resets its client where %s, and says nothing', async (_what, target, code) => {
    const { tunnel, port } = await openPort(target, {
      names: { 'nowhere.test': [], 'meta.test': [{ address: '100.100.100.200', family: 4 }] },
    });
    const client = new Client(port);
    await until(() => client.error !== null);
    expect({ code: client.error?.code, text: client.text }).toEqual({ code: 'ECONNRESET', text: '' });
    await until(() => tunnel.counts.active === 0);
    expect(tunnel.counts).toMatchObject({ failures: { [code]: 1 }, closed: { refused: 1 } });
  });

  it('is none for HTTP: a request goes to the target as it is', async () => {
    const target = await openTarget();
    const { port } = await openPort(local(target.port));
    const request = 'GET http://a.test/ HTTP/1.1\r\nHost: b\r\n\r\n';
    new Client(port).send(request);
    const socket = await target.next();
    let seen = '';
    socket.on('data', (bytes) => {
      seen += bytes;
    });
    await until(() => seen === request);
  });

  it('may stand beside a port for clients of a proxy', async () => {
    const target = await openTarget((socket) => socket.end('bye'));
    const { tunnel, port } = await openPort(local(target.port), { listen: [local(0)] });
    expect(await new Client(tunnel.listeners[1]?.address.port ?? 0).toEnd()).toBe('bye');
    expect(await new Client(port).send('GET / HTTP/1.1\r\nHost: x\r\n\r\n').toEnd()).toMatch(/ 400 /);
  });

  it.skipIf(process.platform !== 'linux')('stops dialling when the client has gone', async () => {
    const silent = await listenSilently('127.0.0.2');
    afterwards(silent.close);
    const dialled: Socket[] = [];
    const { tunnel, port } = await openPort(
      { host: '127.0.0.2', port: silent.port },
      { connectTimeoutMs: 60_000, dialled },
    );
    const client = new Client(port);
    await until(() => dialled.length === 1);
    client.socket.resetAndDestroy();
    await until(() => tunnel.counts.active === 0 && dialled[0]?.destroyed === true, 2_000);
    expect(tunnel.counts.failures).toEqual({});
  });

  it('resets a client that is one too many', async () => {
    const target = await openTarget();
    const { tunnel, port } = await openPort(local(target.port), { maxConnections: 1 });
    new Client(port);
    await target.next();
    const surplus = new Client(port);
    await until(() => surplus.error !== null);
    expect(surplus.error?.code).toBe('ECONNRESET');
    expect(tunnel.counts.failures).toEqual({ TOO_MANY_CONNECTIONS: 1 });
  });
});
