import type { Usage } from '../../host/usage.js';
import type { HistogramValue } from './histogram.js';

/**
 * What became of requests. `denied`: by the rules or for want of credentials; `rejected`: malformed, too slow or too
 * many; `failed`: there was no way, or no answer; `aborted`: broken off.
 */
export const requestResults = ['ok', 'denied', 'rejected', 'failed', 'aborted'] as const;
export type RequestResult = (typeof requestResults)[number];

/** What the metrics are made of. Names in it are those of the settings, never hosts or clients. */
export interface TunnelMetrics {
  readonly version: string;
  readonly nodeVersion: string;
  /** `none`: a client that never said what it speaks. */
  readonly connections: readonly Counted<'listener' | 'protocol'>[];
  readonly active: number;
  readonly requests: readonly Counted<'listener' | 'result'>[];
  /** In seconds. */
  readonly setup: readonly { readonly upstream: string; readonly histogram: HistogramValue }[];
  readonly connectErrors: readonly Counted<'upstream' | 'code'>[];
  readonly bytesUp: number;
  readonly bytesDown: number;
  /** In seconds. */
  readonly duration: HistogramValue;
  readonly closed: readonly Counted<'reason'>[];
  readonly denied: readonly Counted<'rule'>[];
  readonly upstreams: readonly {
    readonly upstream: string;
    readonly up: boolean;
    readonly active: number;
    /** 0 closed (used), 1 half-open (one may try), 2 open (not used). */
    readonly breaker: 0 | 1 | 2;
  }[];
  readonly healthChecks: readonly Counted<'upstream' | 'result'>[];
  readonly retries: number;
  readonly headerTimeouts: number;
  /** How late the last sample of the history was taken: how long the program was busy with something else. */
  readonly eventLoopLagSeconds: number;
  readonly usage: Usage;
}

/** A count and the labels it is for. */
export type Counted<Label extends string> = { readonly [Name in Label]: string } & { readonly count: number };
