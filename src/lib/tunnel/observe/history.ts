import type { Counters } from './counts.js';
import type { SetupTimes } from './setup-times.js';
import type { History } from './status.js';

export const historyIntervalMs = 1_000;
const kept = 300;

type Sample = History['samples'][number];

/** The figures of the last five minutes, a sample a second. */
export class HistoryRecorder {
  readonly #counters: Counters;
  readonly #setupTimes: SetupTimes;
  readonly #samples: Sample[] = [];
  #seen: Seen;

  constructor(counters: Counters, setupTimes: SetupTimes) {
    this.#counters = counters;
    this.#setupTimes = setupTimes;
    this.#seen = this.#look();
  }

  /** Takes a sample of what happened since the last one; `atMs` is monotonic: seconds stay seconds, whoever sets the clock. */
  sample(atMs: number): void {
    const before = this.#seen;
    const seen = this.#look();
    this.#seen = seen;
    this.#samples.push({
      atMs,
      active: this.#counters.active,
      opened: seen.opened - before.opened,
      failed: seen.failed - before.failed,
      bytesUp: seen.bytesUp - before.bytesUp,
      bytesDown: seen.bytesDown - before.bytesDown,
      setupMs: this.#setupTimes.medianSince(before.setups),
    });
    if (this.#samples.length > kept) this.#samples.shift();
  }

  /** `epochMs`: the time of day at 0 of the monotonic clock. */
  value(epochMs: number): History {
    const samples = this.#samples.map((one) => ({ ...one, atMs: Math.round(epochMs + one.atMs) }));
    return { intervalMs: historyIntervalMs, samples };
  }

  #look(): Seen {
    const { connections, failures, bytesUp, bytesDown } = this.#counters;
    return { opened: connections, failed: failures, bytesUp, bytesDown, setups: this.#setupTimes.count };
  }
}

interface Seen {
  readonly opened: number;
  readonly failed: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
  readonly setups: number;
}
