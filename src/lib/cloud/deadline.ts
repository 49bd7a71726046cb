import { exitCodes, type Failure } from '../errors.js';
import type { Clock } from '../host/clock.js';
import { cloudFailure } from './failures.js';

/** The limit of a command's waiting (`--timeout`); time that a person takes to answer does not count. */
export class Deadline {
  readonly #clock: Clock;
  readonly #limitMs: number;
  #startedAt: number;

  constructor(clock: Clock, limitMs: number) {
    this.#clock = clock;
    this.#limitMs = limitMs;
    this.#startedAt = clock.monotonic();
  }

  /** Starts anew, for example after a question was answered. */
  restart(): void {
    this.#startedAt = this.#clock.monotonic();
  }

  /** Milliseconds left, never below 0. */
  remainingMs(): number {
    return Math.max(0, this.#limitMs - (this.#clock.monotonic() - this.#startedAt));
  }

  /** What to throw when it has run out; `pending` says what was being waited for. */
  failure(pending: readonly string[]): Failure {
    return cloudFailure('WAIT_TIMEOUT', { pending }, { exitCode: exitCodes.timeout, details: { pending } });
  }
}
