import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { fakeHost } from '../../helpers/fake-host.js';
import { until } from '../../integration/tunnel/world.js';
import { configured, events, outcome, portOf, start } from './start.js';

describe('aliproxy tunnel --json', () => {
  it('begins with exactly the ready event, ends with the end event, and Ctrl-C is success', async () => {
    const { host, finished } = await start(['-l', '127.0.0.1:0', '--admin', 'off', '--json']);
    await until(() => host.written.out !== '');
    const port = portOf(host);
    expect(host.written.out).toBe(
      `{"event":"ready","pid":4242,"listen":[{"protocol":"mixed","host":"127.0.0.1","port":${port}}],"forwards":[],"admin":null}\n`,
    );
    host.end('SIGINT');
    expect(await finished).toBe(0);
    expect(events(host)[1]).toEqual({
      event: 'end',
      connections: 0,
      bytesUp: 0,
      bytesDown: 0,
      failures: {},
      closed: {},
      cut: 0,
      durationMs: expect.any(Number),
    });
    expect(host.written.err).toBe('');
  });

  it('counts what failed, by code', async () => {
    const { host, finished } = await start(['-l', '0', '--json']);
    await until(() => host.written.out !== '');
    const client = connect(portOf(host), '127.0.0.1');
    client.write('CONNECT 127.0.0.1:1 HTTP/1.1\r\n\r\n');
    const [answer] = await once(client, 'data');
    expect(String(answer)).toContain('TARGET_REFUSED');
    client.end();
    host.end('SIGTERM');
    expect(await finished).toBe(0);
    expect(events(host)[1]).toMatchObject({ connections: 1, failures: { TARGET_REFUSED: 1 }, cut: 0 });
  });

  it('drains after Ctrl-C, and cuts what is left', async () => {
    const target = createServer((socket) => socket.on('error', () => {}));
    await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
    const { host, finished } = await start(['-l', '0', '--json', '--drain', '150ms']);
    await until(() => host.written.out !== '');
    const client = connect(portOf(host), '127.0.0.1');
    client.on('error', () => {});
    client.write(`CONNECT 127.0.0.1:${(target.address() as AddressInfo).port} HTTP/1.1\r\n\r\n`);
    await once(client, 'data');
    const began = performance.now();
    host.end('SIGINT');
    expect(await finished).toBe(0);
    expect(performance.now() - began).toBeGreaterThan(140);
    expect(host.endedWith).toEqual([]);
    expect(events(host)[1]).toMatchObject({ cut: 1 });
    client.destroy();
    target.close();
  });

  it('ends at once at a second Ctrl-C', async () => {
    const { host, finished } = await start(['-l', '0', '--json']);
    await until(() => host.written.out !== '');
    host.end('SIGINT');
    await host.clock.sleep(1_000);
    host.end('SIGINT');
    await finished;
    expect(host.endedWith).toEqual([130]);
  });

  it('writes the ready event to a file, and takes it away', async () => {
    const { host, finished } = await start(['-l', '0', '--json', '--ready-file', '/run/ready.json']);
    await until(() => host.written.out !== '');
    expect(host.contents.get('/run/ready.json')).toBe(host.written.out);
    host.end('SIGINT');
    await finished;
    expect(host.contents.has('/run/ready.json')).toBe(false);
  });

  it('ends as ever where the file can not be taken away', async () => {
    const world = fakeHost();
    const remove = async (path: string) => {
      if (path.endsWith('.json')) throw Object.assign(new Error('busy'), { code: 'EBUSY' });
      await world.files.remove(path);
    };
    const { host, finished } = await start(
      ['-l', '0', '--json', '--ready-file', '/run/ready.json'],
      {},
      { files: { ...world.files, remove } },
    );
    await until(() => host.written.out !== '');
    host.end('SIGINT');
    expect(await finished).toBe(0);
    expect(events(host)[1]).toMatchObject({ event: 'end', cut: 0 });
  });
});

