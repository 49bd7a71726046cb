import { formatAuthority } from '../../proxy/authority.js';
import { checkAccess } from '../access/check-access.js';
import { adminMustBeLoopback } from '../admin/admin-address.js';
import { settingsFailure } from '../failures.js';
import type { ListenAddress } from '../listeners/listen-address.js';
import { checkTlsMaterial } from '../listeners/tls-material.js';
import type { TunnelSettings } from '../settings.js';
import { forwardVariable } from './client-variables.js';
import type { TunnelPlan } from './plan.js';

/** Do the parts fit together? Throws a usage failure where they don't. Nothing is bound or contacted. */
export function checkPlan({ settings, admin }: TunnelPlan): void {
  checkAddresses([
    ...settings.listen,
    ...settings.forwards.map(({ listen }) => listen),
    ...(admin === null ? [] : [admin]),
  ]);
  checkUpstreams(settings);
  checkForwards(settings);
  checkAccess(settings);
  if (settings.tls !== null) checkTlsMaterial(settings.tls);
  if (admin !== null) adminMustBeLoopback(admin);
}

/** Port 0 picks another one each time. */
function checkAddresses(addresses: readonly ListenAddress[]): void {
  const seen = new Set<string>();
  for (const address of addresses) {
    const listen = formatAuthority(address);
    if (address.port !== 0 && seen.has(listen)) throw settingsFailure('LISTEN_TWICE', { listen });
    seen.add(listen);
  }
}

/** A proxy that is one of our own listeners would be asked, and ask us, for ever. */
function checkUpstreams({ upstreams, listen, forwards }: TunnelSettings): void {
  const own = [...listen, ...forwards.map((forward) => forward.listen)];
  for (const { name, proxy } of upstreams) {
    const loop = own.find((address) => proxy !== null && isAt(proxy, address));
    if (loop !== undefined) {
      throw settingsFailure('UPSTREAM_IS_TUNNEL', { upstream: name, listen: formatAuthority(loop) });
    }
  }
}

function isAt(place: ListenAddress, { host, port }: ListenAddress): boolean {
  if (place.port !== port) return false;
  const isLoopback = /^(?:127\.|::1$|localhost$)/i.test(place.host);
  const takesAll = host === '0.0.0.0' || host === '::';
  return place.host === host || (isLoopback && (takesAll || place.host.toLowerCase() === 'localhost'));
}

function checkForwards({ forwards, upstreams }: TunnelSettings): void {
  const known = upstreams.map(({ name }) => name);
  const byVariable = new Map<string, string>();
  for (const { name, listen, upstreams: wanted } of forwards) {
    const unknown = wanted?.find((upstream) => !known.includes(upstream));
    if (unknown !== undefined) {
      const forward = name ?? formatAuthority(listen);
      throw settingsFailure('FORWARD_UPSTREAM_UNKNOWN', { forward, upstream: unknown, known });
    }
    if (name === null) continue;
    const variable = forwardVariable(name);
    const other = byVariable.get(variable);
    if (other !== undefined) {
      throw settingsFailure('FORWARD_NAME_TWICE', { names: [...new Set([other, name])], variable });
    }
    byVariable.set(variable, name);
  }
}
