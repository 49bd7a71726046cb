/** How often something took how long. */
export interface HistogramValue {
  /** Upper ends of the buckets, ascending, without the infinite one. */
  readonly bounds: readonly number[];
  /** For each bound: how many were at most that, those of the smaller bounds included. */
  readonly cumulative: readonly number[];
  readonly sum: number;
  readonly count: number;
}

export class Histogram {
  readonly #bounds: readonly number[];
  readonly #counts: Float64Array;
  #sum = 0;
  #count = 0;

  /** Ascending, without the infinite one. */
  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#counts = new Float64Array(bounds.length);
  }

  observe(value: number): void {
    this.#sum += value;
    this.#count++;
    const bounds = this.#bounds;
    for (let at = 0; at < bounds.length; at++) {
      if (value > (bounds[at] as number)) continue;
      this.#counts[at] = (this.#counts[at] as number) + 1;
      return;
    }
  }

  get value(): HistogramValue {
    let sum = 0;
    const cumulative = Array.from(this.#counts, (count) => (sum += count));
    return { bounds: this.#bounds, cumulative, sum: this.#sum, count: this.#count };
  }
}
