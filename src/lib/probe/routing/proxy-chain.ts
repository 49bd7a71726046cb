import { type ProxyUrl, parseProxyUrl } from '../../proxy/proxy-url.js';
import type { WayProblem } from '../failures.js';

export type ChainReading =
  | { readonly ok: true; readonly proxies: readonly ProxyUrl[] }
  | { readonly ok: false; readonly problem: WayProblem; readonly scheme: string | null };

/**
 * Reads `URL`, or `URL,URL` as a chain, first hop first. A hop without a scheme has no user part: it would be the end
 * of a password with a comma in it, which must be written `%2C`.
 */
export function parseProxyChain(text: string): ChainReading {
  const parts = splitChain(text);
  const proxies: ProxyUrl[] = [];
  for (const [index, part] of parts.entries()) {
    if (part === 'direct' && parts.length > 1) return { ok: false, problem: 'direct', scheme: null };
    if (index > 0 && isRestOfPassword(part)) return { ok: false, problem: 'comma', scheme: null };
    const reading = parseProxyUrl(part);
    if (!reading.ok) {
      const cut = !part.includes('@') && parts.slice(index + 1).some(isRestOfPassword);
      return cut || (reading.problem === 'empty' && parts.length > 1)
        ? { ok: false, problem: 'comma', scheme: null }
        : reading;
    }
    proxies.push(reading.proxy);
  }
  return { ok: true, proxies };
}

/** The hops as they are written. */
export function splitChain(text: string): readonly string[] {
  return text.split(',').map((part) => part.trim());
}

function isRestOfPassword(part: string): boolean {
  return part.includes('@') && !/^[a-z][a-z0-9+.-]*:\/\//i.test(part);
}
