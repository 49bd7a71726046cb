import { exitCodes, Failure } from '../../errors.js';
import type { ClientId } from '../clients/client.js';
import { maskProxyValue } from '../mask-proxy-value.js';
import { type ExplainTargetProblem, parseExplainTarget } from './explain-target.js';
import type { SavedEnvironmentFailures } from './saved-environment.js';

export interface ExplainFailures extends SavedEnvironmentFailures {
  /** `url` is masked; empty where none was given. */
  EXPLAIN_TARGET: { url: string; problem: ExplainTargetProblem };
  UNKNOWN_CLIENT: { name: string; suggestion: string | null; known: readonly string[] };
  CLIENT_NOT_HERE: { client: ClientId };
  PLATFORM_ALONE: Record<never, never>;
}

/** A wrong call: nothing was done, exit 2. */
export function explainFailure<Code extends keyof ExplainFailures>(
  code: Code,
  facts: ExplainFailures[Code],
): Failure<ExplainFailures[Code]> {
  return new Failure(code, facts, { exitCode: exitCodes.usage });
}

/** `parseExplainTarget` for a target that somebody typed. Throws EXPLAIN_TARGET. */
export function requireExplainTarget(text: string) {
  const result = parseExplainTarget(text);
  if (result.ok) return result;
  throw explainFailure('EXPLAIN_TARGET', { url: maskProxyValue(text.trim()), problem: result.problem });
}
