import { isIPv4 } from 'node:net';
import { formatAuthority } from '../../proxy/authority.js';
import type { ListenAddress } from '../listeners/listen-address.js';
import { adminBeyondLoopback } from './admin-failures.js';

/** Throws where the admin listener could be reached from other machines. */
export function adminMustBeLoopback(address: ListenAddress): void {
  const { host } = address;
  if (host !== '::1' && !(isIPv4(host) && host.startsWith('127.')))
    throw adminBeyondLoopback(formatAuthority(address));
}
