import { isIPv6 } from 'node:net';

/** An IPv4 block: its first address as an unsigned 32-bit number, and the number of leading one bits. */
export interface Block {
  readonly first: number;
  readonly prefix: number;
}

const octet = '(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const blockPattern = new RegExp(`^${octet}\\.${octet}\\.${octet}\\.${octet}/(3[0-2]|[12]?\\d)$`);

/**
 * `192.168.0.0/16` as a block (RFC 4632). Strict: four decimal octets without leading zeros and a prefix length.
 * Bits behind the prefix are cut off: compare `formatBlock(parseBlock(text))` with the text to see whether there were any.
 * Null for anything else.
 */
export function parseBlock(text: string): Block | null {
  const match = blockPattern.exec(text);
  if (!match) return null;
  const [a, b, c, d, prefix] = match.slice(1).map(Number) as [number, number, number, number, number];
  const address = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  return { first: (address & maskOf(prefix)) >>> 0, prefix };
}

export function formatBlock({ first, prefix }: Block): string {
  const octets = [first >>> 24, (first >>> 16) & 255, (first >>> 8) & 255, first & 255];
  return `${octets.join('.')}/${prefix}`;
}

/** Addresses in a block. */
export function sizeOf({ prefix }: Block): number {
  return 2 ** (32 - prefix);
}

/** Does the outer block hold all of the inner one? A block holds itself. */
export function contains(outer: Block, inner: Block): boolean {
  return inner.prefix >= outer.prefix && (inner.first & maskOf(outer.prefix)) >>> 0 === outer.first;
}

/** Have two blocks an address in common? Blocks never overlap in part: one then holds the other. */
export function overlaps(one: Block, other: Block): boolean {
  return contains(one, other) || contains(other, one);
}

/** The lowest block of this prefix length inside `outer` that none of `taken` touches; null where there is no room. */
export function freeBlock(outer: Block, taken: readonly Block[], prefix: number): Block | null {
  if (prefix < outer.prefix) return null;
  const step = 2 ** (32 - prefix);
  const end = outer.first + sizeOf(outer);
  let first = outer.first;
  while (first < end) {
    const candidate = { first, prefix };
    const obstacle = taken.find((block) => overlaps(block, candidate));
    if (!obstacle) return candidate;
    // Behind the obstacle, on the next boundary of our own size.
    first = Math.max(first + step, Math.ceil((obstacle.first + sizeOf(obstacle)) / step) * step);
  }
  return null;
}

/**
 * A source of a rule in the form the service stores: `10.0.0.1` as `10.0.0.1/32`, IPv6 in short lower case (RFC 5952).
 * Bits behind the prefix are cut off. Null where it is neither an address nor a block.
 */
export function canonicalSource(text: string): { readonly family: 4 | 6; readonly cidr: string } | null {
  const four = parseBlock(text.includes('/') ? text : `${text}/32`);
  if (four) return { family: 4, cidr: formatBlock(four) };
  const [address = '', prefix = '128', ...rest] = text.split('/');
  if (rest.length > 0 || !isIPv6(address) || address.includes('%')) return null;
  if (!/^\d{1,3}$/.test(prefix) || Number(prefix) > 128) return null;
  return { family: 6, cidr: `${networkAddress(address, Number(prefix))}/${Number(prefix)}` };
}

/** The first address of an IPv6 block: `::1` with prefix 0 is `::`. */
function networkAddress(address: string, prefix: number): string {
  const [head = [], tail = []] = shortAddress(address)
    .split('::')
    .map((half) => half.split(':').filter(Boolean));
  const groups = [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail];
  const network = groups.map((group, index) => {
    const bits = Math.min(16, Math.max(0, prefix - 16 * index));
    return (Number.parseInt(group, 16) & (0xffff << (16 - bits)) & 0xffff).toString(16);
  });
  return shortAddress(network.join(':'));
}

/** Lower case, zeros left out, no dotted part: what the URL standard makes of an IPv6 address. */
function shortAddress(address: string): string {
  return new URL(`http://[${address}]/`).hostname.slice(1, -1);
}

function maskOf(prefix: number): number {
  return prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0;
}
