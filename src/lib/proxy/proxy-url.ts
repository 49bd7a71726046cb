import { formatAuthority, parseAuthority } from './authority.js';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** A proxy, as it was told to us. */
export interface ProxyUrl {
  readonly scheme: ProxyScheme;
  /** A name or an IP literal, IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
  readonly credentials: Credentials | null;
  /** For people and for JSON: no user part. */
  readonly shown: string;
}

/** The protocols that are spoken to a proxy. */
export const proxySchemes = ['http', 'https', 'socks5', 'socks5h'] as const;
export type ProxyScheme = (typeof proxySchemes)[number];

/** What is wrong with a proxy URL: `rest` is a path, query or fragment, `credentials` what its protocol can't carry. */
export type ProxyUrlProblem = 'empty' | 'scheme' | 'host' | 'port-missing' | 'credentials' | 'rest';

export type ProxyUrlResult =
  | { readonly ok: true; readonly proxy: ProxyUrl }
  | { readonly ok: false; readonly problem: ProxyUrlProblem; readonly scheme: string | null };

/**
 * Reads `http://[user[:password]@]host:port`, also without the scheme, and the other schemes alike. The port is required (clients' defaults differ:
 * 80, or 1080 with curl before 8.21) unless the caller says which one its source means. The user part ends at the last
 * `@` and is percent-decoded; a password with a lone `%` or a `/` in it is taken as it stands. Never throws.
 */
export function parseProxyUrl(text: string, options: { defaultPort?: number } = {}): ProxyUrlResult {
  const trimmed = text.trim();
  if (trimmed === '') return { ok: false, problem: 'empty', scheme: null };
  const [, written, rest] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*)$/is.exec(trimmed) ?? [];
  const scheme = (written ?? 'http').toLowerCase();
  const wrong = (problem: ProxyUrlProblem): ProxyUrlResult => ({ ok: false, problem, scheme });
  if (!isProxyScheme(scheme)) return wrong('scheme');

  const at = (rest ?? '').lastIndexOf('@');
  const credentials = at < 0 ? null : readCredentials((rest ?? '').slice(0, at), isSocks(scheme));
  if (credentials === 'bad') return wrong('credentials');
  const place = (rest ?? '').slice(at + 1).replace(/\/$/, '');
  if (/[/?#\\]/.test(place)) return wrong('rest');
  const authority = parseAuthority(place) ?? withPort(place, options.defaultPort);
  if (authority === null) return wrong(parseAuthority(`${place}:1`) === null ? 'host' : 'port-missing');
  return {
    ok: true,
    proxy: { scheme, ...authority, credentials, shown: `${scheme}://${formatAuthority(authority)}` },
  };
}

/** The value of `Proxy-Authorization` and `Authorization` for the Basic scheme (RFC 7617, UTF-8). */
export function basicCredentials({
  username,
  password,
}: {
  readonly username: string | null;
  readonly password: string;
}): string {
  return `Basic ${Buffer.from(`${username ?? ''}:${password}`, 'utf8').toString('base64')}`;
}

function withPort(place: string, port: number | undefined) {
  return port === undefined ? null : parseAuthority(`${place}:${port}`);
}

/** Is it spoken to in SOCKS? The others speak HTTP. */
export function isSocks(scheme: ProxyScheme): boolean {
  return scheme === 'socks5' || scheme === 'socks5h';
}

function isProxyScheme(scheme: string): scheme is ProxyScheme {
  return (proxySchemes as readonly string[]).includes(scheme);
}

/**
 * Null for an empty user part. `bad`: what a header can't carry, what RFC 7617 can't tell apart (a colon in the user),
 * or what has no place in a SOCKS message (RFC 1929 section 2: each has 1 to 255 bytes).
 */
function readCredentials(text: string, socks: boolean): Credentials | null | 'bad' {
  if (text === '' || text === ':') return null;
  const colon = text.indexOf(':');
  const username = percentDecode(colon < 0 ? text : text.slice(0, colon));
  const password = colon < 0 ? '' : percentDecode(text.slice(colon + 1));
  if (/[\u0000-\u001f\u007f]/.test(username + password)) return 'bad';
  const fits = socks ? [username, password].every(fitsSocks) : !username.includes(':');
  return fits ? { username, password } : 'bad';
}

function fitsSocks(text: string): boolean {
  const bytes = Buffer.byteLength(text, 'utf8');
  return bytes >= 1 && bytes <= 255;
}

/** As `decodeURIComponent`, but what is no escape sequence stays as it is. */
export function percentDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
