import { BlockList } from 'node:net';
import type { Address } from '../../host/network.js';

/** Where clients may not go, whatever else is allowed. */
export type Denial = 'DENIED' | 'PROXY_LOOP';

/**
 * Never a target: the metadata services of the clouds (100.100.100.200 is Alibaba Cloud's; the rest of 100.64.0.0/10
 * is not denied, Alibaba Cloud's own services live there) and addresses that mean no single other host.
 */
const deniedIPv4: readonly (readonly [network: string, prefix: number])[] = [
  ['0.0.0.0', 8],
  ['100.100.100.200', 32],
  ['169.254.0.0', 16],
  ['224.0.0.0', 4],
  ['255.255.255.255', 32],
];

const deniedIPv6: readonly (readonly [network: string, prefix: number])[] = [
  ['::', 128],
  ['fe80::', 10],
  ['ff00::', 8],
];

const denied = alwaysDenied();

/**
 * Judges an address that a name resolved to or that a client named; it is asked about the very address that is then
 * dialled. `own` are the addresses this tunnel listens on.
 */
export function judge(
  { address, family }: Address,
  port: number,
  own: readonly { readonly host: string; readonly port: number }[],
): Denial | null {
  const kind = family === 6 ? 'ipv6' : 'ipv4';
  if (denied.check(address, kind)) return 'DENIED';
  const loop = own.some((listener) => listener.port === port && sameHost(listener.host, address, kind));
  return loop ? 'PROXY_LOOP' : null;
}

function sameHost(host: string, address: string, kind: 'ipv4' | 'ipv6'): boolean {
  const list = new BlockList();
  list.addAddress(host, host.includes(':') ? 'ipv6' : 'ipv4');
  return list.check(address, kind);
}

/** The IPv4 networks also in the IPv6 forms that carry an IPv4 address; `BlockList` knows the mapped form itself. */
function alwaysDenied(): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of deniedIPv4) {
    list.addSubnet(network, prefix, 'ipv4');
    list.addSubnet(`64:ff9b::${network}`, 96 + prefix, 'ipv6'); // NAT64, RFC 6052
    list.addSubnet(`2002:${hexadecimal(network)}::`, 16 + prefix, 'ipv6'); // 6to4, RFC 3056
    // IPv4-compatible, RFC 4291 section 2.5.5.1; with 0.0.0.0/8 it would take ::1 along.
    if (network !== '0.0.0.0') list.addSubnet(`::${network}`, 96 + prefix, 'ipv6');
  }
  for (const [network, prefix] of deniedIPv6) list.addSubnet(network, prefix, 'ipv6');
  return list;
}

function hexadecimal(ipv4: string): string {
  const [a, b, c, d] = ipv4.split('.').map(Number) as [number, number, number, number];
  return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
}
