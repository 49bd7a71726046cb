import { createServer } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { nodeHost } from '../../../../src/lib/host/node/host.js';
import { metricsText } from '../../../../src/lib/output/views/tunnel/metrics.js';
import { parseSubnet } from '../../../../src/lib/tunnel/access/subnet.js';
import type { AccessRecord } from '../../../../src/lib/tunnel/observe/access-record.js';
import { openAccessLog } from '../../../../src/lib/tunnel/observe/open-access-log.js';
import { defaultSettings } from '../../../../src/lib/tunnel/settings.js';
import { listenSilently } from '../../../helpers/silent-listener.js';
import { afterwards, Client, listening, openTarget, tunnelled, until } from '../world.js';
import { openWatched } from './watched.js';

/** One kind of connection: how it is made, how often, and what must be told of each. */
interface Kind {
  readonly name: string;
  readonly times: number;
  readonly run: () => Promise<void>;
  /** Of the log's line. */
  readonly line: Partial<AccessRecord>;
  /** Of the metrics. */
  readonly result: 'ok' | 'denied' | 'rejected' | 'failed' | 'aborted' | null;
}

const nowhere = '127.0.0.1:1';
const nobody = { user: null, destHost: null, destPort: null, destIp: null, upstream: null, decision: null };
const unasked = {
  ...nobody,
  rule: null,
  dnsMs: null,
  connectMs: null,
  tunnelMs: null,
  bytesUp: 0,
  bytesDown: 0,
};
const served = { decision: 'allow', rule: null, code: null, upstream: 'direct' } as const;
const refused = { closeReason: 'refused', bytesUp: 0, bytesDown: 0 } as const;

const only = parseSubnet('127.0.0.1');
if (only === null) throw new Error('not a subnet');

async function startWorld() {
  const dead = { name: 'dead', listen: { host: '127.0.0.1', port: 0 }, upstreams: null };
  const target = await openTarget();
  const page = createServer((_request, response) => response.end('hello'));
  const pagePort = await listening(page);
  afterwards(() => page.close());
  const { tunnel, monitor } = await openWatched({
    forwards: [
      { ...dead, target: { host: '127.0.0.1', port: 1 } },
      { ...dead, name: 'live', target: { host: '127.0.0.1', port: target.port } },
    ],
    access: { ...defaultSettings.access, allowFrom: [only as NonNullable<typeof only>] },
    ...{ lingerMs: 250, idleTimeoutMs: 1_000, headerTimeoutMs: 500 },
  });
  const lines: AccessRecord[] = [];
  openAccessLog(
    tunnel.ledger,
    {
      destination: { kind: 'events', emit: (event) => lines.push(event as unknown as AccessRecord) },
      ...{ level: () => 'info', redact: (value) => value, onTrouble: () => {} },
    },
    nodeHost(),
  );
  return { tunnel, monitor, lines, target, page: `127.0.0.1:${pagePort}` };
}

