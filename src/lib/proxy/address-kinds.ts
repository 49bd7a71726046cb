import { BlockList, isIP } from 'node:net';

/** What Clash, mihomo and sing-box hand out as stand-ins by default: RFC 2544's range for benchmarks, and `fc00::/18`. */
const fake = blocks(['198.18.0.0', 15], ['fc00::', 18]);

/** Addresses of private networks (RFC 1918, RFC 6598, RFC 4193), of which a VPC is one; not those of this machine. */
const inside = blocks(
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['fc00::', 7],
);

/** This machine, by name or address; IPv6 without brackets. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/i.test(host);
}

export function isFake(address: string): boolean {
  return contains(fake, address);
}

export function isPrivate(address: string): boolean {
  return contains(inside, address) && !isFake(address);
}

function contains(list: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

function blocks(...list: readonly (readonly [address: string, prefix: number])[]): BlockList {
  const found = new BlockList();
  for (const [address, prefix] of list) {
    found.addSubnet(address, prefix, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return found;
}
