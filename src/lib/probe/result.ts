import type { PhaseName, Timings } from '../proxy/phases.js';
import type { ProxyReply } from '../proxy/proxy-reply.js';
import type { AppDetails, TlsDetails } from './attempt.js';
import type { Blame, Diagnosis, DiagnosisCode } from './diagnosis.js';
import type { Bypass } from './routing.js';
import type { TargetKind } from './target.js';

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
  readonly kind: TargetKind;
  readonly host: string;
  readonly port: number;
  /** Empty for direct. */
  readonly via: readonly { readonly proxy: string; readonly source: string }[];
  readonly bypass: Bypass | null;
  readonly status: ProbeStatus;
  readonly ok: boolean;
  /** The failure, else the first warning; null for a clean pass. */
  readonly diagnosis: Diagnosis | null;
  readonly warnings: readonly Diagnosis[];
  /** Where it failed; null for a pass. */
  readonly phase: PhaseName | null;
  readonly attempts: readonly AttemptSummary[];
  readonly timingsMs: Timings;
  readonly details: {
    readonly proxy: ProxyReply | null;
    readonly tls: TlsDetails | null;
    readonly app: AppDetails | null;
  };
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
  readonly durationMs: number;
  readonly results: readonly ProbeResult[];
  /** Ended by the caller's signal: unfinished targets are not in `results`. */
  readonly interrupted: boolean;
  /** `deadlineMs` ran out. */
  readonly deadlineReached: boolean;
}
