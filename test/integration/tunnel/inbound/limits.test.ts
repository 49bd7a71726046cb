import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { Client, openTarget, openTunnel, pause, tunnelled, until } from '../world.js';

describe('a head that does not come', () => {
  it.each([
    ['nothing', ''],
    ['half a request', 'CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost:'],
  ])('is answered after the header timeout: %s', async (_what, sent) => {
    const tunnel = await openTunnel({ headerTimeoutMs: 100 });
    const client = new Client(tunnel.address.port).send(sent);
    const text = await client.toEnd();
    expect(text).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
    expect(text).toContain('X-Aliproxy-Error: HEADER_TIMEOUT\r\n');
    expect(tunnel.counts.failures).toEqual({ HEADER_TIMEOUT: 1 });
  });

  it('is not waited for longer because a byte comes now and then', async () => {
    const tunnel = await openTunnel({ headerTimeoutMs: 200 });
    const client = new Client(tunnel.address.port).send('CONNECT a.test:1 HTTP/1.1\r\nX: ');
    const began = performance.now();
    while (!client.ended && performance.now() - began < 2_000) {
      client.send('x');
      await pause(20);
    }
    expect(performance.now() - began).toBeLessThan(600);
    expect(client.text).toContain('HEADER_TIMEOUT');
  });

  it('is refused when it grows beyond 16 KiB', async () => {
    const tunnel = await openTunnel();
    const client = new Client(tunnel.address.port).send(
      `CONNECT a.test:1 HTTP/1.1\r\nX: ${'x'.repeat(20_000)}`,
    );
    expect(await client.toEnd()).toContain('X-Aliproxy-Error: BAD_REQUEST');
  });

  it('is refused when the client ends its side in the middle of it', async () => {
    const tunnel = await openTunnel();
    const client = new Client(tunnel.address.port);
    client.socket.end('CONNECT a.test:1 HTTP/1.1\r\nHost:');
    expect(await client.toEnd()).toContain('X-Aliproxy-Error: BAD_REQUEST');
    expect(tunnel.counts.failures).toEqual({ BAD_REQUEST: 1 });
  });

  it('counts for nothing when the client just goes away', async () => {
    const tunnel = await openTunnel();
    connect({ port: tunnel.address.port, host: '127.0.0.1' }).end();
    await until(() => tunnel.counts.connections === 1 && tunnel.counts.active === 0);
    expect(tunnel.counts.failures).toEqual({});
  });
});

describe('more connections than allowed', () => {
  it('are answered with a reason, and there is room again when one ends', async () => {
    const target = await openTarget((socket) => socket.resume().on('end', () => socket.end()));
    const tunnel = await openTunnel({ maxConnections: 2 });
    const first = await tunnelled(tunnel, target.authority);
    await tunnelled(tunnel, target.authority);
    const surplus = await new Client(tunnel.address.port).toEnd();
    expect(surplus).toMatch(/^HTTP\/1\.1 503 Service Unavailable\r\n/);
    expect(surplus).toContain('X-Aliproxy-Error: TOO_MANY_CONNECTIONS\r\n');
    first.socket.end();
    await until(() => first.ended);
    // The surplus connection may still linger, and takes nobody's place.
    await pause(20);
    await tunnelled(tunnel, target.authority);
    expect(tunnel.counts.failures).toEqual({ TOO_MANY_CONNECTIONS: 1 });
  });
});

describe('a SOCKS client that is one too many', () => {
  it('is told so in its own protocol', async () => {
    const target = await openTarget();
    const tunnel = await openTunnel({ maxConnections: 1 });
    await tunnelled(tunnel, target.authority);
    const surplus = new Client(tunnel.address.port).send(Uint8Array.of(5, 1, 0));
    expect(await surplus.toEnd()).toBe('\x05\xff');
    expect(tunnel.counts.failures).toEqual({ TOO_MANY_CONNECTIONS: 1 });
  });
});

