import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { nodeClock } from '../../../src/lib/host/node/clock.js';
import type { FakeHost, FakeHostOptions } from '../../helpers/fake-host.js';
import { openTarget, until } from '../../integration/tunnel/world.js';
import { configPath, configured, events, portOf, start } from './start.js';

/** Goes five times as fast where somebody waits. */
const clock = {
  ...nodeClock,
  sleep: (ms: number, signal?: AbortSignal) => nodeClock.sleep(ms / 5, signal),
};

/** A tunnel that watches its files, in a world where time goes by. */
async function watching(yaml: string, argv: readonly string[] = [], more: FakeHostOptions = {}) {
  const all = ['--json', '--watch', '--admin', 'off', '--drain', '0s', ...argv];
  const run = await start(all, configured(yaml, more), { clock });
  await until(() => run.host.written.out !== '');
  const write = (next: string) => {
    run.host.contents.set(configPath, configured(next).files?.[configPath] ?? '');
  };
  const end = async () => {
    run.host.end('SIGINT');
    return await run.finished;
  };
  return { ...run, write, end };
}

const reloads = (host: FakeHost) => events(host).filter(({ event }) => event === 'reload');

async function answer(port: number, target: string): Promise<string> {
  const client = connect(port, '127.0.0.1');
  client.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`);
  const [bytes] = await once(client, 'data');
  client.destroy();
  return String(bytes).split('\r\n')[0] ?? '';
}

describe('aliproxy tunnel --watch', () => {
  it('takes over new rules for new connections, on the same port, while open ones go on', async () => {
    const target = await openTarget((socket) => socket.pipe(socket));
    const { host, write, end } = await watching('listen: 127.0.0.1:0\nallow: [127.0.0.1]');
    const port = portOf(host);
    const open = connect(port, '127.0.0.1');
    open.write(`CONNECT ${target.authority} HTTP/1.1\r\nHost: ${target.authority}\r\n\r\n`);
    await once(open, 'data');
    write('listen: 127.0.0.1:0\nallow: [nowhere.test]');
    await until(() => reloads(host).length > 0);
    expect(reloads(host)).toEqual([{ event: 'reload', ok: true, changed: ['allow'], restart: [] }]);
    expect(await answer(port, target.authority)).toBe('HTTP/1.1 403 Forbidden');
    open.write('still here');
    expect(String((await once(open, 'data'))[0])).toBe('still here');
    open.destroy();
    expect(await end()).toBe(0);
  });

  it('goes on as it is where the new file is wrong, says so once, and takes the next right one', async () => {
    const target = await openTarget();
    const { host, write, end } = await watching('listen: 127.0.0.1:0\ndeny: [a.test]');
    write('listen: 127.0.0.1:0\ndney: ["*"]');
    await until(() => reloads(host).length > 0);
    await clock.sleep(2_000);
    expect(reloads(host)).toEqual([
      { event: 'reload', ok: false, error: expect.objectContaining({ code: 'CONFIG_UNKNOWN_KEY' }) },
    ]);
    expect(host.written.err).toContain(`${configPath}:3`);
    expect(await answer(portOf(host), target.authority)).toBe('HTTP/1.1 200 Connection established');
    write('listen: 127.0.0.1:0\ndeny: ["*"]');
    await until(() => reloads(host).length > 1);
    expect(reloads(host)[1]).toMatchObject({ ok: true, changed: ['deny'] });
    expect(await answer(portOf(host), target.authority)).toBe('HTTP/1.1 403 Forbidden');
    await end();
  }, 10_000);

  it('keeps its rules where the configuration file is gone, and takes it again when it is back', async () => {
    const target = await openTarget();
    const { host, write, end } = await watching('listen: 127.0.0.1:0\ndeny: ["*"]');
    host.contents.delete(configPath);
    await until(() => reloads(host).length > 0);
    expect(reloads(host)).toEqual([
      { event: 'reload', ok: false, error: expect.objectContaining({ code: 'CONFIG_NOT_FOUND' }) },
    ]);
    expect(await answer(portOf(host), target.authority)).toBe('HTTP/1.1 403 Forbidden');
    write('listen: 127.0.0.1:0');
    await until(() => reloads(host).length > 1);
    expect(reloads(host)[1]).toMatchObject({ ok: true, changed: ['deny'] });
    expect(await answer(portOf(host), target.authority)).toBe('HTTP/1.1 200 Connection established');
    await end();
  }, 10_000);

  it('watches the files that the configuration names, also those it names since', async () => {
    const hash = '$scrypt$16384$8$1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
    const users = '/home/li/project/users';
    const { host, write, end } = await watching('listen: 127.0.0.1:0');
    write('listen: 127.0.0.1:0\nauthFile: users');
    await until(() => reloads(host).length > 0);
    expect(reloads(host)[0]).toMatchObject({ ok: false, error: { code: 'FILE_UNREADABLE' } });
    host.contents.set(users, `li:${hash}\n`);
    await until(() => reloads(host).length > 1);
    expect(reloads(host)[1]).toMatchObject({ ok: true, changed: ['auth'] });
    expect(await answer(portOf(host), '127.0.0.1:1')).toMatch(/^HTTP\/1\.1 407 /);
    await end();
  }, 10_000);

  it('opens and closes listeners, tells where they are, and keeps the ready file true', async () => {
    const argv = ['--ready-file', '/run/ready.json'];
    const { host, write, end } = await watching('listen: 127.0.0.1:0', argv);
    const port = portOf(host);
    write('listen: 127.0.0.1:0\nforwards: [redis=0:127.0.0.1:6379]');
    await until(() => reloads(host).length > 0);
    const [reload] = reloads(host);
    expect(reload).toMatchObject({
      changed: ['forwards'],
      listen: [{ host: '127.0.0.1', port }],
      forwards: [{ name: 'redis', listen: { host: '127.0.0.1', port: expect.any(Number) } }],
    });
    const ready = JSON.parse(host.contents.get('/run/ready.json') ?? '{}');
    expect(ready.forwards).toEqual(reload?.forwards);
    await end();
  });

  it('leaves to flags what they say, and tells what only a restart takes over', async () => {
    const { host, write, end } = await watching('deny: [a.test]', ['-l', '127.0.0.1:0', '--deny', 'b.test']);
    write('listen: 127.0.0.1:1\ndeny: [c.test]\naccessLog: access.log\ndrain: 0s');
    await until(() => reloads(host).length > 0);
    expect(reloads(host)).toEqual([{ event: 'reload', ok: true, changed: [], restart: ['accessLog'] }]);
    await end();
  });
});
