import type { Authority } from '../../proxy/authority.js';
import type { ReadyAddress } from './address-blocks.js';
import { loopback } from './never-a-target.js';
import { plainAddress } from './subnet.js';

/** Where this tunnel can be reached itself. */
export interface OwnAddress extends Authority {
  readonly serves: 'proxy' | 'forward' | 'admin';
}

/**
 * Does a listener answer at this address? One on all addresses does at every one of this machine; `localAddresses` tells
 * them.
 */
export function answersAt(
  { host }: Pick<Authority, 'host'>,
  address: ReadyAddress,
  localAddresses: () => readonly string[],
): boolean {
  const listening = plainAddress(host);
  if (listening === address.text) return true;
  if (listening !== '0.0.0.0' && listening !== '::') return false;
  return loopback.holds(address) || localAddresses().some((local) => plainAddress(local) === address.text);
}
