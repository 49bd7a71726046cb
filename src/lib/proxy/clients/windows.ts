import { isLoopbackTarget } from '../no-proxy.js';
import type { ProxyEndpoint } from '../proxy-endpoint.js';
import type {
  ClientDecision,
  ClientRules,
  ClientWorld,
  ExplainTarget,
  WindowsProxySettings,
} from './client.js';
import { decisionsOf } from './decisions.js';
import { readPlace } from './proxy-place.js';
import { fitsWildcard } from './star-wildcard.js';

/**
 * WinINET: what the proxy settings of Windows mean to the browser and to programs that follow them. Not run against a
 * Windows here: after Microsoft's description of INTERNET_PROXY_INFO (`ProxyServer` as
 * `[<scheme>=][<scheme>://]<server>[:<port>]`, separated by semicolons or blanks; `ProxyOverride` as names with `*`, the
 * word `<local>` for names without a dot, and `<-loopback>`, without which this machine is never asked through a proxy)
 * and .NET's reading of the same settings. A script (PAC) and automatic detection come first, and are not run.
 */
export const windowsRules: ClientRules = { id: 'windows', decide };

const { direct, refused, through, unknown, speechless, skipped } = decisionsOf('windows');

function decide(target: ExplainTarget, { os, windows }: ClientWorld): ClientDecision {
  if (os !== 'win32' || windows === null) return skipped();
  const { scheme, host } = target;
  if (!['http', 'https', 'ftp'].includes(scheme)) return speechless(scheme);
  if (windows === 'unreadable') return unknown({ kind: 'unread', name: 'ProxyServer' });
  const script = scriptIn(windows);
  if (script !== null) return unknown({ kind: 'script', name: script });
  if (!windows.enabled || windows.server.trim() === '')
    return direct({ kind: 'unset', names: ['ProxyServer'] });
  const entries = windows.override.split(/[;\s]+/).filter((entry) => entry !== '');
  if (isLoopbackTarget(host.toLowerCase()) && !entries.includes('<-loopback>')) {
    return direct({ kind: 'loopback' });
  }
  const entry = entries.find((candidate) => isException(candidate, target));
  if (entry !== undefined) return direct({ kind: 'bypass', name: 'ProxyOverride', entry });
  const reading = readServer(windows.server, scheme);
  if (reading === null) return direct({ kind: 'unset', names: [`ProxyServer (${scheme}=)`] });
  if (reading === 'malformed') {
    return refused({ kind: 'malformed', name: 'ProxyServer', problem: 'misread' });
  }
  return through(reading, { kind: 'named', name: 'ProxyServer' });
}

/** What decides before the list of proxies does; null: nothing. */
export function scriptIn({ autoConfigUrl, autoDetect }: WindowsProxySettings): string | null {
  if (autoConfigUrl) return 'AutoConfigURL';
  return autoDetect ? 'AutoDetect' : null;
}

/** The proxy for a scheme: its own, the one for all, or a SOCKS one (version 4). */
function readServer(server: string, scheme: string): ProxyEndpoint | 'malformed' | null {
  const parts = server.split(/[;\s]+/).filter((part) => part !== '');
  const wanted = (name: string) =>
    parts.find((part) => part.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1);
  const own = wanted(scheme) ?? parts.find((part) => !part.includes('='));
  const socks = wanted('socks');
  const text = own ?? socks;
  if (text === undefined) return null;
  const place = readPlace(
    text.replace(/^[a-z0-9]+:\/\//i, '').replace(/\/$/, ''),
    own === undefined ? 1080 : 80,
  );
  return place === null ? 'malformed' : { scheme: own === undefined ? 'socks4' : 'http', ...place };
}

/** `[scheme://]host[:port]` with wildcards in the host. */
function isException(entry: string, { scheme, host, port }: ExplainTarget): boolean {
  const name = host.toLowerCase();
  if (entry.toLowerCase() === '<local>') return !/[.:]/.test(name);
  const [, entryScheme = scheme, rest = ''] = /^(?:([a-z]+):\/\/)?(.*)$/is.exec(entry) ?? [];
  if (entryScheme.toLowerCase() !== scheme) return false;
  const [, bracketed, plain = '', entryPort] =
    /^(?:\[(.*)\]|([^:]*|.*:.*:.*?))(?::(\d+))?$/s.exec(rest) ?? [];
  if (entryPort !== undefined && Number(entryPort) !== port) return false;
  return fitsWildcard(bracketed ?? plain, name);
}
