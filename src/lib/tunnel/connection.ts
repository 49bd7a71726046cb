import type { Socket } from 'node:net';
import type { Clock } from '../host/clock.js';
import type { Applicant } from './access/authenticator.js';
import type { Ledger } from './observe/ledger.js';
import type { IdleWatch } from './relay/idle-watch.js';
import type { Inflow } from './relay/inflow.js';
import type { Session } from './session.js';
import type { Snapshot } from './snapshot.js';

/** What serving a client takes, the same for all of them. */
export interface Service {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly watch: IdleWatch;
  /** Our name in `Via`. */
  readonly pseudonym: string;
}

/** A client's side of a connection. */
export interface Connection {
  /** In the clear, or TLS that is already set up. It has an error listener. */
  readonly socket: Socket;
  /** Where a relay finds the client's bytes; null: they are `data` of the socket. */
  readonly inflow: Inflow | null;
  readonly session: Session;
  /** As it was when the client came. */
  readonly snapshot: Snapshot;
  readonly service: Service;
  /** The client has asked for something: a drain then waits for it. */
  asked(): void;
  /** The session is not over before what this returns is called, even if the client is gone. */
  hold(): () => void;
  /** Closes it with a reset, whatever layers it has. */
  reset(): void;
}

/** The client, as the authenticator sees him. */
export function applicantOf({ socket, session }: Connection): Applicant {
  return { client: session.client.host, isWaiting: () => !socket.destroyed };
}

/** Notes that a request was refused or failed, and why; once for each session. */
export function noteFailure({ session, service }: Connection, code: string, status: number | null): void {
  if (session.code !== null) return;
  session.code = code;
  session.status = status;
  service.ledger.failed(session);
}
