import { isIP } from 'node:net';
import { formatAuthority } from '../../proxy/authority.js';
import { accessFailure } from '../access/access-failures.js';
import { isLoopbackAddress } from '../access/never-a-target.js';
import { beyondLoopback } from '../failures.js';
import type { TunnelSettings } from '../settings.js';

/** Where to listen: an IP literal (IPv6 without brackets), and a port; 0 picks a free one. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * Reads `127.0.0.1:3128`, `[::1]:0`, `localhost:3128` or a bare port; null for anything else. A bare port and
 * `localhost` mean 127.0.0.1. Names are not looked up: what they stand for may change, and with it who can connect. Zones (`fe80::1%eth0`) are refused:
 * they name an interface of one machine by a number that changes.
 */
export function parseListenAddress(text: string): ListenAddress | null {
  const match = /^(?:(?:\[([^\]]*)\]|([^[\]:]+)):)?(\d{1,5})$/.exec(text);
  if (match === null) return null;
  const [, literal, name, digits] = match;
  const port = Number(digits);
  if (port > 65_535) return null;
  if (literal !== undefined)
    return isIP(literal) === 6 && !literal.includes('%') ? { host: literal, port } : null;
  const host = name === undefined || name.toLowerCase() === 'localhost' ? '127.0.0.1' : name;
  return isIP(host) === 4 ? { host, port } : null;
}

/**
 * Throws where a listener can be reached from other machines and nothing keeps anybody from using it: neither an allow
 * list of clients, nor credentials or certificates, which a forward can't ask for.
 */
export function mustBeProtected({
  listen,
  forwards,
  access,
  tls,
}: Pick<TunnelSettings, 'listen' | 'forwards' | 'access' | 'tls'>): void {
  if (access.allowFrom.length > 0) return;
  const isAuthenticated = access.users.length > 0 || (tls !== null && tls.clientCa !== null);
  for (const address of listen) {
    if (!isAuthenticated && !isLoopbackAddress(address.host)) throw beyondLoopback(formatAuthority(address));
  }
  for (const forward of forwards) {
    if (isLoopbackAddress(forward.listen.host)) continue;
    throw accessFailure('FORWARD_BEYOND_LOOPBACK', { listen: formatAuthority(forward.listen) });
  }
}
