import { createServer, type Server, type Socket } from 'node:net';
import { Config } from '@oclif/core/config';
import { describe, expect, it } from 'vitest';
import LogLevelCommand from '../../../src/commands/tunnel/log-level.js';
import StatusCommand from '../../../src/commands/tunnel/status.js';
import StopCommand from '../../../src/commands/tunnel/stop.js';
import type { Host } from '../../../src/lib/host/host.js';
import { nodeHost } from '../../../src/lib/host/node/host.js';
import { en } from '../../../src/lib/messages/en.js';
import { adminViews } from '../../../src/lib/output/views/tunnel/admin-views.js';
import { startAdmin } from '../../../src/lib/tunnel/admin/admin.js';
import { writeStateFile } from '../../../src/lib/tunnel/control/state-file.js';
import { TunnelMonitor } from '../../../src/lib/tunnel/observe/monitor.js';
import { fakeHost } from '../../helpers/fake-host.js';
import { loopbackNetwork } from '../../helpers/loopback-network.js';
import { afterwards, Client, listening, openTunnel, until } from '../../integration/tunnel/world.js';

const config = Config.load({ root: process.cwd(), ignoreManifest: true });
const commands = { status: StatusCommand, stop: StopCommand, 'log-level': LogLevelCommand };

/** A world with a disk of its own; its own process is 4242, and these run as well. */
function world(...running: number[]) {
  const host = fakeHost({ running, columns: 80 });
  const { clock } = nodeHost();
  return { ...host, clock };
}

type World = ReturnType<typeof world>;

async function run(host: World, name: keyof typeof commands, ...argv: string[]) {
  const command = new commands[name](argv, await config);
  command.id = `tunnel:${name}`;
  const before = { ...host.written };
  const exitCode = await command.runWith(host);
  const { out, err } = host.written;
  return { exitCode, out: out.slice(before.out.length), err: err.slice(before.err.length) };
}

/** A tunnel that runs as this process in this world, with all that `aliproxy tunnel` puts around it. */
async function openRunning(host: World, pid: number) {
  const tunnel = await openTunnel();
  const real: Host = { ...nodeHost(), network: loopbackNetwork };
  const monitor = new TunnelMonitor(tunnel, '1.2.3', { ...real, platform: { ...real.platform, pid } });
  const token = `token-of-${pid}`;
  const ended: (() => Promise<void>)[] = [];
  const admin = await startAdmin(
    {
      ...{ listen: { host: '127.0.0.1', port: 0 }, tunnel, monitor, token },
      views: adminViews({ text: en, language: 'en' }),
      actions: {
        reload: async () => ({ ok: true }),
        drain: () => void tunnel.close().then(() => ended.map((end) => end())),
      },
    },
    real,
  );
  const listeners = tunnel.listeners.map(({ name }) => name);
  const startedAt = '2026-11-22T08:00:00.000Z';
  const remove = await writeStateFile({ pid, admin: admin.url, token, listeners, startedAt }, host);
  ended.push(remove);
  afterwards(() => {
    admin.close();
    monitor.stop();
  });
  return { tunnel, monitor, admin, remove };
}

