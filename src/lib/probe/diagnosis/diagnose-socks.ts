import { type Authority, formatAuthority } from '../../proxy/authority.js';
import type { RouteEvidence } from '../../proxy/way/route-error.js';
import type { Target } from '../target/target.js';
import { type Diagnosis, diagnosis, endsOf } from './diagnosis.js';
import { isAskedForItself } from './same-place.js';

type SocksRefusal = Pick<Extract<RouteEvidence, { seen: 'socks' }>, 'proxy' | 'refusal' | 'reply'>;

/** Names a SOCKS proxy's refusal (RFC 1928 sections 3 and 6, RFC 1929). `asked` is where it was to go. */
export function diagnoseSocks(
  { proxy, refusal, reply }: SocksRefusal,
  { target, asked }: { target: Target; asked: Authority },
): Diagnosis {
  const ends = endsOf({ target, proxy });
  const at = { phase: 'tunnel' as const };
  if (refusal === 'no-method') {
    return proxy.credentials === null
      ? diagnosis('PROXY_AUTH_REQUIRED', { ...ends, schemes: [] }, at)
      : diagnosis('PROXY_AUTH_FAILED', { ...ends, status: null }, at);
  }
  if (refusal === 'credentials') return diagnosis('PROXY_AUTH_FAILED', { ...ends, status: null }, at);
  if (isAskedForItself(proxy, { target, asked })) return diagnosis('PROXY_LOOP', ends, at);
  const said = `SOCKS ${String(reply ?? 0).padStart(2, '0')}`;
  switch (reply) {
    case 0x02: {
      const facts = { ...ends, target: placeOf(asked, target), port: asked.port, status: null, said };
      return diagnosis('PROXY_FORBIDDEN', facts, at);
    }
    case 0x05:
      return diagnosis('TARGET_REFUSED', ends, at);
    case 0x06:
      return diagnosis('TARGET_TIMEOUT', { ...ends, limitMs: null }, at);
    case 0x01:
    case 0x03:
    case 0x04:
      return diagnosis('TARGET_UNREACHABLE', { ...ends, errno: null, status: null, said }, at);
    // 07, 08: what is asked of it is what every SOCKS5 proxy can do; the rest is not defined.
    default:
      return diagnosis('PROXY_PROTOCOL', { ...ends, protocol: 'socks', said }, at);
  }
}

/** How a proxy's place to go is shown: the target as the user wrote it, another proxy as `host:port`. */
export function placeOf(asked: Authority, target: Target): string {
  const isTarget = asked.host === target.host && asked.port === target.port;
  return isTarget ? target.shown : formatAuthority(asked);
}
