import type { Environment } from '../host/host.js';
import { Phases } from '../proxy/phases.js';
import { basicCredentials } from '../proxy/proxy-url.js';
import { RouteError } from '../proxy/route.js';
import type { Redactor } from '../redact.js';
import { type Attempt, endsOf, type ProbePorts, type ProbeSettings } from './attempt.js';
import { diagnoseRoute } from './diagnose-route.js';
import { type Blame, Diagnosed, type Diagnosis, diagnosis } from './diagnosis.js';
import { probers } from './probers.js';
import type { AttemptSummary, ProbeResult, ProbeRun } from './result.js';
import { type PlannedRoute, planRoutes, type RoutingRequest } from './routing.js';
import type { Target, TargetCredentials } from './target.js';

export interface ProbeRequest {
  readonly targets: readonly Target[];
  readonly routing: RoutingRequest;
  readonly settings: ProbeSettings;
  /** Tries at each target, from 1; only failures that may pass are tried again. */
  readonly attempts: number;
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
  /** Called at the beginning, and once for each result. */
  readonly onProgress?: (done: number, total: number) => void;
  /** A variable whose value is dropped, once for each. */
  readonly onDroppedVariable?: (variable: string) => void;
}

export const defaultSettings: ProbeSettings = {
  connectTimeoutMs: 5_000,
  tunnelTimeoutMs: 10_000,
  timeoutMs: 15_000,
  expectStatus: [{ from: 200, to: 399 }],
  insecure: false,
  ca: null,
  certDays: 14,
};

/** Waits before the second, third … attempt; the last one repeats. */
const backoffMs = [1_000, 2_000, 4_000, 4_000];

/** `deadlineMs` ran out. */
class DeadlineReached extends Error {
  override readonly name = 'DeadlineReached';
}

interface Job {
  readonly target: Target;
  readonly route: PlannedRoute;
}

/**
 * Probes every target over every route that the request plans for it, and returns the results in that order. A wrong
 * proxy in the environment is a `Failure`; everything else is in the results. When the signal aborts, what is finished
 * is returned.
 */
export async function runProbe(request: ProbeRequest, ports: ProbeRunPorts): Promise<ProbeRun> {
  const { clock, env, os, onProgress, onDroppedVariable } = ports;
  const began = clock.monotonic();
  const jobs = request.targets.flatMap((target): Job[] =>
    planRoutes(target, request.routing, env, os).map((route) => ({ target, route })),
  );
  for (const { target, route } of jobs) {
    rememberSecret(ports.secrets, target.credentials);
    rememberSecret(ports.secrets, route.proxy?.credentials ?? null);
  }
  const dropped = new Set(jobs.flatMap(({ route }) => route.droppedVariable ?? []));
  for (const variable of dropped) onDroppedVariable?.(variable);

  const deadline = new AbortController();
  const timer =
    request.deadlineMs === null
      ? undefined
      : setTimeout(() => deadline.abort(new DeadlineReached()), request.deadlineMs);
  const signal = AbortSignal.any([ports.signal, deadline.signal]);
  const finished: (ProbeResult | null)[] = [];
  let done = 0;
  onProgress?.(done, jobs.length);
  try {
    await inParallel(jobs, request.concurrency, async (job, index) => {
      // A signal for each: Node warns of a leak where many listen to one.
      finished[index] = await runJob(job, request, { ...ports, signal: AbortSignal.any([signal]) });
      onProgress?.(++done, jobs.length);
    });
  } finally {
    clearTimeout(timer);
  }
  // What the other side said may repeat a password (Redis quotes the words of a command it does not know).
  const results = ports.secrets.value(finished.filter((result) => result !== null));
  const interrupted = ports.signal.aborted;
  const deadlineReached = deadline.signal.aborted;
  return {
    // What was not tried to its end has not passed.
    ok: !interrupted && !deadlineReached && results.every((result) => result.ok),
    summary: summaryOf(results),
    durationMs: Math.round(clock.monotonic() - began),
    results,
    interrupted,
    deadlineReached,
  };
}

