import { isIP } from 'node:net';
import type { Network } from '../../host/network.js';
import { isLoopback } from '../../proxy/address-kinds.js';
import { type Authority, formatAuthority, parseAuthority } from '../../proxy/authority.js';
import { probeFailure } from '../failures.js';
import type { Target } from '../target/target.js';
import type { PlannedRoute } from './planned-route.js';

/**
 * `dns:///name` is asked of this machine's first name server; every other target stays as it is. Behind a proxy that
 * is not one on this machine itself (systemd-resolved's 127.0.0.53): there the address would mean the proxy's own, so
 * the first one elsewhere is taken, and none at all is a usage failure. Null stands for a route that is not known yet.
 */
export function atNameServer(target: Target, route: PlannedRoute | null, network: Network): Target {
  if (target.kind !== 'dns' || target.host !== '') return target;
  const known = network.nameServers().flatMap((text) => readServer(text) ?? []);
  const isProxied = route !== null && route.proxies.length > 0;
  const server = known.find(({ host }) => !isProxied || !isLoopback(host));
  if (server === undefined) {
    const [local] = known;
    throw probeFailure('NO_NAME_SERVER', { local: local ? formatAuthority(local) : null });
  }
  return { ...target, ...server };
}

/** `10.0.0.2`, `10.0.0.2:5353`, `fd00::2`, `[fd00::2]:5353`, as the resolver lists them. */
function readServer(text: string): Authority | null {
  return parseAuthority(isIP(text) === 6 ? `[${text}]:53` : text) ?? parseAuthority(`${text}:53`);
}
