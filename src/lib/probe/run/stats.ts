/**
 * Many probes of one target over one route. Times are `total` of those that passed, null where none did. Percentiles
 * are by nearest rank: a value that was measured, never one in between.
 */
export interface ProbeStats {
  readonly count: number;
  readonly failed: number;
  /** Share that failed, from 0 to 1. */
  readonly loss: number;
  readonly minMs: number | null;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly maxMs: number | null;
}

/** Times kept for the percentiles: 40 kB a target. */
const keptTimes = 10_000;

/**
 * Counts probes in bounded memory. Count, loss, min and max are exact for any number; the percentiles are exact for
 * 10,000 passes, beyond that of a uniform sample of as many (Vitter's algorithm R).
 */
export class Tally {
  readonly #random: (bytes: number) => Buffer;
  /** Tenths of a millisecond, as times are rounded to. */
  #tenths = new Uint32Array(16);
  #passed = 0;
  #failed = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;

  constructor(random: (bytes: number) => Buffer) {
    this.#random = random;
  }

  addPass(totalMs: number): void {
    this.#min = Math.min(this.#min, totalMs);
    this.#max = Math.max(this.#max, totalMs);
    const place = this.#placeFor(this.#passed++);
    if (place === null) return;
    if (place === this.#tenths.length) this.#grow();
    this.#tenths[place] = Math.round(totalMs * 10);
  }

  addFailure(): void {
    this.#failed++;
  }

  stats(): ProbeStats {
    const count = this.#passed + this.#failed;
    const sorted = this.#tenths.slice(0, Math.min(this.#passed, keptTimes)).sort();
    const rank = (share: number) => {
      const tenths = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
      return tenths === undefined ? null : tenths / 10;
    };
    return {
      count,
      failed: this.#failed,
      loss: count === 0 ? 0 : Math.round((this.#failed / count) * 1_000) / 1_000,
      minMs: this.#passed === 0 ? null : this.#min,
      p50Ms: rank(0.5),
      p95Ms: rank(0.95),
      maxMs: this.#passed === 0 ? null : this.#max,
    };
  }

  #placeFor(before: number): number | null {
    if (before < keptTimes) return before;
    const place = Math.floor((this.#random(6).readUIntLE(0, 6) / 2 ** 48) * (before + 1));
    return place < keptTimes ? place : null;
  }

  #grow(): void {
    const larger = new Uint32Array(Math.min(this.#tenths.length * 4, keptTimes));
    larger.set(this.#tenths);
    this.#tenths = larger;
  }
}
