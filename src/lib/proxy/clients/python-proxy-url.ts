import { isIPv6 } from 'node:net';
import { domainToASCII, domainToUnicode } from 'node:url';
import type { ProxyEndpoint } from '../proxy-endpoint.js';
import { dottedAddress } from './inet-aton.js';

export type PythonProxyReading =
  | { readonly kind: 'proxy'; readonly endpoint: ProxyEndpoint }
  /** A protocol that requests does not speak by itself: SOCKS takes the package PySocks. */
  | { readonly kind: 'unsupported'; readonly scheme: string }
  /** InvalidProxyURL, InvalidURL and the like: no request is sent. */
  | { readonly kind: 'invalid' };

const defaultPorts: Readonly<Record<string, number>> = { http: 80, https: 443 };

/**
 * A proxy's URL as requests reads it (by urllib3's `parse_url`, 2.8): `proxy:3128` is a URL with the scheme `proxy` and
 * no host, but `10.0.0.9:3128` and `my.proxy:3128` are none, and get `http://`. Blanks are not trimmed.
 */
export function readPythonProxy(value: string): PythonProxyReading {
  const text = /^(?:[a-z][a-z0-9+-]*:|\/)/i.test(value) ? value : `//${value}`;
  const [, written, authority = ''] = /^(?:([a-z][a-z0-9+.-]*):)?(?:\/\/([^\\/?#]*))?/i.exec(text) ?? [];
  const scheme = (written ?? 'http').toLowerCase();
  const place = readAuthority(authority.slice(authority.lastIndexOf('@') + 1));
  if (place === null || place.host === '') return { kind: 'invalid' };
  const isHttp = scheme === 'http' || scheme === 'https';
  const host = isHttp ? normalise(place.host) : place.host;
  if (host === null) return { kind: 'invalid' };
  if (!isHttp) return { kind: 'unsupported', scheme };
  // Python's http.client refuses them before it connects.
  if (/[\u0000-\u0020\u007f]/.test(host)) return { kind: 'invalid' };
  const port = place.port ?? defaultPorts[scheme] ?? 0;
  return { kind: 'proxy', endpoint: { scheme, host: dialled(host), port } };
}

/** The C library's getaddrinfo takes numbers for an address (`3128` is 0.0.12.56) and, on Linux, `*` for this machine. */
function dialled(host: string): string {
  return host === '*' ? '::1' : (dottedAddress(host) ?? host);
}

/** `host[:port]`. Null where it does not fit, or the port is too high. */
function readAuthority(text: string): { host: string; port: number | null } | null {
  const [, host, digits] = /^(\[[^\]]*\]|(?:[^[\]%:/?#]|%[0-9a-f]{2})*)(?::(\d*))?$/is.exec(text) ?? [];
  if (host === undefined) return null;
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  if (bare !== host && !isIPv6(bare.replace(/%.+$/, ''))) return null;
  const port = digits ? Number(digits) : null;
  return port !== null && port > 65_535 ? null : { host: bare, port };
}

/** IDNA 2008, strictly: what has to be mapped first (full-width signs) is refused. */
function normalise(host: string): string | null {
  if (/%(?:[01][0-9a-f]|7f)/i.test(host)) return null;
  if (/^[\u0000-\u007f]*$/.test(host)) return decodeUnreserved(host).toLowerCase();
  const lower = host.toLowerCase();
  const ascii = domainToASCII(lower);
  return ascii !== '' && domainToUnicode(ascii) === lower ? ascii : null;
}

/** Escaped letters, digits and `-._~` are those signs; all else stays escaped. */
function decodeUnreserved(host: string): string {
  return host.replace(/%([0-9a-f]{2})/gi, (written, code: string) => {
    const sign = String.fromCharCode(Number.parseInt(code, 16));
    return /[A-Za-z0-9._~-]/.test(sign) ? sign : written;
  });
}
