import type { Clock } from '../../host/clock.js';
import { RememberedDigest } from '../../proxy/way/proxy-authorization.js';
import type { Ledger } from '../observe/ledger.js';
import type { UpstreamSetting } from '../settings.js';
import { type Availability, UpstreamHealth } from './upstream-health.js';
import type { UpstreamFacts } from './upstream-state.js';

/** The weight of a new measurement in the smoothed latency. */
const smoothing = 0.25;
/** An older latency says nothing about now. */
const latencyHoldsMs = 60_000;

/** What a connection through an upstream tells of it. The first failure ends it, or `closed`. */
export interface Passage {
  /** The way is open; `openingMs`: how long that took, null where it is not comparable. */
  succeeded(openingMs: number | null): void;
  /** The upstream itself failed; with `place`, that destination may have been the reason. */
  failed(code: string, place: string | null): void;
  rejected(code: string): void;
  /** Somebody wants other credentials: the proxy, or the target through it. */
  accused(): void;
  /** It could not reach the destination; `alive`: and said so itself. */
  missed(place: string, alive: boolean): void;
  /** Given up for reasons of ours. */
  abandoned(): void;
  /** A way that was open has ended. */
  closed(): void;
}

/**
 * One upstream as it is met while the tunnel runs: its health, its connections, how fast it is. Stays the same over
 * reloads of the settings as long as it is the same place.
 */
export class Upstream {
  readonly name: string;
  readonly health: UpstreamHealth;
  /** Saves a round trip for each connection. */
  readonly digest = new RememberedDigest();
  /** Told when it should be looked at; set by the pool that is in charge. */
  onDoubt: () => void = () => {};
  /** The same for its credentials. */
  onAccusation: () => void = () => {};
  readonly #clock: Clock;
  #active = 0;
  #total = 0;
  #failures = 0;
  #sinceMs: number;
  #lastFailure: UpstreamFacts['lastFailure'] = null;
  #latencyMs: number | null = null;
  #latencyAtMs = 0;
  #succeededAtMs = Number.NEGATIVE_INFINITY;
  #failedAtMs = Number.NEGATIVE_INFINITY;

  constructor(name: string, clock: Clock, ledger: Ledger) {
    this.name = name;
    this.#clock = clock;
    this.#sinceMs = clock.now();
    this.health = new UpstreamHealth({
      changed: (change) => {
        this.#sinceMs = clock.now();
        ledger.upstreamChanged({ upstream: name, ...change });
      },
      doubted: () => this.onDoubt(),
    });
  }

  /** Connections through it, also those that are being opened. */
  get active(): number {
    return this.#active;
  }

  /** Smoothed, of the last minute; null where nothing was measured. */
  get freshLatencyMs(): number | null {
    return this.#clock.monotonic() - this.#latencyAtMs < latencyHoldsMs ? this.#latencyMs : null;
  }

  /** Has a way through it opened so lately, and has it not failed since? */
  hasWorkedWithin(ms: number): boolean {
    const sinceMs = this.#clock.monotonic() - this.#succeededAtMs;
    return sinceMs < ms && this.#succeededAtMs > this.#failedAtMs;
  }

  availability(): Availability {
    return this.health.availability(this.#clock.monotonic());
  }

  begin(): Passage {
    const clock = this.#clock;
    let isTrial = this.health.begin(clock.monotonic());
    let open = true;
    const end = () => {
      if (!open) return;
      open = false;
      this.#active--;
      if (isTrial && this.health.state === 'half-open') this.health.endTrial();
    };
    const fail = (code: string) => {
      this.#failures++;
      this.#failedAtMs = clock.monotonic();
      this.#lastFailure = { code, atMs: clock.now() };
    };
    this.#active++;
    return {
      succeeded: (openingMs) => {
        this.#total++;
        this.#succeededAtMs = clock.monotonic();
        isTrial = false;
        if (openingMs !== null) this.measured(openingMs);
        this.health.succeeded(clock.monotonic());
      },
      failed: (code, place) => {
        fail(code);
        this.health.failed(code, place, clock.monotonic());
        end();
      },
      rejected: (code) => {
        fail(code);
        this.health.rejected(code, clock.monotonic());
        end();
      },
      accused: () => {
        this.onAccusation();
        end();
      },
      missed: (place, alive) => {
        this.health.missed(place, clock.monotonic());
        if (isTrial && alive) this.health.succeeded(clock.monotonic());
        end();
      },
      abandoned: end,
      closed: end,
    };
  }

  /** How long it took to open a way through it. */
  measured(openingMs: number): void {
    const known = this.freshLatencyMs;
    this.#latencyMs = known === null ? openingMs : known + smoothing * (openingMs - known);
    this.#latencyAtMs = this.#clock.monotonic();
  }

  facts({ name, proxy, weight, backup }: UpstreamSetting): UpstreamFacts {
    return {
      ...{ name, weight, backup, url: proxy?.shown ?? 'direct', state: this.health.state },
      sinceMs: this.#sinceMs,
      active: this.#active,
      total: this.#total,
      failures: this.#failures,
      latencyMs: this.#latencyMs === null ? null : Math.round(this.#latencyMs * 10) / 10,
      lastFailure: this.#lastFailure,
    };
  }
}
