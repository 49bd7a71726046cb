import type { Environment } from '../host/host.js';
import { type FoundVariable, firstVariable } from '../host/variables.js';
import { type GoUrl, type GoUrlProblem, parseGoUrl } from './go-url.js';
import { findNoProxyEntry, isLoopbackTarget, type ProxyTarget, readNoProxy } from './no-proxy.js';

/** Which proxy a Go program would use for a target, and what decided it. */
export interface ProxyDecision {
  /** The proxy's URL as Go would use it, its password included: redact before showing. Null: direct. */
  readonly proxy: string | null;
  /** The variable the proxy stands in, as it is spelled in the environment. */
  readonly variable: string | null;
  /** The NO_PROXY entry that sends this target past the proxy. */
  readonly bypass: { readonly variable: string; readonly entry: string } | null;
  /**
   * `variable`: through the proxy. `no-proxy`, `loopback`, `unset`: direct. `malformed`: direct, because Go silently
   * drops the value. `cgi`: Go refuses the request, because REQUEST_METHOD says it runs as a CGI program.
   */
  readonly rule: 'variable' | 'no-proxy' | 'loopback' | 'unset' | 'malformed' | 'cgi';
}

/** How Go reads the value of HTTP_PROXY or HTTPS_PROXY. */
export type GoProxyReading =
  /** `text` is the URL Go works with (it may have put `http://` in front). */
  | { readonly kind: 'proxy'; readonly url: GoUrl; readonly text: string }
  /** Go drops it without a word and goes direct. */
  | { readonly kind: 'dropped'; readonly problem: GoUrlProblem };

/**
 * The proxy of Go's `http.ProxyFromEnvironment` for this target: upper case before lower case, the first that is not
 * empty; https asks HTTPS_PROXY only; ALL_PROXY is not looked at; schemes other than http and https go direct.
 */
export function goProxyFor(target: ProxyTarget, env: Environment, os: NodeJS.Platform): ProxyDecision {
  const scheme = target.scheme.toLowerCase();
  const found = proxyVariable(scheme, env, os);
  if (!found) return direct('unset', null);
  const reading = readGoProxy(found.value);
  if (reading.kind === 'dropped') return direct('malformed', found.name);
  if (scheme === 'http' && firstVariable(['REQUEST_METHOD'], env, os)) return direct('cgi', found.name);
  if (isLoopbackTarget(target.host)) return direct('loopback', found.name);
  const exceptions = firstVariable(['NO_PROXY', 'no_proxy'], env, os);
  const entry = exceptions ? findNoProxyEntry(readNoProxy(exceptions.value), target) : null;
  if (exceptions && entry) {
    const bypass = { variable: exceptions.name, entry: entry.entry };
    return { proxy: null, variable: found.name, bypass, rule: 'no-proxy' };
  }
  return { proxy: reading.text, variable: found.name, bypass: null, rule: 'variable' };
}

/** Go's `parseProxy`: the value as a URL, else with `http://` in front, else (without an error) as it was. */
export function readGoProxy(value: string): GoProxyReading {
  const first = parseGoUrl(value);
  if (first.ok && first.url.scheme !== '' && first.url.host !== '') {
    return { kind: 'proxy', url: first.url, text: value };
  }
  const text = `http://${value}`;
  const second = parseGoUrl(text);
  if (second.ok) return { kind: 'proxy', url: second.url, text };
  return first.ok
    ? { kind: 'proxy', url: first.url, text: value }
    : { kind: 'dropped', problem: first.problem };
}

function proxyVariable(scheme: string, env: Environment, os: NodeJS.Platform): FoundVariable | null {
  if (scheme === 'http') return firstVariable(['HTTP_PROXY', 'http_proxy'], env, os);
  if (scheme === 'https') return firstVariable(['HTTPS_PROXY', 'https_proxy'], env, os);
  return null;
}

function direct(rule: ProxyDecision['rule'], variable: string | null): ProxyDecision {
  return { proxy: null, variable, bypass: null, rule };
}
