import { isIPv4, isIPv6 } from 'node:net';
import type { ClientDecision, ExplainTarget } from '../../../../src/lib/proxy/clients/client.js';
import { inetAton } from '../../../../src/lib/proxy/clients/inet-aton.js';
import type { ProxyEndpoint } from '../../../../src/lib/proxy/proxy-endpoint.js';
import type { Seen } from './first-bytes.js';
import { type Observation, observedPorts } from './world.js';

/** What became of one request of a real client. */
export interface Happening {
  /** Did the client say that it failed? A refusal by the observer is no failure of the client. */
  readonly failed: boolean;
  readonly observed: readonly Observation[];
}

/** What explain says and what was seen, where they are not the same. */
export interface Disagreement {
  readonly expected: string;
  readonly seen: string;
}

/** Null where the client did what the decision says. */
export function disagreement(
  decision: ClientDecision,
  target: ExplainTarget,
  happening: Happening,
): Disagreement | null {
  const expected = expectation(decision, target);
  const seen = sight(happening);
  if (seen.length === 1 && expected.includes(seen[0] as string)) return null;
  return { expected: expected.join(' or '), seen: seen.join(', then ') };
}

/** All that may be seen. */
function expectation(decision: ClientDecision, target: ExplainTarget): string[] {
  if (decision.outcome === 'direct') return directly(target);
  if (decision.outcome !== 'proxy' || decision.proxy === null) return ['failure'];
  const { scheme, host, port } = decision.proxy;
  return sights(ways(scheme, target), places(host, port));
}

function sights(ways: readonly string[], places: readonly (string | null)[]): string[] {
  return places.flatMap((place) => (place === null ? ['failure'] : ways.map((way) => `${way} at ${place}`)));
}

function directly(target: ExplainTarget): string[] {
  const way = { http: 'origin', ws: 'origin', https: 'tls', wss: 'tls' }[target.scheme];
  return sights(
    way === undefined ? ['silent', 'other', 'tls', 'origin'] : [way],
    places(target.host, target.port),
  );
}

function ways(scheme: ProxyEndpoint['scheme'], target: ExplainTarget): string[] {
  const authority = `${bare(target.host)}:${target.port}`;
  if (scheme === 'http') return [`connect ${authority}`, `absolute ${authority}`];
  if (scheme === 'https') return ['tls'];
  if (scheme === 'ftp') return ['silent'];
  if (!scheme.startsWith('socks4')) return ['socks5'];
  // SOCKS4 knows no IPv6 addresses: curl connects and then says so.
  return isIPv6(target.host) ? ['socks4', 'silent'] : ['socks4'];
}

/** Where a dial for this host and port may arrive; nowhere: null, which is seen as a failure. */
function places(host: string, port: number): readonly (string | null)[] {
  if (!(observedPorts as readonly number[]).includes(port)) return [null];
  if (isIPv6(host)) return [`${bare(host)}:${port}`];
  if (!/^[a-z0-9._-]+$/i.test(host)) return [null];
  const place = `${bare(host)}:${port}`;
  // Some clients know both addresses of `localhost` without asking.
  if (/(?:^|\.)localhost\.?$/i.test(host)) return [place, `::1:${port}`];
  if (isIPv4(host) || !/(?:^|\.)\d+\.?$/.test(host)) return [place];
  // A name that ends in a number is an address to the C library, a name to others, and to others neither.
  const number = inetAton(host);
  const address = number === null ? [] : [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256);
  return [place, null, ...(number === null ? [] : [`${address.join('.')}:${port}`])];
}

/** A host in one spelling, as the observer sees it. */
function bare(host: string): string {
  const text = host.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  if (isIPv6(text)) return new URL(`http://[${text}]`).hostname.slice(1, -1);
  const name = text.replace(/\.$/, '');
  return name === 'localhost' || name.endsWith('.localhost') || name === '0.0.0.0' ? '127.0.0.1' : name;
}

/** The different things that were seen, in order; more than one means that the client tried something else as well. */
function sight({ failed, observed }: Happening): string[] {
  if (observed.length === 0) return [failed ? 'failure' : 'nothing'];
  return [...new Set(observed.map(({ host, port, seen }) => `${describe(seen)} at ${bare(host)}:${port}`))];
}

function describe(seen: Seen): string {
  if (seen.kind === 'connect') return `connect ${authorityOf(seen.authority, '')}`;
  if (seen.kind !== 'absolute') return seen.kind;
  const [, scheme = '', authority = ''] = /^([a-z]+):\/\/(?:[^@/]*@)?([^/?#]*)/i.exec(seen.url) ?? [];
  return `absolute ${authorityOf(authority, { http: '80', ws: '80', https: '443', wss: '443', ftp: '21' }[scheme] ?? '')}`;
}

function authorityOf(text: string, defaultPort: string): string {
  const [, host = text, port = defaultPort] = /^(.*?)(?::(\d+))?$/.exec(text) ?? [];
  return `${bare(host)}:${port}`;
}
