import { BlockList } from 'node:net';

/**
 * How an address is shown. `kept` as it is: loopback, unspecified, masks, multicast, made up. `short`: it is nobody's but its
 * network's, of which 16 bits stay. `public`: somebody's own, which needs a label.
 */
export type AddressView =
  | { readonly kind: 'kept' }
  | { readonly kind: 'short'; readonly text: string }
  | { readonly kind: 'public' };

/** RFC 1918, RFC 6598, RFC 3927. */
const privateNetworks = [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
] as const;

/** RFC 2544: TUN programs make such addresses up for the names they are asked for. */
const fakeNetwork = /^198\.1[89]\./;

const blocks = new BlockList();
for (const [address, prefix] of privateNetworks) blocks.addSubnet(address, prefix, 'ipv4');

/** A dotted IPv4 address; `prefix` where it stands for a network. */
export function viewIpv4(address: string, prefix: number | null): AddressView {
  const first = Number(address.split('.', 1)[0]);
  if (first === 0 || first === 127 || first >= 224 || fakeNetwork.test(address)) return { kind: 'kept' };
  if (!blocks.check(address, 'ipv4')) return { kind: 'public' };
  // A network that is no smaller than what is shown anyway.
  if (prefix !== null && prefix <= 16) return { kind: 'kept' };
  return { kind: 'short', text: address.replace(/\.\d+\.\d+$/, '.x.x') };
}

/** An IPv6 address without brackets. */
export function viewIpv6(address: string): AddressView {
  const text = address.toLowerCase();
  if (text === '::1' || text === '::') return { kind: 'kept' };
  if (/^fe[89ab]/.test(text)) return { kind: 'short', text: 'fe80::x' };
  if (/^f[cd]/.test(text)) return { kind: 'short', text: `${text.slice(0, 2)}xx::x` };
  return text.startsWith('ff') ? { kind: 'kept' } : { kind: 'public' };
}
