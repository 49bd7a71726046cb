import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tunnel } from '../../../../src/lib/tunnel/tunnel.js';
import { missing } from '../../../helpers/programs.js';
import { type RunningServer, startSquid } from '../../../helpers/servers.js';
import { Client, openTarget, openTunnel, tunnelled, until } from '../world.js';
import { upstream } from './fake-proxy.js';

/** Less than an error page has, and more than the answer to a CONNECT. */
const noPage = 400;

describe.skipIf(missing('squid'))('squid that wants Digest', () => {
  let squid: RunningServer;
  const user = { username: 'li', password: 'word' };

  beforeAll(async () => {
    squid = await startSquid({ user, scheme: 'digest', tunnelPorts: 'any' });
  });
  afterAll(() => squid.stop());

  const open = (password = user.password, dialled: Socket[] = []): Promise<Tunnel> =>
    openTunnel({ dialled, upstreams: [upstream(`http://li:${password}@127.0.0.1:${squid.port}`)] });

  it('says only once what it wants to know', async () => {
    const target = await openTarget((socket) => socket.pipe(socket));
    const dialled: Socket[] = [];
    const tunnel = await open(user.password, dialled);
    const answers: number[] = [];
    for (let n = 0; n < 4; n++) {
      const client = await tunnelled(tunnel, target.authority);
      const read = dialled.map(({ bytesRead }) => bytesRead).filter((bytes) => bytes > 0);
      answers.push(read.at(-1) ?? 0);
      client.send('hello');
      await until(() => client.body === 'hello');
    }
    expect(answers[0]).toBeGreaterThan(noPage);
    for (const bytes of answers.slice(1)) expect(bytes).toBeLessThan(noPage);
  });

  it('is told it by requests in absolute form, too', async () => {
    const site = await openTarget((socket) => {
      socket.once('data', () =>
        socket.end('HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\npage'),
      );
    });
    const tunnel = await open();
    const bytes: number[] = [];
    for (let n = 0; n < 3; n++) {
      const before = tunnel.counts.bytesDown;
      const client = new Client(tunnel.address.port).send(
        `GET http://${site.authority}/ HTTP/1.1\r\nHost: x\r\n\r\n`,
      );
      expect(await client.toEnd()).toMatch(/^HTTP\/1\.1 200 .*page$/s);
      bytes.push(tunnel.counts.bytesDown - before);
    }
    expect(bytes[0]).toBeGreaterThan(2 * noPage);
    for (const few of bytes.slice(1)) expect(few).toBeLessThan(2 * noPage);
  });

  it('takes a hundred at the same time, whose counts it sees in any order', async () => {
    const target = await openTarget((socket) => socket.pipe(socket));
    const tunnel = await open();
    for (let round = 0; round < 2; round++) {
      await Promise.all(Array.from({ length: 50 }, () => tunnelled(tunnel, target.authority)));
    }
    expect(tunnel.counts.failures).toEqual({});
    expect(tunnel.upstreams[0]).toMatchObject({ state: 'up', failures: 0 });
  });

  it('and takes no wrong password', async () => {
    const tunnel = await open('wrong');
    const client = new Client(tunnel.address.port).send('CONNECT 127.0.0.1:9 HTTP/1.1\r\n\r\n');
    expect(await client.toEnd()).toContain('X-Aliproxy-Error: PROXY_AUTH_FAILED');
    expect(tunnel.upstreams[0]?.state).toBe('auth');
  });
});
