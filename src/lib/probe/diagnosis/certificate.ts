import type { ProxyUrl } from '../../proxy/proxy-url.js';
import type { Certificate, TlsError, TlsSession } from '../../proxy/way/tls-client.js';
import { asksForClientCertificate } from '../protocols/tls-records.js';
import type { Target } from '../target/target.js';
import { type Diagnosis, diagnosis, endsOf } from './diagnosis.js';
import { protocolOf } from './protocol-of.js';

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
  const ends = endsOf({ target, proxy });
  if (certificate === null) {
    return diagnosis('TLS_PROTOCOL', { ...ends, error: verifyError, protocol: null });
  }
  // A chain that OpenSSL accepts may have an expired end: an old cross-signature that it has found a way around.
  const dated = isChainGood(verifyError) ? [certificate] : [certificate, ...certificate.chain];
  const endsMs = Math.min(...dated.map(({ validToMs }) => validToMs));
  const beginsMs = Math.max(...dated.map(({ validFromMs }) => validFromMs));
  if (endsMs < nowMs || verifyError === 'CERT_HAS_EXPIRED') {
    return diagnosis('TLS_EXPIRED', { ...ends, validTo: day(endsMs) });
  }
  if (beginsMs > nowMs || verifyError === 'CERT_NOT_YET_VALID') {
    return diagnosis('TLS_NOT_YET_VALID', { ...ends, validFrom: day(beginsMs) });
  }
  if (verifyError === null) return null;
  if (verifyError === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    const names = certificate.altNames.length > 0 ? certificate.altNames : [certificate.subject];
    return diagnosis('TLS_NAME_MISMATCH', { ...ends, host: target.host, names });
  }
  const { issuer, subject } = certificate;
  const isAnothers = caGiven && !incompleteChain.has(verifyError);
  // A certificate in the maker's own name is that of an appliance, which is the target.
  const isInspected = isInspector(issuer) && !isInspector(subject);
  if (proxy !== null && (isAnothers || isInspected)) {
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
  const endsMs = chainEndMs(session.certificate, session.verifyError, nowMs);
  const left = daysLeft(endsMs, nowMs);
  if (left >= days || endsMs < nowMs) return null;
  const ends = endsOf({ target, proxy });
  return diagnosis('CERT_EXPIRES_SOON', { ...ends, days: left, validTo: day(endsMs) });
}

/** The name is looked at when the chain is known to be good. */
function isChainGood(verifyError: string | null): boolean {
  return verifyError === null || verifyError === 'ERR_TLS_CERT_ALTNAME_INVALID';
}

/** When the chain ends: its first end, but for one that has passed and did not matter. */
export function chainEndMs(
  { validToMs, chainValidToMs, chain }: Certificate,
  verifyError: string | null,
  nowMs: number,
): number {
  if (chainValidToMs >= nowMs || validToMs < nowMs || !isChainGood(verifyError)) return chainValidToMs;
  return Math.min(validToMs, ...chain.map((link) => link.validToMs).filter((endsMs) => endsMs >= nowMs));
}

export function daysLeft(endsMs: number, nowMs: number): number {
  return Math.floor((endsMs - nowMs) / dayMs);
}

export interface HandshakeCase {
  readonly target: Target;
  readonly proxy: ProxyUrl | null;
  readonly limitMs: number;
  /** The first bytes that the other side sent, where they were kept. */
  readonly bytes?: Buffer;
}

/** Names a handshake that failed. A tunnel that was closed on the first byte is told by the caller, who counts bytes. */
export function diagnoseHandshake(
  error: Pick<TlsError, 'seen' | 'code'>,
  { target, proxy, limitMs, bytes = Buffer.alloc(0) }: HandshakeCase,
): Diagnosis {
  const ends = endsOf({ target, proxy });
  if (error.seen === 'timeout') return diagnosis('TLS_TIMEOUT', { ...ends, limitMs });
  // Under TLS 1.2 the alert is one for all faults; that a certificate was asked for, and then none of ours taken, is proof.
  const isRefused = error.seen === 'closed' || /_ALERT_/.test(error.code ?? '');
  if (wantsClientCertificate(error.code) || (isRefused && asksForClientCertificate(bytes))) {
    return diagnosis('TLS_CLIENT_CERT', ends);
  }
  if (error.seen === 'closed') return diagnosis('TLS_CLOSED', { ...ends, afterHandshake: false });
  const protocol = bytes.length === 0 ? null : protocolOf(bytes);
  return diagnosis('TLS_PROTOCOL', {
    ...ends,
    error: error.code,
    protocol: protocol === 'tls' ? null : protocol,
  });
}

/** Under TLS 1.3 this alert comes after the handshake (RFC 8446 section 4.4.2.4), so the first reader meets it. */
export function wantsClientCertificate(code: string | null): boolean {
  return code !== null && /_ALERT_(?:CERTIFICATE_REQUIRED|BAD_CERTIFICATE)$/.test(code);
}

/** The issuer did not come with the chain, and is none of the known: it may still be one under the given authority. */
const incompleteChain = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]);

/**
 * Who opens TLS, by the names in the certificates they make up: Tailscale's `blockblame`, gateways of companies, and
 * tools on a developer's own machine.
 */
const inspectors = new RegExp(
  [
    'aruba|cisco|fortinet|fortigate|huawei|palo alto|sophos|ubiquiti|unifi',
    'zscaler|netskope|goskope|blue ?coat|forcepoint|websense|sangfor|watchguard|sonicwall',
    'kaspersky|eset ssl filter|avast|bitdefender|mitmproxy|charles proxy|portswigger|do_not_trust_fiddlerroot',
  ]
    .map((names) => `\\b(?:${names})\\b`)
    .join('|'),
  'i',
);

function isInspector(name: string): boolean {
  return inspectors.test(name);
}

function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
