import { isIP, isIPv6 } from 'node:net';
import { type FoundVariable, firstVariable } from '../../host/variables.js';
import { findNoProxyEntry, readNoProxy } from '../no-proxy.js';
import type {
  ClientDecision,
  ClientNote,
  ClientRule,
  ClientRules,
  ClientWorld,
  ExplainTarget,
} from './client.js';
import { currentReleases } from './current-releases.js';
import { decisionsOf } from './decisions.js';
import { readDotnetProxy } from './dotnet-proxy-value.js';
import { findOverride, readDotnetServer } from './dotnet-settings.js';
import { readingRule } from './reading-rule.js';
import { malformed } from './value-problem.js';
import { distinctNames, firstSet, readVariable } from './variables.js';
import { scriptIn } from './windows.js';

/**
 * .NET's HttpClient (and ClientWebSocket) with the default proxy: the variables, where one of them can be read, else the
 * settings of Windows or macOS. Not run here: after the source of .NET 10 (System.Net.Http: HttpEnvironmentProxy,
 * HttpWindowsProxy, MultiProxy) and its unit tests.
 */
export const dotnetRules: ClientRules = { id: 'dotnet', decide };

const { direct, through, unknown, speechless } = decisionsOf('dotnet');
const cgiMark = 'GATEWAY_INTERFACE';

function decide(target: ExplainTarget, world: ClientWorld): ClientDecision {
  const { scheme } = target;
  if (!['http', 'https', 'ws', 'wss'].includes(scheme)) return speechless(scheme);
  const secure = scheme === 'https' || scheme === 'wss';
  const http = firstReadable(httpNames(world), world);
  const https = firstReadable(['https_proxy', 'HTTPS_PROXY'], world);
  const all = firstReadable(['all_proxy', 'ALL_PROXY'], world);
  if (http === null && https === null && all === null) {
    if (world.os === 'win32') return bySettings(target, world, secure);
    if (world.os === 'darwin') return unknown({ kind: 'unread', name: 'scutil --proxy' });
  }
  const found = (secure ? https : http) ?? all;
  const endpoint = found === null ? null : readDotnetProxy(found.value);
  if (found === null || endpoint === null) return direct(whyNone(secure, world));
  const list = firstSet(['no_proxy', 'NO_PROXY'], world);
  const entry = list === null ? null : findException(list.value, target, world);
  if (list !== null && entry !== null) return direct({ kind: 'bypass', name: list.name, entry });
  return through(endpoint, readingRule(found, endpoint), ...notesOn(list, target, world));
}

/** The upper-case HTTP_PROXY of a CGI program may come from a request's header. On Windows there is but one. */
function httpNames(world: ClientWorld): string[] {
  if (readVariable(cgiMark, world) === null) return ['http_proxy', 'HTTP_PROXY'];
  return world.os === 'win32' ? [] : ['http_proxy'];
}

/** What can't be read counts as not set. */
function firstReadable(names: readonly string[], world: ClientWorld): FoundVariable | null {
  const found = names.flatMap((name) => readVariable(name, world) ?? []);
  return found.find(({ value }) => value !== '' && readDotnetProxy(value) !== null) ?? null;
}

function whyNone(secure: boolean, world: ClientWorld): ClientRule {
  const own = secure ? ['https_proxy', 'HTTPS_PROXY'] : ['http_proxy', 'HTTP_PROXY'];
  const names = distinctNames([...own, 'all_proxy', 'ALL_PROXY'], world);
  const asked = secure ? names : [...httpNames(world), 'all_proxy', 'ALL_PROXY'];
  const dropped = firstVariable(asked, world.env, world.os);
  if (dropped !== null) return dropRule(dropped);
  const hidden = secure ? null : readVariable('HTTP_PROXY', world);
  return hidden?.value ? { kind: 'cgi', name: hidden.name, mark: cgiMark } : { kind: 'unset', names };
}

function dropRule({ name, value }: FoundVariable): ClientRule {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(value)?.[1]?.toLowerCase();
  const known = scheme === undefined || /^(?:https?|socks(?:4a?|5))$/.test(scheme);
  return known ? malformed(name, value) : { kind: 'unsupported', name, scheme };
}

/** Exact names and addresses, `.a.com` for a name and its subdomains; no `*`, no ports; blocks since .NET 11. */
function findException(list: string, target: ExplainTarget, world: ClientWorld): string | null {
  const host = uriHost(target.host);
  const entries = list
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  const covers = (written: string) => {
    const entry = written.toLowerCase();
    if (entry.startsWith('.')) return host === entry.slice(1) || host.endsWith(entry);
    return host === entry || (knowsBlocks(world) && isCoveringBlock(written, target));
  };
  return entries.find(covers) ?? null;
}

/** As `Uri.Host` has it: lower case, IPv6 in its short form and in brackets. */
function uriHost(host: string): string {
  return isIPv6(host) ? new URL(`http://[${host}]/`).hostname : host.toLowerCase();
}

function knowsBlocks({ versions }: ClientWorld): boolean {
  return Number.parseInt(versions.dotnet ?? currentReleases.dotnet, 10) >= 11;
}

function isCoveringBlock(entry: string, target: ExplainTarget): boolean {
  return entry.includes('/') && findNoProxyEntry(readNoProxy(entry), target) !== null;
}

/** Which version was modelled is said only where it matters. */
function notesOn(list: FoundVariable | null, target: ExplainTarget, { versions }: ClientWorld): ClientNote[] {
  if (versions.dotnet !== undefined || list === null || isIP(target.host) === 0) return [];
  const matters = list.value.split(',').some((entry) => isCoveringBlock(entry.trim(), target));
  return matters ? [{ kind: 'modelled', version: currentReleases.dotnet }] : [];
}

function bySettings({ host }: ExplainTarget, world: ClientWorld, secure: boolean): ClientDecision {
  const { windows } = world;
  if (windows === null || windows === 'unreadable') return unknown({ kind: 'unread', name: 'ProxyServer' });
  const script = scriptIn(windows);
  if (script !== null) return unknown({ kind: 'script', name: script });
  const server = windows.enabled ? windows.server : '';
  const endpoint = readDotnetServer(server, secure);
  if (endpoint === null) {
    const rule = whyNone(secure, world);
    return direct(rule.kind === 'unset' ? { kind: 'unset', names: [...rule.names, 'ProxyServer'] } : rule);
  }
  const entry = findOverride(windows, host);
  if (entry !== null) return direct({ kind: 'bypass', name: 'ProxyOverride', entry });
  return through(endpoint, { kind: 'named', name: 'ProxyServer' });
}
