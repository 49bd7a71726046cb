/**
 * An IPv4 address as the C library's `inet_aton` reads it: one to four numbers, decimal, octal (`010`) or hexadecimal
 * (`0x0a`), of which the last fills what is left (`10.1` is 10.0.0.1). Null for anything else.
 */
export function inetAton(text: string): number | null {
  const parts = text.split('.');
  if (parts.length > 4) return null;
  const numbers = parts.map(readNumber);
  const last = numbers.pop() ?? null;
  if (last === null || last >= 256 ** (4 - numbers.length)) return null;
  let address = last;
  for (const [index, number] of numbers.entries()) {
    if (number === null || number > 255) return null;
    address += number * 256 ** (3 - index);
  }
  return address;
}

/** The usual form of what `inetAton` reads; null where it reads none. */
export function dottedAddress(text: string): string | null {
  const address = inetAton(text);
  return address === null ? null : [24, 16, 8, 0].map((bits) => (address >>> bits) & 255).join('.');
}

function readNumber(text: string): number | null {
  if (/^0x[0-9a-f]+$/i.test(text)) return Number.parseInt(text.slice(2), 16);
  if (/^0[0-7]*$/.test(text)) return Number.parseInt(text, 8);
  return /^[1-9][0-9]*$/.test(text) ? Number(text) : null;
}
