import type { Candidate } from './candidate.js';

/**
 * Takes turns by weight, smoothly: 5:1:1 gives `abacaaa`, not `aaaaabc` (as nginx does it). Whoever comes and goes keeps
 * its credit only while it is there.
 */
export class RoundRobin {
  #credits = new Map<string, number>();

  /** The one whose turn it is, then the others by their claim to the next one. */
  order<T extends Candidate>(candidates: readonly T[]): T[] {
    const total = candidates.reduce((sum, { weight }) => sum + weight, 0);
    const credits = new Map(
      candidates.map(({ name, weight }) => [name, (this.#credits.get(name) ?? 0) + weight]),
    );
    const claim = ({ name }: T) => credits.get(name) ?? 0;
    const ordered = [...candidates].sort((a, b) => claim(b) - claim(a));
    const [first] = ordered;
    if (first !== undefined) credits.set(first.name, claim(first) - total);
    this.#credits = credits;
    return ordered;
  }
}
