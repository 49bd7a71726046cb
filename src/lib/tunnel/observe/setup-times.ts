const kept = 1_024;

/** The newest times that requests took until they had their way, in milliseconds. */
export class SetupTimes {
  readonly #times = new Float64Array(kept);
  #count = 0;

  add(ms: number): void {
    this.#times[this.#count % kept] = ms;
    this.#count++;
  }

  /** How many there were, ever. */
  get count(): number {
    return this.#count;
  }

  /** Of the newest 1,024; null where there is none. */
  summary(): { readonly p50: number; readonly p95: number; readonly max: number } | null {
    const sorted = this.#newest(this.#count).sort();
    if (sorted.length === 0) return null;
    return { p50: at(sorted, 0.5), p95: at(sorted, 0.95), max: at(sorted, 1) };
  }

  /** Of those that came after there were `count`; null where there is none. */
  medianSince(count: number): number | null {
    const sorted = this.#newest(this.#count - count).sort();
    return sorted.length === 0 ? null : at(sorted, 0.5);
  }

  #newest(count: number): Float64Array {
    const size = Math.min(count, kept);
    if (size === kept) return this.#times.slice();
    const newest = new Float64Array(size);
    for (let index = 0; index < size; index++) {
      newest[index] = this.#times[(this.#count - 1 - index) % kept] as number;
    }
    return newest;
  }
}

/** The smallest value that this share does not exceed (nearest rank), to a microsecond. */
function at(sorted: Float64Array, share: number): number {
  const rank = Math.max(Math.ceil(share * sorted.length), 1);
  return Math.round((sorted[rank - 1] as number) * 1e3) / 1e3;
}
