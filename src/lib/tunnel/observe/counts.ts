/** What a tunnel has done so far. */
export interface Counts {
  /** Connections accepted, also those that were refused. */
  readonly connections: number;
  /** Of these, open now. */
  readonly active: number;
  /** Bytes from clients to targets and back; heads that the tunnel itself reads or writes are not counted. */
  readonly bytesUp: number;
  readonly bytesDown: number;
  /** Requests that were refused or failed, by code. */
  readonly failures: Readonly<Record<string, number>>;
  /** Connections that have ended, by who or what ended them. */
  readonly closed: Readonly<Record<string, number>>;
}

/** Counts bytes. */
export interface Traffic {
  up(bytes: number): void;
  down(bytes: number): void;
}

/** What was done by one listener. */
export interface ListenerCounts {
  readonly active: number;
  readonly connections: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
  /** Requests that were refused or failed. */
  readonly failed: number;
}

const nothing: ListenerCounts = { active: 0, connections: 0, bytesUp: 0, bytesDown: 0, failed: 0 };

/** The counts of one listener. All bytes of its connections go through here, so it does no more than add. */
export class ListenerCounters implements Traffic, ListenerCounts {
  active = 0;
  connections = 0;
  bytesUp = 0;
  bytesDown = 0;
  failed = 0;

  up(bytes: number): void {
    this.bytesUp += bytes;
  }

  down(bytes: number): void {
    this.bytesDown += bytes;
  }
}

/** The counts of a tunnel. A listener that is closed by a reload keeps its own: no sum ever goes down. */
export class Counters {
  readonly #listeners = new Map<string, ListenerCounters>();
  readonly #failures = new Map<string, number>();
  readonly #closed = new Map<string, number>();

  /** By the listener's name; those of a listener that has done nothing are made. */
  of(listener: string): ListenerCounters {
    let found = this.#listeners.get(listener);
    if (found === undefined) {
      found = new ListenerCounters();
      this.#listeners.set(listener, found);
    }
    return found;
  }

  /** The same for those who only look. */
  at(listener: string): ListenerCounts {
    return this.#listeners.get(listener) ?? nothing;
  }

  opened(listener: string): void {
    const counters = this.of(listener);
    counters.connections++;
    counters.active++;
  }

  finished(listener: string): void {
    this.of(listener).active--;
  }

  failed(listener: string, code: string): void {
    this.of(listener).failed++;
    increase(this.#failures, code);
  }

  closed(reason: string): void {
    increase(this.#closed, reason);
  }

  get active(): number {
    return this.#sum('active');
  }

  get connections(): number {
    return this.#sum('connections');
  }

  get bytesUp(): number {
    return this.#sum('bytesUp');
  }

  get bytesDown(): number {
    return this.#sum('bytesDown');
  }

  get failures(): number {
    return this.#sum('failed');
  }

  snapshot(): Counts {
    return {
      connections: this.connections,
      active: this.active,
      bytesUp: this.bytesUp,
      bytesDown: this.bytesDown,
      failures: sorted(this.#failures),
      closed: sorted(this.#closed),
    };
  }

  #sum(name: keyof ListenerCounts): number {
    let sum = 0;
    for (const counters of this.#listeners.values()) sum += counters[name];
    return sum;
  }
}

function increase(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function sorted(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
