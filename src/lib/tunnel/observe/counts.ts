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
  /** CONNECT tunnels that have ended, by who or what ended them. */
  readonly closed: Readonly<Record<string, number>>;
}

/** Counts bytes. */
export interface Traffic {
  up(bytes: number): void;
  down(bytes: number): void;
}

export class Counters implements Traffic {
  #connections = 0;
  #active = 0;
  #bytesUp = 0;
  #bytesDown = 0;
  readonly #failures = new Map<string, number>();
  readonly #closed = new Map<string, number>();

  get active(): number {
    return this.#active;
  }

  opened(): void {
    this.#connections++;
    this.#active++;
  }

  closed(): void {
    this.#active--;
  }

  up(bytes: number): void {
    this.#bytesUp += bytes;
  }

  down(bytes: number): void {
    this.#bytesDown += bytes;
  }

  failed(code: string): void {
    increase(this.#failures, code);
  }

  tunnelClosed(reason: string): void {
    increase(this.#closed, reason);
  }

  snapshot(): Counts {
    return {
      connections: this.#connections,
      active: this.#active,
      bytesUp: this.#bytesUp,
      bytesDown: this.#bytesDown,
      failures: sorted(this.#failures),
      closed: sorted(this.#closed),
    };
  }
}

function increase(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function sorted(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
