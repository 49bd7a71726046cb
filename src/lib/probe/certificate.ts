import type { ProxyUrl } from '../proxy/proxy-url.js';
import type { TlsError, TlsSession } from '../proxy/tls-client.js';
import { type Diagnosis, diagnosis } from './diagnosis.js';
import type { Target } from './target.js';

const dayMs = 86_400_000;

export interface CertificateCase {
  readonly session: Pick<TlsSession, 'certificate' | 'verifyError'>;
  readonly target: Target;
  readonly proxy: ProxyUrl | null;
  /** Was the authority given (`--cacert`)? Then a chain that does not lead to it, through a proxy, is another's. */
  readonly caGiven: boolean;
  readonly nowMs: number;
}

/**
 * What is wrong with a server's chain, or null. The dates are looked at first: OpenSSL reports only one fault, and an
 * expired certificate that is self-signed as well stays expired when its authority is trusted.
 */
export function judgeCertificate({
  session,
  target,
  proxy,
  caGiven,
  nowMs,
}: CertificateCase): Diagnosis | null {
  const { certificate, verifyError } = session;
  const ends = { target: target.shown, port: target.port, proxy: proxy?.shown ?? null };
  if (certificate === null) return diagnosis('TLS_PROTOCOL', { ...ends, error: verifyError });
  if (certificate.validToMs < nowMs || verifyError === 'CERT_HAS_EXPIRED') {
    return diagnosis('TLS_EXPIRED', { ...ends, validTo: day(certificate.chainValidToMs) });
  }
  if (certificate.validFromMs > nowMs || verifyError === 'CERT_NOT_YET_VALID') {
    return diagnosis('TLS_NOT_YET_VALID', { ...ends, validFrom: day(certificate.validFromMs) });
  }
  if (verifyError === null) return null;
  if (verifyError === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    const names = certificate.altNames.length > 0 ? certificate.altNames : [certificate.subject];
    return diagnosis('TLS_NAME_MISMATCH', { ...ends, host: target.host, names });
  }
  const { issuer } = certificate;
  if (proxy !== null && (caGiven || isInspector(issuer))) {
    return diagnosis('TLS_INTERCEPTED', { ...ends, proxy: proxy.shown, issuer });
  }
  return diagnosis('TLS_UNTRUSTED', { ...ends, issuer, error: verifyError });
}

/** A warning where the chain ends within `days`, or null. */
export function judgeLifetime(
  { session, target, proxy, nowMs }: CertificateCase,
  days: number,
): Diagnosis | null {
  if (session.certificate === null) return null;
  const endsMs = session.certificate.chainValidToMs;
  const left = daysLeft(endsMs, nowMs);
  if (left >= days || endsMs < nowMs) return null;
  const ends = { target: target.shown, port: target.port, proxy: proxy?.shown ?? null };
  return diagnosis('CERT_EXPIRES_SOON', { ...ends, days: left, validTo: day(endsMs) });
}

export function daysLeft(endsMs: number, nowMs: number): number {
  return Math.floor((endsMs - nowMs) / dayMs);
}

/** Names a handshake that failed. A tunnel that was closed on the first byte is told by the caller, who counts bytes. */
export function diagnoseHandshake(
  error: Pick<TlsError, 'seen' | 'code'>,
  { target, proxy, limitMs }: { target: Target; proxy: ProxyUrl | null; limitMs: number },
): Diagnosis {
  const ends = { target: target.shown, port: target.port, proxy: proxy?.shown ?? null };
  if (error.seen === 'timeout') return diagnosis('TLS_TIMEOUT', { ...ends, limitMs });
  if (error.seen === 'closed') return diagnosis('TLS_CLOSED', ends);
  if (wantsClientCertificate(error.code)) return diagnosis('TLS_CLIENT_CERT', ends);
  return diagnosis('TLS_PROTOCOL', { ...ends, error: error.code });
}

/** Under TLS 1.3 this alert comes after the handshake (RFC 8446 section 4.4.2.4), so the first reader meets it. */
export function wantsClientCertificate(code: string | null): boolean {
  return code !== null && /_ALERT_(?:CERTIFICATE_REQUIRED|BAD_CERTIFICATE)$/.test(code);
}

/** Makers of TLS inspection whose names stand in the certificates they make up; the list is Tailscale's `blockblame`. */
const inspectors = /\b(?:aruba|cisco|fortinet|fortigate|huawei|palo alto|sophos|ubiquiti|unifi)\b/i;

function isInspector(issuer: string): boolean {
  return inspectors.test(issuer);
}

function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
