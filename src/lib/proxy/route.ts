import type { Socket } from 'node:net';
import type { Clock } from '../host/clock.js';
import type { Network } from '../host/network.js';
import type { Authority } from './authority.js';
import { DialError, dial } from './dial.js';
import { ConnectError, connectThrough } from './http-connect.js';
import type { Phases } from './phases.js';
import type { ProxyReply } from './proxy-reply.js';
import type { ProxyUrl } from './proxy-url.js';

export interface RoutePorts {
  readonly network: Network;
  readonly clock: Clock;
}

export interface RouteRequest {
  /** Null: straight to the target. */
  readonly proxy: ProxyUrl | null;
  readonly target: Authority;
  /**
   * `tunnel`: the socket leads to the target. `forward`: it leads to the proxy, which is asked for the target in
   * absolute form (RFC 9112 section 3.2.2); without a proxy the two are the same.
   */
  readonly mode: 'tunnel' | 'forward';
  /** Name lookup and TCP, of the proxy or of the target. */
  readonly connectTimeoutMs: number;
  /** From CONNECT to the proxy's complete answer. */
  readonly tunnelTimeoutMs: number;
  readonly phases: Phases;
  readonly signal: AbortSignal;
}

/** A way that is open. The socket is paused and has an error listener; it is the caller's to destroy. */
export interface OpenRoute {
  readonly socket: Socket;
  /** The proxy's 2xx; null where no tunnel was asked for. */
  readonly reply: ProxyReply | null;
  /** Bytes that have come from the target itself so far. */
  receivedBytes(): number;
}

/** What was seen where the way ended. */
export type RouteEvidence =
  | {
      readonly at: 'dns' | 'tcp';
      readonly hop: 'proxy' | 'target';
      readonly code: string;
      readonly limitMs: number;
    }
  | { readonly at: 'tunnel'; readonly seen: 'refused'; readonly reply: ProxyReply }
  | {
      readonly at: 'tunnel';
      readonly seen: ConnectError['seen'];
      readonly bytes: Buffer;
      readonly limitMs: number;
    };

export class RouteError extends Error {
  override readonly name = 'RouteError';
  readonly evidence: RouteEvidence;

  constructor(evidence: RouteEvidence, options: ErrorOptions = {}) {
    super(evidence.at, options);
    this.evidence = evidence;
  }
}

/**
 * Opens the way to a target, directly or through a proxy, and times each step of it. Every kind of target goes through
 * here. Rejects with a `RouteError`, or with the signal's reason; then nothing is left open.
 */
export async function openRoute(request: RouteRequest, ports: RoutePorts): Promise<OpenRoute> {
  const { proxy, target, mode } = request;
  if (proxy === null) return { ...counted(await open(target, 'target', request, ports)), reply: null };
  const socket = await open(proxy, 'proxy', request, ports);
  if (mode === 'forward') return { ...counted(socket), reply: null };
  try {
    const { reply, headBytes } = await tunnel(socket, proxy, request);
    return { ...counted(socket, headBytes), reply };
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

async function open(
  place: Authority,
  hop: 'proxy' | 'target',
  { connectTimeoutMs, phases, signal }: RouteRequest,
  { network, clock }: RoutePorts,
): Promise<Socket> {
  const [dns, tcp] =
    hop === 'proxy' ? (['proxyDns', 'proxyTcp'] as const) : (['targetDns', 'targetTcp'] as const);
  const limitMs = phases.limitMs(connectTimeoutMs);
  phases.enter(tcp);
  try {
    const { host, port } = place;
    const { socket, dnsMs, tcpMs } = await dial({ host, port, network, clock, timeoutMs: limitMs, signal });
    phases.record(dns, dnsMs);
    phases.record(tcp, tcpMs);
    // Errors are told by whoever reads; one that comes while nobody does must not end the process.
    socket.on('error', () => {});
    return socket;
  } catch (error) {
    if (!(error instanceof DialError)) throw error;
    phases.record(dns, error.dnsMs);
    phases.record(tcp, error.tcpMs);
    throw new RouteError({ at: error.phase, hop, code: error.code, limitMs }, { cause: error });
  }
}

async function tunnel(
  socket: Socket,
  { credentials }: ProxyUrl,
  { target, tunnelTimeoutMs, phases, signal }: RouteRequest,
): Promise<{ reply: ProxyReply; headBytes: number }> {
  const timeoutMs = phases.limitMs(tunnelTimeoutMs);
  try {
    const reply = await phases.time('tunnel', () =>
      connectThrough(socket, { target, credentials, timeoutMs, signal }),
    );
    if (reply.status < 200 || reply.status > 299) {
      throw new RouteError({ at: 'tunnel', seen: 'refused', reply });
    }
    return { reply, headBytes: socket.bytesRead - socket.readableLength };
  } catch (error) {
    if (!(error instanceof ConnectError)) throw error;
    const { seen, bytes } = error;
    throw new RouteError({ at: 'tunnel', seen, bytes, limitMs: timeoutMs }, { cause: error });
  }
}

function counted(socket: Socket, headBytes = 0): Pick<OpenRoute, 'socket' | 'receivedBytes'> {
  return { socket, receivedBytes: () => socket.bytesRead - headBytes };
}
