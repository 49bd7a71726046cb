import { isIP } from 'node:net';

/** Where to listen: an IP literal (IPv6 without brackets), and a port; 0 picks a free one. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * Reads `127.0.0.1:3128`, `[::1]:0`, `localhost:3128` or a bare port; null for anything else. A bare port and
 * `localhost` mean 127.0.0.1. Names are not looked up: what they stand for may change, and with it who can connect.
 * Zones (`fe80::1%eth0`) are refused: they name an interface of one machine by a number that changes.
 */
export function parseListenAddress(text: string): ListenAddress | null {
  const match = /^(?:(?:\[([^\]]*)\]|([^[\]:]+)):)?(\d{1,5})$/.exec(text);
  if (match === null) return null;
  const [, literal, name, digits] = match;
  const port = Number(digits);
  if (port > 65_535) return null;
  if (literal !== undefined)
    return isIP(literal) === 6 && !literal.includes('%') ? { host: literal, port } : null;
  const host = name === undefined || name.toLowerCase() === 'localhost' ? '127.0.0.1' : name;
  return isIP(host) === 4 ? { host, port } : null;
}

/** Where programs on this machine connect to: who listens on all addresses is reached on the loopback one. */
export function reachableFromHere({ host, port }: ListenAddress): ListenAddress {
  if (host === '0.0.0.0') return { host: '127.0.0.1', port };
  return /^[0:]+$/.test(host) ? { host: '::1', port } : { host, port };
}
