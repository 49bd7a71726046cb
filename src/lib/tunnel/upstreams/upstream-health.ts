import type { UpstreamState } from './upstream-state.js';

/** When an upstream is trusted and when not. Times are milliseconds. */
export const healthRules = {
  /** So many failures of the upstream itself within `windowMs` make it suspect. */
  fall: 3,
  windowMs: 10_000,
  /** So many good checks in a row make it whole again. */
  rise: 2,
  /** How long it is left alone; twice as long each time it fails again. */
  firstOpenMs: 10_000,
  longestOpenMs: 60_000,
  /** Up for so long, its past is forgotten. */
  steadyMs: 5_000,
  /** How long one that refused our credentials is not asked again. */
  authMs: 60_000,
  /** So many places that it could not reach, and none that it could, within `placesMs` call for a check. */
  places: 5,
  placesMs: 30_000,
} as const;

/**
 * `ready`: used like any other. `doubtful`: after those. `closed`: only when nothing else is left. `locked`: not at
 * all.
 */
export type Availability = 'ready' | 'doubtful' | 'closed' | 'locked';

export interface HealthListener {
  changed(change: { from: UpstreamState; to: UpstreamState; code: string | null }): void;
  /** It should be looked at now. */
  doubted(): void;
}

interface Failure {
  readonly atMs: number;
  readonly place: string | null;
}

/**
 * The health of one upstream: a circuit breaker that listens to the traffic and to active checks. Only what the
 * upstream itself did wrong counts: a target that is down must not spoil the proxies before it.
 * Times are monotonic milliseconds.
 */
export class UpstreamHealth {
  #state: UpstreamState = 'up';
  readonly #listener: HealthListener;
  #failures: Failure[] = [];
  #failedChecks = 0;
  #goodChecks = 0;
  /** Did the last check of one that is down fail as well? Then no client need be the one to try. */
  #knownDead = false;
  #doubtedByTraffic = false;
  /** Till then the traffic that doubts it again is believed at once: all that has spoken for it is a bare connection. */
  #relapseUntilMs = Number.NEGATIVE_INFINITY;
  #trying = false;
  #openMs: number = healthRules.firstOpenMs;
  #closedUntilMs = 0;
  #upSinceMs = Number.NEGATIVE_INFINITY;
  readonly #failedPlaces = new Map<string, number>();

  constructor(listener: HealthListener) {
    this.#listener = listener;
  }

  get state(): UpstreamState {
    return this.#state;
  }

  /** Until when one that is down or refuses us is left alone. */
  get closedUntilMs(): number {
    return this.#closedUntilMs;
  }

  availability(nowMs: number): Availability {
    this.#reopen(nowMs);
    switch (this.#state) {
      case 'up':
        return 'ready';
      case 'half-open':
        return this.#trying ? 'closed' : 'ready';
      case 'suspect':
        return 'doubtful';
      case 'down':
        return 'closed';
      case 'auth':
        return 'locked';
    }
  }

  /** A connection begins; true: it is the one that a half-open upstream lets through. */
  begin(nowMs: number): boolean {
    this.#reopen(nowMs);
    if (this.#state !== 'half-open' || this.#trying) return false;
    this.#trying = true;
    return true;
  }

  /** The one that was let through ended without telling anything. */
  endTrial(): void {
    this.#trying = false;
  }

  /** A way through it opened. That is worth more than any check. */
  succeeded(nowMs: number): void {
    this.#failures = [];
    this.#failedChecks = 0;
    this.#failedPlaces.clear();
    this.#relapseUntilMs = Number.NEGATIVE_INFINITY;
    this.#change('up', null, nowMs);
  }

  /** It failed itself. With a `place`, it may have been that one, and counts once for it. */
  failed(code: string, place: string | null, nowMs: number): void {
    if (this.#state === 'half-open') {
      this.#close(code, nowMs);
      return;
    }
    this.#failures = this.#failures.filter(({ atMs }) => nowMs - atMs < healthRules.windowMs);
    if (place !== null && this.#failures.some((failure) => failure.place === place)) return;
    this.#failures.push({ atMs: nowMs, place });
    if (this.#failures.length < healthRules.fall) return;
    this.#failures = [];
    if (this.#state !== 'up' && this.#state !== 'suspect') return;
    this.#doubtedByTraffic = true;
    if (this.#state === 'suspect' || nowMs < this.#relapseUntilMs) this.#close(code, nowMs);
    else {
      this.#change('suspect', code, nowMs);
      this.#listener.doubted();
    }
  }

  /** It does not accept our credentials. */
  rejected(code: string, nowMs: number): void {
    this.#closedUntilMs = nowMs + healthRules.authMs;
    this.#change('auth', code, nowMs);
  }

  /** It could not reach a target, which says nothing of itself, unless it can reach none. */
  missed(place: string, nowMs: number): void {
    const places = this.#failedPlaces;
    for (const [known, atMs] of places) if (nowMs - atMs >= healthRules.placesMs) places.delete(known);
    places.set(place, nowMs);
    if (places.size < healthRules.places) return;
    places.clear();
    this.#listener.doubted();
  }

  /**
   * `whole`: the check opened a tunnel, which takes credentials as well. That an upstream can merely be connected to does
   * not disprove what the traffic has found: one that was taken down by it comes back by a connection that works.
   */
  passed({ whole }: { whole: boolean }, nowMs: number): void {
    this.#failedChecks = 0;
    this.#knownDead = false;
    this.#goodChecks++;
    if (this.#state === 'auth' ? !whole : this.#goodChecks < healthRules.rise) return;
    if (!whole && this.#doubtedByTraffic) {
      if (this.#state !== 'suspect') return;
      this.#relapseUntilMs = nowMs + healthRules.windowMs;
    }
    this.#change('up', null, nowMs);
  }

  flunked(code: string, nowMs: number): void {
    this.#goodChecks = 0;
    this.#failedChecks++;
    const state = this.#state;
    if (state === 'up') this.#change('suspect', code, nowMs);
    else if (state === 'half-open') this.#close(code, nowMs);
    else if (state === 'suspect') {
      if (this.#doubtedByTraffic || this.#failedChecks >= healthRules.fall) this.#close(code, nowMs);
    } else if (state === 'down') {
      this.#knownDead = true;
      if (nowMs >= this.#closedUntilMs) this.#close(code, nowMs);
    }
  }

  /** What is set about it may have been mended: it is asked again. */
  forgive(nowMs: number): void {
    if (this.#state === 'auth') this.#change('up', null, nowMs);
  }

  #reopen(nowMs: number): void {
    if (nowMs < this.#closedUntilMs) return;
    if (this.#state === 'auth' || (this.#state === 'down' && !this.#knownDead)) {
      this.#change('half-open', null, nowMs);
    }
  }

  #close(code: string, nowMs: number): void {
    this.#closedUntilMs = nowMs + this.#openMs;
    this.#openMs = Math.min(this.#openMs * 2, healthRules.longestOpenMs);
    this.#change('down', code, nowMs);
  }

  #change(to: UpstreamState, code: string | null, nowMs: number): void {
    const from = this.#state;
    if (from === to) return;
    this.#state = to;
    this.#trying = false;
    this.#goodChecks = 0;
    if (to !== 'down') this.#knownDead = false;
    if (to === 'up') {
      this.#upSinceMs = nowMs;
      this.#doubtedByTraffic = false;
      this.#failures = [];
    }
    if (from === 'up' && nowMs - this.#upSinceMs >= healthRules.steadyMs) {
      this.#openMs = healthRules.firstOpenMs;
    }
    this.#listener.changed({ from, to, code });
  }
}