describe('a run of which everything is known beforehand', () => {
  it('is what the log, the metrics and the status tell of it', async () => {
    const { tunnel, monitor, lines, target, page } = await startWorld();
    const silent = await listenSilently('127.0.0.1');
    afterwards(() => silent.close());
    const { port } = tunnel.address;
    const [, deadPort, livePort] = tunnel.listeners.map(({ address }) => address.port);
    const say = async (text: string | Uint8Array) => {
      const client = new Client(port).send(text);
      await client.toEnd();
      client.socket.destroy();
    };
    /** A tunnel through which 3 bytes have gone up and 5 down. */
    const exchange = async () => {
      const client = await tunnelled(tunnel, target.authority);
      const atTarget = await target.next();
      client.send('abc');
      await new Promise((resolve) => atTarget.once('data', resolve));
      atTarget.write('12345');
      await until(() => client.body === '12345');
      return { client: client.socket, atTarget };
    };
    const relayed = {
      ...served,
      protocol: 'connect',
      status: 200,
      destHost: '127.0.0.1',
      destIp: '127.0.0.1',
    } as const;
    const moved = { ...relayed, destPort: target.port, bytesUp: 3, bytesDown: 5 };
    const kinds: readonly Kind[] = [
      {
        ...{ name: 'the client ends', times: 3, result: 'ok', line: { ...moved, closeReason: 'client' } },
        run: async () => {
          const { client, atTarget } = await exchange();
          atTarget.on('end', () => atTarget.end());
          client.end();
        },
      },
      {
        ...{ name: 'the target ends', times: 2, result: 'ok', line: { ...moved, closeReason: 'target' } },
        run: async () => {
          const { client, atTarget } = await exchange();
          client.on('end', () => client.end());
          atTarget.end();
        },
      },
      {
        ...{
          name: 'the client resets',
          times: 2,
          result: 'ok',
          line: { ...moved, closeReason: 'client-reset' },
        },
        run: async () => void (await exchange()).client.resetAndDestroy(),
      },
      {
        ...{
          name: 'the target resets',
          times: 4,
          result: 'ok',
          line: { ...moved, closeReason: 'target-reset' },
        },
        run: async () => void (await exchange()).atTarget.resetAndDestroy(),
      },
      {
        ...{ name: 'one end lingers', times: 1, result: 'ok', line: { ...moved, closeReason: 'linger' } },
        run: async () => void (await exchange()).client.end(),
      },
      {
        ...{ name: 'nothing moves', times: 1, result: 'ok', line: { ...moved, closeReason: 'idle' } },
        run: async () => void (await exchange()),
      },
      {
        ...{ name: 'SOCKS', times: 2, result: 'ok' },
        line: { ...moved, protocol: 'socks5', status: 0, bytesUp: 0, bytesDown: 0, closeReason: 'client' },
        run: async () => {
          const client = new Client(port).send(
            Uint8Array.of(5, 1, 0, 5, 1, 0, 1, 127, 0, 0, 1, target.port >> 8, target.port & 255),
          );
          const atTarget = await target.next();
          atTarget.resume().on('end', () => atTarget.end());
          await until(() => client.text.length === 12);
          client.socket.end();
        },
      },
      {
        ...{ name: 'SOCKS to nowhere', times: 3, result: 'failed' },
        line: {
          ...refused,
          protocol: 'socks5',
          status: 5,
          code: 'TARGET_REFUSED',
          destPort: 1,
          decision: 'allow',
        },
        run: () => say(Uint8Array.of(5, 1, 0, 5, 1, 0, 1, 127, 0, 0, 1, 0, 1)),
      },
      {
        ...{ name: 'a forward', times: 2, result: 'ok' },
        line: {
          ...moved,
          protocol: 'forward',
          status: null,
          bytesUp: 0,
          bytesDown: 2,
          closeReason: 'target',
        },
        run: async () => {
          const client = connect({ host: '127.0.0.1', port: livePort ?? 0 });
          (await target.next()).end('hi');
          client.resume();
        },
      },
      {
        ...{ name: 'a forward to nowhere', times: 1, result: 'failed' },
        line: { ...refused, protocol: 'forward', status: null, code: 'TARGET_REFUSED', destPort: 1 },
        run: async () => void connect({ host: '127.0.0.1', port: deadPort ?? 0 }).on('error', () => {}),
      },
      {
        ...{ name: 'CONNECT to nowhere', times: 2, result: 'failed' },
        line: { ...refused, protocol: 'connect', status: 502, code: 'TARGET_REFUSED', upstream: 'direct' },
        run: () => say(`CONNECT ${nowhere} HTTP/1.1\r\nHost: x\r\n\r\n`),
      },
      {
        ...{ name: 'plain HTTP', times: 2, result: 'ok' },
        line: { ...served, protocol: 'http', status: 200, closeReason: 'done', destHost: '127.0.0.1' },
        run: () => say(`GET http://${page}/ HTTP/1.1\r\nHost: x\r\n\r\n`),
      },
      {
        ...{ name: 'plain HTTP to nowhere', times: 1, result: 'failed' },
        line: { ...refused, protocol: 'http', status: 502, code: 'TARGET_REFUSED' },
        run: () => say(`GET http://${nowhere}/ HTTP/1.1\r\nHost: x\r\n\r\n`),
      },
      {
        ...{ name: 'plain HTTP that nobody answers', times: 1, result: 'failed' },
        line: { protocol: 'http', status: 502, code: 'TARGET_CLOSED', closeReason: 'target' },
        run: async () => {
          const asked = say(`GET http://${target.authority}/ HTTP/1.1\r\nHost: x\r\n\r\n`);
          (await target.next()).end();
          await asked;
        },
      },
      {
        ...{ name: 'a client that leaves before its answer', times: 1, result: 'aborted' },
        line: { protocol: 'http', status: null, code: null, closeReason: 'client-reset', decision: 'allow' },
        run: async () => {
          const client = new Client(port).send(`GET http://${target.authority}/ HTTP/1.1\r\nHost: x\r\n\r\n`);
          await target.next();
          client.socket.resetAndDestroy();
        },
      },
      {
        ...{ name: 'a client that leaves while the target is dialled', times: 2, result: 'aborted' },
        line: { protocol: 'connect', status: null, code: null, closeReason: 'client-reset', connectMs: null },
        run: async () => {
          const authority = `127.0.0.1:${silent.port}`;
          const client = new Client(port).send(`CONNECT ${authority} HTTP/1.1\r\nHost: x\r\n\r\n`);
          const before = lines.length;
          await new Promise((resolve) => setTimeout(resolve, 50));
          client.socket.resetAndDestroy();
          await until(() => lines.length > before);
        },
      },
      {
        ...{ name: 'a reserved address', times: 2, result: 'denied' },
        line: { ...refused, status: 403, code: 'DENIED', decision: 'deny', rule: 'reserved', upstream: null },
        run: () => say('CONNECT 169.254.169.254:80 HTTP/1.1\r\nHost: x\r\n\r\n'),
      },
      {
        ...{ name: 'a circle', times: 1, result: 'failed' },
        line: { ...refused, status: 502, code: 'PROXY_LOOP', decision: 'deny', rule: 'loop' },
        run: () => say(`CONNECT 127.0.0.1:${port} HTTP/1.1\r\nHost: x\r\n\r\n`),
      },
      {
        ...{ name: 'nonsense', times: 3, result: 'rejected' },
        line: { ...unasked, protocol: null, status: 400, code: 'BAD_REQUEST', closeReason: 'refused' },
        run: () => say('nonsense\r\n\r\n'),
      },
      {
        ...{ name: 'half a head', times: 1, result: 'rejected' },
        line: { ...unasked, protocol: null, status: 408, code: 'HEADER_TIMEOUT', closeReason: 'refused' },
        run: () => say('CONNECT '),
      },
      {
        ...{ name: 'not a word', times: 2, result: null },
        line: { ...unasked, protocol: null, status: null, code: null, closeReason: 'client' },
        run: async () => void connect({ host: '127.0.0.1', port }).end(),
      },
      {
        ...{ name: 'not a word, and a reset', times: 2, result: null },
        line: { ...unasked, protocol: null, status: null, code: null, closeReason: 'client-reset' },
        run: async () => {
          const client = connect({ host: '127.0.0.1', port });
          await until(() => client.readyState === 'open');
          client.resetAndDestroy();
        },
      },
      {
        ...{ name: 'SOCKS that is broken off', times: 1, result: null },
        line: { ...unasked, protocol: 'socks5', status: null, code: null, closeReason: 'client-reset' },
        run: async () => {
          const client = new Client(port).send(Uint8Array.of(5, 1, 0));
          await until(() => client.text.length === 2);
          client.socket.resetAndDestroy();
        },
      },
      {
        ...{ name: 'a websocket', times: 2, result: 'ok' },
        // The answer that opened it, and `ping`.
        line: { ...served, protocol: 'http', status: 101, bytesDown: 81, closeReason: 'target' },
        run: async () => {
          const asks = 'Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
          const client = new Client(port);
          client.send(`GET http://${target.authority}/ HTTP/1.1\r\nHost: x\r\n${asks}`);
          const atTarget = await target.next();
          await new Promise((resolve) => atTarget.once('data', resolve));
          atTarget.end(`HTTP/1.1 101 Switching Protocols\r\n${asks}ping`);
          await client.toEnd();
          client.socket.end();
        },
      },
      {
        ...{ name: 'one that is cut', times: 2, result: 'ok', line: { ...moved, closeReason: 'cut' } },
        run: async () => {
          const { client, atTarget } = await exchange();
          // Kept from being idle until the tunnel ends.
          const timer = setInterval(() => atTarget.write(''), 50);
          afterwards(() => clearInterval(timer));
          client.on('error', () => {});
        },
      },
      {
        ...{ name: 'one without a word that is cut', times: 1, result: null },
        line: { ...unasked, protocol: null, status: null, code: null, closeReason: 'cut' },
        run: async () => {
          const before = tunnel.counts.connections;
          new Client(port);
          await until(() => tunnel.counts.connections > before);
        },
      },
    ];
    const toCut = kinds.filter(({ line }) => line.closeReason === 'cut');
    for (let time = 0; time < 3; time++) {
      const stranger = connect({ host: '127.0.0.1', port, localAddress: '127.0.0.2' }).on('error', () => {});
      await new Promise((resolve) => stranger.once('close', resolve).resume());
    }
    for (const { name, times, run, line } of kinds) {
      for (let time = 0; time < times; time++) {
        const before = lines.length;
        await run();
        if (line.closeReason === 'cut') continue;
        await until(() => lines.length === before + 1).catch(() => {
          throw new Error(`no line for: ${name}`);
        });
        expect([name, lines.at(-1)]).toEqual([name, expect.objectContaining(line)]);
      }
    }
    await tunnel.close({ drainMs: 0 });

    const all = kinds.flatMap((kind) => Array<Kind>(kind.times).fill(kind));
    expect(lines).toHaveLength(all.length);
    const cut = toCut.flatMap(({ line, times }) => Array(times).fill(expect.objectContaining(line)));
    expect(lines.slice(-cut.length)).toEqual(expect.arrayContaining(cut));
    const text = metricsText(monitor.metrics());
    expect(sums(text, 'requests_total', 'result')).toEqual({
      ...{ ok: 0, denied: 0, rejected: 0, failed: 0, aborted: 0 },
      ...tallied(all.flatMap(({ result }) => (result === null ? [] : [result]))),
    });
    expect(sums(text, 'connections_total', 'protocol')).toEqual(
      tallied(lines.map(({ protocol }) => protocol ?? 'none')),
    );
    const closed = tallied(all.map(({ line }) => String(line.closeReason)));
    expect(sums(text, 'closed_total', 'reason')).toEqual(closed);
    const denials = sums(text, 'denied_total', 'rule');
    expect(denials).toMatchObject({ reserved: 2, loop: 1, 'allow-from': 3, deny: 0, allow: 0 });
    expect(sums(text, 'connect_errors_total', 'code')).toEqual({ TARGET_REFUSED: 7 });
    const up = lines.reduce((sum, { bytesUp }) => sum + bytesUp, 0);
    const down = lines.reduce((sum, { bytesDown }) => sum + bytesDown, 0);
    expect(sums(text, 'bytes_total', 'direction')).toEqual({ up, down });
    expect(sums(text, 'duration_seconds_count')).toEqual({ '': all.length });
    expect(sums(text, 'header_timeouts_total')).toEqual({ '': 1 });
    expect(sums(text, 'connections_active')).toEqual({ '': 0 });
    const failures = tallied(all.flatMap(({ line }) => line.code ?? []));
    const { totals, listeners } = monitor.status();
    expect(totals).toMatchObject({
      ...{ connections: all.length, active: 0, bytesUp: up, bytesDown: down, failures, closed, retries: 0 },
    });
    const total = listeners.reduce((sum, listener) => sum + listener.total, 0);
    expect(total).toBe(all.length);
  });
});

/** The samples of a metric, summed up by one label. */
function sums(text: string, name: string, label = ''): Record<string, number> {
  const found: Record<string, number> = {};
  for (const line of text.split('\n')) {
    const match = /^aliproxy_tunnel_(\w+)(\{.*\})? (\S+)$/.exec(line);
    if (match?.[1] !== name) continue;
    const key = new RegExp(`[{,]${label}="([^"]*)"`).exec(match[2] ?? '')?.[1] ?? '';
    found[key] = (found[key] ?? 0) + Number(match[3]);
  }
  return found;
}

function tallied(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
