import type { Socket } from 'node:net';
import type { Address } from '../../host/network.js';
import type { Authority } from '../../proxy/authority.js';
import type { Refusal } from '../refusals/refusal.js';
import type { Inflow } from '../relay/inflow.js';
import type { Session } from '../session.js';
import type { Use } from '../settings.js';

/** A way to a destination that is wanted. */
export interface ReachRequest {
  readonly destination: Authority;
  readonly use: Use;
  /** Its upstream, times and retries are filled in. */
  readonly session: Session;
  /** Names of upstreams; null: any. */
  readonly upstreams: readonly string[] | null;
  /** What the policy says to a destination that a proxy will look up; null: nothing against it. */
  readonly refuseUnresolved: () => Refusal | null;
  /** And to an address that is about to be dialled. */
  readonly refuseAddress: (address: Address) => Refusal | null;
  /** Our name in `Via`, for proxies that are asked. */
  readonly via: string;
  /** The bytes must be `data` of the socket, never an inflow: an HTTP parser reads them first. */
  readonly asStream?: boolean;
  /** Aborts when the client is gone. */
  readonly signal: AbortSignal;
}

/** An open way. */
export interface Reached {
  /** Paused, with an error listener; half-open allowed. The receiver's to destroy. */
  readonly socket: Socket;
  /** Where the bytes come out, if the kernel reads into a buffer of ours; null: they are `data` of the socket. */
  readonly inflow: Inflow | null;
  /** The socket leads to an HTTP proxy, which is to be asked in absolute form; null: to the destination. */
  readonly forwardProxy: ForwardProxy | null;
  /** Closes it with a reset, whatever layers it has. */
  reset(): void;
}

export interface ForwardProxy {
  /** The value of `Proxy-Authorization` for this request; null: none. */
  authorization(method: string, uri: string): string | null;
  /** It has answered, with anything but a 407. */
  answered(): void;
  /**
   * Takes the challenges of a 407: true where the request is worth sending again. Else the upstream is asked whether the
   * 407 was its own.
   */
  refused(challenges: readonly string[]): boolean;
}

/** Finds ways. */
export interface WayFinder {
  /** Never rejects but for the signal's reason: a failure is a refusal. */
  reach(request: ReachRequest): Promise<Reached | Refusal>;
}
