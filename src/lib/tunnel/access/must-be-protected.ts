import { formatAuthority } from '../../proxy/authority.js';
import { beyondLoopback } from '../failures.js';
import type { TunnelSettings } from '../settings.js';
import { accessFailure } from './access-failures.js';
import { isLoopbackAddress } from './never-a-target.js';

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
