import { formatAuthority } from '../../proxy/authority.js';
import type { Session } from '../session.js';
import type { Observer } from './ledger.js';
import type { RecentFailure } from './status.js';

const kept = 50;

interface Noted {
  readonly atMs: number;
  readonly code: string;
  readonly session: Session;
}

/** The newest failures. What is shown of them is made when somebody looks. */
export class RecentFailures implements Observer {
  readonly #now: () => number;
  readonly #noted: Noted[] = [];
  #next = 0;

  /** The wall clock, in milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  failed(session: Session): void {
    if (session.code === null) return;
    this.#noted[this.#next] = { atMs: this.#now(), code: session.code, session };
    this.#next = (this.#next + 1) % kept;
  }

  /** The newest first. */
  list(): RecentFailure[] {
    const noted = [...this.#noted.slice(this.#next), ...this.#noted.slice(0, this.#next)];
    return noted.reverse().map(({ atMs, code, session }) => ({
      at: new Date(atMs).toISOString(),
      code,
      listener: session.listener,
      protocol: session.protocol,
      destination: session.destination && formatAuthority(session.destination),
      upstream: session.upstream,
      client: formatAuthority(session.client),
      traceId: session.traceId,
    }));
  }
}
