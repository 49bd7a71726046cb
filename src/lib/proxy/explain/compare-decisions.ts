import { isIPv6 } from 'node:net';
import type { ClientDecision } from '../clients/client.js';
import type { ProxyEndpoint } from '../proxy-endpoint.js';

/** A client that does not speak the scheme, or whose choice is made by a script, can't agree or disagree. */
export function isCompared({ outcome }: ClientDecision): boolean {
  return outcome === 'proxy' || outcome === 'direct' || outcome === 'error';
}

/** Do two clients do the same, as the network sees it? */
export function sameDecision(a: ClientDecision, b: ClientDecision): boolean {
  return a.outcome === b.outcome && (a.outcome !== 'proxy' || sameEndpoint(a.proxy, b.proxy));
}

export function sameEndpoint(a: ProxyEndpoint | null, b: ProxyEndpoint | null): boolean {
  return (
    a !== null &&
    b !== null &&
    a.scheme === b.scheme &&
    canonicalHost(a.host) === canonicalHost(b.host) &&
    a.port === b.port
  );
}

/** Names are one whatever their case, IPv6 addresses (without brackets) whatever their form. */
export function canonicalHost(host: string): string {
  const url = `http://[${host}]/`;
  return isIPv6(host) && URL.canParse(url) ? new URL(url).hostname.slice(1, -1) : host.toLowerCase();
}
