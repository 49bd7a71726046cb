import { isIPv6 } from 'node:net';
import type { ProxyEndpoint } from '../proxy-endpoint.js';
import { hideCredentials } from './hide-credentials.js';

/** How wget reads the value of a proxy variable or setting. */
export type WgetProxyReading =
  | { readonly kind: 'proxy'; readonly endpoint: ProxyEndpoint }
  /** `Error parsing proxy URL`. */
  | { readonly kind: 'refused' }
  /** A URL of another scheme than http and the target's: `Must be HTTP`. */
  | { readonly kind: 'unsupported'; readonly scheme: string };

const defaultPorts: Readonly<Record<string, number>> = { http: 80, https: 443, ftp: 21, ftps: 990 };

/**
 * wget's own parser (src/url.c, `rewrite_shorthand_url` and `url_parse`; src/retr.c). A proxy is spoken to in plain
 * HTTP, also where its scheme is https, which only an https URL may have.
 */
export function readWgetProxy(value: string, targetScheme: string): WgetProxyReading {
  const url = completed(value);
  const [, written, rest = ''] = /^([^:/?#]*):\/\/(.*)$/s.exec(url) ?? [];
  if (written === undefined) return { kind: 'refused' };
  const scheme = written.toLowerCase();
  const known = defaultPorts[scheme];
  if (known === undefined) {
    return /^[a-z][a-z0-9+.-]*$/.test(scheme) ? { kind: 'unsupported', scheme } : { kind: 'refused' };
  }
  const place = readPlace(rest);
  if (place === null) return { kind: 'refused' };
  if (scheme !== 'http' && scheme !== targetScheme) return { kind: 'unsupported', scheme };
  const spoken = scheme.startsWith('ftp') ? scheme : 'http';
  return {
    kind: 'proxy',
    endpoint: { scheme: spoken, host: hideCredentials(place.host), port: place.port ?? known },
  };
}

/** `host` and `host:port` are http; anything else with a colon is taken for `host:path` of FTP. */
function completed(value: string): string {
  if (/^(?:https?|ftps?):\/\//i.test(value) || /^[^:/]*:\/\//.test(value)) return value;
  if (/^[:/]/.test(value)) return value;
  return /^[^:/]*(?:$|\/|:[0-9]+(?:\/|$))/.test(value)
    ? `http://${value}`
    : `ftp://${value.replace(':', '/')}`;
}

/** The user part ends at the first `@` before any of `/?#;` and must have a name. */
function readPlace(rest: string): { host: string; port: number | null } | null {
  const [, user] = /^([^@/?#;]*)@/.exec(rest) ?? [];
  if (user === '' || user?.startsWith(':')) return null;
  const authority = /^[^/?#]*/.exec(user === undefined ? rest : rest.slice(user.length + 1))?.[0] ?? '';
  const [, bracketed, name = '', port = ''] = /^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/s.exec(authority) ?? [];
  if (!/^[0-9]*$/.test(port) || Number(port) > 65_535) return null;
  const host = bracketed ?? decoded(name).toLowerCase();
  if (host === '' || /[\u0000-\u001f\u007f]/.test(host)) return null;
  if (bracketed !== undefined && !isIPv6(bracketed)) return null;
  return { host: host.toLowerCase(), port: port === '' ? null : Number(port) };
}

function decoded(host: string): string {
  return host.replace(/(?:%[0-9a-f]{2})+/gi, (run) =>
    Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}
