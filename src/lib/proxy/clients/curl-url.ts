import { isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';
import type { ProxyEndpoint } from '../proxy-endpoint.js';
import { percentDecode } from '../proxy-url.js';
import { hideCredentials } from './hide-credentials.js';
import { dottedAddress } from './inet-aton.js';
import { isSince, type Release } from './release.js';

/** How curl reads the value of a proxy variable or of `--proxy`. */
export type CurlProxyReading =
  | { readonly kind: 'proxy'; readonly endpoint: ProxyEndpoint }
  /** Exit code 5 or 3: not the syntax of a URL. */
  | { readonly kind: 'refused' }
  /** Exit code 7: a URL, but no kind of proxy that curl speaks. */
  | { readonly kind: 'unsupported'; readonly scheme: string };

const proxySchemes: Readonly<Record<string, string>> = {
  http: 'http',
  https: 'https',
  socks: 'socks4',
  socks4: 'socks4',
  socks4a: 'socks4a',
  socks5: 'socks5',
  socks5h: 'socks5h',
};

/** A host that begins so is guessed to be of this scheme where none is given (before 8.21). */
const guessed = /^(ftp|dict|ldap|imap|smtp|pop3)\./i;

/**
 * curl's own parser (lib/urlapi.c, `curl_url_set` with CURLU_NON_SUPPORT_SCHEME and CURLU_GUESS_SCHEME; lib/url.c,
 * since 8.21 lib/proxy.c): no blank or control character anywhere, one to three slashes, the user part ends at the
 * first `@`. Without a port: 443 for https, else 1080; since 8.21 80 for http.
 */
export function readCurlProxy(value: string, release: Release, defaultScheme = 'http'): CurlProxyReading {
  if (/[\u0000-\u0020\u007f]/.test(value)) return { kind: 'refused' };
  const written = /^([a-z0-9][a-z0-9+.-]{0,39}):(?=\/)/i.exec(value)?.[1];
  const slashes = written === undefined ? '' : (/^\/*/.exec(value.slice(written.length + 1))?.[0] ?? '');
  if (slashes.length > 3) return { kind: 'refused' };
  const rest = written === undefined ? value : value.slice(written.length + 1 + slashes.length);
  const authority = /^[^/?#]*/.exec(rest)?.[0] ?? '';
  const place = authority.slice(authority.indexOf('@') + 1);
  const found = splitPlace(place, written !== undefined);
  const host = found === null ? null : readCurlHost(found.host, release);
  if (found === null || host === null) return { kind: 'refused' };
  const guess = isSince(release, [8, 21, 0]) ? undefined : guessed.exec(host)?.[1];
  const scheme = (written ?? guess ?? defaultScheme).toLowerCase();
  const kind = proxySchemes[scheme];
  if (kind === undefined) return { kind: 'unsupported', scheme };
  return {
    kind: 'proxy',
    endpoint: { scheme: kind, host: hideCredentials(host), port: found.port ?? defaultPort(kind, release) },
  };
}

/** Signs that a host must not have; each release added some. */
const forbidden: readonly { readonly since: Release; readonly signs: RegExp }[] = [
  { since: [0, 0, 0], signs: /[ \r\n]/ },
  { since: [7, 83, 1], signs: /[\t/:#?!@]/ },
  { since: [7, 86, 0], signs: /[{}[\]\\$'"^`*<>=;,]/ },
  { since: [7, 87, 0], signs: /[+&()]/ },
  { since: [8, 0, 0], signs: /%/ },
  { since: [8, 21, 0], signs: /[|]|^\.$|\.\.$/ },
];

/**
 * The host of a URL as curl takes it: percent-decoded, numbers as an IPv4 address (`3128` is 0.0.12.56), IPv6 without
 * brackets; null where curl refuses it.
 */
function readCurlHost(text: string, release: Release): string | null {
  if (text === '') return null;
  if (text.startsWith('[')) {
    const [address = ''] = text.slice(1, -1).split('%', 1);
    return isIPv6(address) ? new URL(`http://[${address}]`).hostname.slice(1, -1) : null;
  }
  const host = percentDecode(text);
  const address = readIPv4(host, release);
  if (address !== null) return address;
  if (forbidden.some(({ since, signs }) => isSince(release, since) && signs.test(host))) return null;
  if (/^[\u0000-\u007f]*$/.test(host)) return host;
  return domainToASCII(host) || null;
}

/** The host of a target, IPv6 without brackets, as curl compares it with the list of exceptions. */
export function readCurlTarget(host: string, release: Release): string {
  return readCurlHost(host.includes(':') ? `[${host}]` : host, release) ?? host;
}

function defaultPort(scheme: string, release: Release): number {
  if (scheme === 'https') return 443;
  return scheme === 'http' && isSince(release, [8, 21, 0]) ? 80 : 1080;
}

/** The port is decimal, at most 65535; empty only where a scheme is given. */
function splitPlace(place: string, hasScheme: boolean): { host: string; port: number | null } | null {
  const [, host, port] = /^(\[[^\]]*\]|[^:[]*)(?::(.*))?$/s.exec(place) ?? [];
  if (host === undefined || host === '') return null;
  if (port === undefined || (port === '' && hasScheme)) return { host, port: null };
  return /^\d+$/.test(port) && Number(port) <= 65_535 ? { host, port: Number(port) } : null;
}

/** Numbers are an address as for `inet_aton`; since 8.21 also with a dot at the end of four. */
function readIPv4(host: string, release: Release): string | null {
  const dotted = isSince(release, [8, 21, 0]) ? host.replace(/^((?:[^.]+\.){3}[^.]+)\.$/, '$1') : host;
  return dottedAddress(dotted);
}
