import type { Candidate } from './candidate.js';

/** A difference below this is no reason to change. */
const toleranceMs = 50;

/**
 * The fastest first. It stays first until another is faster by more than the tolerance; one of which nothing is known
 * is tried, by one connection at a time.
 */
export class LowestLatency {
  #current: string | null = null;

  order<T extends Candidate>(candidates: readonly T[]): T[] {
    const latency = ({ latencyMs }: T) => latencyMs ?? Number.POSITIVE_INFINITY;
    const ordered = [...candidates].sort((a, b) => Math.min(latency(a), 1e9) - Math.min(latency(b), 1e9));
    const unknown = ordered.find(({ latencyMs, active }) => latencyMs === null && active === 0);
    if (unknown !== undefined) return first(unknown, ordered);
    const [fastest] = ordered;
    if (fastest === undefined) return [];
    const current = ordered.find(({ name }) => name === this.#current);
    const stays = current !== undefined && latency(current) <= latency(fastest) + toleranceMs;
    const chosen = stays ? current : fastest;
    this.#current = chosen.name;
    return first(chosen, ordered);
  }
}

function first<T>(chosen: T, all: readonly T[]): T[] {
  return [chosen, ...all.filter((other) => other !== chosen)];
}
