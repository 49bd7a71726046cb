import type { UpstreamFacts } from '../upstreams/upstream-state.js';
import type { Counts, ListenerCounts } from './counts.js';
import type { LogLevel } from './log-level.js';

/** All that a running tunnel tells of itself: `/api/status`, the page, the metrics and `tunnel status` show it. */
export interface TunnelStatus {
  readonly schemaVersion: 1;
  readonly version: string;
  readonly pid: number;
  /** ISO 8601. */
  readonly startedAt: string;
  /** ISO 8601: when this is told. Ages are to be reckoned from it: clocks are set, and machines sleep. */
  readonly now: string;
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

export interface ListenerStatus extends Omit<ListenerCounts, 'connections'> {
  readonly protocol: 'mixed' | 'forward';
  /** `127.0.0.1:3128` */
  readonly listen: string;
  /** Of a forward: `10.0.3.8:6379`; else null. */
  readonly target: string | null;
  readonly tls: boolean;
  /** Connections, ever. */
  readonly total: number;
}

export interface UpstreamStatus extends Omit<UpstreamFacts, 'sinceMs' | 'lastFailure'> {
  /** ISO 8601: in this state since. */
  readonly since: string;
  /** Of a connection or of a check. */
  readonly lastFailure: { readonly code: string; readonly at: string } | null;
}

export interface Totals extends Counts {
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
    /** Milliseconds since the epoch, by the clock as it is when this is told. */
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
