import { isIP } from 'node:net';
import { isLoopback } from '../../proxy/address-kinds.js';
import { type Authority, formatAuthority } from '../../proxy/authority.js';
import type { DiagnosisCode } from '../diagnosis/diagnosis.js';
import type { ExplainCase } from './explain-case.js';
import type { ExplainCheckId } from './explanation.js';

/** A connection to make; `other-way` is none. */
export interface PlannedCheck extends Authority {
  readonly id: Exclude<ExplainCheckId, 'other-way'>;
}

type Connecting = PlannedCheck['id'];

const none: readonly Connecting[] = [];
const pathOnly: readonly Connecting[] = ['direct'];
const unanswered: readonly Connecting[] = ['canary', 'direct'];

/** Which connections could tell more of a target that failed through a proxy, in the order they are made. */
const telling: Readonly<Record<DiagnosisCode, readonly Connecting[]>> = {
  PROXY_DNS: pathOnly,
  PROXY_REFUSED: pathOnly,
  PROXY_TIMEOUT: pathOnly,
  PROXY_UNREACHABLE: pathOnly,
  PROXY_TLS: pathOnly,
  PROXY_WRONG_SCHEME: pathOnly,
  PROXY_CLOSED: unanswered,
  PROXY_NOT_A_PROXY: pathOnly,
  PROXY_PROTOCOL: pathOnly,
  PROXY_AUTH_REQUIRED: pathOnly,
  PROXY_AUTH_FAILED: pathOnly,
  PROXY_AUTH_SCHEME: pathOnly,
  PROXY_FORBIDDEN: ['canary', 'port-443', 'direct'],
  PROXY_RATE_LIMITED: pathOnly,
  PROXY_LOOP: none,
  TARGET_DNS: ['canary', 'by-address', 'direct'],
  TARGET_REFUSED: unanswered,
  TARGET_TIMEOUT: unanswered,
  TARGET_UNREACHABLE: unanswered,
  TARGET_CLOSED: none,
  TUNNEL_TIMEOUT: unanswered,
  TUNNEL_CLOSED: unanswered,
  TLS_TIMEOUT: ['chain'],
  TLS_CLOSED: none,
  TLS_EXPIRED: none,
  TLS_NOT_YET_VALID: none,
  TLS_NAME_MISMATCH: none,
  TLS_UNTRUSTED: ['chain'],
  TLS_INTERCEPTED: none,
  TLS_PROTOCOL: none,
  TLS_CLIENT_CERT: none,
  CAPTIVE_PORTAL: none,
  APP_WRONG_PROTOCOL: none,
  APP_AUTH_REQUIRED: none,
  APP_AUTH_FAILED: none,
  APP_DENIED: none,
  APP_TLS_REQUIRED: none,
  APP_WHITELIST: none,
  APP_LOADING: none,
  APP_DEGRADED: none,
  APP_OVERLOADED: none,
  APP_TIMEOUT: unanswered,
  APP_CLOSED: none,
  HTTP_STATUS: none,
  BODY_MISMATCH: none,
  DNS_RCODE: none,
  GRPC_NOT_SERVING: none,
  WS_REFUSED: none,
  SLO_EXCEEDED: none,
  CERT_EXPIRES_SOON: none,
  DEADLINE: none,
  INTERNAL: none,
};

/**
 * The connections worth making for a failure, at most three: none for a direct way (there is nothing to compare it
 * with), none to the proxy itself as a target, and none that would ask another machine than the proxy did.
 */
export function planChecks(
  { result, target, proxies }: ExplainCase,
  canary: Authority | null,
): PlannedCheck[] {
  const { diagnosis } = result;
  const proxy = proxies.at(-1);
  if (diagnosis === null || proxy === undefined || target.kind === 'proxy' || target.host === '') return [];
  // Where a tunnel was open, opening others tells nothing of the silence in it.
  if (diagnosis.code === 'APP_TIMEOUT' && result.timingsMs.tunnel !== null) return [];
  const { host, port } = target;
  // Through a proxy elsewhere `localhost` is that machine's, not ours.
  const sameHere = !isLoopback(host) || isLoopback(proxy.host);
  const possible: Readonly<Record<Connecting, Authority | null>> = {
    canary: canary && !isSame(canary, target) ? canary : null,
    'port-443': port === 443 ? null : { host, port: 443 },
    'by-address': isIP(host) === 0 && diagnosis.phase !== 'targetDns' ? { host, port } : null,
    direct: sameHere ? { host, port } : null,
    chain: sameHere ? { host, port } : null,
  };
  return telling[diagnosis.code].flatMap((id) => {
    const place = possible[id];
    return place === null ? [] : [{ id, host: place.host, port: place.port }];
  });
}

function isSame(a: Authority, b: Authority): boolean {
  return formatAuthority(a).toLowerCase() === formatAuthority(b).toLowerCase();
}
