import { maskProxyValue } from '../../proxy/mask-proxy-value.js';
import { lintNoProxy } from '../../proxy/no-proxy-lint.js';
import { correctProxyValue, lintProxyValue } from '../../proxy/proxy-lint.js';
import { redactUrls } from '../../redact.js';
import type { SystemProxySettings } from '../evidence/system-proxy.js';

/** The settings of a system, as they stand there. */
export interface RawProxySettings {
  readonly origin: SystemProxySettings['origin'];
  readonly enabled: boolean;
  /** `host:port`, or one for each scheme: `http=a:1;https=b:2;socks=c:3`. */
  readonly server: string | null;
  readonly pac: string | null;
  readonly exceptions: readonly string[];
}

/** What the settings would be as variables. Nothing here holds a credential any more. */
export function describeSettings(raw: RawProxySettings): SystemProxySettings {
  const servers = readServers(raw.server ?? '');
  const http = asVariable(servers.get('http') ?? servers.get('') ?? servers.get('socks'), 'HTTP_PROXY');
  const https = asVariable(servers.get('https') ?? servers.get('') ?? servers.get('socks'), 'HTTPS_PROXY');
  const endpoints = [http, https].flatMap((variable) => variable?.endpoint ?? []);
  return {
    origin: raw.origin,
    enabled: raw.enabled && raw.server !== null,
    server: raw.server === null ? null : maskServers(raw.server),
    pac: raw.pac === null ? null : maskPac(raw.pac),
    httpProxy: http?.masked ?? null,
    httpsProxy: https?.masked ?? null,
    ...convertExceptions(raw.exceptions),
    endpoints: distinctEndpoints(endpoints),
  };
}

type Endpoint = SystemProxySettings['endpoints'][number];

/** The endpoints of a value in the form of Windows; none for what can't be read. */
export function endpointsOf(server: string): Endpoint[] {
  const found = [...readServers(server).values()].flatMap(
    (value) => asVariable(value, 'HTTP_PROXY')?.endpoint ?? [],
  );
  return distinctEndpoints(found);
}

/** As entered, for showing. */
export function maskServers(server: string): string {
  return splitServers(server).map(maskProxyValue).join(';');
}

/** By scheme; `''` for a server that serves all. What is for SOCKS is given its scheme. */
function readServers(server: string): ReadonlyMap<string, string> {
  const servers = new Map<string, string>();
  for (const part of splitServers(server)) {
    const [, scheme = '', value = part] = /^([a-z]+)=(.*)$/is.exec(part) ?? [];
    if (value === '') continue;
    const name = scheme.toLowerCase();
    servers.set(name, name === 'socks' && !value.includes('://') ? `socks5://${value}` : value);
  }
  return servers;
}

function splitServers(server: string): string[] {
  return server.split(/[;\s]+/).filter(Boolean);
}

function asVariable(server: string | undefined, name: string) {
  if (server === undefined) return null;
  const value = /^[a-z][a-z0-9+.-]*:\/\//i.test(server) ? server : `http://${server}`;
  const lint = lintProxyValue(correctProxyValue(value, name) ?? value, name);
  return lint.effect === 'proxy' && lint.endpoint ? { masked: lint.masked, endpoint: lint.endpoint } : null;
}

function distinctEndpoints(endpoints: readonly Endpoint[]): Endpoint[] {
  const found = new Map(endpoints.map(({ host, port }) => [`${host} ${port}`, { host, port }]));
  return [...found.values()];
}

/** These go direct whatever the settings say; the clients of NO_PROXY must be told. */
const alwaysDirect = ['localhost', '127.0.0.1'];

/**
 * A list of exceptions as NO_PROXY that Go understands, and what it can't express: `<local>` (names without a dot),
 * a `?`, a `*` within a name. A `*` alone would switch the proxy off for all: that is not carried over, either.
 */
export function convertExceptions(
  exceptions: readonly string[],
): Pick<SystemProxySettings, 'noProxy' | 'dropped'> {
  const kept: string[] = [...alwaysDirect];
  const dropped: string[] = [];
  for (const entry of exceptions.map(fillBlock)) {
    // Asks for the proxy where Windows would go direct: NO_PROXY never had that exception.
    if (entry === '' || /^<-loopback>$/i.test(entry)) continue;
    const { masked, findings, corrected } = lintNoProxy(entry);
    const right = (findings.length === 0 ? masked : (corrected ?? '')).split(',');
    // What had to be masked is no exception that anybody could mean.
    const lost = right.some((part) => part === '' || part === '*' || /\?|\*\*\*/.test(part));
    if (lost) dropped.push(masked);
    // To Go the two are the same, curl and Python know the second only.
    else kept.push(...right.map((part) => part.replace(/^\*\./, '.')));
  }
  const noProxy = exceptions.length === 0 ? null : [...new Set(kept)].join(',');
  return { noProxy, dropped: [...new Set(dropped)] };
}

/** macOS writes `169.254/16`. */
function fillBlock(entry: string): string {
  const [, numbers, bits] = /^(\d{1,3}(?:\.\d{1,3}){0,2})\/(\d{1,2})$/.exec(entry.trim()) ?? [];
  if (numbers === undefined) return entry.trim();
  return `${[...numbers.split('.'), '0', '0', '0'].slice(0, 4).join('.')}/${bits}`;
}

/** The query of such an address may hold a token. */
function maskPac(url: string): string {
  return redactUrls(url).replace(/([?#]).+$/s, '$1***');
}
