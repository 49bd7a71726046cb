import type { HistogramValue } from '../../../tunnel/observe/histogram.js';
import type { TunnelMetrics } from '../../../tunnel/observe/metrics.js';
import { type Labels, type Metric, metricText, type Sample } from '../../prometheus.js';

const prefix = 'aliproxy_tunnel';

/** The text of `/metrics`: the names of `docs/tunnel.md`, and those that every Prometheus client has of its process. */
export function metricsText(metrics: TunnelMetrics): string {
  return [
    ...clientMetrics(metrics),
    ...upstreamMetrics(metrics),
    ...trafficMetrics(metrics),
    ...processMetrics(metrics),
  ]
    .map(metricText)
    .join('');
}

function clientMetrics({ connections, active, requests, denied, headerTimeouts }: TunnelMetrics): Metric[] {
  return [
    counter('connections_total', 'Connections of clients, by what they turned out to speak.', connections),
    gauge('connections_active', 'Connections of clients that are open now.', [one(active)]),
    counter('requests_total', 'Requests of clients, by what became of them.', requests),
    counter('denied_total', 'Requests that a rule did not allow.', denied),
    counter('header_timeouts_total', 'Clients that did not say in time what they want.', [
      { count: headerTimeouts },
    ]),
  ];
}

function upstreamMetrics(metrics: TunnelMetrics): Metric[] {
  const { setup, connectErrors, upstreams, healthChecks, retries } = metrics;
  const each = (value: (facts: TunnelMetrics['upstreams'][number]) => number): Sample[] =>
    upstreams.map((facts) => ({ labels: { upstream: facts.upstream }, value: value(facts) }));
  return [
    histogram(
      'setup_duration_seconds',
      'How long it took to find a way to the destination.',
      setup.map(({ upstream, histogram }) => ({ labels: { upstream }, histogram })),
    ),
    counter('connect_errors_total', 'Attempts to open a way that failed, by why.', connectErrors),
    gauge(
      'upstream_up',
      'Whether the upstream is used.',
      each(({ up }) => Number(up)),
    ),
    gauge(
      'upstream_active',
      'Connections through the upstream now.',
      each(({ active }) => active),
    ),
    gauge(
      'upstream_breaker_state',
      '0 closed: used; 1 half-open: one connection may try; 2 open: not used while there are others.',
      each(({ breaker }) => breaker),
    ),
    counter('health_checks_total', 'Checks of the upstream, by their result.', healthChecks),
    counter('retries_total', 'Other upstreams that were tried after one had failed.', [{ count: retries }]),
  ];
}

function trafficMetrics({ bytesUp, bytesDown, duration, closed }: TunnelMetrics): Metric[] {
  return [
    counter('bytes_total', 'Bytes passed on: up from clients to targets, down the other way.', [
      { direction: 'up', count: bytesUp },
      { direction: 'down', count: bytesDown },
    ]),
    histogram('duration_seconds', 'How long connections of clients were open.', [
      { labels: {}, histogram: duration },
    ]),
    counter('closed_total', 'Connections that have ended, by who or what ended them.', closed),
  ];
}

function processMetrics({ version, nodeVersion, eventLoopLagSeconds, usage }: TunnelMetrics): Metric[] {
  const { residentBytes, cpuSeconds, openFiles, startedMs } = usage;
  return [
    gauge('build_info', 'The version of aliproxy, and of Node.js.', [
      { labels: { version, node: nodeVersion }, value: 1 },
    ]),
    gauge('event_loop_lag_seconds', 'How late the last timer of one second was.', [one(eventLoopLagSeconds)]),
    ofProcess('resident_memory_bytes', 'Resident memory.', residentBytes),
    {
      ...ofProcess('cpu_seconds_total', 'User and system CPU time.', cpuSeconds),
      type: 'counter',
    },
    ofProcess('start_time_seconds', 'When the process began, in seconds since 1970.', startedMs / 1000),
    ofProcess('open_fds', 'Open file descriptors.', openFiles),
  ];
}

function ofProcess(name: string, help: string, value: number | null): Metric {
  return { name: `process_${name}`, help, samples: [{ labels: {}, value }] };
}

function one(value: number): Sample {
  return { labels: {}, value };
}

function gauge(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name: `${prefix}_${name}`, help, samples };
}

type CountedRow = { readonly count: number; readonly [label: string]: string | number };

function counter(name: string, help: string, rows: readonly CountedRow[]): Metric {
  const samples = rows.map(({ count, ...labels }) => ({ labels: labels as Labels, value: count }));
  return { name: `${prefix}_${name}`, help, type: 'counter', samples };
}

function histogram(
  name: string,
  help: string,
  series: readonly { readonly labels: Labels; readonly histogram: HistogramValue }[],
): Metric {
  const samples = series.flatMap(({ labels, histogram: { bounds, cumulative, sum, count } }): Sample[] => [
    ...bounds.map((bound, index) => bucket(labels, String(bound), cumulative[index] ?? 0)),
    bucket(labels, '+Inf', count),
    { labels, suffix: '_sum', value: sum },
    { labels, suffix: '_count', value: count },
  ]);
  return { name: `${prefix}_${name}`, help, type: 'histogram', samples };
}

function bucket(labels: Labels, le: string, value: number): Sample {
  return { labels: { ...labels, le }, suffix: '_bucket', value };
}
