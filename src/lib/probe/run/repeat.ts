import type { ProbeResult } from '../result.js';
import { type Probed, probeJob, type RunContext } from './attempts.js';
import type { Job } from './jobs.js';
import { Tally } from './stats.js';

/** Probing again and again. */
export interface Repeat {
  /** Null: until the run is over. */
  readonly count: number | null;
  /** From the beginning of one probe to that of the next; a probe that takes longer delays the next. */
  readonly intervalMs: number;
}

/**
 * Probes a job again and again, each time with all its attempts, and sums up: times and details are those of the last
 * probe; a single one that failed fails the whole, with the last failure's diagnosis. A probe that the end of the run
 * cuts short counts only where there is no other. Null: interrupted before the first one ended.
 * `judge` makes a result of each probe, and hands it on.
 */
export async function repeatJob(
  job: Job,
  { count, intervalMs }: Repeat,
  run: {
    readonly context: RunContext;
    readonly signal: AbortSignal;
    readonly judge: (probed: Probed) => ProbeResult;
  },
): Promise<ProbeResult | null> {
  const { context, signal, judge } = run;
  const { clock, random } = context.ports;
  const tally = new Tally(random);
  const seen: Seen = { last: null, failed: null, warned: null };
  let began = clock.monotonic();
  for (let n = 1; count === null || n <= count; n++) {
    if (n > 1 && !(await context.end.pause(Math.max(0, began + intervalMs - clock.monotonic()), signal))) {
      break;
    }
    began = clock.monotonic();
    const probed = await probeJob(job, context, signal);
    if (probed === null || (seen.last && probed.failure?.code === 'DEADLINE')) break;
    // Not by `ok`: what is slow or expires soon fails under `--strict`, and is no loss.
    if (probed.failure === null) tally.addPass(probed.attempt.phases.timings().total ?? 0);
    else tally.addFailure();
    see(seen, judge(probed));
  }
  return seen.last && sumUp(seen, seen.last, tally);
}

/** The last result of each kind. */
interface Seen {
  last: ProbeResult | null;
  failed: ProbeResult | null;
  warned: ProbeResult | null;
}

function see(seen: Seen, result: ProbeResult): void {
  seen.last = result;
  if (result.status === 'fail') seen.failed = result;
  if (result.status === 'warn') seen.warned = result;
}

function sumUp({ failed, warned }: Seen, last: ProbeResult, tally: Tally): ProbeResult {
  const { status, ok, diagnosis, warnings, phase } = failed ?? warned ?? last;
  return { ...last, status, ok, diagnosis, warnings, phase, stats: tally.stats() };
}