/** All attempts at one target over one route; null where an interruption came before the first had ended. */
async function runJob(job: Job, request: ProbeRequest, ports: ProbeRunPorts): Promise<ProbeResult | null> {
  const summaries: AttemptSummary[] = [];
  let last: Outcome | null = null;
  for (let n = 1; n <= request.attempts; n++) {
    if (n > 1 && !(await pauseBefore(n, ports))) break;
    const attempt = beginAttempt(job, request, ports);
    let failure = await runAttempt(attempt);
    if (failure === 'cut') {
      if (last !== null || !(ports.signal.reason instanceof DeadlineReached)) break;
      const facts = { ...endsOf(attempt), limitMs: request.deadlineMs ?? 0 };
      failure = diagnosis('DEADLINE', facts, { phase: attempt.phases.current });
    }
    last = { attempt, failure };
    summaries.push({
      n,
      ok: failure === null,
      code: failure?.code ?? null,
      ms: attempt.phases.timings().total,
    });
    if (!failure?.retryable) break;
  }
  return last && resultOf(job, last, { summaries, strict: request.strict });
}

interface Outcome {
  readonly attempt: Attempt;
  readonly failure: Diagnosis | null;
}

/** False when the run ended meanwhile. */
async function pauseBefore(n: number, { clock, signal }: ProbeRunPorts): Promise<boolean> {
  try {
    await clock.sleep(backoffMs[n - 2] ?? backoffMs.at(-1) ?? 0, signal);
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}

/** Null: it passed. `cut`: the run ended before the attempt did. */
async function runAttempt(attempt: Attempt): Promise<Diagnosis | null | 'cut'> {
  try {
    attempt.signal.throwIfAborted();
    await probers[attempt.target.kind](attempt);
    return null;
  } catch (error) {
    return attempt.signal.aborted ? 'cut' : nameFailure(error, attempt);
  }
}

function beginAttempt({ target, route }: Job, { settings }: ProbeRequest, ports: ProbeRunPorts): Attempt {
  const timeoutMs = target.options.timeoutMs ?? settings.timeoutMs;
  return {
    target,
    proxy: route.proxy,
    settings,
    ports,
    signal: ports.signal,
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

function resultOf(
  { target, route }: Job,
  { attempt, failure }: Outcome,
  { summaries, strict }: { summaries: readonly AttemptSummary[]; strict: boolean },
): ProbeResult {
  const { warnings, proxy, tls, app } = attempt.found;
  const named = failure ?? warnings[0] ?? null;
  const failed = failure !== null || (strict && warnings.length > 0);
  return {
    target: target.shown,
    name: target.name,
    kind: target.kind,
    host: target.host,
    port: target.port,
    via: route.proxy && route.source ? [{ proxy: route.proxy.shown, source: route.source }] : [],
    bypass: route.bypass,
    status: failed ? 'fail' : warnings.length > 0 ? 'warn' : 'pass',
    ok: !failed,
    diagnosis: named,
    warnings,
    phase: named?.phase ?? null,
    attempts: summaries,
    timingsMs: attempt.phases.timings(),
    details: { proxy, tls, app },
  };
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

/** The password (a user alone is a token), and the form it has on the wire. */
function rememberSecret(secrets: Redactor, credentials: TargetCredentials | null): void {
  if (credentials === null) return;
  const { username, password } = credentials;
  secrets.add(password === '' ? username : password);
  secrets.add(basicCredentials({ username: username ?? '', password }).slice('Basic '.length));
}

/** Does the work for each item, at most `limit` at a time, begun in order. */
async function inParallel<T>(
  items: readonly T[],
  limit: number,
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < items.length) {
      const index = next++;
      await work(items[index] as T, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, lane));
}