describe('closing a tunnel', () => {
  it('lets what is under way finish, and accepts nothing more', async () => {
    const target = await openTarget((socket) => socket.resume().on('end', () => socket.end('the end')));
    const tunnel = await openTunnel();
    const client = await tunnelled(tunnel, target.authority);
    const closing = tunnel.close({ drainMs: 5_000 });
    const late = new Client(tunnel.address.port);
    await until(() => late.error !== null);
    expect(late.error?.code).toBe('ECONNREFUSED');
    await pause(50);
    client.socket.end('request');
    expect(await closing).toMatchObject({ connections: 1, bytesUp: 7, bytesDown: 7, cut: 0 });
    await client.toEnd();
    expect(client.body).toBe('the end');
  });

  it('cuts what is left when the time is over, and says how many', async () => {
    const target = await openTarget((socket) => socket.resume());
    const tunnel = await openTunnel();
    const clients = [await tunnelled(tunnel, target.authority), await tunnelled(tunnel, target.authority)];
    const began = performance.now();
    expect(await tunnel.close({ drainMs: 150 })).toMatchObject({ connections: 2, cut: 2 });
    expect(performance.now() - began).toBeGreaterThan(140);
    // By a reset: nobody must take it for the end of what was on its way.
    await until(() => clients.every(({ socket }) => socket.destroyed));
    await until(() => target.sockets.every((socket) => socket.destroyed));
    expect(clients.map(({ ended, error }) => [ended, error?.code])).toEqual([
      [false, 'ECONNRESET'],
      [false, 'ECONNRESET'],
    ]);
    expect(target.sockets.map(({ readableEnded }) => readableEnded)).toEqual([false, false]);
  });

  it('cuts a target that says nothing more after its client has ended', async () => {
    const target = await openTarget((socket) => socket.resume());
    const tunnel = await openTunnel();
    const { socket } = await tunnelled(tunnel, target.authority);
    const atTarget = await target.next();
    socket.end();
    await until(() => atTarget.readableEnded);
    expect(await tunnel.close({ drainMs: 0 })).toMatchObject({ closed: { cut: 1 } });
    const told = setInterval(() => atTarget.write('more'), 10);
    await until(() => atTarget.destroyed, 2_000).finally(() => clearInterval(told));
  });

  it('does not wait for clients that have not asked for anything', async () => {
    const tunnel = await openTunnel();
    const client = new Client(tunnel.address.port).send('CONN');
    await until(() => tunnel.counts.active === 1);
    const began = performance.now();
    expect(await tunnel.close({ drainMs: 5_000 })).toMatchObject({ cut: 0 });
    expect(performance.now() - began).toBeLessThan(1_000);
    await until(() => client.ended || client.socket.destroyed);
  });

  it('stops waiting when the signal aborts', async () => {
    const target = await openTarget();
    const tunnel = await openTunnel();
    await tunnelled(tunnel, target.authority);
    const hurry = new AbortController();
    setTimeout(() => hurry.abort(), 50);
    const began = performance.now();
    expect(await tunnel.close({ drainMs: 10_000, signal: hurry.signal })).toMatchObject({ cut: 1 });
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});

describe('opening a tunnel', () => {
  it('fails with a reason where the port is taken, and leaves no listener behind', async () => {
    const target = await openTarget();
    const free = await openTunnel();
    const { port } = free.address;
    await free.close();
    const listen = [
      { host: '127.0.0.1', port },
      { host: '127.0.0.1', port: target.port },
    ];
    await expect(openTunnel({ listen })).rejects.toMatchObject({
      code: 'LISTEN_IN_USE',
      facts: { listen: target.authority },
      exitCode: 1,
    });
    expect((await openTunnel({ listen: [{ host: '127.0.0.1', port }] })).address.port).toBe(port);
  });

  it('refuses an address beyond loopback before anything is opened', async () => {
    const listen = [
      { host: '127.0.0.1', port: 0 },
      { host: '0.0.0.0', port: 0 },
    ];
    await expect(openTunnel({ listen })).rejects.toMatchObject({
      code: 'LISTEN_BEYOND_LOOPBACK',
      exitCode: 2,
    });
  });
});
