import { isIPv4, isIPv6 } from 'node:net';
import { dottedAddress } from './inet-aton.js';

/**
 * A host as .NET's and Windows' URL parsers take it, IPv6 without brackets and numbers as the address they are
 * (`3128` is 0.0.12.56); null where it is none. Letters beyond ASCII are let pass.
 */
export function readHost(text: string): string | null {
  const bare = text.replace(/^\[(.*)\]$/, '$1');
  if (isIPv6(bare)) return bare.toLowerCase();
  if (bare !== text || isIPv4(text)) return isIPv4(text) ? text : null;
  const address = dottedAddress(text);
  if (address !== null) return address;
  return /^(?:[a-z0-9_\u0080-\uffff](?:[a-z0-9_\u0080-\uffff-]*[a-z0-9_\u0080-\uffff])?(?:\.|$))+$/i.test(
    text,
  )
    ? text.toLowerCase()
    : null;
}

/** `host[:port]`; null where there is no host, or the port is no number of 16 bits. */
export function readPlace(text: string, defaultPort: number): { host: string; port: number } | null {
  const [, name = '', digits] = /^(\[[^\]]*\]|[^:[\]]*)(?::(\d*))?$/s.exec(text) ?? [];
  const host = readHost(name);
  const port = digits ? Number(digits) : defaultPort;
  return host === null || port > 65_535 ? null : { host, port };
}
