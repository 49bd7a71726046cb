import type { ProbeResult, ProbeRun } from '../../../probe/result.js';
import { type Labels, type Metric, metricText, type Sample } from '../../prometheus.js';
import { wellFormed } from './clean-text.js';
import { phaseOrder } from './times.js';
import { wayOf } from './titles.js';

/** A result with the labels that tell it from all others of the run. */
interface Labelled {
  readonly result: ProbeResult;
  readonly labels: Labels;
}

/**
 * The text format for node_exporter's textfile collector, which refuses a file with two equal label sets as a whole: of
 * targets that are there twice the later ones are told apart by `name`. No timestamps; what was not reached is absent.
 */
export function probeMetrics(run: ProbeRun): string {
  const metrics = [...runMetrics(run), ...resultMetrics(labelled(run.results))];
  return metrics.map((metric) => metricText(metric)).join('');
}

function runMetrics(run: ProbeRun): Metric[] {
  const one = (value: number): Sample[] => [{ labels: {}, value }];
  return [
    {
      name: 'aliproxy_probe_run_success',
      help: 'Whether all targets passed and the run was not cut short.',
      samples: one(Number(run.ok)),
    },
    {
      name: 'aliproxy_probe_run_timestamp_seconds',
      help: 'When the run began, in seconds since 1970.',
      samples: one(Date.parse(run.startedAt) / 1000),
    },
    {
      name: 'aliproxy_probe_run_duration_seconds',
      help: 'How long the run took.',
      samples: one(run.durationMs / 1000),
    },
  ];
}

function resultMetrics(results: readonly Labelled[]): Metric[] {
  const each = (value: (result: ProbeResult) => number | null): Sample[] =>
    results.map(({ result, labels }) => ({ labels, value: value(result) }));
  const many = (samples: (result: ProbeResult) => readonly Sample[]): Sample[] =>
    results.flatMap(({ result, labels }) =>
      samples(result).map((sample) => ({ ...sample, labels: { ...labels, ...sample.labels } })),
    );
  return [
    {
      name: 'aliproxy_probe_success',
      help: 'Whether the target passed, perhaps with a warning.',
      samples: each(({ ok }) => Number(ok)),
    },
    {
      name: 'aliproxy_probe_duration_seconds',
      help: 'How long the last attempt took.',
      samples: each(({ timingsMs }) => inSeconds(timingsMs.total)),
    },
    {
      name: 'aliproxy_probe_phase_duration_seconds',
      help: 'How long each phase of the last attempt took.',
      samples: many(durations),
    },
    {
      name: 'aliproxy_probe_failure_info',
      help: 'Why a target failed: its code, the phase, and whose fault it is.',
      samples: many(failures),
    },
    {
      name: 'aliproxy_probe_warning_info',
      help: 'What a target that was reached warns of.',
      samples: many(warnings),
    },
    {
      name: 'aliproxy_probe_cert_expiry_timestamp_seconds',
      help: 'When the first certificate of the chain ends, in seconds since 1970.',
      samples: each(certificateEnd),
    },
    {
      name: 'aliproxy_probe_http_status_code',
      help: 'The status of the HTTP response.',
      samples: each(httpStatus),
    },
    {
      name: 'aliproxy_probe_attempts',
      help: 'How many attempts were made.',
      samples: each(({ attempts }) => attempts.length),
    },
    {
      name: 'aliproxy_probe_repeats',
      help: 'How often the target was probed (--count).',
      samples: each(({ stats }) => stats?.count ?? null),
    },
    {
      name: 'aliproxy_probe_loss_ratio',
      help: 'Share of the probes that failed, from 0 to 1.',
      samples: each(({ stats }) => stats?.loss ?? null),
    },
    {
      name: 'aliproxy_probe_latency_seconds',
      help: 'Total time of the probes that passed: min, p50, p95 and max.',
      samples: many(latencies),
    },
  ];
}

function durations({ timingsMs }: ProbeResult): Sample[] {
  return phaseOrder.map((phase) => ({ labels: { phase }, value: inSeconds(timingsMs[phase]) }));
}

function failures({ ok, diagnosis, phase }: ProbeResult): Sample[] {
  if (ok || diagnosis === null) return [];
  const { code, blame } = diagnosis;
  return [{ labels: { code, phase: phase ?? '', blame }, value: 1 }];
}

function warnings(result: ProbeResult): Sample[] {
  const seen = new Map(result.warnings.map(({ code, phase }) => [`${code} ${phase}`, { code, phase }]));
  return [...seen.values()].map(({ code, phase }) => ({ labels: { code, phase: phase ?? '' }, value: 1 }));
}

/** Not by `quantile`: that label belongs to summaries. */
function latencies({ stats }: ProbeResult): Sample[] {
  if (stats === null) return [];
  const { minMs, p50Ms, p95Ms, maxMs } = stats;
  const named = Object.entries({ min: minMs, p50: p50Ms, p95: p95Ms, max: maxMs });
  return named.map(([stat, ms]) => ({ labels: { stat }, value: inSeconds(ms) }));
}

/** Of the certificate in the chain that ends first. */
function certificateEnd({ details: { tls } }: ProbeResult): number | null {
  const ends = [tls?.validTo, ...(tls?.chain ?? []).map(({ validTo }) => validTo)];
  const known = ends.flatMap((end) => (end ? [Date.parse(end) / 1000] : []));
  return known.length === 0 ? null : Math.min(...known);
}

function httpStatus({ kind, details: { app } }: ProbeResult): number | null {
  const status = app?.status;
  return ['http', 'https', 'ws', 'wss'].includes(kind) && typeof status === 'number' ? status : null;
}

function inSeconds(ms: number | null): number | null {
  return ms === null ? null : Number((ms / 1000).toFixed(4));
}

function labelled(results: readonly ProbeResult[]): Labelled[] {
  const taken = new Set<string>();
  const next = new Map<string, number>();
  return results.map((result) => {
    const { target, kind } = result;
    const labels = { target: wellFormed(target), kind, via: wellFormed(wayOf(result)) };
    const own = wellFormed(result.name ?? '');
    const key = (name: string) => JSON.stringify([...Object.values(labels), name]);
    let n = next.get(key(own)) ?? 2;
    let name = own;
    for (; taken.has(key(name)); n++) name = [own, `#${n}`].filter(Boolean).join(' ');
    next.set(key(own), n);
    taken.add(key(name));
    return { result, labels: { ...labels, name } };
  });
}
