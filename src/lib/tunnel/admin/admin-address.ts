import { formatAuthority } from '../../proxy/authority.js';
import { isLocalClient } from '../access/never-a-target.js';
import type { ListenAddress } from '../listeners/listen-address.js';
import { adminBeyondLoopback } from './admin-failures.js';

/** Throws where the admin listener could be reached from other machines. */
export function adminMustBeLoopback(address: ListenAddress): void {
  // IPv4 inside IPv6 is an address that nobody asks by.
  if (!isLocalClient(address.host)) throw adminBeyondLoopback(formatAuthority(address));
}
