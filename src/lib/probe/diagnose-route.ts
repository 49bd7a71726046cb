import type { ProxyUrl } from '../proxy/proxy-url.js';
import type { RouteEvidence } from '../proxy/route.js';
import { diagnoseReply } from './diagnose-reply.js';
import { type Blame, type Diagnosis, diagnosis } from './diagnosis.js';
import { protocolOf } from './protocol-of.js';
import type { Target } from './target.js';

/** Names why a route did not open. `proxy` is null for a direct one. */
export function diagnoseRoute(evidence: RouteEvidence, target: Target, proxy: ProxyUrl | null): Diagnosis {
  if (evidence.at === 'tunnel') {
    if (proxy === null) throw new Error('a tunnel without a proxy');
    if (evidence.seen === 'refused') {
      return diagnoseReply({ reply: evidence.reply, proxy, target, phase: 'tunnel' });
    }
    return withoutReply(evidence, target, proxy);
  }
  if (evidence.hop === 'proxy' && proxy !== null) return proxyUnreached(evidence, target, proxy);
  return targetUnreached(evidence, target, proxy);
}

type Unreached = Extract<RouteEvidence, { at: 'dns' | 'tcp' }>;
type NoReply = Exclude<Extract<RouteEvidence, { at: 'tunnel' }>, { seen: 'refused' }>;

function proxyUnreached({ at, code, limitMs }: Unreached, target: Target, proxy: ProxyUrl): Diagnosis {
  const ends = { target: target.shown, port: target.port, proxy: proxy.shown };
  if (at === 'dns') return diagnosis('PROXY_DNS', { ...ends, host: proxy.host });
  if (code === 'ECONNREFUSED' || code === 'ECONNRESET') return diagnosis('PROXY_REFUSED', ends);
  if (isTimeout(code)) return diagnosis('PROXY_TIMEOUT', { ...ends, limitMs });
  return diagnosis('PROXY_UNREACHABLE', { ...ends, errno: code }, { blame: blameOf(code) });
}

function targetUnreached(
  { at, code, limitMs }: Unreached,
  target: Target,
  proxy: ProxyUrl | null,
): Diagnosis {
  const ends = { target: target.shown, port: target.port, proxy: proxy?.shown ?? null };
  if (at === 'dns') {
    // The resolver could not be asked: nothing is known of the name.
    const unsure = code === 'EAI_AGAIN' || isTimeout(code);
    const seen = unsure ? { blame: 'network' as const, retryable: true } : {};
    return diagnosis('TARGET_DNS', { ...ends, host: target.host }, seen);
  }
  if (code === 'ECONNREFUSED' || code === 'ECONNRESET') return diagnosis('TARGET_REFUSED', ends);
  if (isTimeout(code)) return diagnosis('TARGET_TIMEOUT', { ...ends, limitMs });
  const facts = { ...ends, errno: code, status: null, said: null };
  return diagnosis('TARGET_UNREACHABLE', facts, { blame: blameOf(code) });
}

/** No HTTP answer to CONNECT: what came instead may prove that this port speaks something else. */
function withoutReply({ seen, bytes, limitMs }: NoReply, target: Target, proxy: ProxyUrl): Diagnosis {
  const ends = { target: target.shown, port: target.port, proxy: proxy.shown };
  const protocol = bytes.length === 0 ? null : protocolOf(bytes);
  if (protocol === 'tls' || protocol === 'socks') {
    return diagnosis('PROXY_WRONG_SCHEME', { ...ends, speaks: protocol });
  }
  if (seen === 'timeout') return diagnosis('TUNNEL_TIMEOUT', { ...ends, limitMs });
  if (seen === 'closed') return diagnosis('PROXY_CLOSED', ends);
  return diagnosis('PROXY_PROTOCOL', { ...ends, protocol });
}

function isTimeout(code: string): boolean {
  return code === 'TIMEOUT' || code === 'ETIMEDOUT';
}

/** What this machine itself refused: a local firewall, no address left, no file handle left. */
const localCodes = new Set(['EACCES', 'EPERM', 'EMFILE', 'ENFILE', 'EADDRNOTAVAIL', 'EADDRINUSE', 'ENOBUFS']);

function blameOf(code: string): Blame {
  return localCodes.has(code) ? 'local' : 'network';
}
