import type { ProxyUrlProblem } from '../proxy/proxy-url.js';
import type { TargetProblem } from './target.js';

/** Wrong calls of `probe`. Texts that may hold a password are redacted before they are shown. */
export interface ProbeFailures {
  NO_TARGETS: object;
  BAD_TARGET: {
    readonly text: string;
    /** File, line and key; null for an argument. */
    readonly source: string | null;
    readonly problem: TargetProblem;
    /** The scheme or the option in question. */
    readonly what: string | null;
    readonly supported: readonly string[];
  };
  BAD_PROXY: {
    readonly text: string;
    /** The flag or the variable it stands in; or file, line and key. */
    readonly source: string;
    readonly problem: ProxyUrlProblem;
    readonly scheme: string | null;
    readonly supported: readonly string[];
  };
}
