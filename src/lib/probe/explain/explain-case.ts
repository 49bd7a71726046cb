import type { ProxyUrl } from '../../proxy/proxy-url.js';
import type { ProbeResult } from '../result.js';
import type { SeenCertificate } from '../run/interception.js';
import type { Target } from '../target/target.js';
import type { ExplainCheck } from './explanation.js';

/** One result with what it was made of: the way, first hop first, its credentials included. */
export interface ExplainCase {
  readonly result: ProbeResult;
  readonly target: Target;
  readonly proxies: readonly ProxyUrl[];
}

/** The proxies of a way as `-x` takes them, first hop first; null: direct. */
export function wayOf(proxies: readonly ProxyUrl[]): string | null {
  return proxies.length === 0 ? null : proxies.map(({ shown }) => shown).join(',');
}

/** What one check saw, more than is shown of it. */
export interface CheckOutcome {
  readonly check: ExplainCheck;
  /** Of `by-address`: what the name means here; null: nothing. */
  readonly address: string | null;
  /** Of `chain`. */
  readonly certificate: SeenCertificate | null;
}

/** All that a verdict may rest on. */
export interface ExplainEvidence extends ExplainCase {
  readonly outcomes: readonly CheckOutcome[];
}
