import type { Environment } from '../../host/host.js';
import { formatAuthority } from '../../proxy/authority.js';
import type { ClientDecision, ClientRule, ClientRules } from '../../proxy/clients/client.js';
import { curlRules } from '../../proxy/clients/curl.js';
import { nodeRules } from '../../proxy/clients/node.js';
import { nodeFeatures } from '../../proxy/clients/node-version.js';
import { goProxyFor } from '../../proxy/go-rules.js';
import { parseGoUrl } from '../../proxy/go-url.js';
import type { ProxyEndpoint } from '../../proxy/proxy-endpoint.js';
import { type ProxyUrl, parseProxyUrl } from '../../proxy/proxy-url.js';
import { badProxy, refusedVariable } from '../failures.js';
import type { EnvRules } from './env-rules.js';
import { directRoute, type PlannedRoute } from './planned-route.js';

/** A place as the rules of clients see it. */
export interface RulesTarget {
  readonly scheme: 'http' | 'https';
  readonly host: string;
  readonly port: number;
}

/** The environment, and who reads it. */
export interface EnvironmentReading {
  readonly rules: EnvRules;
  readonly env: Environment;
  readonly os: NodeJS.Platform;
  /** For `node`: whose agent is meant. A release that knows no proxy variables stands for the current one. */
  readonly nodeVersion: string | null;
}

/**
 * The way a client would go by its variables. Throws a usage failure that names the variable where the client refuses
 * or misreads its value, or goes by a proxy that we don't speak to: never another way than the client's.
 */
export function routeFromEnvironment(target: RulesTarget, reading: EnvironmentReading): PlannedRoute {
  if (reading.rules === 'go') return asGo(target, reading);
  return reading.rules === 'curl'
    ? asClient(curlRules, target, reading, {})
    : asClient(nodeRules, target, asIfOn(reading), versionOf(reading));
}

function asGo(target: RulesTarget, { env, os }: EnvironmentReading): PlannedRoute {
  const { proxy, variable, bypass, rule } = goProxyFor(target, env, os);
  if (rule === 'cgi') throw refusedVariable('go', variable ?? 'HTTP_PROXY', env, 'REQUEST_METHOD');
  if (proxy === null) {
    return {
      ...directRoute,
      bypass: bypass && { ...bypass, rules: 'go' },
      droppedVariable: rule === 'malformed' ? variable : null,
    };
  }
  const text = asGoReads(proxy);
  const read = parseProxyUrl(text, { defaultPort: goPorts[/^\w+/.exec(text)?.[0] ?? ''] ?? 80 });
  if (!read.ok) throw badProxy(proxy, variable ?? 'HTTPS_PROXY', read);
  return { ...directRoute, proxies: [resolvedThere(read.proxy)], source: `env:${variable}` };
}

const goPorts: Readonly<Record<string, number>> = { https: 443, socks5: 1080, socks5h: 1080 };

/** Without the path that Go passes over, and with the host that Go takes for it where a value is badly written. */
function asGoReads(text: string): string {
  const reading = parseGoUrl(text);
  if (!reading.ok) return text;
  const { scheme, userinfo, host } = reading.url;
  return `${scheme}://${userinfo === null ? '' : `${userinfo}@`}${host}`;
}

/** Go and Node.js leave names to a SOCKS proxy, whichever of the two schemes is written. */
function resolvedThere(proxy: ProxyUrl): ProxyUrl {
  if (proxy.scheme !== 'socks5') return proxy;
  return { ...proxy, scheme: 'socks5h', shown: proxy.shown.replace(/^socks5:/, 'socks5h:') };
}

function asClient(
  client: ClientRules,
  { scheme, host, port }: RulesTarget,
  { rules, env, os }: EnvironmentReading,
  versions: { node?: string },
): PlannedRoute {
  const url = `${scheme}://${formatAuthority({ host, port })}/`;
  const decision = client.decide(
    { url, scheme, host, port, explicitPort: true, path: '/' },
    { os, env, versions, settings: {}, windows: null },
  );
  const { rule, proxy } = decision;
  if (decision.outcome === 'direct') return directBy(rule, rules);
  const name = variableOf(decision);
  if (proxy === null || rule?.kind !== 'named') throw refusedVariable(rules, name, env);
  const read = withCredentials(proxy, env[name] ?? '');
  if (!read.ok) throw badProxy(env[name] ?? '', name, read);
  const dialled = rules === 'node' ? asNodeDials(read.proxy, versions.node) : read.proxy;
  return { ...directRoute, proxies: [dialled], source: `env:${name}` };
}

/** Older releases don't send a user without a password. */
function asNodeDials(proxy: ProxyUrl, version: string | undefined): ProxyUrl {
  const isSent =
    proxy.credentials?.password !== '' || version === undefined || nodeFeatures(version)?.userAlone;
  return resolvedThere(isSent ? proxy : { ...proxy, credentials: null });
}

function directBy(rule: ClientRule | null, rules: EnvRules): PlannedRoute {
  if (rule?.kind === 'bypass') {
    return { ...directRoute, bypass: { variable: rule.name, entry: rule.entry, rules } };
  }
  return { ...directRoute, droppedVariable: rule?.kind === 'malformed' ? rule.name : null };
}

function variableOf({ rule }: ClientDecision): string {
  return rule !== null && 'name' in rule ? rule.name : '';
}

/** The client's decision tells where the proxy is; who may use it stands in the variable alone. */
function withCredentials(endpoint: ProxyEndpoint, value: string) {
  const [, authority = ''] = /^(?:[a-z][a-z0-9+.-]*:\/+)?([^/?#]*)/i.exec(value) ?? [];
  const user = authority.slice(0, authority.lastIndexOf('@') + 1);
  return parseProxyUrl(`${endpoint.scheme}://${user}${formatAuthority(endpoint)}`);
}

/** The rules are asked for: whether this program was started with them does not matter. */
function asIfOn(reading: EnvironmentReading): EnvironmentReading {
  return { ...reading, env: { ...reading.env, NODE_USE_ENV_PROXY: '1', NODE_OPTIONS: undefined } };
}

function versionOf({ nodeVersion }: EnvironmentReading): { node?: string } {
  return nodeVersion !== null && nodeFeatures(nodeVersion) !== null ? { node: nodeVersion } : {};
}
