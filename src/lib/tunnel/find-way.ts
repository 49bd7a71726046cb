import type { Authority } from '../proxy/authority.js';
import type { Denial } from './access/policy.js';
import type { Connection } from './connection.js';
import { type Refusal, refusals } from './refusals/refusal.js';
import { Relay } from './relay/relay.js';
import type { Use } from './settings.js';
import type { Reached } from './upstreams/reach.js';

/** What a client wants to be connected to. */
export interface Wanted {
  readonly destination: Authority;
  readonly use: Use;
  /** Names of the upstreams that may be used; null: any. */
  readonly upstreams: readonly string[] | null;
  /** The bytes of what is reached must be `data` of its socket. */
  readonly asStream?: boolean;
  /** Who has passed the request on before us, from its `Via`. */
  readonly via?: readonly string[];
}

/**
 * Asks the policy, then the upstreams, for a way; fills in what the session learns from it. A refusal is still to be
 * told to the client. Null: the client is gone meanwhile.
 */
export async function findWay(
  connection: Connection,
  { destination, use, upstreams, asStream = false, via = [] }: Wanted,
): Promise<Reached | Refusal | null> {
  const { socket, session, snapshot, service } = connection;
  const asker = { address: session.client.host, isForward: session.protocol === 'forward' };
  const gone = new AbortController();
  const onGone = () => gone.abort();
  const denied = (denial: Denial | null): Refusal | null => {
    if (denial === null) return null;
    session.decision = 'deny';
    session.rule = denial.rule;
    return denial.code === 'PROXY_LOOP' ? refusals.loop : refusals.denied;
  };
  session.destination = destination;
  session.decision = 'allow';
  socket.once('close', onGone);
  if (socket.destroyed) onGone();
  const began = service.clock.monotonic();
  let found = false;
  try {
    const { policy, pool } = snapshot;
    const refusal = denied(policy.judgeRequest(destination, asker));
    if (refusal !== null) return refusal;
    const way = await pool.reach({
      ...{ destination, use, session, upstreams, asStream },
      refuseUnresolved: () => denied(policy.judgeUnresolved(destination, asker)),
      refuseAddress: (address) => denied(policy.judgeAddress(destination, address, asker)),
      via: [...via, `1.1 ${service.pseudonym}`].join(', '),
      signal: gone.signal,
    });
    if (way !== refusals.denied && way !== refusals.loop) {
      // One address was denied, another was not.
      session.decision = 'allow';
      session.rule = null;
    }
    if (socket.destroyed) {
      // Gone in the same moment: nobody would hear of its end any more.
      if (!isRefusal(way)) way.socket.destroy();
      return null;
    }
    found = !isRefusal(way);
    return way;
  } catch {
    return socket.destroyed ? null : refusals.internal;
  } finally {
    socket.off('close', onGone);
    session.setupMs = (session.setupMs ?? 0) + service.clock.monotonic() - began;
    // Where the client is gone its end has been told.
    if (!socket.destroyed) service.ledger.decided(session, found);
  }
}

export function isRefusal(found: Reached | Refusal): found is Refusal {
  return 'code' in found;
}

/** Joins the client with what was reached; `head` is what the client has sent for it already. */
export function startRelay(
  { socket, inflow, session, snapshot, service, reset, hold }: Connection,
  reached: Reached,
  head: Uint8Array,
): void {
  const { idleTimeoutMs, lingerMs } = snapshot.settings.limits;
  const release = hold();
  new Relay({ socket, inflow, reset }, reached, {
    watch: service.watch,
    traffic: session,
    idleMs: idleTimeoutMs,
    lingerMs,
    onClose: (reason) => {
      session.closeReason ??= reason;
      release();
    },
  }).start(head);
}
