import type { Subnet } from './access-settings.js';
import { AddressBlocks } from './address-blocks.js';
import { plainAddress } from './subnet.js';

/**
 * Never a target: the metadata services of the clouds (100.100.100.200 is Alibaba Cloud's; the rest of 100.64.0.0/10
 * is not denied, Alibaba Cloud's own services live there) and addresses that mean no single other host.
 */
const reservedBlocks: readonly Subnet[] = [
  { address: '0.0.0.0', prefix: 8 },
  { address: '100.100.100.200', prefix: 32 },
  { address: '169.254.0.0', prefix: 16 },
  { address: '224.0.0.0', prefix: 4 },
  { address: '255.255.255.255', prefix: 32 },
  { address: '::', prefix: 128 },
  { address: 'fe80::', prefix: 10 },
  { address: 'ff00::', prefix: 8 },
];

/** This machine, which is no target for clients that are on another. */
const loopbackBlocks: readonly Subnet[] = [
  { address: '127.0.0.0', prefix: 8 },
  { address: '::1', prefix: 128 },
];

export const reserved = new AddressBlocks(reservedBlocks, { carried: true });
export const loopback = new AddressBlocks(loopbackBlocks, { carried: true });

/** IPv4 inside IPv6 as well. */
export function isLoopbackAddress(address: string): boolean {
  return isLocalClient(plainAddress(address));
}

/** RFC 6761 section 6.3: names that mean this machine without a lookup. */
export function isLoopbackName(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost');
}

/** Is a client on this machine? Its address as `unmapped` writes it. */
export function isLocalClient(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}
