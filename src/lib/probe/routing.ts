import { exitCodes, Failure } from '../errors.js';
import type { Environment } from '../host/host.js';
import { goProxyFor } from '../proxy/go-rules.js';
import { parseGoUrl } from '../proxy/go-url.js';
import { maskProxyValue } from '../proxy/mask-proxy-value.js';
import { findNoProxyEntry, readNoProxy } from '../proxy/no-proxy.js';
import { type ProxyUrl, parseProxyUrl, proxySchemes } from '../proxy/proxy-url.js';
import type { ProbeFailures } from './failures.js';
import type { Target } from './target.js';

/** How the run was told to reach its targets. */
export interface RoutingRequest {
  /** `-x`, or the configuration's; empty: the environment decides. Each is a route of its own. */
  readonly proxies: readonly { readonly proxy: ProxyUrl; readonly source: 'flag' | 'config' }[];
  /** Without a proxy; beside `proxies`: as well. */
  readonly direct: boolean;
  /** `--no-proxy`: excludes targets, and stands in for NO_PROXY. */
  readonly noProxy: string | null;
}

/** The entry that sends a target past the proxy. */
export interface Bypass {
  readonly variable: string;
  readonly entry: string;
  readonly rules: 'go';
}

export interface PlannedRoute {
  readonly proxy: ProxyUrl | null;
  /** `flag`, `config`, `env:NAME`; null for direct. */
  readonly source: string | null;
  readonly bypass: Bypass | null;
  /** The variable whose value Go drops without a word; the route is direct because of it. */
  readonly droppedVariable: string | null;
}

const direct: PlannedRoute = { proxy: null, source: null, bypass: null, droppedVariable: null };

/** The routes to one target. Throws BAD_PROXY for a variable that names a proxy we don't speak to. */
export function planRoutes(
  target: Target,
  request: RoutingRequest,
  env: Environment,
  os: NodeJS.Platform,
): PlannedRoute[] {
  const { proxies, noProxy } = request;
  if (proxies.length === 0) return [request.direct ? direct : fromEnvironment(target, noProxy, env, os)];
  const entry = noProxy === null ? null : findNoProxyEntry(readNoProxy(noProxy), placeOf(target));
  if (entry) return [{ ...direct, bypass: { variable: '--no-proxy', entry: entry.entry, rules: 'go' } }];
  const routes = proxies.map(({ proxy, source }) => ({ ...direct, proxy, source }));
  return request.direct ? [...routes, direct] : routes;
}

function fromEnvironment(
  target: Target,
  noProxy: string | null,
  env: Environment,
  os: NodeJS.Platform,
): PlannedRoute {
  const seen = noProxy === null ? env : { ...env, NO_PROXY: noProxy, no_proxy: noProxy };
  const { proxy, variable, bypass, rule } = goProxyFor(placeOf(target), seen, os);
  if (proxy === null) {
    return {
      ...direct,
      bypass: bypass && { ...bypass, ...(noProxy === null ? {} : { variable: '--no-proxy' }), rules: 'go' },
      droppedVariable: rule === 'malformed' ? variable : null,
    };
  }
  // Go's default port for http:// proxies; a proxy of ours must name its port.
  const reading = parseProxyUrl(asGoReads(proxy), { defaultPort: 80 });
  if (!reading.ok) throw badProxy(proxy, variable ?? 'HTTPS_PROXY', reading);
  return { ...direct, proxy: reading.proxy, source: `env:${variable}` };
}

/** Without the path that Go passes over, and with the host that Go takes for it where a value is badly written. */
function asGoReads(text: string): string {
  const reading = parseGoUrl(text);
  if (!reading.ok) return text;
  const { scheme, userinfo, host } = reading.url;
  return `${scheme}://${userinfo === null ? '' : `${userinfo}@`}${host}`;
}

/** Go knows no rules for redis:// or plain TCP; their traffic is what `https` is to it: a tunnel. */
function placeOf({ kind, host, port }: Target) {
  return { scheme: kind === 'http' ? 'http' : 'https', host, port };
}

export function badProxy(
  text: string,
  source: string,
  { problem, scheme }: Pick<ProbeFailures['BAD_PROXY'], 'problem' | 'scheme'>,
): Failure<ProbeFailures['BAD_PROXY']> {
  return new Failure(
    'BAD_PROXY',
    { text: maskProxyValue(text), source, problem, scheme, supported: proxySchemes },
    { exitCode: exitCodes.usage },
  );
}
