import type { Authority } from '../proxy/authority.js';
import type { Denial } from './access/policy.js';
import type { Connection } from './connection.js';
import { type Refusal, refusals } from './inbound/refusal.js';
import { Relay } from './relay/relay.js';
import type { Use } from './settings.js';
import type { Reached } from './upstreams/reach.js';

/** What a client wants to be connected to. */
export interface Wanted {
  readonly destination: Authority;
  readonly use: Use;
  /** Names of the upstreams that may be used; null: any. */
  readonly upstreams: readonly string[] | null;
}

/**
 * Asks the policy, then the upstreams, for a way; fills in what the session learns from it. A refusal is still to be
 * told to the client. Null: the client is gone meanwhile.
 */
export async function findWay(
  connection: Connection,
  { destination, use, upstreams }: Wanted,
): Promise<Reached | Refusal | null> {
  const { socket, session, snapshot, service } = connection;
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
  try {
    const { policy, pool } = snapshot;
    return await pool.reach({
      ...{ destination, use, session, upstreams },
      refuseUnresolved: () => denied(policy.judgeUnresolved(destination, session.client.host)),
      refuseAddress: (address) => denied(policy.judgeAddress(destination, address, session.client.host)),
      via: `1.1 ${service.pseudonym}`,
      signal: gone.signal,
    });
  } catch {
    return socket.destroyed ? null : refusals.internal;
  } finally {
    socket.off('close', onGone);
    service.ledger.decided(session);
  }
}

export function isRefusal(found: Reached | Refusal): found is Refusal {
  return 'code' in found;
}

/** Joins the client with what was reached; `head` is what the client has sent for it already. */
export function startRelay(
  { socket, session, snapshot, service, reset, hold }: Connection,
  reached: Reached,
  head: Uint8Array,
): void {
  const { idleTimeoutMs, lingerMs } = snapshot.settings.limits;
  const release = hold();
  new Relay(
    { socket, reset },
    { socket: reached.socket, reset: () => reached.reset() },
    {
      watch: service.watch,
      traffic: session,
      idleMs: idleTimeoutMs,
      lingerMs,
      onClose: (reason) => {
        session.closeReason ??= reason;
        release();
      },
    },
  ).start(reached.inflow, head);
}
