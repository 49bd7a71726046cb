import type { Network } from '../../host/network.js';
import type { Authority } from '../../proxy/authority.js';
import { readyAddress } from '../access/address-blocks.js';
import { answersAt } from '../access/own-address.js';

/** The listeners of this tunnel, and the addresses that one on all addresses has. */
export interface OwnListeners {
  readonly own: readonly Authority[];
  readonly network: Pick<Network, 'localAddresses'>;
}

/** Does this tunnel itself answer there? One whose upstream is itself would go round in circles. */
export function isOwnListener(address: string, port: number, { own, network }: OwnListeners): boolean {
  const place = readyAddress(address);
  return own.some(
    (listener) => listener.port === port && answersAt(listener, place, () => network.localAddresses()),
  );
}
