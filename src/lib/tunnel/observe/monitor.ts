import type { Host } from '../../host/host.js';
import { formatAuthority } from '../../proxy/authority.js';
import type { Tunnel } from '../tunnel.js';
import type { UpstreamFacts, UpstreamState } from '../upstreams/upstream-state.js';
import { HistoryRecorder, historyIntervalMs } from './history.js';
import type { LogLevel } from './log-level.js';
import { Meters, withAllReasons } from './meters.js';
import type { Counted, TunnelMetrics } from './metrics.js';
import { RecentFailures } from './recent-failures.js';
import type { ListenerStatus, TunnelStatus, UpstreamStatus } from './status.js';
import type { Tally } from './tally.js';

export type MonitorPorts = Pick<Host, 'clock' | 'platform' | 'usage'>;

/** Watches a running tunnel: its status, its metrics, its log level. */
export class TunnelMonitor {
  readonly #tunnel: Tunnel;
  readonly #version: string;
  readonly #ports: MonitorPorts;
  readonly #startedMs: number;
  readonly #begunMs: number;
  readonly #meters = new Meters();
  readonly #failures: RecentFailures;
  readonly #history: HistoryRecorder;
  /** By upstream: connections are not the only ones to find out that it is down. */
  readonly #failedChecks = new Map<string, NonNullable<UpstreamFacts['lastFailure']>>();
  readonly #stop: readonly (() => void)[];
  #sampledMs: number;
  #lagMs = 0;
  #asked: { readonly level: LogLevel; readonly insteadOf: LogLevel } | null = null;

  /** `version`: of this program. Its one timer does not keep the process. */
  constructor(tunnel: Tunnel, version: string, ports: MonitorPorts) {
    const { clock } = ports;
    const { ledger } = tunnel;
    this.#tunnel = tunnel;
    this.#version = version;
    this.#ports = ports;
    this.#startedMs = clock.now();
    this.#begunMs = clock.monotonic();
    this.#sampledMs = this.#begunMs;
    this.#failures = new RecentFailures(() => clock.now());
    this.#history = new HistoryRecorder(ledger.counters, this.#meters.setupTimes);
    const timer = setInterval(() => this.#sample(), historyIntervalMs).unref();
    this.#stop = [
      ledger.observe(this.#meters),
      ledger.observe(this.#failures),
      ledger.observe({
        upstreamChecked: ({ upstream, ok, code }) => {
          if (!ok && code !== null) this.#failedChecks.set(upstream, { code, atMs: clock.now() });
        },
      }),
      () => clearInterval(timer),
    ];
  }

  /** Ends the watching; what was seen can still be asked for. */
  stop(): void {
    for (const stop of this.#stop) stop();
  }

  /** What the settings say, or what it was set to since they last said something else. */
  get logLevel(): LogLevel {
    const { logLevel } = this.#tunnel.settings;
    if (this.#asked !== null && this.#asked.insteadOf !== logLevel) this.#asked = null;
    return this.#asked?.level ?? logLevel;
  }

  /** Holds until a reload changes the level of the settings. */
  set logLevel(level: LogLevel) {
    this.#asked = { level, insteadOf: this.#tunnel.settings.logLevel };
  }

  status(): TunnelStatus {
    const { counts, settings, isDraining, isReady, upstreams } = this.#tunnel;
    const { clock, platform } = this.#ports;
    return {
      schemaVersion: 1,
      version: this.#version,
      pid: platform.pid,
      startedAt: new Date(this.#startedMs).toISOString(),
      now: new Date(clock.now()).toISOString(),
      uptimeMs: Math.round(clock.monotonic() - this.#begunMs),
      draining: isDraining,
      ready: isReady,
      strategy: settings.strategy,
      logLevel: this.logLevel,
      listeners: this.#listeners(),
      upstreams: upstreams.map((facts) => this.#upstream(facts)),
      totals: {
        ...counts,
        retries: this.#meters.retries,
        setupMs: this.#meters.setupTimes.summary(),
      },
      recentFailures: this.#failures.list(),
      history: this.#history.value(clock.now() - clock.monotonic()),
    };
  }

  metrics(): TunnelMetrics {
    const { counts, listeners, upstreams } = this.#tunnel;
    const meters = this.#meters;
    for (const { name, forward } of listeners) meters.expectListener(name, forward !== null);
    for (const { name } of upstreams) meters.expectUpstream(name);
    return {
      version: this.#version,
      nodeVersion: this.#ports.platform.nodeVersion,
      connections: countedBy(meters.connections, 'listener', 'protocol'),
      active: counts.active,
      requests: countedBy(meters.requests, 'listener', 'result'),
      setup: [...meters.setups].map(([upstream, { value }]) => ({ upstream, histogram: value })),
      connectErrors: countedBy(meters.connectErrors, 'upstream', 'code'),
      bytesUp: counts.bytesUp,
      bytesDown: counts.bytesDown,
      duration: meters.duration.value,
      closed: Object.entries(withAllReasons(counts.closed)).map(([reason, count]) => ({ reason, count })),
      denied: [...meters.denied].map(([rule, count]) => ({ rule, count })),
      upstreams: upstreams.map(({ name, state, active }) => ({
        upstream: name,
        up: state === 'up' || state === 'suspect',
        active,
        breaker: breakerOf[state],
      })),
      healthChecks: countedBy(meters.healthChecks, 'upstream', 'result'),
      retries: meters.retries,
      headerTimeouts: meters.headerTimeouts,
      eventLoopLagSeconds: this.#lagMs / 1e3,
      usage: this.#ports.usage(),
    };
  }

  #sample(): void {
    const { clock } = this.#ports;
    const nowMs = clock.monotonic();
    this.#lagMs = Math.max(nowMs - this.#sampledMs - historyIntervalMs, 0);
    this.#sampledMs = nowMs;
    this.#history.sample(nowMs);
  }

  #upstream({ sinceMs, lastFailure, ...facts }: UpstreamFacts): UpstreamStatus {
    const failures = [lastFailure, this.#failedChecks.get(facts.name)].filter((one) => one != null);
    const last = failures.sort((a, b) => b.atMs - a.atMs)[0] ?? null;
    return {
      ...facts,
      since: new Date(sinceMs).toISOString(),
      lastFailure: last && { code: last.code, at: new Date(last.atMs).toISOString() },
    };
  }

  #listeners(): ListenerStatus[] {
    const { listeners, ledger, settings } = this.#tunnel;
    return listeners.map(({ name, forward }) => {
      const { active, connections, bytesUp, bytesDown, failed } = ledger.counters.at(name);
      return {
        protocol: forward === null ? 'mixed' : 'forward',
        listen: name,
        target: forward && formatAuthority(forward.target),
        tls: forward === null && settings.tls !== null,
        active,
        total: connections,
        bytesUp,
        bytesDown,
        failed,
      };
    });
  }
}

const breakerOf: Readonly<Record<UpstreamState, 0 | 1 | 2>> = {
  ...{ up: 0, suspect: 0, 'half-open': 1, down: 2, auth: 2 },
};

function countedBy<First extends string, Second extends string>(
  tally: Tally,
  first: First,
  second: Second,
): Counted<First | Second>[] {
  return [...tally.entries()].map(
    ([a, b, count]) => ({ [first]: a, [second]: b, count }) as Counted<First | Second>,
  );
}