/** Something that listens and is no tunnel; its URL. */
async function openOther(onConnection: (socket: Socket) => void): Promise<string> {
  const sockets: Socket[] = [];
  const server: Server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    onConnection(socket);
  });
  const port = await listening(server);
  afterwards(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${port}`;
}

async function leaveRecord(host: World, pid: number, admin: string): Promise<void> {
  await writeStateFile({ pid, admin, token: 'token-of-old', listeners: [], startedAt: '' }, host);
}

describe('aliproxy tunnel status', () => {
  it('shows what each tunnel does', async () => {
    const host = world(4300);
    const [one, two] = [await openRunning(host, 4242), await openRunning(host, 4300)];
    const client = new Client(one.tunnel.address.port).send('CONNECT 127.0.0.1:1 HTTP/1.1\r\n\r\n');
    await client.toEnd();
    const { exitCode, out, err } = await run(host, 'status');
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    const words = out.replace(/ +/g, ' ');
    expect(words).toContain(`${one.admin.url} ✔ ready\nprocess 4242, up 0 s, strategy least-connections`);
    expect(words).toContain('LISTENER PROTOCOL ACTIVE TOTAL SENT RECEIVED FAILED');
    expect(words).toContain(`127.0.0.1:${one.tunnel.address.port} HTTP, SOCKS5`);
    expect(words).toContain('UPSTREAM STATE ACTIVE LATENCY FAILURES LAST FAILURE SINCE');
    expect(words).toContain(`${two.admin.url} ✔ ready\nprocess 4300`);
  });

  it('--json is the status of each, with where it was asked', async () => {
    const host = world();
    const { admin, monitor } = await openRunning(host, 4242);
    const { exitCode, out } = await run(host, 'status', '--json');
    expect(exitCode).toBe(0);
    const { tunnels, ...rest } = JSON.parse(out);
    expect(rest).toEqual({ schemaVersion: 1, command: 'tunnel status', ok: true, unreachable: [] });
    expect(tunnels).toHaveLength(1);
    expect(tunnels[0]).toMatchObject({ admin: admin.url, pid: 4242, version: '1.2.3' });
    expect(Object.keys(tunnels[0])).toEqual(['admin', ...Object.keys(monitor.status())]);
  });

  it('says where none runs, and takes away what dead ones have left', async () => {
    const host = world();
    await leaveRecord(host, 77, 'http://127.0.0.1:1');
    const { exitCode, out, err } = await run(host, 'status');
    expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' });
    expect(err).toMatch(/^Error \[NO_TUNNEL\]: no tunnel .*\nHint: "aliproxy tunnel" starts one/);
    expect(host.contents.size).toBe(0);
  });

  it.each([
    ['nobody on its port', async () => 'http://127.0.0.1:1'],
    ['another program on its port', () => openOther((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n{}'))],
  ])('passes over a tunnel that was killed, and whose process id is taken: %s', async (_what, place) => {
    const host = world(77);
    await leaveRecord(host, 77, await place());
    expect(await run(host, 'status')).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('[NO_TUNNEL]'),
    });
  });

  it('passes over the record of a killed one whose port has gone to another tunnel', async () => {
    const host = world(77);
    const { admin } = await openRunning(host, 4242);
    await leaveRecord(host, 77, admin.url);
    const { out } = await run(host, 'status', '--json');
    expect(JSON.parse(out).tunnels).toMatchObject([{ pid: 4242 }]);
  });

  it('does not wait longer than 3 s for one that hangs, and shows the others', async () => {
    const host = world(77);
    const { admin } = await openRunning(host, 4242);
    const hanging = await openOther(() => {});
    await leaveRecord(host, 77, hanging);
    const began = performance.now();
    const { exitCode, out } = await run(host, 'status');
    expect(performance.now() - began).toBeLessThan(4_000);
    expect(exitCode).toBe(1);
    expect(out).toContain(`${admin.url}  ✔ ready`);
    expect(out).toContain(`✖ ${hanging}  process 77 does not answer (TIMEOUT)`);
  });

  it('--admin asks the one that is named, with or without the scheme', async () => {
    const host = world();
    const { admin } = await openRunning(world(), 4242);
    for (const url of [admin.url, `${admin.url}/`, admin.url.replace('http://', '')]) {
      const { exitCode, out } = await run(host, 'status', '--admin', url, '--json');
      expect([exitCode, JSON.parse(out).tunnels[0].admin]).toEqual([0, admin.url]);
    }
  });

  it.each([
    ['http://127.0.0.1:1', 1, 'TUNNEL_UNREACHABLE'],
    ['http://tunnel.test:9118', 2, 'BAD_FLAG_VALUE'],
    ['https://127.0.0.1:9118', 2, 'BAD_FLAG_VALUE'],
    ['http://li:secret@127.0.0.1:9118', 2, 'BAD_FLAG_VALUE'],
    ['::', 2, 'BAD_FLAG_VALUE'],
  ])('--admin %s: exit %i, %s', async (url, exitCode, code) => {
    const outcome = await run(world(), 'status', '--admin', url);
    expect(outcome).toMatchObject({ exitCode, out: '', err: expect.stringContaining(`[${code}]`) });
    expect(outcome.err).not.toContain('secret');
  });

  it.each([
    ['a page', 'HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n<html>'],
    ['an error', 'HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n'],
    ['another schema', 'HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{"schemaVersion":2}'],
  ])('--admin says where something else answers: %s', async (_what, answer) => {
    const url = await openOther((socket) => socket.end(answer));
    const { exitCode, err } = await run(world(), 'status', '--admin', url);
    expect([exitCode, err]).toEqual([1, expect.stringContaining('[NOT_A_TUNNEL]')]);
  });

  it('does not read without end', async () => {
    const url = await openOther((socket) => {
      const more = () => {
        while (!socket.destroyed && socket.write('x'.repeat(65_536)));
      };
      socket.on('drain', more);
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      more();
    });
    const { exitCode, err } = await run(world(), 'status', '--admin', url);
    expect([exitCode, err]).toEqual([1, expect.stringContaining('(TOO_LARGE)')]);
  });

  it('ends at Ctrl-C', async () => {
    const url = await openOther(() => {});
    const host = world();
    const finished = run(host, 'status', '--admin', url);
    await new Promise((resolve) => setTimeout(resolve, 100));
    host.end('SIGINT');
    expect(await finished).toMatchObject({ exitCode: 130, err: expect.stringContaining('[INTERRUPTED]') });
  });
});

describe('aliproxy tunnel stop', () => {
  it('lets the tunnel drain, and waits until it has ended', async () => {
    const host = world();
    const { tunnel } = await openRunning(host, 4242);
    const { exitCode, out, err } = await run(host, 'stop');
    expect({ exitCode, out, err }).toEqual({
      ...{ exitCode: 0, out: 'The tunnel of process 4242 has ended.\n', err: '' },
    });
    expect(tunnel.isDraining).toBe(true);
    expect(host.contents.size).toBe(0);
  });

  it('--json names what it has ended', async () => {
    const host = world();
    const { admin } = await openRunning(host, 4242);
    const { out } = await run(host, 'stop', '--json');
    expect(JSON.parse(out)).toEqual({
      ...{ schemaVersion: 1, command: 'tunnel stop', ok: true, stopped: { pid: 4242, admin: admin.url } },
    });
  });

  it('is done as well where the tunnel was killed while it drained', async () => {
    let alive = true;
    const base = world();
    const host = { ...base, isRunning: () => alive, files: { ...base.files, remove: async () => {} } };
    const { tunnel } = await openRunning(host, 77);
    const stopped = run(host, 'stop');
    await until(() => tunnel.isDraining);
    alive = false;
    expect(await stopped).toMatchObject({ exitCode: 0 });
  });

  it('asks which one is meant, and takes --pid', async () => {
    const host = world(4300);
    const [one, two] = [await openRunning(host, 4242), await openRunning(host, 4300)];
    const { exitCode, err } = await run(host, 'stop');
    expect(exitCode).toBe(2);
    expect(err).toContain('[SEVERAL_TUNNELS]: 2 tunnels run: processes 4242, 4300');
    expect(err).toContain('aliproxy tunnel stop --pid 4242');
    expect([one.tunnel.isDraining, two.tunnel.isDraining]).toEqual([false, false]);
    expect(await run(host, 'stop', '--pid', '4300')).toMatchObject({ exitCode: 0 });
    expect([one.tunnel.isDraining, two.tunnel.isDraining]).toEqual([false, true]);
  });

  it('says so where it takes too long: exit 124', async () => {
    const base = world();
    const host = { ...base, files: { ...base.files, remove: async () => {} } };
    await openRunning(host, 4242);
    const { exitCode, out } = await run(host, 'stop', '--timeout', '300ms', '--json');
    expect(exitCode).toBe(124);
    expect(JSON.parse(out).error.code).toBe('TUNNEL_STILL_RUNNING');
  });

  it.each([
    [[], 'no tunnel of yours runs'],
    [['--pid', '99'], 'no tunnel runs as process 99'],
  ])('%j: says where there is none', async (argv, sentence) => {
    const { exitCode, err } = await run(world(), 'stop', ...argv);
    expect([exitCode, err]).toEqual([1, expect.stringContaining(sentence)]);
  });

  it('shows its token to no other program', async () => {
    const heard: string[] = [];
    const host = world(77);
    const url = await openOther((socket) =>
      socket.on('data', (bytes) => {
        heard.push(String(bytes));
        socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{}');
      }),
    );
    await leaveRecord(host, 77, url);
    expect(await run(host, 'stop')).toMatchObject({ exitCode: 1 });
    expect(heard).toHaveLength(1);
    expect(heard[0]).not.toMatch(/token-of|Authorization/i);
  });
});

describe('aliproxy tunnel log-level', () => {
  it('changes the level of the tunnel that runs', async () => {
    const host = world();
    const { monitor } = await openRunning(host, 4242);
    const { exitCode, out } = await run(host, 'log-level', 'debug');
    expect({ exitCode, out }).toEqual({ exitCode: 0, out: 'The log level of process 4242 is debug.\n' });
    expect(monitor.logLevel).toBe('debug');
  });

  it('says so where the tunnel refuses', async () => {
    const host = world();
    const { admin, monitor } = await openRunning(host, 4242);
    await leaveRecord(host, 4242, admin.url);
    const { exitCode, err } = await run(host, 'log-level', 'off');
    expect([exitCode, err]).toEqual([1, expect.stringContaining('[TUNNEL_REFUSED]')]);
    expect(err).not.toContain('token-of-old');
    expect(monitor.logLevel).toBe('info');
  });

  it.each([[['loud']], [[]], [['debug', '--pid', '0']]])('refuses %j', async (argv) => {
    const { exitCode, out, err } = await run(world(), 'log-level', ...argv);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toMatch(/\[(?:BAD_FLAG_VALUE|MISSING_ARGUMENT)\]/);
  });
});
