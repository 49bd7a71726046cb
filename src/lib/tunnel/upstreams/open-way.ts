import type { Host } from '../../host/host.js';
import { type Authority, formatAuthority } from '../../proxy/authority.js';
import type { ProxyUrl } from '../../proxy/proxy-url.js';
import { Phases } from '../../proxy/way/phases.js';
import { ProxyAuthorization, type RememberedDigest } from '../../proxy/way/proxy-authorization.js';
import { isForwarded, type OpenRoute, openRoute } from '../../proxy/way/route.js';
import { RouteError } from '../../proxy/way/route-error.js';
import type { Refusal } from '../refusals/refusal.js';
import { Inflow } from '../relay/inflow.js';
import type { Session } from '../session.js';
import type { Limits } from '../settings.js';
import { isOwnListener } from './own-listeners.js';
import type { ForwardProxy, Reached, ReachRequest } from './reach.js';
import type { Passage } from './upstream.js';
import { judgeWay, type WayFailure } from './way-failure.js';

export type WayPorts = Pick<Host, 'network' | 'clock' | 'random'>;

export interface WaySettings {
  readonly limits: Pick<Limits, 'connectTimeoutMs' | 'tunnelTimeoutMs'>;
  readonly upstreamCa: string | null;
  /** Where this tunnel listens. */
  readonly own: readonly Authority[];
}

export interface WayAttempt {
  /** Null: direct. */
  readonly proxy: ProxyUrl | null;
  readonly request: ReachRequest;
  readonly passage: Passage;
  readonly digest: RememberedDigest;
  /** For all of it. */
  readonly budgetMs: number;
  /** Is an upstream that says it can't reach a target known to work? Not where a canary is there to tell. */
  readonly answersProveIt: boolean;
}

/**
 * Opens the way through one upstream, fills in the session's times, and tells the passage how it went. Rejects with the
 * signal's reason only.
 */
export async function openWay(
  attempt: WayAttempt,
  settings: WaySettings,
  ports: WayPorts,
): Promise<Reached | WayFailure> {
  const { proxy, request, passage } = attempt;
  const { destination, use, asStream, session, signal } = request;
  const phases = new Phases(ports.clock, attempt.budgetMs);
  const mode = use === 'http' ? 'forward' : 'tunnel';
  const buffered = use === 'tunnel' && !asStream;
  // What comes through TLS is not what the kernel reads.
  const inflow = buffered && proxy?.scheme !== 'https' ? new Inflow() : null;
  const judge = new AddressJudge(request);
  const beganMs = ports.clock.monotonic();
  try {
    const route = await openRoute(
      {
        ...{ proxies: proxy === null ? [] : [proxy], target: destination, mode, phases, signal },
        ...settings.limits,
        ...{ proxyCa: settings.upstreamCa, via: request.via, digests: [attempt.digest] },
        allowHop: ({ address }) => !isOwnListener(address, proxy?.port ?? 0, { ...settings, ...ports }),
        allowTarget: (address) => judge.allows(address),
        socketOptions: () => ({ allowHalfOpen: true }),
      },
      inflow === null ? ports : { ...ports, network: inflow.over(ports.network) },
    );
    session.destinationIp = route.targetAddress;
    const forwarded = isForwarded(proxy, mode) ? proxy : null;
    // One that is asked in absolute form has only accepted a connection so far.
    if (forwarded === null) passage.succeeded(ports.clock.monotonic() - beganMs);
    follow(route, forwarded !== null, passage);
    return {
      ...{ socket: route.socket, inflow, reset: route.reset },
      forwardProxy: forwarded && forwardProxy(forwarded, attempt, ports),
    };
  } catch (error) {
    if (signal.aborted || !(error instanceof RouteError)) {
      passage.abandoned();
      throw error;
    }
    const failure = judge.refusal
      ? { kind: 'final' as const, code: judge.refusal.code, refusal: judge.refusal, isVague: false }
      : judgeWay(error.evidence, destination, proxy);
    tell(passage, failure, attempt);
    return failure;
  } finally {
    noteTimes(session, phases);
  }
}

/** Asks the policy about each address, and keeps what it said to the last one where all are refused. */
class AddressJudge {
  readonly #request: ReachRequest;
  #refusal: Refusal | null = null;
  #allowed = false;

  constructor(request: ReachRequest) {
    this.#request = request;
  }

  get refusal(): Refusal | null {
    return this.#allowed ? null : this.#refusal;
  }

  allows(address: Parameters<ReachRequest['refuseAddress']>[0]): boolean {
    const refusal = this.#request.refuseAddress(address);
    this.#refusal ??= refusal;
    this.#allowed ||= refusal === null;
    return refusal === null;
  }
}

function tell(passage: Passage, failure: WayFailure, { request, answersProveIt }: WayAttempt): void {
  const place = formatAuthority(request.destination);
  if (failure.kind === 'upstream') passage.failed(failure.code, null);
  else if (failure.kind === 'credentials') passage.rejected(failure.code);
  else if (failure.kind === 'final') passage.abandoned();
  else if (failure.isVague) passage.failed(failure.code, place);
  else passage.missed(place, answersProveIt);
}

/** Ends the passage with its connection. One in absolute form shows only then whether the proxy has answered. */
function follow({ socket }: OpenRoute, isForwardedWay: boolean, passage: Passage): void {
  if (!isForwardedWay) {
    // Kept as long as the connection, so it is no more than it takes.
    socket.on('close', passage.closed);
    return;
  }
  const readBytes = socket.bytesRead;
  let endedFirst = false;
  socket.once('end', () => {
    endedFirst = true;
  });
  socket.once('close', (failed: boolean) => {
    const mute = (endedFirst || failed) && socket.bytesRead === readBytes;
    if (mute && socket.bytesWritten > 0) passage.failed('PROXY_CLOSED', null);
    passage.closed();
  });
}

/** What a request in absolute form says to a proxy that wants to know who asks. */
function forwardProxy(
  { credentials }: ProxyUrl,
  { passage, digest }: Pick<WayAttempt, 'passage' | 'digest'>,
  ports: WayPorts,
): ForwardProxy {
  const authorization = new ProxyAuthorization(credentials, ports.random, digest);
  return {
    answered: () => {
      authorization.accepted();
      passage.succeeded(null);
    },
    authorization: (method, uri) => authorization.valueFor(method, uri),
    refused: (challenges) => {
      if (authorization.learn(challenges)) return true;
      passage.accused();
      return false;
    },
  };
}

function noteTimes(session: Session, phases: Phases): void {
  const { proxyDns, targetDns, proxyTcp, proxyTls, targetTcp, tunnel } = phases.timings();
  session.dnsMs = sum(proxyDns, targetDns);
  session.connectMs = sum(proxyTcp, proxyTls, targetTcp);
  session.tunnelMs = tunnel;
}

function sum(...times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : known.reduce((total, time) => total + time, 0);
}
