import type { Environment } from '../host/host.js';
import type { Redactor } from '../redact.js';
import type { ProbePorts, ProbeSettings } from './attempt.js';
import type { Blame } from './diagnosis/diagnosis.js';
import type { ExplainCase } from './explain/explain-case.js';
import type { ProbeResult, ProbeRun } from './result.js';
import type { RoutingRequest } from './routing/routing.js';
import { type Probed, probeJob, type RunContext } from './run/attempts.js';
import { nameInterceptions } from './run/interception.js';
import { type Job, planJobs, rememberSecrets } from './run/jobs.js';
import { resultOf } from './run/outcome.js';
import { type Repeat, repeatJob } from './run/repeat.js';
import { RunEnd, type RunLimit } from './run/run-end.js';
import { Slots } from './run/slots.js';
import type { Target } from './target/target.js';

export interface ProbeRequest {
  readonly targets: readonly Target[];
  readonly routing: RoutingRequest;
  readonly settings: ProbeSettings;
  /** Tries at each target, from 1; only failures that may pass are tried again. */
  readonly attempts: number;
  /** Try again until all pass, for so long, in place of `attempts`; null: no. */
  readonly waitMs: number | null;
  /** Probe again and again, each time with its `attempts`; `waitMs` means nothing then. */
  readonly repeat: Repeat | null;
  /** Look further into failures, with up to four extra connections for each. */
  readonly explain: boolean;
  readonly concurrency: number;
  /** For the whole run; null: none. */
  readonly deadlineMs: number | null;
  /** Warnings fail. */
  readonly strict: boolean;
}

export interface ProbeRunPorts extends ProbePorts {
  readonly env: Environment;
  readonly os: NodeJS.Platform;
  readonly signal: AbortSignal;
  /** Learns every password of the run before the first connection. */
  readonly secrets: Redactor;
  /** Called at the beginning, and once for each result; not where there is no end to count to. */
  readonly onProgress?: (done: number, total: number) => void;
  /**
   * Each result as it is finished, before anything is compared or checked further; with `repeat` each probe's.
   * Secrets are taken out already.
   */
  readonly onResult?: (result: ProbeResult) => void;
  /** A variable whose value is dropped, once for each. */
  readonly onDroppedVariable?: (variable: string) => void;
}

export const defaultSettings: ProbeSettings = {
  connectTimeoutMs: 5_000,
  tunnelTimeoutMs: 10_000,
  timeoutMs: 15_000,
  expectStatus: [{ from: 200, to: 399 }],
  expectBody: null,
  method: 'GET',
  headers: [],
  insecure: false,
  ca: null,
  proxyCa: null,
  certDays: 14,
  slo: [],
  canary: null,
};

/**
 * Probes every target over every route that the request plans for it, and returns the results in that order. A wrong
 * proxy in the environment is a `Failure`; everything else is in the results. When the signal aborts, what is finished
 * is returned.
 */
export async function runProbe(request: ProbeRequest, ports: ProbeRunPorts): Promise<ProbeRun> {
  const { clock, secrets, onDroppedVariable } = ports;
  const began = clock.monotonic();
  const startedAt = new Date(clock.now()).toISOString();
  const jobs = planJobs(request, ports);
  rememberSecrets(jobs, secrets);
  const dropped = new Set(jobs.flatMap(({ route }) => route.droppedVariable ?? []));
  for (const variable of dropped) onDroppedVariable?.(variable);

  const end = new RunEnd(limitsOf(request), ports);
  let finished: readonly (ExplainCase | null)[];
  try {
    finished = await runJobs(jobs, request, { ports, end });
  } finally {
    end.close();
  }
  const results = await lookFurther(
    finished.filter((probed) => probed !== null),
    request,
    { ports, end, leftMs: (request.deadlineMs ?? Number.POSITIVE_INFINITY) - (clock.monotonic() - began) },
  );
  const interrupted = ports.signal.aborted;
  const deadlineReached = end.reached?.setting ?? null;
  return {
    // What was not tried to its end has not passed.
    ok: !interrupted && deadlineReached === null && results.every((result) => result.ok),
    summary: summaryOf(results),
    startedAt,
    durationMs: Math.round(clock.monotonic() - began),
    results,
    interrupted,
    deadlineReached,
  };
}

/**
 * Compares the results, and has failures explained: not after an interruption or the deadline, but after a wait in
 * vain it is most wanted.
 */
async function lookFurther(
  cases: readonly ExplainCase[],
  { explain, settings }: ProbeRequest,
  { ports, end, leftMs }: { ports: ProbeRunPorts; end: RunEnd; leftMs: number },
): Promise<readonly ProbeResult[]> {
  const results = nameInterceptions(cases.map(({ result }) => result));
  if (!explain || ports.signal.aborted || end.reached?.setting === '--deadline') return results;
  const { addExplanations } = await import('./run/explanations.js');
  const compared = cases.map((one, index) => ({ ...one, result: results[index] ?? one.result }));
  return addExplanations(compared, { settings, leftMs, ports });
}

function limitsOf({ deadlineMs, waitMs, repeat }: ProbeRequest): RunLimit[] {
  const limits: RunLimit[] = [];
  if (deadlineMs !== null) limits.push({ setting: '--deadline', limitMs: deadlineMs });
  if (waitMs !== null && repeat === null) limits.push({ setting: '--wait', limitMs: waitMs });
  return limits;
}

/** All jobs at once, each with its turn for every attempt; null for those without a result. */
function runJobs(
  jobs: readonly Job[],
  request: ProbeRequest,
  { ports, end }: { ports: ProbeRunPorts; end: RunEnd },
): Promise<(ExplainCase | null)[]> {
  const { repeat, concurrency, waitMs, strict } = request;
  const { network, clock, random, secrets, onProgress, onResult } = ports;
  const context: RunContext = {
    ports: { network, clock, random },
    end,
    slots: new Slots(concurrency),
    attempts: waitMs !== null && repeat === null ? Number.POSITIVE_INFINITY : request.attempts,
  };
  const total = repeat === null ? jobs.length : jobs.length * (repeat.count ?? 0);
  let done = 0;
  if (total > 0) onProgress?.(done, total);
  const publish = (job: Job, probed: Probed): ProbeResult => {
    // What the other side said may repeat a password (Redis quotes the words of a command it does not know).
    const result = secrets.value(resultOf(job, probed, { strict }));
    onResult?.(result);
    if (total > 0) onProgress?.(++done, total);
    return result;
  };
  const runJob = async (job: Job, signal: AbortSignal): Promise<ProbeResult | null> => {
    const judge = (probed: Probed) => publish(job, probed);
    if (repeat) return repeatJob(job, repeat, { context, signal, judge });
    const probed = await probeJob(job, context, signal);
    return probed && judge(probed);
  };
  return Promise.all(
    jobs.map(async (job) => {
      const result = await end.within((signal) => runJob(job, signal));
      return result && { result, target: job.target, proxies: job.route.proxies };
    }),
  );
}

function summaryOf(results: readonly ProbeResult[]): ProbeRun['summary'] {
  const count = (status: ProbeResult['status']) =>
    results.filter((result) => result.status === status).length;
  const blame = new Set<Blame>(
    results.flatMap((result) => (result.ok || !result.diagnosis ? [] : [result.diagnosis.blame])),
  );
  return {
    total: results.length,
    pass: count('pass'),
    warn: count('warn'),
    fail: count('fail'),
    blame: [...blame],
  };
}
