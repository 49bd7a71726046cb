import type { ClientDecision, ProxyEndpoint } from './clients/client.js';

/** A client that does not speak the scheme, or whose choice is made by a script, can't agree or disagree. */
export function isCompared({ outcome }: ClientDecision): boolean {
  return outcome === 'proxy' || outcome === 'direct' || outcome === 'error';
}

/** Do two clients do the same, as the network sees it? */
export function sameDecision(a: ClientDecision, b: ClientDecision): boolean {
  return a.outcome === b.outcome && (a.outcome !== 'proxy' || sameEndpoint(a.proxy, b.proxy));
}

/** Host names are one whatever their case. */
export function sameEndpoint(a: ProxyEndpoint | null, b: ProxyEndpoint | null): boolean {
  return (
    a !== null &&
    b !== null &&
    a.scheme === b.scheme &&
    a.host.toLowerCase() === b.host.toLowerCase() &&
    a.port === b.port
  );
}
