import { describe, expect, it } from 'vitest';
import { en } from '../../../../src/lib/messages/en.js';
import { zh } from '../../../../src/lib/messages/zh.js';
import { styleFor } from '../../../../src/lib/output/style.js';
import { tunnelsView } from '../../../../src/lib/output/views/tunnel/status.js';
import { columnsOf } from '../../../../src/lib/output/width.js';
import type { TunnelFound, TunnelsFound } from '../../../../src/lib/tunnel/control/running-tunnels.js';
import type {
  ListenerStatus,
  RecentFailure,
  UpstreamStatus,
} from '../../../../src/lib/tunnel/observe/status.js';
import { upstreamStates } from '../../../../src/lib/tunnel/upstreams/upstream-state.js';

const startedAt = '2026-11-22T08:00:00.000Z';
const after = (seconds: number) => new Date(Date.parse(startedAt) + seconds * 1_000).toISOString();

const listener: ListenerStatus = {
  ...{ protocol: 'mixed', listen: '127.0.0.1:3128', target: null, tls: false },
  ...{ active: 3, total: 1_204, bytesUp: 1_258_291, bytesDown: 5_368_709_120, failed: 2 },
};
const forward: ListenerStatus = {
  ...{ protocol: 'forward', listen: '127.0.0.1:6379', target: 'r-bp1abcdef.redis.rds.test:6379', tls: false },
  ...{ active: 1, total: 1, bytesUp: 223, bytesDown: 19_242, failed: 0 },
};
const upstream: UpstreamStatus = {
  ...{
    name: 'proxy-a',
    url: 'http://127.0.0.1:8080',
    state: 'up',
    since: after(0),
    weight: 2,
    backup: false,
  },
  ...{ active: 4, total: 1_204, failures: 0, latencyMs: 12.3, lastFailure: null },
};
const upstreams = upstreamStates.map((state, index): UpstreamStatus => {
  if (state === 'up') return upstream;
  return {
    ...upstream,
    ...{
      name: `proxy-${'abcde'[index]}`,
      state,
      since: after(11_000 + index * 7),
      active: 0,
      failures: index,
    },
    ...{ latencyMs: null, backup: state === 'auth' },
    lastFailure: {
      code: state === 'auth' ? 'PROXY_AUTH_FAILED' : 'PROXY_REFUSED',
      at: after(11_000 + index * 7),
    },
  };
});

const recentFailure = (index: number): RecentFailure => ({
  ...{ at: after(11_000 - index * 600), code: index === 0 ? 'TOO_MANY_CONNECTIONS' : 'TARGET_REFUSED' },
  ...{ listener: '127.0.0.1:3128', client: '127.0.0.1:50412', traceId: '4bf92f3577b34da6a3ce929d0e0e4736' },
  ...(index === 0
    ? { protocol: null, destination: null, upstream: null }
    : { protocol: 'connect', destination: 'r-bp1abcdef.redis.rds.test:6379', upstream: 'proxy-a' }),
});

const tunnel: TunnelFound = {
  admin: 'http://127.0.0.1:9118',
  ...{ schemaVersion: 1, version: '0.1.0', pid: 4242, startedAt, now: after(11_100), uptimeMs: 11_100_000 },
  ...{ draining: false, ready: true, strategy: 'least-connections', logLevel: 'info' },
  listeners: [listener, forward],
  upstreams,
  totals: {
    ...{ connections: 1_205, active: 4, bytesUp: 0, bytesDown: 0, failures: {}, closed: {} },
    ...{ retries: 0, setupMs: null },
  },
  recentFailures: Array.from({ length: 7 }, (_, index) => recentFailure(index)),
  history: { intervalMs: 1_000, samples: [] },
};

const found: TunnelsFound = {
  tunnels: [
    tunnel,
    {
      ...tunnel,
      ...{
        admin: 'http://[::1]:40123',
        pid: 4_194_304,
        ready: false,
        draining: true,
        uptimeMs: 400_000_000,
        now: after(400_000),
      },
      listeners: [{ ...listener, listen: '[fd00:1234:5678:9abc:def0:1234:5678:9abc]:65535', tls: true }],
      upstreams: [{ ...upstream, name: 'proxy-with-a-name-as-long-as-a-host.in.a.private.zone.test:8080' }],
    },
    { ...tunnel, ready: false, pid: 4300, listeners: [forward], upstreams: [] },
  ],
  unreachable: [{ pid: 77, admin: 'http://127.0.0.1:9119', reason: 'TIMEOUT' }],
};

describe.each([
  ['en', en],
  ['zh', zh],
] as const)('the tunnels that run, in %s', (_language, text) => {
  it.each([80, 120])('at %i columns', (width) => {
    const style = styleFor({ width, colour: 0, unicode: true });
    const shown = tunnelsView(found, { text, style });
    expect(shown).toMatchSnapshot();
    for (const line of shown.split('\n')) expect(columnsOf(line)).toBeLessThanOrEqual(width);
  });
});

describe('the tunnels that run', () => {
  it('are told apart without colours and Unicode', () => {
    const shown = tunnelsView(found, { text: en, style: styleFor({ width: 80, colour: 0, unicode: false }) });
    expect(shown).not.toMatch(/[^\n -~]/);
    for (const mark of ['+ ready', 'i draining', 'x all upstreams down', '! suspect', 'x auth']) {
      expect(shown).toContain(mark);
    }
  });
});
