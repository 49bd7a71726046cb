import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';

/** The types that can be asked for. ANY is not among them: servers may answer it with anything (RFC 8482). */
export const dnsTypes = ['A', 'AAAA', 'CNAME', 'MX', 'TXT', 'SRV', 'NS', 'PTR', 'SOA', 'CAA'] as const;
export type DnsType = (typeof dnsTypes)[number];

export interface DnsQuestion {
  /** As it is asked for: ASCII, in lower case, without the last dot; empty for the root. */
  readonly name: string;
  readonly type: DnsType;
}

const longestName = 253;
const label = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

/**
 * Reads `/name[?type=A]`, the path of a `dns://` target; null for what is no name, no type of ours, or holds more.
 * An address with `type=PTR` becomes its reverse name (RFC 1035 section 3.5, RFC 3596 section 2.5).
 */
export function parseDnsQuestion(path: string): DnsQuestion | null {
  const [, written = '', query] = /^\/([^/?]+)(?:\?(.*))?$/.exec(path) ?? [];
  const type = query === undefined ? 'A' : readType(query);
  if (type === null) return null;
  const reversed = type === 'PTR' ? reverseName(written.replace(/^\[|\]$/g, '')) : null;
  const name = reversed ?? readName(written);
  return name === null ? null : { name, type };
}

function readType(query: string): DnsType | null {
  const wanted = /^type=(\w+)$/i.exec(query)?.[1]?.toUpperCase();
  return dnsTypes.find((type) => type === wanted) ?? null;
}

function readName(written: string): string | null {
  if (written === '.') return '';
  // Names in other scripts are asked for in their ASCII form; what is ASCII stays, underscores and all.
  const ascii = /^[\x21-\x7e]*$/.test(written) ? written.toLowerCase() : domainToASCII(written);
  const name = ascii.replace(/\.$/, '');
  if (name === '' || name.length > longestName) return null;
  return name.split('.').every((part, index) => label.test(part) || (index === 0 && part === '*'))
    ? name
    : null;
}

function reverseName(address: string): string | null {
  switch (isIP(address)) {
    case 4:
      return `${address.split('.').reverse().join('.')}.in-addr.arpa`;
    case 6:
      return `${[...nibbles(address)].reverse().join('.')}.ip6.arpa`;
    default:
      return null;
  }
}

/** The 32 hexadecimal digits of an IPv6 address. */
function nibbles(address: string): string {
  // The URL parser writes an address in one way only: no IPv4 part, no leading zeros, one run of zeros as "::".
  const host = new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1);
  const [head = '', tail] = host.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  return [...left, ...zeros, ...right].map((group) => group.padStart(4, '0')).join('');
}
