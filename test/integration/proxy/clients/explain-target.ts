import type { ExplainTarget } from '../../../../src/lib/proxy/clients/client.js';
import { parseExplainTarget } from '../../../../src/lib/proxy/explain/explain-target.js';

/** The parts of a test's URL, the host exactly as written: `new URL` would make `LOCALHOST` lower case. */
export function explainTarget(url: string): ExplainTarget {
  const result = parseExplainTarget(url);
  if (!result.ok) throw new Error(`${url}: ${result.problem}`);
  return result.target;
}
