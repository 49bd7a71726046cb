import type { Socket } from 'node:net';
import type { Clock } from '../host/clock.js';
import type { Network } from '../host/network.js';
import type { Authority } from '../proxy/authority.js';
import { DialError, type Dialled, dial } from '../proxy/way/dial.js';
import type { Counters } from './counts.js';
import type { Forwarder } from './forward.js';
import { isLoop } from './forwarded-headers.js';
import { Inflow } from './inflow.js';
import { type Denial, judge } from './policy.js';
import { receiveHead } from './receive-head.js';
import { closeAfter, type Refusal, refusalOfDial, refusals, refuse } from './refusal.js';
import { Relay } from './relay.js';
import { parseRequestHead } from './request-head.js';
import { wishOf } from './request-target.js';
import type { IdleWatch } from './watch.js';

/** The limits of a tunnel, all in milliseconds; infinite for none. */
export interface Limits {
  readonly connectTimeoutMs: number;
  readonly headerTimeoutMs: number;
  readonly lingerMs: number;
  readonly idleTimeoutMs: number;
}

/** What serving a client takes. */
export interface Service {
  readonly network: Network;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly counters: Counters;
  readonly watch: IdleWatch;
  readonly forwarder: Forwarder;
  /** Our name in `Via`. */
  readonly pseudonym: string;
  /** The addresses this tunnel listens on. */
  readonly own: readonly Authority[];
}

const established = 'HTTP/1.1 200 Connection established\r\n\r\n';
/** SOCKS5: no acceptable method (RFC 1928 section 3). */
const noMethod = Uint8Array.of(5, 0xff);

/**
 * Serves one client from its first byte on: CONNECT becomes a relay, plain HTTP is passed on, anything else is
 * refused with a reason. Resolves when it is decided, not when it is over. `onRequest` tells that the client has
 * asked for something.
 */
export async function serve(client: Socket, service: Service, onRequest: () => void): Promise<void> {
  const { counters, limits, pseudonym } = service;
  const give = (refusal: Refusal) => {
    counters.failed(refusal.code);
    refuse(client, refusal);
  };
  client.on('error', () => client.destroy());
  const received = await receiveHead(client, limits.headerTimeoutMs);
  if (received.kind === 'closed') {
    client.destroy();
    return;
  }
  if (received.kind === 'timeout') return give(refusals.headerTimeout);
  if (received.kind === 'malformed') return give(refusals.badRequest);
  if (received.kind === 'socks') {
    counters.failed(refusals.badRequest.code);
    closeAfter(client, noMethod);
    return;
  }
  onRequest();
  const head = parseRequestHead(received.head);
  const wish = head && wishOf(head);
  if (head === null || wish === null) return give(refusals.badRequest);
  if (wish.kind === 'connect') {
    const inflow = new Inflow();
    const dialled = await reach(client, wish.authority, service, inflow);
    if (dialled === null) return;
    if ('code' in dialled) return give(dialled);
    connect(client, dialled.socket, service, { inflow, rest: received.rest });
    return;
  }
  // Back into the socket before anything is awaited: with bytes to read it does not emit `end` meanwhile.
  client.unshift(Buffer.concat([received.head, received.rest]));
  if (isLoop(head.headers, pseudonym)) return give(refusals.loop);
  const dialled = await reach(client, wish.destination.authority, service);
  if (dialled === null) return;
  if ('code' in dialled) return give(dialled);
  service.forwarder.start(client, {
    head,
    destination: wish.destination,
    target: dialled.socket,
    idleMs: limits.idleTimeoutMs,
    lingerMs: limits.lingerMs,
    onFailure: ({ code }) => counters.failed(code),
  });
}

function connect(
  client: Socket,
  target: Socket,
  { watch, counters, limits }: Service,
  { inflow, rest }: { inflow: Inflow; rest: Buffer },
): void {
  client.write(established, 'latin1');
  new Relay(client, target, {
    watch,
    traffic: counters,
    idleMs: limits.idleTimeoutMs,
    lingerMs: limits.lingerMs,
    onClose: (reason) => {
      if (reason !== null) counters.tunnelClosed(reason);
    },
  }).start(inflow, rest);
}

/**
 * Connects to a target: a refusal where that is not allowed or fails, null where the client is gone meanwhile. The
 * address that the policy judged is the one that is dialled: there is no second lookup.
 */
async function reach(
  client: Socket,
  { host, port }: Authority,
  { network, clock, limits, own }: Service,
  inflow?: Inflow,
): Promise<Dialled | Refusal | null> {
  const gone = new AbortController();
  const onGone = () => gone.abort();
  let denial: Denial | null = null;
  client.once('close', onGone);
  try {
    return await dial({
      host,
      port,
      network,
      clock,
      timeoutMs: limits.connectTimeoutMs,
      signal: gone.signal,
      allow: (address) => {
        const found = judge(address, port, own);
        denial = found ?? denial;
        return found === null;
      },
      socketOptions: () => ({ allowHalfOpen: true, ...(inflow && { onread: inflow.option() }) }),
    });
  } catch (error) {
    if (client.destroyed) return null;
    if (!(error instanceof DialError)) return refusals.internal;
    return error.code === 'DENIED' && denial === 'PROXY_LOOP' ? refusals.loop : refusalOfDial(error);
  } finally {
    client.off('close', onGone);
  }
}
