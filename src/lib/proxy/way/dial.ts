import { isIP, type NetConnectOpts, type Socket } from 'node:net';
import { systemCode } from '../../errors.js';
import type { Clock } from '../../host/clock.js';
import type { Address, Network } from '../../host/network.js';

export interface DialRequest {
  /** A name, or an IP literal without brackets. */
  readonly host: string;
  readonly port: number;
  readonly network: Network;
  /** For the timings only. */
  readonly clock: Clock;
  /** For everything: the lookup and all attempts. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Which of the addresses may be dialled; asked once for each, after the one lookup. Default: all. */
  readonly allow?: (address: Address) => boolean;
  /** More options for each attempt's own socket (`allowHalfOpen`, `onread` …). */
  readonly socketOptions?: () => Partial<NetConnectOpts>;
}

export interface Dialled {
  readonly socket: Socket;
  readonly address: Address;
  /** Null for an IP literal: there was no lookup. */
  readonly dnsMs: number | null;
  /** From the first attempt to the first connection. */
  readonly tcpMs: number;
}

/** Why there is no connection. Timings of a phase that did not begin are null. */
export class DialError extends Error {
  override readonly name = 'DialError';
  readonly phase: 'dns' | 'tcp';
  /** Node's code (ENOTFOUND, ECONNREFUSED …), `TIMEOUT`, or `DENIED` where `allow` left nothing to dial. */
  readonly code: string;
  readonly dnsMs: number | null;
  readonly tcpMs: number | null;
  /** The address the code is about. */
  readonly address: Address | null;

  constructor(
    facts: Pick<DialError, 'phase' | 'code' | 'dnsMs' | 'tcpMs' | 'address'>,
    options: ErrorOptions = {},
  ) {
    super(`${facts.phase}: ${facts.code}`, options);
    this.phase = facts.phase;
    this.code = facts.code;
    this.dnsMs = facts.dnsMs;
    this.tcpMs = facts.tcpMs;
    this.address = facts.address;
  }
}

/** RFC 8305 section 5. */
const staggerMs = 250;
const keepAliveMs = 30_000;

/**
 * Opens a TCP connection: one lookup, then every address, each attempt 250 ms after the one before or as soon as that
 * one failed. Unlike Node's own address selection an earlier attempt goes on meanwhile, so a link slower than 250 ms
 * still connects. The first to connect wins. The socket has Nagle off and keepalive on, and an `error` listener of its
 * own is the caller's business from then on.
 * Rejects with a `DialError`, or with the signal's reason.
 */
export async function dial(request: DialRequest): Promise<Dialled> {
  const { host, clock, timeoutMs, allow } = request;
  request.signal?.throwIfAborted();
  const began = clock.monotonic();
  let addresses: readonly Address[];
  let dnsMs: number | null = null;
  const family = isIP(host);
  if (family === 0) {
    addresses = alternate(await lookUp(request));
    dnsMs = clock.monotonic() - began;
  } else {
    addresses = [{ address: host, family: family === 6 ? 6 : 4 }];
  }
  const allowed = allow ? addresses.filter((address) => allow(address)) : addresses;
  if (allowed.length === 0) {
    throw new DialError({ phase: 'tcp', code: 'DENIED', dnsMs, tcpMs: null, address: addresses[0] ?? null });
  }
  return race(request, allowed, { dnsMs, leftMs: timeoutMs - (dnsMs ?? 0) });
}

/**
 * Resolves a name within the limit; an empty answer counts as no such name. Rejects with a `DialError` of phase `dns`,
 * or with the signal's reason.
 */
