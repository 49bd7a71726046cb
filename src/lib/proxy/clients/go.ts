import { goProxyFor, readGoProxy } from '../go-rules.js';
import type { GoUrl } from '../go-url.js';
import type { ProxyEndpoint } from '../proxy-endpoint.js';
import { lintProxyValue } from '../proxy-lint.js';
import type { ClientDecision, ClientRules, ClientWorld, ExplainTarget } from './client.js';
import { decisionsOf } from './decisions.js';
import { hideCredentials } from './hide-credentials.js';
import { malformed } from './value-problem.js';
import { distinctNames } from './variables.js';

/** Go's net/http with its default transport. */
export const goRules: ClientRules = { id: 'go', decide };

const { direct, through, refused } = decisionsOf('go');

function decide(target: ExplainTarget, world: ClientWorld): ClientDecision {
  const { scheme } = target;
  if (scheme !== 'http' && scheme !== 'https') return direct({ kind: 'scheme', scheme });
  const { rule, variable, bypass } = goProxyFor(target, world.env, world.os);
  const value = variable === null ? '' : (world.env[variable] ?? '');
  if (bypass !== null) return direct({ kind: 'bypass', name: bypass.variable, entry: bypass.entry });
  if (rule === 'loopback') return direct({ kind: 'loopback' });
  if (variable === null) return direct({ kind: 'unset', names: namesFor(scheme, world) });
  if (rule === 'cgi') return refused({ kind: 'cgi', name: variable, mark: 'REQUEST_METHOD' });
  const reading = readGoProxy(value);
  if (reading.kind === 'dropped') return direct(malformed(variable, value));
  const right = lintProxyValue(value, variable).effect === 'proxy';
  return through(
    dialled(reading.url),
    right ? { kind: 'named', name: variable } : malformed(variable, value),
  );
}

function namesFor(scheme: 'http' | 'https', world: ClientWorld): readonly string[] {
  return distinctNames(
    scheme === 'http' ? ['HTTP_PROXY', 'http_proxy'] : ['HTTPS_PROXY', 'https_proxy'],
    world,
  );
}

const ports: Readonly<Record<string, number>> = { http: 80, https: 443, socks5: 1080, socks5h: 1080 };

/**
 * What net/http makes of the proxy's URL (transport.go, canonicalAddr and dialConn): a scheme it does not know is
 * spoken to as an HTTP proxy and has no default port, and an empty host is this machine.
 */
function dialled({ scheme, host: text }: GoUrl): ProxyEndpoint {
  const [, bracketed, name = '', digits] = /^(?:\[([^\]]*)\]|(.*?))(?::([0-9]*))?$/s.exec(text) ?? [];
  const host = bracketed ?? name;
  const port = digits ? Number(digits) : (ports[scheme] ?? 0);
  return {
    scheme: scheme in ports ? scheme : 'http',
    host: host === '' ? 'localhost' : hideCredentials(host),
    port,
  };
}
