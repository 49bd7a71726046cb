import type { Candidate } from './candidate.js';

/**
 * Takes turns by weight, smoothly: 5:1:1 gives `abacaaa`, not `aaaaabc` (as nginx does it). Whoever is
 * not among the candidates keeps its credit: forwards may have different ones, and take turns themselves.
 */
export class RoundRobin {
  readonly #credits = new Map<string, number>();

  /** The one whose turn it is, then the others by their claim to the next one. */
  order<T extends Candidate>(candidates: readonly T[]): T[] {
    const total = candidates.reduce((sum, { weight }) => sum + weight, 0);
    const credits = this.#credits;
    const claim = ({ name }: T) => credits.get(name) ?? 0;
    for (const candidate of candidates) credits.set(candidate.name, claim(candidate) + candidate.weight);
    const ordered = [...candidates].sort((a, b) => claim(b) - claim(a));
    const [first] = ordered;
    if (first !== undefined) credits.set(first.name, claim(first) - total);
    return ordered;
  }
}
