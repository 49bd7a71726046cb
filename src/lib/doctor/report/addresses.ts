import { isFake, isPrivate } from '../../proxy/address-kinds.js';

/**
 * How an address is shown. `kept` as it is: loopback, unspecified, masks, multicast, made up. `short`: it is nobody's but its
 * network's, of which 16 bits stay. `public`: somebody's own, which needs a label.
 */
export type AddressView =
  | { readonly kind: 'kept' }
  | { readonly kind: 'short'; readonly text: string }
  | { readonly kind: 'public' };

/** RFC 3927. */
const linkLocal = /^169\.254\./;

/** A dotted IPv4 address; `prefix` where it stands for a network. */
export function viewIpv4(address: string, prefix: number | null): AddressView {
  const first = Number(address.split('.', 1)[0]);
  if (first === 0 || first === 127 || first >= 224 || isFake(address)) return { kind: 'kept' };
  if (!isPrivate(address) && !linkLocal.test(address)) return { kind: 'public' };
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
