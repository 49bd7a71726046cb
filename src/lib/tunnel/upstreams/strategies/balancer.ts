import { type Authority, formatAuthority } from '../../../proxy/authority.js';
import type { Strategy } from '../../settings.js';
import type { Candidate } from './candidate.js';
import { LeastConnections } from './least-connections.js';
import { LowestLatency } from './lowest-latency.js';
import { orderByKey } from './rendezvous.js';
import { RoundRobin } from './round-robin.js';

/** What a choice may depend on. */
export interface Balanced {
  /** The client's address. */
  readonly client: string;
  readonly destination: Authority;
}

/** Puts upstreams into the order in which they are to be tried. */
export class Balancer {
  readonly #strategy: Strategy;
  readonly #roundRobin = new RoundRobin();
  readonly #leastConnections = new LeastConnections();
  readonly #lowestLatency = new LowestLatency();

  constructor(strategy: Strategy) {
    this.#strategy = strategy;
  }

  order<T extends Candidate>(candidates: readonly T[], { client, destination }: Balanced): readonly T[] {
    if (candidates.length < 2) return candidates;
    switch (this.#strategy) {
      case 'least-connections':
        return this.#leastConnections.order(candidates);
      case 'round-robin':
        return this.#roundRobin.order(candidates);
      case 'lowest-latency':
        return this.#lowestLatency.order(candidates);
      case 'ip-hash':
        return orderByKey(candidates, client);
      case 'destination-hash':
        return orderByKey(candidates, formatAuthority(destination).toLowerCase());
      case 'first':
        return candidates;
    }
  }
}
