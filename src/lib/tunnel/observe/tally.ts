/** Counts by two labels. */
export class Tally {
  readonly #counts = new Map<string, Map<string, number>>();

  /** Adding 0 makes an entry. */
  add(first: string, second: string, count = 1): void {
    let row = this.#counts.get(first);
    if (row === undefined) {
      row = new Map();
      this.#counts.set(first, row);
    }
    row.set(second, (row.get(second) ?? 0) + count);
  }

  /** In the order in which the labels first came. */
  *entries(): Generator<readonly [first: string, second: string, count: number]> {
    for (const [first, row] of this.#counts) for (const [second, count] of row) yield [first, second, count];
  }
}
