import type { Authority } from '../../proxy/authority.js';
import { isSocks, type ProxyUrl } from '../../proxy/proxy-url.js';
import { Phases } from '../../proxy/way/phases.js';
import { type OpenRoute, openRoute } from '../../proxy/way/route.js';
import { RouteError } from '../../proxy/way/route-error.js';
import type { WayPorts, WaySettings } from './open-way.js';
import { isOwnListener } from './own-listeners.js';
import { judgeWay } from './way-failure.js';

export interface CheckOutcome {
  /** Null: it passed. */
  readonly code: string | null;
  readonly kind: 'credentials' | 'other';
  readonly durationMs: number;
}

export interface CheckRequest {
  /** Null: direct, which is checked with a canary only. */
  readonly proxy: ProxyUrl | null;
  /** A tunnel to it must open; null: the proxy must accept a connection, with TLS where it speaks that. */
  readonly canary: Authority | null;
  /** For all of it. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Looks whether an upstream works. Rejects with the signal's reason only. */
export async function checkUpstream(
  { proxy, canary, timeoutMs, signal }: CheckRequest,
  { upstreamCa, own }: Pick<WaySettings, 'upstreamCa' | 'own'>,
  ports: WayPorts,
): Promise<CheckOutcome> {
  const beganMs = ports.clock.monotonic();
  const target = canary ?? proxy ?? { host: '', port: 0 };
  const hop = canary === null && proxy !== null ? plainHop(proxy) : proxy;
  let route: OpenRoute | null = null;
  let failure: Pick<CheckOutcome, 'code' | 'kind'> = { code: null, kind: 'other' };
  try {
    route = await openRoute(
      {
        ...{ proxies: hop === null ? [] : [hop], target, mode: canary === null ? 'forward' : 'tunnel' },
        ...{ connectTimeoutMs: timeoutMs, tunnelTimeoutMs: timeoutMs, signal },
        phases: new Phases(ports.clock, timeoutMs),
        proxyCa: upstreamCa,
        allowHop: ({ address }) => !isOwnListener(address, hop?.port ?? 0, { own, network: ports.network }),
      },
      ports,
    );
  } catch (error) {
    if (signal.aborted || !(error instanceof RouteError)) throw error;
    const { code, kind } = judgeWay(error.evidence, target, proxy);
    failure = { code, kind: kind === 'credentials' ? 'credentials' : 'other' };
  } finally {
    route?.socket.destroy();
  }
  return { ...failure, durationMs: ports.clock.monotonic() - beganMs };
}

/** A connection to a SOCKS proxy is all that is asked for: nothing is said on it. */
function plainHop(proxy: ProxyUrl): ProxyUrl {
  return isSocks(proxy.scheme) ? { ...proxy, scheme: 'http' } : proxy;
}
