import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeHost } from '../../../../src/lib/host/node/host.js';
import { Redactor } from '../../../../src/lib/redact.js';
import type { AccessRecord } from '../../../../src/lib/tunnel/observe/access-record.js';
import type { LogTrouble } from '../../../../src/lib/tunnel/observe/line-writer.js';
import type { LogLevel } from '../../../../src/lib/tunnel/observe/log-level.js';
import { type LogDestination, openAccessLog } from '../../../../src/lib/tunnel/observe/open-access-log.js';
import type { Tunnel } from '../../../../src/lib/tunnel/tunnel.js';
import { afterwards, Client, openTarget, openTunnel, tunnelled, until } from '../world.js';

const refused = '127.0.0.1:1';

function openFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'aliproxy-log-'));
  afterwards(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Logs what a tunnel does; `said` is what went to stderr. */
function openLog(
  tunnel: Tunnel,
  destination: LogDestination,
  level: LogLevel = 'info',
  unreadBytes = { value: 0 },
) {
  const troubles: LogTrouble[] = [];
  const said: string[] = [];
  const secrets = new Redactor();
  secrets.add('hunter22');
  const output = {
    out: () => {},
    err: (text: string) => void said.push(text),
    unreadBytes: () => unreadBytes.value,
  };
  const log = openAccessLog(
    tunnel.ledger,
    {
      ...{ destination, level: () => level },
      redact: (value) => secrets.value(value),
      onTrouble: (trouble) => troubles.push(trouble),
    },
    { ...nodeHost(), output },
  );
  return { log, troubles, said };
}

function linesOf(path: string): AccessRecord[] {
  if (!existsSync(path)) return [];
  const text = readFileSync(path, 'utf8');
  expect(text === '' || text.endsWith('\n')).toBe(true);
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

async function ask(tunnel: Tunnel, authority: string, more = ''): Promise<void> {
  const client = new Client(tunnel.address.port).send(`CONNECT ${authority} HTTP/1.1\r\n${more}\r\n`);
  await client.toEnd();
  client.socket.end();
  await until(() => tunnel.counts.active === 0);
}

describe('the access log in a file', () => {
  it('has a line for each connection: what was asked, how it went, how it ended', async () => {
    const tunnel = await openTunnel({ names: { 'redis.test': [{ address: '127.0.0.1', family: 4 }] } });
    const path = join(openFolder(), 'access.log');
    const { log } = openLog(tunnel, { kind: 'file', path });
    const target = await openTarget((socket) => socket.end('1234567890'));
    const client = await tunnelled(tunnel, `redis.test:${target.port}`);
    client.send('12345');
    await client.toEnd();
    client.socket.end();
    await until(() => tunnel.counts.active === 0);
    await ask(tunnel, refused, 'X-Request-ID: req "42"\r\nProxy-Authorization: Basic bGk6aHVudGVyMjI=\r\n');
    await ask(tunnel, '169.254.169.254:80');
    await log.close();
    const [relayed, failed, denied, ...more] = linesOf(path);
    expect(more).toEqual([]);
    expect(relayed).toMatchObject({
      ...{ connId: 1, listener: `127.0.0.1:${tunnel.address.port}`, protocol: 'connect', user: null },
      ...{ destHost: 'redis.test', destPort: target.port, destIp: '127.0.0.1', upstream: 'direct' },
      ...{ decision: 'allow', rule: null, status: 200, code: null, tunnelMs: null },
      ...{ bytesUp: 5, bytesDown: 10, closeReason: 'target', retries: 0 },
    });
    expect(relayed?.traceId).toMatch(/^[\da-f]{32}$/);
    expect(relayed?.client).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(relayed?.connectMs).toBeGreaterThan(0);
    expect(relayed?.durationMs).toBeGreaterThanOrEqual(relayed?.connectMs ?? 0);
    expect(failed).toMatchObject({
      ...{ connId: 2, traceId: 'req42', destHost: '127.0.0.1', destPort: 1, destIp: null },
      ...{ status: 502, code: 'TARGET_REFUSED', decision: 'allow', closeReason: 'refused', bytesUp: 0 },
    });
    expect(denied).toMatchObject({ status: 403, code: 'DENIED', decision: 'deny', rule: 'reserved' });
    expect(readFileSync(path, 'utf8')).not.toMatch(/bGk6|hunter22|Basic/);
  });

  it('says of a plain request where it went, and not what it asked there', async () => {
    const tunnel = await openTunnel();
    const path = join(openFolder(), 'access.log');
    const { log } = openLog(tunnel, { kind: 'file', path }, 'debug');
    const client = new Client(tunnel.address.port);
    client.send(`GET http://${refused}/path?token=secret HTTP/1.1\r\nHost: x\r\nCookie: a=secret\r\n\r\n`);
    await client.toEnd();
    client.socket.end();
    await until(() => tunnel.counts.active === 0);
    await log.close();
    const lines = linesOf(path);
    expect(lines).toMatchObject([{ protocol: 'http', at: 'decision' }, { code: 'TARGET_REFUSED' }]);
    expect(JSON.stringify(lines)).not.toMatch(/secret|path/);
  });

  it('goes on in a new file after the old one was renamed, and in a new folder', async () => {
    const tunnel = await openTunnel();
    const folder = openFolder();
    const path = join(folder, 'logs', 'access.log');
    mkdirSync(join(folder, 'logs'));
    const { log, troubles } = openLog(tunnel, { kind: 'file', path });
    await ask(tunnel, refused);
    await until(() => linesOf(path).length === 1);
    renameSync(path, `${path}.1`);
    await ask(tunnel, refused);
    await until(() => linesOf(path).length === 1);
    rmSync(join(folder, 'logs'), { recursive: true });
    await ask(tunnel, refused);
    await until(() => troubles.length === 1);
    expect(troubles).toEqual([{ reason: 'ENOENT', dropped: 1 }]);
    mkdirSync(join(folder, 'logs'));
    await ask(tunnel, refused);
    await until(() => linesOf(path).length === 1);
    expect(linesOf(path)).toMatchObject([{ connId: 4 }]);
    expect(await log.close()).toBe(1);
  });

  it('is there in whole after a drain, with the connections that were cut', async () => {
    const tunnel = await openTunnel();
    const path = join(openFolder(), 'access.log');
    const { log } = openLog(tunnel, { kind: 'file', path });
    const target = await openTarget();
    for (let n = 0; n < 20; n++) await tunnelled(tunnel, target.authority);
    expect(await tunnel.close()).toMatchObject({ cut: 20, closed: { cut: 20 } });
    await log.close();
    expect(linesOf(path).map(({ closeReason }) => closeReason)).toEqual(Array(20).fill('cut'));
  });

  it.skipIf(!existsSync('/dev/full'))('does not stop the tunnel where the disk is full', async () => {
    const tunnel = await openTunnel();
    const { log, troubles } = openLog(tunnel, { kind: 'file', path: '/dev/full' });
    await ask(tunnel, refused);
    await until(() => troubles.length === 1);
    await ask(tunnel, refused);
    expect(await log.close()).toBe(2);
    expect(troubles[0]).toEqual({ reason: 'ENOSPC', dropped: 1 });
    expect(statSync('/dev/full').isCharacterDevice()).toBe(true);
  });
});

describe('the access log elsewhere', () => {
  it('goes to stderr, a line for each connection, without secrets', async () => {
    const tunnel = await openTunnel();
    const { log, said } = openLog(tunnel, { kind: 'stderr' });
    await ask(tunnel, 'hunter22.invalid:80');
    await log.close();
    expect(said).toHaveLength(1);
    expect(JSON.parse(said[0] ?? '')).toMatchObject({ destHost: '***.invalid', code: 'TARGET_DNS' });
  });

  it.each(['stderr', 'events'] as const)(
    'is lost rather than kept while nobody reads it: %s',
    async (kind) => {
      const tunnel = await openTunnel();
      const events: object[] = [];
      const unread = { value: 2 ** 30 };
      const destination =
        kind === 'stderr' ? { kind } : { kind, emit: (event: object) => events.push(event) };
      const { log, said, troubles } = openLog(tunnel, destination, 'info', unread);
      await ask(tunnel, refused);
      await until(() => troubles.length === 1);
      expect(troubles).toEqual([{ reason: 'TOO_SLOW', dropped: 1 }]);
      await ask(tunnel, refused);
      // What is written in batches is not to be in one with what comes now.
      await new Promise((resolve) => setTimeout(resolve, 400));
      unread.value = 0;
      await ask(tunnel, refused);
      expect(await log.close()).toBe(2);
      expect(troubles.at(-1)).toEqual({ reason: 'TOO_SLOW', dropped: 2 });
      expect([...said, ...events]).toHaveLength(1);
    },
  );

  it('is made of events, each at once', async () => {
    const tunnel = await openTunnel();
    const events: object[] = [];
    openLog(tunnel, { kind: 'events', emit: (event) => events.push(event) });
    await ask(tunnel, refused);
    expect(events).toMatchObject([{ event: 'access', code: 'TARGET_REFUSED', connId: 1 }]);
    expect(Object.keys(events[0] ?? {}).slice(0, 3)).toEqual(['event', 'ts', 'traceId']);
  });
});
