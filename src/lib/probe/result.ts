import type { PhaseName, Timings } from '../proxy/way/phases.js';
import type { ProxyReply } from '../proxy/way/proxy-reply.js';
import type { AppDetails, TlsDetails } from './attempt.js';
import type { Blame, Diagnosis, DiagnosisCode } from './diagnosis/diagnosis.js';
import type { Explanation } from './explain/explanation.js';
import type { Bypass } from './routing/planned-route.js';
import type { ProbeStats } from './run/stats.js';
import type { TargetKind } from './target/target.js';

export type ProbeStatus = 'pass' | 'warn' | 'fail';

export interface AttemptSummary {
  readonly n: number;
  readonly ok: boolean;
  readonly code: DiagnosisCode | null;
  readonly ms: number | null;
}

/** One target over one route, after its last attempt. */
export interface ProbeResult {
  /** Without user part and options. */
  readonly target: string;
  readonly name: string | null;
  readonly tags: readonly string[];
  readonly kind: TargetKind;
  readonly host: string;
  readonly port: number;
  /** The proxies, first hop first; empty for direct. `source` is `flag`, `config` or `env:NAME`. */
  readonly via: readonly { readonly proxy: string; readonly source: string }[];
  readonly bypass: Bypass | null;
  readonly status: ProbeStatus;
  readonly ok: boolean;
  /** The failure, else the first warning; null for a clean pass. */
  readonly diagnosis: Diagnosis | null;
  readonly warnings: readonly Diagnosis[];
  /** Where it failed or what the warning is about; null for a pass. */
  readonly phase: PhaseName | 'total' | null;
  readonly attempts: readonly AttemptSummary[];
  readonly timingsMs: Timings;
  readonly details: {
    readonly proxy: ProxyReply | null;
    readonly tls: TlsDetails | null;
    readonly app: AppDetails | null;
  };
  /** Of `--count` and `--watch`; null for a single probe. */
  readonly stats: ProbeStats | null;
  /** What the extra checks of a failure found; null where none were made. */
  readonly explanation: Explanation | null;
}

export interface ProbeRun {
  readonly ok: boolean;
  readonly summary: {
    readonly total: number;
    readonly pass: number;
    readonly warn: number;
    readonly fail: number;
    /** Whose fault the failures are, each once. */
    readonly blame: readonly Blame[];
  };
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly results: readonly ProbeResult[];
  /** Ended by the caller's signal: unfinished targets are not in `results`. */
  readonly interrupted: boolean;
  /** The limit that ran out; null: none did. */
  readonly deadlineReached: '--deadline' | '--wait' | null;
}
