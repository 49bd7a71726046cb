import type { Environment } from '../../host/host.js';
import { findNoProxyEntry, readNoProxy } from '../../proxy/no-proxy.js';
import type { ProxyUrl } from '../../proxy/proxy-url.js';
import { probeFailure, refusedVariable } from '../failures.js';
import type { Target } from '../target/target.js';
import type { EnvRules } from './env-rules.js';
import { type EnvironmentReading, type RulesTarget, routeFromEnvironment } from './environment-route.js';
import { directRoute, type PlannedRoute } from './planned-route.js';

/** A way that somebody asked for: one proxy, or a chain of them, first hop first; none: direct. */
export interface RouteChoice {
  readonly proxies: readonly ProxyUrl[];
  readonly source: 'flag' | 'config';
}

/** How the run was told to reach its targets. */
export interface RoutingRequest {
  /** `-x`, or the configuration's; empty: the environment decides. */
  readonly routes: readonly RouteChoice[];
  /** Without a proxy; beside `routes`: as well. */
  readonly direct: boolean;
  /** `--no-proxy`: excludes targets, and stands in for NO_PROXY. */
  readonly noProxy: string | null;
  readonly envRules: EnvRules;
  /** Whose agent the rules `node` mean; absent: the current release's. */
  readonly nodeVersion?: string;
}

/**
 * The routes to one target. Throws a usage failure for a variable that names a proxy we don't speak to, and for
 * `proxy://` where there is no proxy.
 */
export function planRoutes(
  target: Target,
  request: RoutingRequest,
  env: Environment,
  os: NodeJS.Platform,
): PlannedRoute[] {
  if (target.kind === 'proxy') return proxyRoutes(target, request, env, os);
  const { noProxy } = request;
  const choices = target.options.routes ?? request.routes;
  if (choices.length === 0) {
    return [request.direct ? directRoute : byRules(placeOf(target), request, env, os)];
  }
  const entry = noProxy === null ? null : findNoProxyEntry(readNoProxy(noProxy), placeOf(target));
  if (entry) {
    return [{ ...directRoute, bypass: { variable: '--no-proxy', entry: entry.entry, rules: 'go' } }];
  }
  const routes = choices.map(routeOf);
  const direct = request.direct && routes.every(({ proxies }) => proxies.length > 0);
  return direct ? [...routes, directRoute] : routes;
}

/** The target as it is over this route: `proxy://` is where the last hop is. */
export function targetOn({ proxies }: PlannedRoute, target: Target): Target {
  const last = proxies.at(-1);
  if (target.kind !== 'proxy' || last === undefined) return target;
  return { ...target, host: last.host, port: last.port };
}

/** The distinct proxies that the environment names, by its rules, whatever NO_PROXY says. */
export function environmentProxies(
  request: RoutingRequest,
  env: Environment,
  os: NodeJS.Platform,
): PlannedRoute[] {
  const seen = { ...withoutExceptions(env), REQUEST_METHOD: undefined };
  const routes = (['http', 'https'] as const).map((scheme) => {
    const somewhere = { scheme, host: 'target.invalid', port: scheme === 'http' ? 80 : 443 };
    return routeFromEnvironment(somewhere, readingOf(request, seen, os));
  });
  // Whoever asks for the proxies themselves wants to hear of one that is passed over.
  for (const { droppedVariable } of routes) {
    if (droppedVariable !== null) throw refusedVariable(request.envRules, droppedVariable, env);
  }
  const found = routes.filter(({ proxies }) => proxies.length > 0);
  return found.filter((route, index) => found.findIndex((other) => isSame(other, route)) === index);
}

function proxyRoutes(
  target: Target,
  request: RoutingRequest,
  env: Environment,
  os: NodeJS.Platform,
): PlannedRoute[] {
  const choices = (target.options.routes ?? request.routes).filter(({ proxies }) => proxies.length > 0);
  const routes =
    choices.length > 0 || request.direct ? choices.map(routeOf) : environmentProxies(request, env, os);
  if (routes.length === 0) throw probeFailure('NO_PROXY_TO_PROBE', {});
  return routes;
}

function routeOf({ proxies, source }: RouteChoice): PlannedRoute {
  return proxies.length === 0 ? directRoute : { ...directRoute, proxies, source };
}

function byRules(
  target: RulesTarget,
  request: RoutingRequest,
  env: Environment,
  os: NodeJS.Platform,
): PlannedRoute {
  const { noProxy } = request;
  if (noProxy === null) return routeFromEnvironment(target, readingOf(request, env, os));
  const seen = { ...withoutExceptions(env), NO_PROXY: noProxy };
  const route = routeFromEnvironment(target, readingOf(request, seen, os));
  return { ...route, bypass: route.bypass && { ...route.bypass, variable: '--no-proxy' } };
}

function readingOf(
  { envRules, nodeVersion }: RoutingRequest,
  env: Environment,
  os: NodeJS.Platform,
): EnvironmentReading {
  return { rules: envRules, env, os, nodeVersion: nodeVersion ?? null };
}

function withoutExceptions(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => name.toUpperCase() !== 'NO_PROXY'));
}

/** Go knows no rules for redis:// or plain TCP; their traffic is what `https` is to it: a tunnel. */
function placeOf({ kind, host, port }: Target): RulesTarget {
  return { scheme: kind === 'http' ? 'http' : 'https', host, port };
}

function isSame(a: PlannedRoute, b: PlannedRoute): boolean {
  return (
    a.proxies.length === b.proxies.length &&
    a.proxies.every((proxy, index) => {
      const other = b.proxies[index];
      return (
        proxy.shown === other?.shown &&
        proxy.credentials?.username === other.credentials?.username &&
        proxy.credentials?.password === other.credentials?.password
      );
    })
  );
}
