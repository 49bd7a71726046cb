import { isLoopbackTarget } from '../no-proxy.js';
import type { ProxyEndpoint } from '../proxy-endpoint.js';
import type { WindowsProxySettings } from './client.js';
import { readPlace } from './proxy-place.js';
import { fitsWildcard } from './star-wildcard.js';

/** The proxy of the Windows settings for a target, as .NET reads `ProxyServer` (MultiProxy); null where there is none. */
export function readDotnetServer(server: string, secure: boolean): ProxyEndpoint | null {
  for (const part of server.split(/[;\s]+/)) {
    const [, list, scheme, place = ''] = /^(https?=)?(https?:\/\/)?(.*)$/s.exec(part) ?? [];
    const type = scheme?.slice(0, -3) ?? list?.slice(0, -1);
    const found = type === undefined || (type === 'https') === secure ? readPlace(place, 80) : null;
    if (found !== null) return { scheme: 'http', ...found };
  }
  return null;
}

/** The entry of `ProxyOverride` that covers a host (IPv6 without brackets): `<local>`, or a name with `*`. */
export function findOverride({ override }: WindowsProxySettings, host: string): string | null {
  const name = host.toLowerCase();
  for (const written of override.split(';')) {
    const entry = written
      .replace(/^ +/, '')
      .replace(/^https?:\/\//i, '')
      .replace(/^\[/, '')
      .replace(/[ \]].*$/s, '');
    if (entry === '') continue;
    const isLocal = entry.toLowerCase().startsWith('<local>');
    if (isLocal && (isLoopbackTarget(name) || !/[.:]/.test(name))) return written.trim();
    if (!isLocal && fitsWildcard(entry, name)) return written.trim();
  }
  return null;
}
