import type { ProbeResult } from '../result.js';
import type { Probed } from './attempts.js';
import type { Job } from './jobs.js';

/** The result of one probe; `strict`: warnings fail. */
export function resultOf(
  { target, route }: Job,
  { attempt, failure, summaries }: Probed,
  { strict }: { readonly strict: boolean },
): ProbeResult {
  const { warnings, proxy, tls, app } = attempt.found;
  const named = failure ?? warnings[0] ?? null;
  const failed = failure !== null || (strict && warnings.length > 0);
  return {
    target: target.shown,
    name: target.name,
    tags: target.tags,
    kind: target.kind,
    host: target.host,
    port: target.port,
    via: route.proxies.map(({ shown }) => ({ proxy: shown, source: route.source ?? '' })),
    bypass: route.bypass,
    status: failed ? 'fail' : warnings.length > 0 ? 'warn' : 'pass',
    ok: !failed,
    diagnosis: named,
    warnings,
    phase: named?.phase ?? null,
    attempts: summaries,
    timingsMs: attempt.phases.timings(),
    details: { proxy, tls, app },
    stats: null,
    explanation: null,
  };
}
