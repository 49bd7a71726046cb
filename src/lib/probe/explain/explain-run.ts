import type { Environment } from '../../host/host.js';
import { formatAuthority } from '../../proxy/authority.js';
import type { ProbePorts, ProbeSettings } from '../attempt.js';
import type { ProbeResult } from '../result.js';
import { asIntercepted } from '../run/interception.js';
import { clientWays } from './client-ways.js';
import { type CheckOutcome, type ExplainCase, wayOf } from './explain-case.js';
import type { Explanation } from './explanation.js';
import { judge } from './judge.js';
import { makeCheck } from './make-check.js';
import { planChecks } from './plan-checks.js';

export interface ExplainContext {
  readonly settings: ProbeSettings;
  readonly ports: ProbePorts & { readonly env: Environment; readonly os: NodeJS.Platform };
  /** Ends with the run: an interruption or a limit of time. */
  readonly signal: AbortSignal;
}

/** More would be a load, and nobody reads more. */
const mostExplained = 8;

/**
 * Looks further into failures, after all probes are done: for each at most three extra connections, of at most three
 * seconds, one after the other, through the run's own ports. Explained are at most eight, and of the same code through
 * the same proxies only the first (a certificate is each target's own). When the signal aborts, what is finished counts.
 */
export async function explainRun(
  failed: readonly ExplainCase[],
  passed: readonly ExplainCase[],
  context: ExplainContext,
): Promise<ReadonlyMap<ProbeResult, Explanation>> {
  const found = new Map<ProbeResult, Explanation>();
  await Promise.all(
    selectCases(failed).map(async (failure) => {
      try {
        const explanation = await explainOne(failure, passed, context);
        if (explanation) found.set(failure.result, explanation);
      } catch (error) {
        if (!context.signal.aborted) throw error;
      }
    }),
  );
  return found;
}

/** The results with their explanations; an interception that was proven gives the failure its name. */
export function withExplanations(
  results: readonly ProbeResult[],
  explanations: ReadonlyMap<ProbeResult, Explanation>,
): ProbeResult[] {
  return results.map((result) => {
    const explanation = explanations.get(result);
    if (explanation === undefined) return result;
    const named = explanation.verdict === 'intercepted' ? asIntercepted(result) : result;
    return { ...named, explanation };
  });
}

async function explainOne(
  failure: ExplainCase,
  passed: readonly ExplainCase[],
  { settings, ports, signal }: ExplainContext,
): Promise<Explanation | null> {
  signal.throwIfAborted();
  const outcomes: CheckOutcome[] = [];
  const other = passedOtherwise(failure, passed);
  if (other) outcomes.push(other);
  const isReachedDirectly = other !== null && other.check.proxy === null;
  for (const planned of planChecks(failure, settings.canary ?? canaryFrom(failure, passed))) {
    if (planned.id === 'direct' && isReachedDirectly) continue;
    outcomes.push(await makeCheck(planned, failure, { ports, settings, signal }));
  }
  const clients = clientWays(failure, ports.env, ports.os);
  const verdict = judge({ ...failure, outcomes });
  if (verdict.verdict === 'unexplained' && outcomes.length === 0 && clients.length === 0) return null;
  return { ...verdict, checks: outcomes.map(({ check }) => check), clients };
}

function selectCases(failed: readonly ExplainCase[]): ExplainCase[] {
  const seen = new Set<string>();
  return failed
    .filter((failure) => {
      const { diagnosis, target } = failure.result;
      if (diagnosis === null) return false;
      const own = diagnosis.code === 'TLS_UNTRUSTED' ? target : '';
      const key = [diagnosis.code, wayOf(failure.proxies), own].join(' ');
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    })
    .slice(0, mostExplained);
}

/** The first target that this run reached through the same proxies by a tunnel. */
function canaryFrom(failure: ExplainCase, passed: readonly ExplainCase[]) {
  const way = wayOf(failure.proxies);
  const reached = passed.find(
    (other) =>
      other.proxies.length > 0 &&
      other.target.kind !== 'proxy' &&
      other.result.timingsMs.tunnel !== null &&
      wayOf(other.proxies) === way,
  );
  return reached ? { host: reached.target.host, port: reached.target.port } : null;
}

/** The same target, reached in this run by other means; directly, if that was tried. */
function passedOtherwise(failure: ExplainCase, passed: readonly ExplainCase[]): CheckOutcome | null {
  const others = passed.filter(
    (other) =>
      other.result.target === failure.result.target && wayOf(other.proxies) !== wayOf(failure.proxies),
  );
  const best = others.find(({ proxies }) => proxies.length === 0) ?? others[0];
  if (best === undefined || failure.target.kind === 'proxy') return null;
  const check = {
    ...{ id: 'other-way' as const, target: formatAuthority(best.target), ok: true, code: null },
    proxy: wayOf(best.proxies),
    ms: best.result.timingsMs.total,
  };
  return { check, address: null, certificate: null };
}
