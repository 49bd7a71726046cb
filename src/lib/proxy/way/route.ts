import { isIP, type Socket } from 'node:net';
import type { Clock } from '../../host/clock.js';
import type { Address, Network } from '../../host/network.js';
import type { Authority } from '../authority.js';
import { isSocks, type ProxyUrl } from '../proxy-url.js';
import type { DialRequest } from './dial.js';
import type { Phases } from './phases.js';
import type { RememberedDigest } from './proxy-authorization.js';
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
  /** For the proxies' `Via`: who asks, and on whose behalf (RFC 9110 section 7.6.3). Default: nobody is named. */
  readonly via?: string;
  /** What is known of each proxy's Digest, in their order; kept by the caller over many routes. Default: nothing. */
  readonly digests?: readonly RememberedDigest[];
  /** May the first hop be dialled there? Asked after its lookup. Default: anywhere. */
  readonly allowHop?: DialRequest['allow'];
  /** May a `socks5` proxy be asked for this address of the target, which was looked up here? Default: any. */
  readonly allowTarget?: (address: Address) => boolean;
  /** For the TCP socket; `allowHalfOpen` holds through TLS. */
  readonly socketOptions?: DialRequest['socketOptions'];
}

/** A way that is open. The socket is paused and has an error listener; it is the caller's to destroy. */
export interface OpenRoute {
  readonly socket: Socket;
  /** Does the socket lead to the target through a proxy? False: directly, or only to the last proxy (`forward`). */
  readonly tunnelled: boolean;
  /** The last proxy's 2xx; null where no HTTP proxy was asked for a tunnel to the target. */
  readonly reply: ProxyReply | null;
  /** The target's address, where it was chosen here; null where a proxy looked it up. */
  readonly targetAddress: string | null;
  /** Closes it with a reset (RST) on the wire, whatever layers it has. */
  reset(): void;
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

async function walk(way: Way, { proxies, mode, target }: RouteRequest): Promise<OpenRoute> {
  const last = proxies.length - 1;
  const proxy = proxies[last];
  if (proxy === undefined) {
    const { socket, address } = await way.reachTarget();
    return openWay(way, { socket, tunnelled: false, reply: null, targetAddress: address });
  }
  if (isForwarded(proxy, mode)) {
    const socket = await way.reachHop(last);
    return openWay(way, { socket, tunnelled: false, reply: null, targetAddress: literal(target) });
  }
  const { socket, reply, asked } = await way.tunnelThrough(last);
  return openWay(way, { socket, tunnelled: true, reply, targetAddress: literal({ host: asked }) });
}

function literal({ host }: Pick<Authority, 'host'>): string | null {
  return isIP(host) === 0 ? null : host;
}

/** Is this proxy asked in absolute form? One that speaks SOCKS knows nothing but tunnels. */
export function isForwarded(proxy: ProxyUrl | null, mode: RouteRequest['mode']): boolean {
  return mode === 'forward' && proxy !== null && !isSocks(proxy.scheme);
}

/** What was read of the socket so far came from proxies; what still waits in it is the target's. */
function openWay(way: Way, seen: Omit<OpenRoute, 'receivedBytes' | 'reset'>): OpenRoute {
  const { socket, tunnelled } = seen;
  const beforeBytes = tunnelled ? socket.bytesRead - socket.readableLength : 0;
  return { ...seen, receivedBytes: () => socket.bytesRead - beforeBytes, reset: way.resetter() };
}
