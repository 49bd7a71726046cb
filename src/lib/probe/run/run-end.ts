import type { Clock } from '../../host/clock.js';

/** A limit of a whole run, and the flag that set it. */
export interface RunLimit {
  readonly setting: '--deadline' | '--wait';
  readonly limitMs: number;
}

/** The reason of the signals of a run that is over. */
export class RunEnded extends Error {
  override readonly name = 'RunEnded';
}

/**
 * What ends a run before its work is done: the caller's signal, or the first of its limits to run out. Each piece of
 * work gets a signal of its own: Node warns of a leak where many listen to one, and `AbortSignal.any` for each costs
 * more than the list kept here.
 */
export class RunEnd {
  readonly #clock: Clock;
  readonly #callers: AbortSignal;
  readonly #limit: RunLimit | null;
  readonly #dueMs: number;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #open = new Set<AbortController>();
  readonly #stop = () => {
    const reason = new RunEnded();
    for (const controller of [...this.#open]) controller.abort(reason);
  };
  #reached: RunLimit | null = null;

  /** The limits count from now on. */
  constructor(limits: readonly RunLimit[], { clock, signal }: { clock: Clock; signal: AbortSignal }) {
    this.#clock = clock;
    this.#callers = signal;
    this.#limit = limits.toSorted((a, b) => a.limitMs - b.limitMs)[0] ?? null;
    this.#dueMs = clock.monotonic() + (this.#limit?.limitMs ?? Number.POSITIVE_INFINITY);
    this.#timer = this.#limit ? setTimeout(() => this.#reach(), this.#limit.limitMs) : undefined;
    signal.addEventListener('abort', this.#stop, { once: true });
  }

  /** The limit that has run out; null: none has. */
  get reached(): RunLimit | null {
    return this.#reached;
  }

  /** Milliseconds until the first limit; infinite without one. */
  leftMs(): number {
    return Math.max(0, this.#dueMs - this.#clock.monotonic());
  }

  /** Does some work with a signal that aborts as soon as the run is over. */
  async within<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    this.#open.add(controller);
    if (this.#callers.aborted || this.#reached) controller.abort(new RunEnded());
    try {
      return await work(controller.signal);
    } finally {
      this.#open.delete(controller);
    }
  }

  /** Waits, at most until the run is over; false: it is. `signal` is the one from `within`. */
  async pause(ms: number, signal: AbortSignal): Promise<boolean> {
    try {
      await this.#clock.sleep(Math.ceil(Math.min(ms, this.leftMs())), signal);
    } catch (error) {
      if (signal.aborted) return false;
      throw error;
    }
    // Not left to the timer, which may come a moment later.
    if (this.leftMs() === 0) this.#reach();
    return !signal.aborted;
  }

  /** Ends what still runs, and leaves no timer and no listener behind. */
  close(): void {
    clearTimeout(this.#timer);
    this.#callers.removeEventListener('abort', this.#stop);
    this.#stop();
  }

  #reach(): void {
    if (this.#callers.aborted) return;
    this.#reached = this.#limit;
    this.#stop();
  }
}