describe('aliproxy tunnel', () => {
  it('says where it listens and where its status page is, and sums up', async () => {
    const { host, finished } = await start(['-l', '0']);
    await until(() => host.written.out !== '');
    expect(host.written.out).toMatch(/HTTP and SOCKS5 +http:\/\/127\.0\.0\.1:\d+ +direct\n/);
    expect(host.written.out).toMatch(/^Status page: http:\/\/127\.0\.0\.1:\d+\/$/m);
    host.end('SIGINT');
    expect(await finished).toBe(0);
    expect(host.written.out).toContain('Ended after ');
  });

  it('answers at its admin listener until the end, and leaves a record for other commands until then', async () => {
    const { host, finished } = await start(['-l', '0', '--json']);
    await until(() => host.written.out !== '');
    const { admin } = events(host)[0] as { admin: string };
    expect((await fetch(`${admin}/readyz`)).status).toBe(200);
    const status = await (await fetch(`${admin}/api/status`)).json();
    expect(status).toMatchObject({ schemaVersion: 1, ready: true, listeners: [{ protocol: 'mixed' }] });
    const record = '/home/li/.local/share/aliproxy/tunnels/4242.json';
    const { token, ...told } = JSON.parse(host.contents.get(record) ?? '{}');
    expect(told).toMatchObject({ pid: 4242, admin, listeners: [`127.0.0.1:${portOf(host)}`] });
    const ask = (bearer: string) =>
      fetch(`${admin}/api/drain`, { method: 'POST', headers: { authorization: `Bearer ${bearer}` } });
    expect((await ask('wrong')).status).toBe(401);
    expect((await ask(token)).status).toBe(202);
    expect(await finished).toBe(0);
    expect(host.contents.has(record)).toBe(false);
  });

  it('takes its address from the configuration, and the flag before it', async () => {
    for (const [argv, expected] of [
      [['--json'], '::1'],
      [['--json', '-l', '127.0.0.1:0'], '127.0.0.1'],
    ] as const) {
      const { host, finished } = await start(argv, configured('listen: ["[::1]:0"]'));
      await until(() => host.written.out !== '');
      expect(events(host)[0]).toMatchObject({ listen: [{ host: expected }] });
      host.end('SIGINT');
      await finished;
    }
  });

  it('listens for forwards alone where only those are asked for', async () => {
    const { host, finished } = await start(['-L', 'redis=0:127.0.0.1:6379', '--json']);
    await until(() => host.written.out !== '');
    expect(events(host)[0]).toMatchObject({
      listen: [],
      forwards: [{ name: 'redis', listen: { host: '127.0.0.1' }, target: '127.0.0.1:6379' }],
    });
    host.end('SIGINT');
    expect(await finished).toBe(0);
  });

  it('tells of upstreams that fail after it was ready, by name and without their credentials', async () => {
    const argv = ['-l', '0', '-u', 'http://li:canary-4711@127.0.0.1:1', '--health-interval', '100ms'];
    const world = fakeHost();
    // Slow, so that the upstream is found to fail before the tunnel is ready.
    const writeText = () => new Promise<void>((resolve) => setTimeout(resolve, 300));
    const { host, finished } = await start(
      [...argv, '--ready-file', '/run/ready.json', '--json'],
      {},
      { files: { ...world.files, writeText } },
    );
    await until(() => events(host).some(({ to }) => to === 'down'));
    const [first, ...others] = events(host);
    expect(first).toMatchObject({ event: 'ready' });
    expect(others[0]).toEqual({
      event: 'upstream',
      upstream: '127.0.0.1:1',
      from: 'up',
      to: 'suspect',
      code: 'PROXY_REFUSED',
    });
    host.end('SIGINT');
    expect(await finished).toBe(0);
    expect(host.written.out + host.written.err).not.toContain('canary-4711');
  });

  it('asks clients for the password of ALIPROXY_TUNNEL_AUTH without a word, and warns of --auth', async () => {
    const env = { ALIPROXY_TUNNEL_AUTH: 'li:canary-4711' };
    const quiet = await start(['-l', '0', '--json'], { env });
    await until(() => quiet.host.written.out !== '');
    const client = connect(portOf(quiet.host), '127.0.0.1');
    client.write('CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n');
    const [answer] = await once(client, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1\.1 407 /);
    client.destroy();
    quiet.host.end('SIGINT');
    await quiet.finished;
    expect(quiet.host.written.err).toBe('');

    const loud = await start(['-l', '0', '--json', '--auth', 'li:canary-4711']);
    await until(() => loud.host.written.out !== '');
    loud.host.end('SIGINT');
    await loud.finished;
    expect(loud.host.written.err).toContain('ALIPROXY_TUNNEL_AUTH');
    expect(loud.host.written.err).not.toContain('canary-4711');
  });

  it('writes the access log where it is told to, as much as the level says', async () => {
    const argv = ['-l', '0', '--json', '--access-log', '-', '--admin', 'off'];
    const { host, finished } = await start(argv, { env: { ALIPROXY_LOG_LEVEL: 'error' } });
    await until(() => host.written.out !== '');
    const client = connect(portOf(host), '127.0.0.1');
    client.write('CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n');
    await once(client, 'data');
    client.end();
    await until(() => events(host).length > 1);
    expect(events(host)[1]).toMatchObject({ event: 'access', code: 'TARGET_REFUSED', protocol: 'connect' });
    host.end('SIGINT');
    await finished;
  });

  it('says who to ask when the port is taken, and leaves nothing behind', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const { exitCode, err } = await outcome(['-l', `127.0.0.1:${port}`]);
    expect(exitCode).toBe(1);
    expect(err).toContain(`Error [LISTEN_IN_USE]: can't listen on 127.0.0.1:${port}`);
    const admin = await outcome(['-l', '0', '--admin', `127.0.0.1:${port}`]);
    expect([admin.exitCode, admin.out]).toEqual([1, '']);
    expect(admin.err).toContain('[ADMIN_LISTEN_FAILED]');
    other.close();
  });
});
