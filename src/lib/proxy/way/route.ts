import type { Socket } from 'node:net';
import type { Clock } from '../../host/clock.js';
import type { Network } from '../../host/network.js';
import type { Authority } from '../authority.js';
import { isSocks, type ProxyUrl } from '../proxy-url.js';
import type { Phases } from './phases.js';
import type { ProxyReply } from './proxy-reply.js';
import { Way } from './way.js';

export interface RoutePorts {
  readonly network: Network;
  readonly clock: Clock;
  /** For the nonces of Digest. */
  readonly random: (bytes: number) => Buffer;
}

export interface RouteRequest {
  /** The proxies on the way, first hop first; empty: straight to the target. */
  readonly proxies: readonly ProxyUrl[];
  readonly target: Authority;
  /**
   * `tunnel`: the socket leads to the target. `forward`: it leads to the last proxy, which is asked for the target in
   * absolute form (RFC 9112 section 3.2.2); without a proxy, or where that one speaks SOCKS, the two are the same.
   */
  readonly mode: 'tunnel' | 'forward';
  /** Name lookup and TCP, of the proxy or of the target; and again for each handshake with a proxy over TLS. */
  readonly connectTimeoutMs: number;
  /** From the first byte to a proxy to its complete answer; for each proxy. */
  readonly tunnelTimeoutMs: number;
  /** PEM; instead of the built-in authorities, for proxies that are reached over TLS. */
  readonly proxyCa: string | null;
  readonly phases: Phases;
  readonly signal: AbortSignal;
}

/** A way that is open. The socket is paused and has an error listener; it is the caller's to destroy. */
export interface OpenRoute {
  readonly socket: Socket;
  /** Does the socket lead to the target through a proxy? False: directly, or only to the last proxy (`forward`). */
  readonly tunnelled: boolean;
  /** The last proxy's 2xx; null where no HTTP proxy was asked for a tunnel to the target. */
  readonly reply: ProxyReply | null;
  /** Bytes that have come from the target itself so far. */
  receivedBytes(): number;
}

/**
 * Opens the way to a target, directly or through proxies, and times each step of it. Every kind of target goes through
 * here. Rejects with a `RouteError`, or with the signal's reason; then nothing is left open.
 */
export async function openRoute(request: RouteRequest, ports: RoutePorts): Promise<OpenRoute> {
  const way = new Way(request, ports);
  try {
    return await walk(way, request);
  } catch (error) {
    way.close();
    throw error;
  }
}

async function walk(way: Way, { proxies, mode }: RouteRequest): Promise<OpenRoute> {
  const last = proxies.length - 1;
  const proxy = proxies[last];
  if (proxy === undefined) return openWay(await way.reachTarget(), { tunnelled: false, reply: null });
  if (isForwarded(proxy, mode)) return openWay(await way.reachHop(last), { tunnelled: false, reply: null });
  const { socket, reply } = await way.tunnelThrough(last);
  return openWay(socket, { tunnelled: true, reply });
}

/** Is this proxy asked in absolute form? One that speaks SOCKS knows nothing but tunnels. */
export function isForwarded(proxy: ProxyUrl | null, mode: RouteRequest['mode']): boolean {
  return mode === 'forward' && proxy !== null && !isSocks(proxy.scheme);
}

/** What was read of the socket so far came from proxies; what still waits in it is the target's. */
function openWay(socket: Socket, seen: Pick<OpenRoute, 'tunnelled' | 'reply'>): OpenRoute {
  const beforeBytes = seen.tunnelled ? socket.bytesRead - socket.readableLength : 0;
  return { socket, ...seen, receivedBytes: () => socket.bytesRead - beforeBytes };
}
