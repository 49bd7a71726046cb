import { isIPv4, isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';

/** Where a request goes, for the rules that choose a proxy. */
export interface ProxyTarget {
  /** Without the colon: `http`, `https`, `redis` … */
  readonly scheme: string;
  /** A name or an address; IPv6 with or without brackets. */
  readonly host: string;
  readonly port: number;
}

type Matcher =
  | { readonly kind: 'all' }
  | { readonly kind: 'network'; readonly network: AddressBlock }
  | { readonly kind: 'address'; readonly address: Address; readonly port: string }
  | { readonly kind: 'domain'; readonly suffix: string; readonly apex: boolean; readonly port: string };

/** One entry of NO_PROXY as Go understands it; an entry Go ignores is not in the list. */
export interface NoProxyEntry {
  /** As written, without the blanks around it. */
  readonly entry: string;
  readonly matcher: Matcher;
}

/**
 * Reads NO_PROXY by Go's rules (golang.org/x/net/http/httpproxy): separated by commas only; `a.com` covers its
 * subdomains, `.a.com` and `*.a.com` only those; addresses and CIDR blocks cover address literals; `*` anywhere
 * covers everything; entries that fit none of these become names that no host has.
 */
export function readNoProxy(value: string): NoProxyEntry[] {
  const entries = value
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  const all = entries.find((entry) => entry === '*');
  if (all) return [{ entry: all, matcher: { kind: 'all' } }];
  return entries.flatMap((entry) => {
    const matcher = readEntry(entry.toLowerCase());
    return matcher ? [{ entry, matcher }] : [];
  });
}

/** The first entry that sends this target past the proxy, or null. */
export function findNoProxyEntry(entries: readonly NoProxyEntry[], target: ProxyTarget): NoProxyEntry | null {
  const host = bareHost(target.host);
  const address = parseAddress(host);
  const name = toAscii(host).toLowerCase().trim();
  const port = String(target.port);
  return entries.find(({ matcher }) => matches(matcher, { address, name, port })) ?? null;
}

/** `localhost`, spelled exactly so, or a loopback address: Go never uses a proxy for these. */
export function isLoopbackTarget(host: string): boolean {
  const bare = bareHost(host);
  if (bare === 'localhost') return true;
  const address = parseAddress(bare);
  if (!address) return false;
  return address.family === 4 ? address.bits >> 24n === 127n : address.bits === 1n;
}

function matches(
  matcher: Matcher,
  { address, name, port }: { address: Address | null; name: string; port: string },
): boolean {
  switch (matcher.kind) {
    case 'all':
      return true;
    case 'network':
      return address !== null && contains(matcher.network, address);
    case 'address':
      return (
        address !== null &&
        address.family === matcher.address.family &&
        address.bits === matcher.address.bits &&
        (matcher.port === '' || matcher.port === port)
      );
    case 'domain':
      return (
        address === null &&
        (name.endsWith(matcher.suffix) || (matcher.apex && name === matcher.suffix.slice(1))) &&
        (matcher.port === '' || matcher.port === port)
      );
  }
}

function readEntry(entry: string): Matcher | null {
  const network = parseBlock(entry);
  if (network) return { kind: 'network', network };
  const { host, port } = splitHostPort(entry) ?? { host: entry, port: '' };
  const address = host.includes('%') ? null : parseAddress(host);
  if (address) return { kind: 'address', address, port };
  if (host === '') return null;
  const bare = host.startsWith('*.') ? host.slice(1) : host;
  const apex = !bare.startsWith('.');
  return { kind: 'domain', suffix: `.${toAscii(apex ? bare : bare.slice(1))}`, apex, port };
}

/** Go's `net.SplitHostPort`; null where Go returns an error. */
function splitHostPort(text: string): { host: string; port: string } | null {
  const bracketed = /^\[([^[\]]*)\]:([^:[\]]*)$/.exec(text);
  if (bracketed) return { host: bracketed[1] ?? '', port: bracketed[2] ?? '' };
  const plain = /^([^:[\]]*):([^:[\]]*)$/.exec(text);
  return plain ? { host: plain[1] ?? '', port: plain[2] ?? '' } : null;
}

/** Go keeps a name it can't convert as it is; one with other signs than letters, digits and hyphens is such a name. */
function toAscii(host: string): string {
  if (/^[\u0000-\u007f]*$/.test(host) || /[\u0000-,/:-@[-`{-\u007f]/.test(host)) return host;
  return domainToASCII(host) || host;
}

function bareHost(host: string): string {
  return host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
}

/** An IP address as a number; an IPv4 address inside IPv6 (`::ffff:10.0.0.1`) is that IPv4 address, as in Go. */
interface Address {
  readonly family: 4 | 6;
  readonly bits: bigint;
}

interface AddressBlock {
  readonly base: Address;
  readonly prefix: number;
}

function parseAddress(text: string): Address | null {
  if (isIPv4(text)) return { family: 4, bits: ipv4Bits(text) };
  const [withoutZone = ''] = text.split('%', 1);
  if (!isIPv6(withoutZone) || text.endsWith('%')) return null;
  return unmapped(ipv6Bits(withoutZone));
}

function parseBlock(text: string): AddressBlock | null {
  const [, address = '', digits = ''] = /^([^/%]+)\/([0-9]+)$/.exec(text) ?? [];
  const prefix = Number(digits);
  if (isIPv4(address) && prefix <= 32) {
    return { base: { family: 4, bits: clearLow(ipv4Bits(address), 32 - prefix) }, prefix };
  }
  if (!isIPv6(address) || prefix > 128) return null;
  const base = unmapped(clearLow(ipv6Bits(address), 128 - prefix));
  return { base, prefix: base.family === 4 ? Math.max(0, prefix - 96) : prefix };
}

function contains({ base, prefix }: AddressBlock, address: Address): boolean {
  const width = base.family === 4 ? 32 : 128;
  return address.family === base.family && clearLow(address.bits, width - prefix) === base.bits;
}

function clearLow(bits: bigint, count: number): bigint {
  return (bits >> BigInt(count)) << BigInt(count);
}

function unmapped(bits: bigint): Address {
  return bits >> 32n === 0xffffn ? { family: 4, bits: bits & 0xffffffffn } : { family: 6, bits };
}

function ipv4Bits(text: string): bigint {
  return text.split('.').reduce((bits, part) => (bits << 8n) | BigInt(part), 0n);
}

function ipv6Bits(text: string): bigint {
  const hexadecimal = text.replace(/[0-9.]+\.[0-9]+$/, (dotted) => {
    const bits = ipv4Bits(dotted);
    return `${(bits >> 16n).toString(16)}:${(bits & 0xffffn).toString(16)}`;
  });
  const [head = '', tail] = hexadecimal.split('::');
  const left = head.split(':').filter(Boolean);
  const right = (tail ?? '').split(':').filter(Boolean);
  const groups =
    tail === undefined ? left : [...left, ...Array(8 - left.length - right.length).fill('0'), ...right];
  return groups.reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n);
}
