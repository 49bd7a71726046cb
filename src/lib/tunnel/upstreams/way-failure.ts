import { diagnoseRoute } from '../../probe/diagnosis/diagnose-route.js';
import type { Diagnosis } from '../../probe/diagnosis/diagnosis.js';
import type { Target } from '../../probe/target/target.js';
import { noOptions } from '../../probe/target/target-options.js';
import { type Authority, formatAuthority } from '../../proxy/authority.js';
import type { ProxyUrl } from '../../proxy/proxy-url.js';
import type { RouteEvidence } from '../../proxy/way/route-error.js';
import { type Refusal, refusals } from '../refusals/refusal.js';
import { refusalOfCode } from '../refusals/refusal-of-code.js';

/** Why a way did not open, and whose fault that is. */
export interface WayFailure {
  /**
   * `upstream`: the proxy itself; it counts, and another is tried at once. `credentials`: it does not take ours.
   * `target`: the destination; one other is asked for its opinion. `final`: a no that another must not get around, or
   * a trouble that another would have as well.
   */
  readonly kind: 'upstream' | 'credentials' | 'target' | 'final';
  readonly code: string;
  readonly refusal: Refusal;
  /** It counts against the upstream, but the destination may have been the reason: once for each. */
  readonly isVague: boolean;
}

/** This machine has run out of sockets or ports. */
const exhausted = new Set(['EMFILE', 'ENFILE', 'EADDRNOTAVAIL', 'ENOBUFS']);

/** Codes that are final: a rule of the proxy, and a way that leads in a circle. */
const finalCodes = new Set(['PROXY_FORBIDDEN', 'PROXY_LOOP']);
const credentialCodes = new Set(['PROXY_AUTH_REQUIRED', 'PROXY_AUTH_FAILED', 'PROXY_AUTH_SCHEME']);

/** Judges what was seen on the way to `destination`; `proxy` is the upstream's, null for a direct way. */
export function judgeWay(
  evidence: RouteEvidence,
  destination: Authority,
  proxy: ProxyUrl | null,
): WayFailure {
  if (evidence.at === 'tcp' && evidence.code === 'DENIED') {
    const refusal = evidence.proxy === null ? refusals.denied : refusals.loop;
    return { kind: 'final', code: refusal.code, refusal, isVague: false };
  }
  if (evidence.at === 'tcp' && exhausted.has(evidence.code)) {
    const refusal = refusals.tooManyConnections;
    return { kind: 'final', code: refusal.code, refusal, isVague: false };
  }
  const found = diagnoseRoute(evidence, targetOf(destination), proxy);
  return { ...judgeDiagnosis(found, evidence), code: found.code, refusal: refusalOf(found) };
}

function judgeDiagnosis(found: Diagnosis, evidence: RouteEvidence): Pick<WayFailure, 'kind' | 'isVague'> {
  if (credentialCodes.has(found.code)) return { kind: 'credentials', isVague: false };
  if (finalCodes.has(found.code)) return { kind: 'final', isVague: false };
  if (found.code === 'TUNNEL_TIMEOUT') {
    // Squid says nothing while it dials a target that does not answer; a proxy that hangs says nothing either.
    return found.facts.mute ? { kind: 'upstream', isVague: false } : { kind: 'target', isVague: true };
  }
  const own = found.code.startsWith('PROXY_') || found.code === 'CAPTIVE_PORTAL';
  // Its own insides, as it says itself.
  const broken = evidence.at === 'tunnel' && found.blame === 'proxy';
  return { kind: own || broken ? 'upstream' : 'target', isVague: false };
}

function refusalOf(found: Diagnosis): Refusal {
  return found.code === 'TARGET_DNS' && found.retryable ? refusals.dnsTimeout : refusalOfCode(found.code);
}

/** The destination as the diagnosis of `probe` takes it. */
function targetOf(destination: Authority): Target {
  return {
    ...destination,
    ...{ kind: 'tcp', shown: formatAuthority(destination), name: null, tags: [], credentials: null },
    ...{ path: '/', options: noOptions },
  };
}
