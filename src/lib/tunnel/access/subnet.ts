import { isIPv4, isIPv6, SocketAddress } from 'node:net';
import type { Subnet } from './access-settings.js';

/** For people who wrote something else. */
export const subnetForm = '10.0.0.0/8, 192.168.1.20, fd00::/8';

const mappedBits = 96;

/**
 * Reads a block of addresses, `10.0.0.0/8` or `fd00::/8`, or one address; null for anything else, zones (`%eth0`)
 * included. Bits beyond the prefix count for nothing. IPv4 inside IPv6 (`::ffff:10.0.0.0/104`) is IPv4; a mapped block
 * that is wider than all of IPv4 is refused, because nobody can mean that.
 */
export function parseSubnet(text: string): Subnet | null {
  const match = /^([^/%]+)(?:\/(0|[1-9]\d{0,2}))?$/.exec(text);
  if (match === null) return null;
  const [, address = '', digits] = match;
  if (isIPv4(address)) return withPrefix(address, digits === undefined ? 32 : Number(digits), 32);
  if (!isIPv6(address)) return null;
  const prefix = digits === undefined ? 128 : Number(digits);
  const plain = plainAddress(address);
  return isIPv4(plain)
    ? withPrefix(plain, prefix - mappedBits, 32)
    : withPrefix(plain.toLowerCase(), prefix, 128);
}

/** The one way to write an address, and IPv4 where it is IPv4 inside IPv6 (`::ffff:7f00:1`). Not for names. */
export function plainAddress(address: string): string {
  if (!address.includes(':')) return address;
  return unmapped(new SocketAddress({ address, family: 'ipv6' }).address);
}

/** `::ffff:10.0.0.1`, as the kernel writes the peers of an IPv6 listener, is 10.0.0.1. */
export function unmapped(address: string): string {
  const [, ipv4] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? [];
  return ipv4 ?? address;
}

function withPrefix(address: string, prefix: number, most: number): Subnet | null {
  return prefix >= 0 && prefix <= most ? { address, prefix } : null;
}
