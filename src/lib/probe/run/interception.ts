import { diagnosis } from '../diagnosis/diagnosis.js';
import type { ProbeResult } from '../result.js';

/** As much of a certificate as tells one from another, and whether it was good. */
export interface SeenCertificate {
  readonly fingerprint256: string | null;
  readonly issuer: string | null;
  readonly verifyError: string | null;
}

/**
 * Is TLS opened on the way? It is where the certificate that came through a proxy is not trusted, while another one
 * that is comes directly. A server may have several certificates; that one of them is trusted and the other is not, is
 * what an inspection looks like, and nothing but it, as long as the name leads both ways to the same server.
 */
export function isIntercepted(throughProxy: SeenCertificate, direct: SeenCertificate): boolean {
  const { fingerprint256 } = throughProxy;
  return (
    fingerprint256 !== null &&
    direct.fingerprint256 !== null &&
    direct.verifyError === null &&
    throughProxy.verifyError !== null &&
    fingerprint256 !== direct.fingerprint256
  );
}

/** TLS_UNTRUSTED becomes TLS_INTERCEPTED, in the last attempt too; any other result is returned as it is. */
export function asIntercepted(result: ProbeResult): ProbeResult {
  const { diagnosis: found, attempts } = result;
  if (found?.code !== 'TLS_UNTRUSTED' || found.facts.proxy === null) return result;
  const { target, port, proxy, issuer } = found.facts;
  const proven = diagnosis('TLS_INTERCEPTED', { target, port, proxy, issuer }, { phase: found.phase });
  return {
    ...result,
    diagnosis: proven,
    attempts: attempts.map((attempt, index) =>
      index === attempts.length - 1 ? { ...attempt, code: proven.code } : attempt,
    ),
  };
}

/** Names the interceptions among results that have the same target both directly and through a proxy. */
export function nameInterceptions(results: readonly ProbeResult[]): ProbeResult[] {
  const direct = new Map(
    results.flatMap(({ via, target, details: { tls } }) => (via.length === 0 && tls ? [[target, tls]] : [])),
  );
  return results.map((result) => {
    const good = direct.get(result.target);
    const { tls } = result.details;
    if (result.via.length === 0 || !good || !tls || !isIntercepted(tls, good)) return result;
    return asIntercepted(result);
  });
}
