import type { Clock } from '../../host/clock.js';

/** Something that ends when nothing has moved in it for too long. */
export interface Watched {
  /** When something last moved, by `IdleWatch.nowMs`. */
  readonly lastActiveMs: number;
  /** How long nothing may move; infinite for no limit. May change. */
  readonly limitMs: number;
  expire(): void;
}

/**
 * One coarse timer for all connections: a timer of its own for each would be rearmed for every chunk. It ticks only
 * while there is something to watch, so a limit is kept to within two ticks.
 */
export class IdleWatch {
  readonly #clock: Clock;
  readonly #tickMs: number;
  readonly #watched = new Set<Watched>();
  #timer: NodeJS.Timeout | undefined;
  #nowMs: number;

  constructor(clock: Clock, tickMs: number) {
    this.#clock = clock;
    this.#tickMs = tickMs;
    this.#nowMs = clock.monotonic();
  }

  /** The time of the last tick: cheap enough to read for every chunk. */
  get nowMs(): number {
    return this.#nowMs;
  }

  add(watched: Watched): void {
    this.#watched.add(watched);
    if (this.#timer) return;
    this.#nowMs = this.#clock.monotonic();
    this.#timer = setInterval(() => this.#tick(), this.#tickMs);
  }

  remove(watched: Watched): void {
    this.#watched.delete(watched);
    if (this.#watched.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Ends all of them at once. */
  expireAll(): void {
    for (const watched of [...this.#watched]) watched.expire();
  }

  #tick(): void {
    this.#nowMs = this.#clock.monotonic();
    for (const watched of this.#watched) {
      if (this.#nowMs - watched.lastActiveMs > watched.limitMs) watched.expire();
    }
  }
}
