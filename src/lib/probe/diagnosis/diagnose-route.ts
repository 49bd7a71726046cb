import { isSocks, type ProxyUrl } from '../../proxy/proxy-url.js';
import type { RouteEvidence } from '../../proxy/way/route-error.js';
import type { Target } from '../target/target.js';
import { diagnoseReply } from './diagnose-reply.js';
import { diagnoseSocks } from './diagnose-socks.js';
import { type Blame, type Diagnosis, diagnosis, endsOf } from './diagnosis.js';
import { protocolOf } from './protocol-of.js';

/** Names why a route did not open. `proxy` is its last hop, which would have reached the target; null for a direct one. */
export function diagnoseRoute(evidence: RouteEvidence, target: Target, proxy: ProxyUrl | null): Diagnosis {
  switch (evidence.at) {
    case 'dns':
    case 'tcp':
      return evidence.proxy === null
        ? targetUnreached(evidence, target, proxy)
        : proxyUnreached(evidence, target, evidence.proxy);
    case 'proxyTls':
      return withoutTls(evidence, target);
    case 'tunnel':
      return withoutTunnel(evidence, target);
  }
}

type Unreached = Extract<RouteEvidence, { at: 'dns' | 'tcp' }>;
type NoTls = Extract<RouteEvidence, { at: 'proxyTls' }>;
type NoTunnel = Extract<RouteEvidence, { at: 'tunnel' }>;
type NoReply = Extract<NoTunnel, { bytes: Buffer }>;

function proxyUnreached({ at, code, limitMs }: Unreached, target: Target, proxy: ProxyUrl): Diagnosis {
  const ends = endsOf({ target, proxy });
  if (at === 'dns') return diagnosis('PROXY_DNS', { ...ends, host: proxy.host });
  if (code === 'ECONNREFUSED' || code === 'ECONNRESET') return diagnosis('PROXY_REFUSED', ends);
  if (isTimeout(code)) return diagnosis('PROXY_TIMEOUT', { ...ends, limitMs, tls: false });
  return diagnosis('PROXY_UNREACHABLE', { ...ends, errno: code }, { blame: blameOf(code) });
}

function targetUnreached(
  { at, code, limitMs }: Unreached,
  target: Target,
  proxy: ProxyUrl | null,
): Diagnosis {
  const ends = endsOf({ target, proxy });
  if (at === 'dns') {
    // The resolver could not be asked: nothing is known of the name.
    const unsure = code === 'EAI_AGAIN' || isTimeout(code);
    const seen = unsure ? { blame: 'network' as const, retryable: true } : {};
    return diagnosis('TARGET_DNS', { ...ends, host: target.host }, seen);
  }
  if (code === 'ECONNREFUSED') return diagnosis('TARGET_REFUSED', ends);
  // A SYN is answered so by nobody: it was accepted, and reset before we looked.
  if (code === 'ECONNRESET') return diagnosis('TARGET_CLOSED', ends);
  if (isTimeout(code)) return diagnosis('TARGET_TIMEOUT', { ...ends, limitMs });
  const facts = { ...ends, errno: code, status: null, said: null };
  return diagnosis('TARGET_UNREACHABLE', facts, { blame: blameOf(code) });
}

/** A handshake with a proxy that did not end, or a certificate that is not accepted. */
function withoutTls({ proxy, seen, code, issuer, limitMs }: NoTls, target: Target): Diagnosis {
  const ends = endsOf({ target, proxy });
  const at = { phase: 'proxyTls' as const };
  if (seen === 'timeout') return diagnosis('PROXY_TIMEOUT', { ...ends, limitMs, tls: true }, at);
  if (seen === 'closed') return diagnosis('PROXY_CLOSED', { ...ends, scheme: proxy.scheme }, at);
  // OpenSSL's name for bytes that are no TLS record.
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER') {
    return diagnosis('PROXY_WRONG_SCHEME', { ...ends, scheme: proxy.scheme, speaks: 'plain' }, at);
  }
  return diagnosis('PROXY_TLS', { ...ends, error: code, issuer });
}

