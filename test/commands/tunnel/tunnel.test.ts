import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { Config } from '@oclif/core/config';
import { describe, expect, it } from 'vitest';
import Tunnel from '../../../src/commands/tunnel/index.js';
import { en } from '../../../src/lib/messages/en.js';
import { zh } from '../../../src/lib/messages/zh.js';
import { styleFor } from '../../../src/lib/output/style.js';
import { tunnelEndView, tunnelReadyView } from '../../../src/lib/output/views/tunnel/tunnel.js';
import { columnsOf } from '../../../src/lib/output/width.js';
import type { TunnelEnded, TunnelReady } from '../../../src/lib/tunnel/run.js';
import { type FakeHost, type FakeHostOptions, fakeHost } from '../../helpers/fake-host.js';
import { until } from '../../integration/tunnel/world.js';

const config = Config.load({ root: process.cwd(), ignoreManifest: true });

async function start(argv: string[], options: FakeHostOptions = {}) {
  const host = fakeHost(options);
  const command = new Tunnel(argv, await config);
  command.id = 'tunnel';
  return { host, finished: command.runWith(host) };
}

async function outcome(argv: string[], options?: FakeHostOptions) {
  const { host, finished } = await start(argv, options);
  return { exitCode: await finished, ...host.written };
}

/** The lines of JSON that were written so far. */
function events({ written }: FakeHost): Record<string, unknown>[] {
  return written.out
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

function portOf(host: FakeHost): number {
  const [ready] = events(host) as unknown as TunnelReady[];
  return ready?.listen[0]?.port ?? 0;
}

describe('aliproxy tunnel --json', () => {
  it('begins with exactly the ready event, ends with the end event, and Ctrl-C is success', async () => {
    const { host, finished } = await start(['-l', '127.0.0.1:0', '--json']);
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
    const target = createServer();
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
    const host = fakeHost();
    const remove = () => Promise.reject(Object.assign(new Error('busy'), { code: 'EBUSY' }));
    const command = new Tunnel(['-l', '0', '--json', '--ready-file', '/run/ready.json'], await config);
    const finished = command.runWith({ ...host, files: { ...host.files, remove } });
    await until(() => host.written.out !== '');
    host.end('SIGINT');
    expect(await finished).toBe(0);
    expect(events(host)[1]).toMatchObject({ event: 'end', cut: 0 });
  });
});

describe('aliproxy tunnel', () => {
  it('says where it listens, and sums up', async () => {
    const { host, finished } = await start(['-l', '0']);
    await until(() => host.written.out !== '');
    expect(host.written.out).toMatch(/HTTP \(CONNECT and plain\) +http:\/\/127\.0\.0\.1:\d+ +direct\n/);
    host.end('SIGINT');
    expect(await finished).toBe(0);
    expect(host.written.out).toContain('Ended after ');
  });

  it('takes its address from the configuration, and the flag before it', async () => {
    const files = { '/home/li/project/aliproxy.yaml': 'tunnel:\n  listen: ["[::1]:0"]\n' };
    for (const [argv, expected] of [
      [['--json'], '::1'],
      [['--json', '-l', '127.0.0.1:0'], '127.0.0.1'],
    ] as const) {
      const { host, finished } = await start([...argv], { files });
      await until(() => host.written.out !== '');
      expect(events(host)[0]).toMatchObject({ listen: [{ host: expected }] });
      host.end('SIGINT');
      await finished;
    }
  });

  it.each([
    [['-l', '0.0.0.0:3128'], 'LISTEN_BEYOND_LOOPBACK', '0.0.0.0:3128'],
    [['-l', '[::]:3128'], 'LISTEN_BEYOND_LOOPBACK', '[::]:3128'],
    [['-l', 'example.test:1'], 'BAD_FLAG_VALUE', '--listen'],
    [['-l', '127.0.0.1:99999'], 'BAD_FLAG_VALUE', '--listen'],
    [['--linger', '0s'], 'BAD_FLAG_VALUE', '--linger'],
    [['--drain', '25h'], 'BAD_FLAG_VALUE', '--drain'],
    [['--max-connections', '0'], 'BAD_FLAG_VALUE', '--max-connections'],
    [['--connect-timeout', '5'], 'BAD_FLAG_VALUE', '--connect-timeout'],
    [['--upstream', 'http://127.0.0.1:1'], 'UNKNOWN_FLAG', '--upstream'],
  ])('refuses %j', async (argv, code, named) => {
    const { exitCode, out, err } = await outcome(argv);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toContain(`[${code}]`);
    expect(err).toContain(named);
  });

  it.each([
    ['listen: [nonsense]', 'tunnel.listen'],
    ['listen: []', 'tunnel.listen'],
    ['connectTimeout: 0s', 'tunnel.connectTimeout'],
    ['connectTimeout: 30h', 'tunnel.connectTimeout'],
  ])('names file, line and key of what is wrong in the configuration: %s', async (line, key) => {
    const files = { '/home/li/project/aliproxy.yaml': `tunnel:\n  ${line}\n` };
    const { host, finished } = await start([], { files });
    host.end('SIGINT');
    expect(await finished).toBe(2);
    expect(host.written.err).toMatch(/\[CONFIG_BAD_VALUE\].*aliproxy\.yaml:2/);
    expect(host.written.err).toContain(key);
  });

  it('says who to ask when the port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const { exitCode, err } = await outcome(['-l', `127.0.0.1:${port}`]);
    expect(exitCode).toBe(1);
    expect(err).toContain(`Error [LISTEN_IN_USE]: can't listen on 127.0.0.1:${port}`);
    other.close();
  });

  it('points to the excluded port ranges on Windows', () => {
    const facts = { listen: '127.0.0.1:3128', windows: true };
    expect(en.errors.LISTEN_FORBIDDEN.hint(facts)).toContain('excludedportrange');
    expect(zh.errors.LISTEN_FORBIDDEN.hint(facts)).toContain('excludedportrange');
    expect(en.errors.LISTEN_FORBIDDEN.hint({ ...facts, windows: false })).not.toContain('netsh');
  });
});

const ready: TunnelReady = {
  event: 'ready',
  pid: 1,
  listen: [
    { protocol: 'mixed', host: '127.0.0.1', port: 3128 },
    { protocol: 'mixed', host: '::1', port: 65_535 },
  ],
  forwards: [],
  admin: null,
};

const end: TunnelEnded = {
  event: 'end',
  connections: 123_456,
  bytesUp: 1_023,
  bytesDown: 5_368_709_120,
  failures: { BAD_REQUEST: 1, TARGET_REFUSED: 42, TARGET_TIMEOUT: 7, TOO_MANY_CONNECTIONS: 1_000 },
  closed: { client: 120_000, linger: 6 },
  cut: 3,
  durationMs: 3_725_000,
};

describe.each([
  ['en', en],
  ['zh', zh],
] as const)('at 80 columns, in %s', (_language, text) => {
  const style = styleFor(fakeHost({ columns: 80 }).terminal({ noColor: true, noInput: true, json: false }));
  const shown = `${tunnelReadyView(ready, { text, style })}${tunnelEndView(end, { text, style })}`;

  it('looks like this', () => {
    expect(shown).toMatchSnapshot();
  });

  it('fits', () => {
    for (const line of shown.split('\n')) expect(columnsOf(line)).toBeLessThanOrEqual(80);
  });
});
