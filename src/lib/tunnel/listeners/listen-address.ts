import { BlockList, isIP } from 'node:net';
import { formatAuthority } from '../../proxy/authority.js';
import { beyondLoopback } from '../failures.js';

/** Where to listen: an IP literal (IPv6 without brackets), and a port; 0 picks a free one. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/**
 * Reads `127.0.0.1:3128`, `[::1]:0`, `localhost:3128` or a bare port; null for anything else. A bare port and
 * `localhost` mean 127.0.0.1. Names are not looked up: what they stand for may change, and with it who can connect.
 */
export function parseListenAddress(text: string): ListenAddress | null {
  const match = /^(?:(?:\[([^\]]*)\]|([^[\]:]+)):)?(\d{1,5})$/.exec(text);
  if (match === null) return null;
  const [, literal, name, digits] = match;
  const port = Number(digits);
  if (port > 65_535) return null;
  if (literal !== undefined) return isIP(literal) === 6 ? { host: literal, port } : null;
  const host = name === undefined || name.toLowerCase() === 'localhost' ? '127.0.0.1' : name;
  return isIP(host) === 4 ? { host, port } : null;
}

/** Throws where an address can be reached from other machines: without authentication that is an open proxy. */
export function mustBeLoopback(address: ListenAddress): void {
  const family = address.host.includes(':') ? 'ipv6' : 'ipv4';
  if (!loopback.check(address.host, family)) throw beyondLoopback(formatAuthority(address));
}