function withoutTunnel(evidence: NoTunnel, target: Target): Diagnosis {
  const { next } = evidence;
  const found = refusalOf(evidence, target);
  return next === null ? found : (aboutNextProxy(found, { target, next }) ?? found);
}

function refusalOf(evidence: NoTunnel, target: Target): Diagnosis {
  const { proxy, next } = evidence;
  const asked = next ?? target;
  switch (evidence.seen) {
    case 'refused':
      return diagnoseReply({ reply: evidence.reply, proxy, target, asked, phase: 'tunnel' });
    case 'socks':
      return diagnoseSocks(evidence, { target, asked });
    default:
      return withoutReply(evidence, target);
  }
}

/** No answer that can be used: what came instead may prove that this port speaks something else. */
function withoutReply({ proxy, seen, bytes, code, limitMs }: NoReply, target: Target): Diagnosis {
  const ends = endsOf({ target, proxy });
  const { scheme } = proxy;
  const protocol = bytes.length === 0 ? null : protocolOf(bytes);
  const speaks = protocol === 'tls' || protocol === 'socks' || protocol === 'http' ? protocol : null;
  if (speaks !== null && speaks !== (isSocks(scheme) ? 'socks' : 'http')) {
    return diagnosis('PROXY_WRONG_SCHEME', { ...ends, scheme, speaks });
  }
  if (seen === 'timeout') {
    // Squid and tinyproxy wait for the end of a line, TLS for a record: SOCKS has less to say.
    const mute = isSocks(scheme) && bytes.length === 0;
    return diagnosis('TUNNEL_TIMEOUT', { ...ends, limitMs, mute });
  }
  // A certificate that the proxy wants of us is missed only after the handshake (RFC 8446 section 4.4.2.4).
  if (code?.startsWith('ERR_SSL_')) return diagnosis('PROXY_TLS', { ...ends, error: code, issuer: null });
  if (seen === 'closed') return diagnosis('PROXY_CLOSED', { ...ends, scheme });
  return diagnosis('PROXY_PROTOCOL', { ...ends, protocol, said: null });
}

/** What a proxy says about its way to the next one is about that one. Null: it is about the one that spoke. */
function aboutNextProxy(
  found: Diagnosis,
  { target, next }: { target: Target; next: ProxyUrl },
): Diagnosis | null {
  const ends = endsOf({ target, proxy: next });
  const at = { phase: 'tunnel' as const };
  if (found.code === 'TUNNEL_TIMEOUT' && found.facts.mute) return null;
  switch (found.code) {
    case 'TARGET_DNS':
      return diagnosis('PROXY_DNS', { ...ends, host: next.host }, { ...at, retryable: found.retryable });
    case 'TARGET_REFUSED':
      return diagnosis('PROXY_REFUSED', ends, at);
    case 'TARGET_TIMEOUT':
    case 'TUNNEL_TIMEOUT':
      return diagnosis('PROXY_TIMEOUT', { ...ends, limitMs: found.facts.limitMs, tls: false }, at);
    case 'TARGET_UNREACHABLE':
      return diagnosis(
        'PROXY_UNREACHABLE',
        { ...ends, errno: found.facts.errno },
        { ...at, blame: found.blame },
      );
    case 'TUNNEL_CLOSED':
      return diagnosis('PROXY_CLOSED', { ...ends, scheme: next.scheme }, at);
    default:
      return null;
  }
}

function isTimeout(code: string): boolean {
  return code === 'TIMEOUT' || code === 'ETIMEDOUT';
}

/** What this machine itself refused: a local firewall, no address left, no file handle left. */
const localCodes = new Set(['EACCES', 'EPERM', 'EMFILE', 'ENFILE', 'EADDRNOTAVAIL', 'EADDRINUSE', 'ENOBUFS']);

function blameOf(code: string): Blame {
  return localCodes.has(code) ? 'local' : 'network';
}
