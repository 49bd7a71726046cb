import { Phases } from '../../proxy/way/phases.js';
import { RouteError } from '../../proxy/way/route-error.js';
import type { Attempt, ProbePorts, Prober } from '../attempt.js';
import { diagnoseRoute } from '../diagnosis/diagnose-route.js';
import { Diagnosed, type Diagnosis, type DiagnosisCode, diagnosis, endsOf } from '../diagnosis/diagnosis.js';
import { proberOf } from '../probers.js';
import type { AttemptSummary } from '../result.js';
import { pauseBefore } from './backoff.js';
import { exceededSlos } from './exceeded-slos.js';
import type { Job } from './jobs.js';
import type { RunEnd } from './run-end.js';
import type { Slots } from './slots.js';

/** What all jobs of a run share. */
export interface RunContext {
  readonly ports: ProbePorts;
  readonly end: RunEnd;
  /** Held by an attempt, not by the pause after it. */
  readonly slots: Slots;
  /** Tries at each target, from 1; infinite: until it passes. */
  readonly attempts: number;
}

/** A job after its last attempt. */
export interface Probed {
  /** As it was left, with what it found. */
  readonly attempt: Attempt;
  readonly failure: Diagnosis | null;
  readonly summaries: readonly AttemptSummary[];
}

/** Of a run that waits for hours, the attempts that are kept. */
const keptAttempts = 100;

/**
 * Tries a job until it passes, fails for good, or has used its attempts. Where the run's limit comes first, the last
 * attempt that ended counts, and without one the code is DEADLINE. Null: interrupted before the first attempt ended.
 */
export async function probeJob(job: Job, context: RunContext, signal: AbortSignal): Promise<Probed | null> {
  const { ports, end, slots, attempts } = context;
  const summaries: AttemptSummary[] = [];
  let last: Probed | null = null;
  for (let n = 1; n <= attempts; n++) {
    if (last?.failure) {
      const pauseMs = pauseBefore(n, last.failure, { leftMs: end.leftMs(), random: ports.random });
      if (pauseMs === null || !(await end.pause(pauseMs, signal))) break;
    }
    const { attempt, failure } = await slots.use(() => attemptOnce(job, ports, signal));
    if (failure === 'cut') return last ?? cutShort(attempt, end);
    if (summaries.push(summaryOf(n, attempt, failure)) > keptAttempts) summaries.shift();
    last = { attempt, failure, summaries };
    if (!failure?.retryable) break;
  }
  return last;
}

interface Ended {
  readonly attempt: Attempt;
  /** `cut`: the run was over before the attempt was. */
  readonly failure: Diagnosis | null | 'cut';
}

/**
 * One attempt. What fails under TLS without a clear cause is tried once more in what is left of its time, with an ear on
 * the bytes: to listen to all of them would make every handshake slower.
 */
async function attemptOnce(job: Job, ports: ProbePorts, signal: AbortSignal): Promise<Ended> {
  const { kind } = job.target;
  const probe = await proberOf(kind);
  const { timeoutMs } = job.settings;
  const first = await tryOnce(
    beginAttempt(job, ports, { signal, timeoutMs, tapsTls: kind === 'tls' }),
    probe,
  );
  if (first.attempt.tapsTls || !beganTls(first.attempt)) return first;
  if (first.failure === null || first.failure === 'cut' || !unclearUnderTls.has(first.failure.code))
    return first;
  const leftMs = first.attempt.phases.limitMs();
  const again = beginAttempt(job, ports, { signal, timeoutMs: leftMs, tapsTls: true });
  const second = await tryOnce(again, probe);
  return isTelling(second) ? second : first;
}

/** Did the second look see TLS fail, and not only the way to it, or the end of its time? */
function isTelling({ attempt, failure }: Ended): boolean {
  if (failure === null || failure === 'cut' || failure.code.endsWith('_TIMEOUT')) return false;
  return beganTls(attempt);
}

function beganTls({ phases }: Attempt): boolean {
  return phases.timings().tls !== null;
}

/** Codes that may hide what the other side said in place of TLS, or last. */
const unclearUnderTls: ReadonlySet<DiagnosisCode> = new Set([
  'TLS_PROTOCOL',
  'TLS_CLOSED',
  'TUNNEL_CLOSED',
  'APP_CLOSED',
]);

async function tryOnce(attempt: Attempt, probe: Prober): Promise<Ended> {
  const { signal } = attempt;
  try {
    signal.throwIfAborted();
    await probe(attempt);
    const { found, settings, phases } = attempt;
    found.warnings.push(...exceededSlos(settings.slo, phases.timings(), endsOf(attempt)));
    return { attempt, failure: null };
  } catch (error) {
    return { attempt, failure: signal.aborted ? 'cut' : nameFailure(error, attempt) };
  }
}

function beginAttempt(
  { target, route, settings }: Job,
  ports: ProbePorts,
  { timeoutMs, ...more }: Pick<Attempt, 'signal' | 'tapsTls'> & { readonly timeoutMs: number },
): Attempt {
  return {
    ...{ target, settings, ports, ...more },
    proxies: route.proxies,
    proxy: route.proxies.at(-1) ?? null,
    phases: new Phases(ports.clock, timeoutMs),
    found: { proxy: null, tls: null, app: null, warnings: [] },
  };
}

function nameFailure(error: unknown, attempt: Attempt): Diagnosis {
  if (error instanceof Diagnosed) return error.diagnosis;
  if (error instanceof RouteError) {
    const { evidence } = error;
    if (evidence.at === 'tunnel' && evidence.seen === 'refused') attempt.found.proxy = evidence.reply;
    return diagnoseRoute(evidence, attempt.target, attempt.proxy);
  }
  const detail = error instanceof Error ? error.message || error.name : String(error);
  return diagnosis('INTERNAL', { ...endsOf(attempt), detail }, { phase: attempt.phases.current });
}

/** The first attempt was under way, or not even begun. */
function cutShort(attempt: Attempt, { reached }: RunEnd): Probed | null {
  if (reached === null) return null;
  const phase = attempt.phases.current;
  const failure = diagnosis('DEADLINE', { ...endsOf(attempt), ...reached }, { phase });
  return { attempt, failure, summaries: phase === null ? [] : [summaryOf(1, attempt, failure)] };
}

function summaryOf(n: number, { phases }: Attempt, failure: Diagnosis | null): AttemptSummary {
  return { n, ok: failure === null, code: failure?.code ?? null, ms: phases.timings().total };
}
