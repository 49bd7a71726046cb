import type { Socket } from 'node:net';
import type { Clock } from '../host/clock.js';
import type { Forwarder } from './inbound/forwarder.js';
import { type Refusal, refuse } from './inbound/refusal.js';
import type { Ledger } from './observe/ledger.js';
import type { IdleWatch } from './relay/idle-watch.js';
import type { Session } from './session.js';
import type { Snapshot } from './snapshot.js';

/** What serving a client takes, the same for all of them. */
export interface Service {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly watch: IdleWatch;
  readonly forwarder: Forwarder;
  /** Our name in `Via`. */
  readonly pseudonym: string;
}

/** A client's side of a connection. */
export interface Connection {
  /** In the clear, or TLS that is already set up. It has an error listener. */
  readonly socket: Socket;
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

/** Notes that a request was refused or failed, and why; once for each session. */
export function noteFailure({ session, service }: Connection, code: string, status: number | null): void {
  if (session.code !== null) return;
  session.code = code;
  session.status = status;
  service.ledger.failed(session);
}

/** Answers an HTTP client with a no, on the bare socket. */
export function refuseHttp(connection: Connection, refusal: Refusal): void {
  const { session, socket } = connection;
  session.closeReason ??= 'refused';
  noteFailure(connection, refusal.code, refusal.status);
  refuse(socket, refusal);
}
