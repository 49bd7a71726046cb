import { percentDecode } from '../proxy-url.js';
import { type CurlProxyReading, readCurlProxy } from './curl-url.js';
import { isSince, type Release } from './release.js';

/** How git reads the value of a proxy variable or of `http.proxy`. */
export type GitProxyReading =
  | CurlProxyReading
  /** No host is left: libcurl is told to use no proxy. */
  | { readonly kind: 'dropped' };

/**
 * git takes the value apart itself (http.c, `get_curl_handle`; credential.c, `credential_from_url`) and gives libcurl
 * only the host with its port, and the kind of proxy: until 2.54 by the first letters of the value, so that
 * `https.corp:3128` is one with TLS, and `SOCKS5://` and unknown schemes are plain HTTP; since 2.55 by the scheme in
 * lower case. Since 2.47 a path is refused, which was ignored before.
 */
export function readGitProxy(value: string, git: Release, curl: Release): GitProxyReading {
  const url = value.includes('://') ? value : `http://${value}`;
  const end = url.indexOf('://');
  if (end === 0 || /\n/.test(value)) return { kind: 'refused' };
  const scheme = url.slice(0, end);
  const [, authority = '', path = ''] = /^([^/?#]*)(.*)$/s.exec(url.slice(end + 3)) ?? [];
  const host = percentDecode(authority.slice(authority.indexOf('@') + 1));
  const type = isSince(git, [2, 55, 0]) ? typeOfScheme(scheme) : typeOfLetters(value);
  if (type === null)
    return /^[a-z][a-z0-9+.-]*$/i.test(scheme) ? { kind: 'unsupported', scheme } : { kind: 'refused' };
  if (isSince(git, [2, 47, 0]) && path.replace(/^\/+/, '') !== '') return { kind: 'refused' };
  if (host === '') return { kind: 'dropped' };
  return readCurlProxy(host, curl, type);
}

const types = ['http', 'https', 'socks', 'socks4', 'socks4a', 'socks5', 'socks5h'];

function typeOfScheme(scheme: string): string | null {
  return types.includes(scheme) ? scheme : null;
}

function typeOfLetters(value: string): string {
  return ['socks5h', 'socks5', 'socks4a', 'socks', 'https'].find((type) => value.startsWith(type)) ?? 'http';
}
