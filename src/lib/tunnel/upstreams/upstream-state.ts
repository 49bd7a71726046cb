/**
 * `up`: used. `suspect`: failing, and being looked at. `down`: not used while there are others. `half-open`: one
 * connection may try. `auth`: it does not accept our credentials.
 */
export const upstreamStates = ['up', 'suspect', 'down', 'half-open', 'auth'] as const;
export type UpstreamState = (typeof upstreamStates)[number];

export interface UpstreamChange {
  readonly upstream: string;
  readonly from: UpstreamState;
  readonly to: UpstreamState;
  /** The code of the failure that led to it; null where it got better. */
  readonly code: string | null;
}

export interface UpstreamCheck {
  readonly upstream: string;
  readonly ok: boolean;
  readonly code: string | null;
  readonly durationMs: number;
}

/** What is known of an upstream now. Times are milliseconds. */
export interface UpstreamFacts {
  readonly name: string;
  /** `http://10.0.0.10:3128`, without credentials; `direct`. */
  readonly url: string;
  readonly state: UpstreamState;
  /** Wall clock: in this state since. */
  readonly sinceMs: number;
  readonly weight: number;
  readonly backup: boolean;
  /** Connections through it, now and ever. */
  readonly active: number;
  readonly total: number;
  /** Failures of the upstream itself, ever. */
  readonly failures: number;
  /** How long it takes to open a way through it, smoothed; null where nothing is known. */
  readonly latencyMs: number | null;
  readonly lastFailure: { readonly code: string; readonly atMs: number } | null;
}
