import type { Environment } from '../../host/host.js';
import { type FoundVariable, firstVariable } from '../../host/variables.js';
import type { Authority } from '../../proxy/authority.js';
import { findNoProxyEntry, readNoProxy } from '../../proxy/no-proxy.js';
import { type ProxyUrl, parseProxyUrl } from '../../proxy/proxy-url.js';
import type { UpstreamSetting, Use } from '../settings.js';
import { upstreamOf } from './parse-upstream.js';
import { badUpstream, noUpstreamInEnvironment } from './upstream-failures.js';

/** Both spellings of each, the most fitting first. */
const forTunnels = ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy', 'HTTP_PROXY', 'http_proxy'];
const forHttp = ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy', 'HTTPS_PROXY', 'https_proxy'];

/** What clients take a proxy's port for where none is written. */
const defaultPorts: Readonly<Record<string, number>> = { https: 443, socks5: 1080, socks5h: 1080 };

/**
 * The upstreams that the environment names: one for everything, `env`, or where it tells them apart one for tunnels,
 * `env-https`, and one for plain HTTP, `env-http`. What NO_PROXY excepts by Go's rules goes direct. As with Go, a SOCKS
 * proxy looks names up itself.
 * Throws a usage failure of `TunnelUpstreamFailures` that names the variable where there is none or its value is
 * malformed.
 */
export function upstreamsFromEnvironment(env: Environment, os: NodeJS.Platform): UpstreamSetting[] {
  const tunnels = firstVariable(forTunnels, env, os);
  const http = firstVariable(forHttp, env, os);
  if (tunnels === null || http === null) {
    throw noUpstreamInEnvironment(['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY']);
  }
  const bypass = exceptionsOf(env, os);
  const upstream = (name: string, proxy: ProxyUrl, only: Use | null): UpstreamSetting => ({
    ...upstreamOf(proxy),
    ...{ name, only, bypass },
  });
  const forTunnel = readProxy(tunnels);
  const forPlain = readProxy(http);
  if (isSame(forTunnel, forPlain)) return [upstream('env', forTunnel, null)];
  return [upstream('env-https', forTunnel, 'tunnel'), upstream('env-http', forPlain, 'http')];
}

function readProxy({ name, value }: FoundVariable): ProxyUrl {
  const [, scheme = 'http'] = /^\s*([a-z][a-z0-9+.-]*):\/\//i.exec(value) ?? [];
  const reading = parseProxyUrl(value, { defaultPort: defaultPorts[scheme.toLowerCase()] ?? 80 });
  if (!reading.ok) throw badUpstream(value, name, reading);
  const { proxy } = reading;
  if (proxy.scheme !== 'socks5') return proxy;
  return { ...proxy, scheme: 'socks5h', shown: proxy.shown.replace(/^socks5:/, 'socks5h:') };
}

function exceptionsOf(env: Environment, os: NodeJS.Platform): UpstreamSetting['bypass'] {
  const found = firstVariable(['NO_PROXY', 'no_proxy'], env, os);
  const entries = found === null ? [] : readNoProxy(found.value);
  if (entries.length === 0) return null;
  return ({ host, port }: Authority) => findNoProxyEntry(entries, { scheme: 'https', host, port }) !== null;
}

function isSame(one: ProxyUrl, other: ProxyUrl): boolean {
  return (
    one.shown === other.shown &&
    one.credentials?.username === other.credentials?.username &&
    one.credentials?.password === other.credentials?.password
  );
}
