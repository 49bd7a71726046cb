/** An IPv4 block: its first address as an unsigned number, and its mask length. */
export interface Cidr {
  readonly base: number;
  readonly mask: number;
}

/** `192.168.0.0/16`; null for anything else, also where bits behind the mask are set or a number has leading zeros. */
export function parseCidr(text: string): Cidr | null {
  const [address = '', mask = '', ...rest] = text.split('/');
  const base = parseAddress(address);
  if (base === null || rest.length > 0 || !/^(?:\d|[12]\d|3[0-2])$/.test(mask)) return null;
  const cidr = { base, mask: Number(mask) };
  return base % sizeOf(cidr) === 0 ? cidr : null;
}

export function parseAddress(text: string): number | null {
  const bytes = text.split('.');
  if (
    bytes.length !== 4 ||
    !bytes.every((byte) => /^(?:0|[1-9]\d{0,2})$/.test(byte) && Number(byte) <= 255)
  ) {
    return null;
  }
  return bytes.reduce((sum, byte) => sum * 256 + Number(byte), 0);
}

export function addressText(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}

export function cidrText({ base, mask }: Cidr): string {
  return `${addressText(base)}/${mask}`;
}

export function sizeOf({ mask }: { readonly mask: number }): number {
  return 2 ** (32 - mask);
}

export function contains(outer: Cidr, inner: Cidr): boolean {
  return inner.base >= outer.base && inner.base + sizeOf(inner) <= outer.base + sizeOf(outer);
}

/** Blocks either nest or are apart. */
export function overlap(a: Cidr, b: Cidr): boolean {
  return contains(a, b) || contains(b, a);
}

/** The lowest block of this mask inside `outer` that touches none of `taken`; null where there is none. */
export function freeBlock(outer: Cidr, mask: number, taken: readonly Cidr[]): Cidr | null {
  if (mask < outer.mask) return null;
  const end = outer.base + sizeOf(outer);
  let base = outer.base;
  while (base < end) {
    const candidate = { base, mask };
    const blocking = taken.find((block) => overlap(block, candidate));
    if (!blocking) return candidate;
    base = Math.max(base + sizeOf(candidate), blocking.base + sizeOf(blocking));
  }
  return null;
}

/** The addresses an instance may have: all but the first and the last three. */
export function usable(cidr: Cidr): { readonly first: number; readonly last: number } {
  return { first: cidr.base + 1, last: cidr.base + sizeOf(cidr) - 4 };
}
