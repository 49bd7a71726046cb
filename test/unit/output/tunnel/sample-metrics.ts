import type { TunnelMetrics } from '../../../../src/lib/tunnel/observe/metrics.js';

/** The metrics of a tunnel that has done a little of everything. */
export function sampleMetrics(filled: Partial<TunnelMetrics> = {}): TunnelMetrics {
  const bounds = [0.005, 0.1, 10];
  const listener = '127.0.0.1:3128';
  return {
    version: '0.1.0',
    nodeVersion: '20.20.2',
    connections: [
      { listener, protocol: 'connect', count: 3 },
      { listener, protocol: 'http', count: 0 },
      { listener: '127.0.0.1:6379', protocol: 'forward', count: 2 },
    ],
    active: 2,
    requests: [
      { listener, result: 'ok', count: 2 },
      { listener, result: 'failed', count: 1 },
    ],
    setup: [
      { upstream: 'proxy-a', histogram: { bounds, cumulative: [1, 3, 3], sum: 0.08, count: 4 } },
      { upstream: 'direct', histogram: { bounds, cumulative: [0, 0, 0], sum: 0, count: 0 } },
    ],
    connectErrors: [{ upstream: 'proxy-a', code: 'PROXY_REFUSED', count: 7 }],
    bytesUp: 1_024,
    bytesDown: 123_456_789_012,
    duration: { bounds: [1, 60], cumulative: [1, 2], sum: 61.5, count: 2 },
    closed: [
      { reason: 'client', count: 2 },
      { reason: 'linger', count: 0 },
    ],
    denied: [{ rule: 'reserved', count: 1 }],
    upstreams: [
      { upstream: 'proxy-a', up: true, active: 2, breaker: 0 },
      { upstream: 'direct', up: false, active: 0, breaker: 2 },
    ],
    healthChecks: [{ upstream: 'proxy-a', result: 'ok', count: 30 }],
    retries: 4,
    headerTimeouts: 1,
    eventLoopLagSeconds: 0.0012,
    usage: {
      residentBytes: 50_331_648,
      cpuSeconds: 1.5,
      openFiles: 42,
      startedMs: Date.UTC(2026, 10, 22, 8),
    },
    ...filled,
  };
}
