import { formatAuthority } from '../../proxy/authority.js';
import { type ProxyUrl, parseProxyUrl } from '../../proxy/proxy-url.js';
import { direct, type UpstreamSetting } from '../settings.js';
import type { UpstreamProblem } from './upstream-failures.js';

export type UpstreamReading =
  | { readonly ok: true; readonly upstream: UpstreamSetting }
  | { readonly ok: false; readonly problem: UpstreamProblem; readonly scheme: string | null };

/**
 * Reads `direct` or the URL of a proxy (`http`, `https`, `socks5`, `socks5h`; without a scheme `http`), as a setting of
 * weight 1 that is named by its place. Never throws.
 */
export function parseUpstream(text: string): UpstreamReading {
  if (text.trim().toLowerCase() === 'direct') return { ok: true, upstream: direct };
  const reading = parseProxyUrl(text);
  if (reading.ok) return { ok: true, upstream: upstreamOf(reading.proxy) };
  return isChain(text) ? { ok: false, problem: 'chain', scheme: null } : reading;
}

export function upstreamOf(proxy: ProxyUrl): UpstreamSetting {
  return { ...direct, name: formatAuthority(proxy), proxy };
}

/** Each with a name of its own: the second `10.0.0.10:3128` becomes `10.0.0.10:3128#2`. */
export function withUniqueNames(upstreams: readonly UpstreamSetting[]): UpstreamSetting[] {
  const taken = new Set<string>();
  return upstreams.map((upstream) => {
    let name = upstream.name;
    for (let n = 2; taken.has(name); n++) name = `${upstream.name}#${n}`;
    taken.add(name);
    return { ...upstream, name };
  });
}

function isChain(text: string): boolean {
  const hops = text.split(',');
  return hops.length > 1 && hops.every((hop) => parseProxyUrl(hop).ok);
}
