import { isIPv4, isIPv6 } from 'node:net';

/** Where to connect to: a name or an IP literal (IPv6 without brackets), and a port from 1 to 65535. */
export interface Authority {
  readonly host: string;
  readonly port: number;
}

const longestName = 253;

/**
 * Reads the target of a CONNECT request, `host:port` (RFC 9110 section 9.3.6), strictly; null for anything else.
 * The port is required. A host is dotted IPv4, IPv6 in brackets (no zone), or a name of letters, digits, hyphens and
 * underscores. What the resolver would quietly take for an IPv4 address (`127.1`, `0x7f000001`, `2130706433`,
 * `0177.0.0.1`) is refused: such forms serve to get past a list of addresses.
 */
export function parseAuthority(text: string): Authority | null {
  const match = /^(?:\[([^\]]*)\]|([^[\]:]*)):([1-9]\d{0,4})$/.exec(text);
  if (match === null) return null;
  const [, literal, name, digits] = match;
  const port = Number(digits);
  if (port > 65_535) return null;
  if (literal !== undefined) return isPlainIPv6(literal) ? { host: literal, port } : null;
  return isHost(name as string) ? { host: name as string, port } : null;
}

/** The reverse: `[fd00::1]:443`, `example.com:443`. */
export function formatAuthority({ host, port }: Authority): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function isPlainIPv6(text: string): boolean {
  return isIPv6(text) && !text.includes('%');
}

function isHost(text: string): boolean {
  if (isIPv4(text)) return true;
  const name = text.endsWith('.') ? text.slice(0, -1) : text;
  if (name.length > longestName) return false;
  const labels = name.split('.');
  return labels.every(isLabel) && !isNumber(labels.at(-1) as string);
}

/** RFC 1123 section 2.1, and underscores, which service names in private zones do use. */
function isLabel(label: string): boolean {
  return /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/i.test(label);
}

/** A name whose last label is a number is what `inet_aton` reads as an address. */
function isNumber(label: string): boolean {
  return /^(?:\d+|0x[0-9a-f]*)$/i.test(label);
}
