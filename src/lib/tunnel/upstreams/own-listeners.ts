import type { Network } from '../../host/network.js';
import type { Authority } from '../../proxy/authority.js';
import { isLocalClient } from '../access/never-a-target.js';
import { plainAddress } from '../access/subnet.js';

/** The listeners of this tunnel, and the addresses that one on all addresses has. */
export interface OwnListeners {
  readonly own: readonly Authority[];
  readonly network: Pick<Network, 'localAddresses'>;
}

/** Does this tunnel itself answer there? One whose upstream is itself would go round in circles. */
export function isOwnListener(address: string, port: number, { own, network }: OwnListeners): boolean {
  const place = plainAddress(address);
  return own.some((listener) => {
    if (listener.port !== port) return false;
    const host = plainAddress(listener.host);
    if (host !== '0.0.0.0' && host !== '::') return host === place;
    return isLocalClient(place) || network.localAddresses().some((local) => plainAddress(local) === place);
  });
}