export function lookUp({
  host,
  network,
  clock,
  timeoutMs,
  signal,
}: Pick<DialRequest, 'host' | 'network' | 'clock' | 'timeoutMs' | 'signal'>): Promise<Address[]> {
  const began = clock.monotonic();
  const fail = (code: string, cause?: unknown) =>
    new DialError(
      { phase: 'dns', code, dnsMs: clock.monotonic() - began, tcpMs: null, address: null },
      cause === undefined ? {} : { cause },
    );
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(fail('TIMEOUT')), timeoutMs);
    network
      .resolve(host, signal)
      .then(
        (found) => (found.length > 0 ? resolve(found) : reject(fail('ENOTFOUND'))),
        (error: unknown) =>
          reject(signal?.aborted ? signal.reason : fail(systemCode(error) ?? 'ENOTFOUND', error)),
      )
      .finally(() => clearTimeout(timer));
  });
}

interface Attempt {
  readonly address: Address;
  readonly socket: Socket;
}

/** Dials the addresses staggered; settles once, and leaves no socket and no timer behind but the winner. */
function race(
  request: DialRequest,
  addresses: readonly Address[],
  { dnsMs, leftMs }: { dnsMs: number | null; leftMs: number },
): Promise<Dialled> {
  const { port, network, clock, signal, socketOptions } = request;
  const began = clock.monotonic();
  return new Promise((resolve, reject) => {
    const running = new Set<Attempt>();
    const failures: DialError[] = [];
    let next = 0;
    let settled = false;
    let stagger: NodeJS.Timeout | undefined;

    const settle = (winner?: Attempt) => {
      settled = true;
      clearTimeout(deadline);
      clearTimeout(stagger);
      signal?.removeEventListener('abort', onAbort);
      for (const attempt of running) if (attempt !== winner) attempt.socket.destroy();
    };
    const failure = (code: string, address: Address | null, cause?: unknown) =>
      new DialError(
        { phase: 'tcp', code, dnsMs, tcpMs: clock.monotonic() - began, address },
        cause === undefined ? {} : { cause },
      );
    const onAbort = () => {
      settle();
      reject(signal?.reason);
    };
    const deadline = setTimeout(() => {
      const [slowest] = running;
      settle();
      reject(failure('TIMEOUT', slowest?.address ?? null));
    }, leftMs);
    signal?.addEventListener('abort', onAbort, { once: true });

    const start = () => {
      clearTimeout(stagger);
      const address = addresses[next++];
      if (address === undefined) return;
      const socket = network.connect({
        host: address.address,
        port,
        noDelay: true,
        keepAlive: true,
        keepAliveInitialDelay: keepAliveMs,
        ...socketOptions?.(),
      });
      const attempt: Attempt = { address, socket };
      running.add(attempt);
      const onError = (error: Error) => {
        running.delete(attempt);
        if (settled) return;
        failures.push(failure(systemCode(error) ?? 'UNKNOWN', address, error));
        if (next < addresses.length) return start();
        if (running.size > 0) return;
        settle();
        reject(mostTelling(failures));
      };
      // The listener stays on the losers: destroying a socket that is just failing must not end the process.
      socket.on('error', onError);
      socket.once('connect', () => {
        settle(attempt);
        socket.off('error', onError);
        resolve({ socket, address, dnsMs, tcpMs: clock.monotonic() - began });
      });
      if (next < addresses.length) stagger = setTimeout(start, staggerMs);
    };
    start();
  });
}

/** RFC 8305 section 4: the families take turns, beginning with the resolver's first. */
function alternate(addresses: readonly Address[]): readonly Address[] {
  const first = addresses.filter(({ family }) => family === addresses[0]?.family);
  const second = addresses.filter(({ family }) => family !== addresses[0]?.family);
  if (second.length === 0) return addresses;
  const mixed: Address[] = [];
  for (let index = 0; index < addresses.length; index++) {
    const pair = [first[index], second[index]];
    mixed.push(...pair.filter((address) => address !== undefined));
  }
  return mixed;
}

/** A host that answers "no" says more than a family that this machine has no route for. */
function mostTelling(failures: readonly DialError[]): DialError {
  const rank = ({ code }: DialError) => ['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT'].indexOf(code) >>> 0;
  return failures.reduce((best, failure) => (rank(failure) < rank(best) ? failure : best));
}
