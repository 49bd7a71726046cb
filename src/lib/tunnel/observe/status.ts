import type { UpstreamState } from '../upstreams/upstream-state.js';
import type { LogLevel } from './log-level.js';

/** All that a running tunnel tells of itself: `/api/status`, the page, the metrics and `tunnel status` show it. */
export interface TunnelStatus {
  readonly schemaVersion: 1;
  readonly version: string;
  readonly pid: number;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly uptimeMs: number;
  readonly draining: boolean;
  /** Are the listeners bound, and is at least one upstream not down? */
  readonly ready: boolean;
  readonly strategy: string;
  readonly logLevel: LogLevel;
  readonly listeners: readonly ListenerStatus[];
  readonly upstreams: readonly UpstreamStatus[];
  readonly totals: Totals;
  /** The newest first, at most 50. */
  readonly recentFailures: readonly RecentFailure[];
  readonly history: History;
}

export interface ListenerStatus {
  readonly protocol: 'mixed' | 'forward';
  /** `127.0.0.1:3128` */
  readonly listen: string;
  /** Of a forward: `10.0.3.8:6379`; else null. */
  readonly target: string | null;
  readonly tls: boolean;
  readonly active: number;
  readonly total: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
  /** Requests that were refused or failed. */
  readonly failed: number;
}

export interface UpstreamStatus {
  readonly name: string;
  /** Without credentials; `direct`. */
  readonly url: string;
  readonly state: UpstreamState;
  /** ISO 8601. */
  readonly since: string;
  readonly weight: number;
  readonly backup: boolean;
  readonly active: number;
  readonly total: number;
  readonly failures: number;
  readonly latencyMs: number | null;
  /** Of a connection or of a check. */
  readonly lastFailure: { readonly code: string; readonly at: string } | null;
}

export interface Totals {
  readonly connections: number;
  readonly active: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
  /** By code. */
  readonly failures: Readonly<Record<string, number>>;
  /** By reason. */
  readonly closed: Readonly<Record<string, number>>;
  readonly retries: number;
  /** How long the newest 1,024 requests took until they had their way; null where there was none yet. */
  readonly setupMs: { readonly p50: number; readonly p95: number; readonly max: number } | null;
}

export interface RecentFailure {
  /** ISO 8601. */
  readonly at: string;
  readonly code: string;
  readonly listener: string;
  readonly protocol: string | null;
  /** `host:port`; null where it was not clear yet. */
  readonly destination: string | null;
  readonly upstream: string | null;
  readonly client: string;
  readonly traceId: string;
}

/** Figures of each second, the oldest first, at most five minutes. */
export interface History {
  readonly intervalMs: number;
  readonly samples: readonly {
    /** Milliseconds since the epoch. */
    readonly atMs: number;
    readonly active: number;
    /** Within the interval. */
    readonly opened: number;
    readonly failed: number;
    readonly bytesUp: number;
    readonly bytesDown: number;
    /** Median time until a request was decided; null where there was none. */
    readonly setupMs: number | null;
  }[];
}
