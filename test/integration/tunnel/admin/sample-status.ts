import type { TunnelStatus } from '../../../../src/lib/tunnel/observe/status.js';
import { upstreamStates } from '../../../../src/lib/tunnel/upstreams/upstream-state.js';
import { version } from './admin-world.js';

const startedMs = Date.UTC(2026, 10, 22, 8);
const iso = (ms: number) => new Date(startedMs + ms).toISOString();

/** A tunnel with something in every place: an upstream in each state, a forward, failures, five minutes of history. */
export function sampleStatus(change: Partial<TunnelStatus> = {}): TunnelStatus {
  const uptimeMs = 3_725_000;
  return {
    schemaVersion: 1,
    version,
    pid: 4242,
    startedAt: iso(0),
    now: iso(uptimeMs),
    uptimeMs,
    draining: false,
    ready: true,
    strategy: 'least-connections',
    logLevel: 'info',
    listeners: [
      {
        ...{ protocol: 'mixed', listen: '127.0.0.1:3128', target: null, tls: true, active: 12, total: 1_840 },
        ...{ bytesUp: 5_242_880, bytesDown: 734_003_200, failed: 21 },
      },
      {
        ...{ protocol: 'forward', listen: '127.0.0.1:6379', target: '10.0.3.8:6379', tls: false, active: 3 },
        ...{ total: 96, bytesUp: 81_920, bytesDown: 1_024, failed: 0 },
      },
    ],
    upstreams: upstreamStates.map((state, at) => ({
      ...{
        name: `proxy-${at + 1}`,
        url: `http://10.0.0.${at + 10}:3128`,
        state,
        since: iso(uptimeMs - 65_000),
      },
      ...{ weight: at === 1 ? 3 : 1, backup: at === 4, active: 12 - at, total: 700 - at, failures: at * 4 },
      latencyMs: state === 'down' ? null : 3.25 * (at + 1),
      lastFailure: at === 0 ? null : { code: 'PROXY_REFUSED', at: iso(uptimeMs - 5_000) },
    })),
    totals: {
      ...{ connections: 1_936, active: 15, bytesUp: 5_324_800, bytesDown: 734_004_224, retries: 7 },
      failures: { TARGET_REFUSED: 13, DENIED: 8 },
      closed: { client: 1_700, idle: 12, refused: 21 },
      setupMs: { p50: 4.2, p95: 18.9, max: 2_412 },
    },
    recentFailures: Array.from({ length: 21 }, (_, at) => ({
      ...{
        at: iso(uptimeMs - at * 1_000),
        code: at % 3 === 0 ? 'DENIED' : 'TARGET_REFUSED',
        upstream: 'proxy-1',
      },
      ...{ listener: '127.0.0.1:3128', protocol: 'connect', destination: `db-${at}.test:5432` },
      ...{ client: `127.0.0.1:5${1_000 + at}`, traceId: at.toString(16).padStart(32, '0') },
    })),
    history: {
      intervalMs: 1_000,
      samples: Array.from({ length: 300 }, (_, at) => ({
        atMs: startedMs + uptimeMs - (299 - at) * 1_000,
        active: 10 + Math.round(5 * Math.sin(at / 20)),
        opened: 6 + (at % 4),
        failed: at % 30 === 0 ? 2 : 0,
        bytesUp: 20_000 + 200 * at,
        bytesDown: Math.round(4e6 * (1 + Math.sin(at / 15))),
        setupMs: at > 100 && at < 120 ? null : 4 + (at % 7) / 3,
      })),
    },
    ...change,
  };
}
