import { BlockList, SocketAddress } from 'node:net';
import type { Subnet } from './access-settings.js';
import { plainAddress } from './subnet.js';

/** An address made ready for being looked for in several lists; IPv4 inside IPv6 is IPv4. */
export interface ReadyAddress {
  /** The one way to write it. */
  readonly text: string;
  readonly socketAddress: SocketAddress;
}

export function readyAddress(address: string): ReadyAddress {
  const text = plainAddress(address);
  return { text, socketAddress: new SocketAddress({ address: text, family: familyOf(text) }) };
}

/**
 * Blocks of addresses. IPv4 and IPv6 are kept apart: in a list of both, Node's `::/0` would hold every IPv4 address.
 */
export class AddressBlocks {
  readonly #lists: { readonly ipv4: BlockList; readonly ipv6: BlockList };

  /** `carried`: IPv4 blocks also in the IPv6 forms that lead to an IPv4 address, as is right for a deny list. */
  constructor(subnets: readonly Subnet[], { carried }: { readonly carried: boolean }) {
    this.#lists = { ipv4: new BlockList(), ipv6: new BlockList() };
    for (const subnet of carried ? subnets.flatMap((each) => [each, ...carriersOf(each)]) : subnets) {
      const family = familyOf(subnet.address);
      this.#lists[family].addSubnet(subnet.address, subnet.prefix, family);
    }
  }

  holds({ socketAddress }: ReadyAddress): boolean {
    return this.#lists[socketAddress.family as 'ipv4' | 'ipv6'].check(socketAddress);
  }
}

/** The IPv6 blocks that stand for an IPv4 block, besides the mapped one. */
function carriersOf({ address, prefix }: Subnet): Subnet[] {
  if (familyOf(address) === 'ipv6') return [];
  const octets = address.split('.').map(Number) as [number, number, number, number];
  const found: Subnet[] = [
    { address: `64:ff9b::${address}`, prefix: 96 + prefix }, // NAT64, RFC 6052
    { address: `64:ff9b:1::${address}`, prefix: 96 + prefix }, // local NAT64, RFC 8215
    { address: `2002:${hexadecimal(octets)}::`, prefix: 16 + prefix }, // 6to4, RFC 3056
  ];
  // Local NAT64 with the shortest prefix (RFC 6052 section 2.2); 0.0.0.0/8 would take along all of the longest one.
  if (prefix === 0 || octets[0] > 0) {
    const reservedBits = prefix > 16 ? 8 : 0;
    found.push({ address: `64:ff9b:1:${aroundReserved(octets)}::`, prefix: 48 + prefix + reservedBits });
  }
  // IPv4-compatible, RFC 4291 section 2.5.5.1; a block that holds 0.0.0.1 would take ::1 along.
  if (prefix > 0 && octets[0] > 0) found.push({ address: `::${address}`, prefix: 96 + prefix });
  return found;
}

function hexadecimal([a, b, c, d]: readonly [number, number, number, number]): string {
  return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
}

/** The octet after the first two is reserved, and 0. */
function aroundReserved([a, b, c, d]: readonly [number, number, number, number]): string {
  return `${((a << 8) | b).toString(16)}:${c.toString(16)}:${(d << 8).toString(16)}`;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return address.includes(':') ? 'ipv6' : 'ipv4';
}
