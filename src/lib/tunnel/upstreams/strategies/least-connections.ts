import type { Candidate } from './candidate.js';
import { RoundRobin } from './round-robin.js';

/**
 * The fewest connections for their weight first; those that are level take turns, or the first would get all that
 * comes one by one.
 */
export class LeastConnections {
  readonly #turns = new RoundRobin();

  order<T extends Candidate>(candidates: readonly T[]): T[] {
    const load = ({ active, weight }: T) => active / weight;
    const least = Math.min(...candidates.map(load));
    const level = candidates.filter((candidate) => load(candidate) === least);
    const rest = candidates.filter((candidate) => load(candidate) !== least);
    return [...this.#turns.order(level), ...rest.sort((a, b) => load(a) - load(b))];
  }
}
