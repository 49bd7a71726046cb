import type { ProxyEndpoint } from '../proxy-endpoint.js';
import { readHost } from './proxy-place.js';

const schemes = [
  { scheme: 'http', port: 80 },
  { scheme: 'https', port: 443 },
  { scheme: 'socks4', port: 80 },
  { scheme: 'socks5', port: 80 },
  { scheme: 'socks4a', port: 80 },
];

/**
 * The value of a proxy variable as .NET reads it (HttpEnvironmentProxy, 8 and newer), by hand and leniently: `http` where
 * no known scheme stands in front, all up to the last `@` is the user part, whatever follows the digits of the port is
 * dropped. Null where it is no place: .NET takes the variable for one that is not set.
 */
export function readDotnetProxy(value: string): ProxyEndpoint | null {
  const known = schemes.find(({ scheme }) => value.toLowerCase().startsWith(`${scheme}://`));
  const { scheme, port } = known ?? { scheme: 'http', port: 80 };
  const text = value.slice(known === undefined ? 0 : scheme.length + 3);
  const place = text.slice(text.lastIndexOf('@') + 1);
  const colon = place.lastIndexOf(':');
  if (colon < 0 || colon < place.indexOf(']')) {
    // A path stays where it is, in front of the port that is put behind: the scheme's own is used then.
    const host = readHost(place.replace(/[/?#\\].*$/s, ''));
    return host === null ? null : { scheme, host, port };
  }
  const digits = /^\d*/.exec(place.slice(colon + 1))?.[0] ?? '';
  const host = readHost(place.slice(0, colon));
  if (host === null || digits === '' || Number(digits) > 65_535) return null;
  return { scheme, host, port: Number(digits) };
}
