import { type FoundVariable, firstVariable } from '../../host/variables.js';
import type {
  ClientDecision,
  ClientNote,
  ClientRule,
  ClientRules,
  ClientWorld,
  ExplainTarget,
  WindowsProxySettings,
} from './client.js';
import { currentReleases } from './current-releases.js';
import { decisionsOf } from './decisions.js';
import { findPythonException, pythonHost } from './python-exceptions.js';
import { readPythonProxy } from './python-proxy-url.js';
import { readingRule } from './reading-rule.js';
import { isSince, parseRelease } from './release.js';
import { malformed } from './value-problem.js';
import { absence, readVariable } from './variables.js';

/**
 * Python's requests (2.34 with urllib3 2.8, and what differs before; a version that is given is that of requests): `<scheme>_proxy`, then `all_proxy`, lower case before upper, an
 * empty lower-case one hiding the other. Where no `…_proxy` variable is set at all, the settings of Windows or macOS.
 */
export const pythonRules: ClientRules = { id: 'python', decide };

const { direct, refused, through, unknown, speechless } = decisionsOf('python');
const cgiMark = 'REQUEST_METHOD';

/** By what stands before `_proxy`, in lower case. */
type ProxyVariables = ReadonlyMap<string, FoundVariable>;

function decide(target: ExplainTarget, world: ClientWorld): ClientDecision {
  const { scheme } = target;
  if (scheme !== 'http' && scheme !== 'https') return speechless(scheme);
  const variables = proxyVariables(world);
  if (variables.size === 0 && world.os === 'win32') return bySettings(target, world);
  if (variables.size === 0 && world.os === 'darwin') {
    return unknown({ kind: 'unread', name: 'scutil --proxy' });
  }
  const found = variables.get(scheme) ?? variables.get('all');
  if (found === undefined) return direct(whyNone(scheme, world));
  const own = firstVariable(['no_proxy', 'NO_PROXY'], world.env, world.os);
  const standard = variables.get('no');
  const lists = { own: own?.value ?? '', standard: standard?.value ?? '' };
  const known = world.versions.python;
  const exception = findPythonException(lists, target, known !== undefined && isOld(known));
  if (exception !== null) {
    const name = (exception.list === 'own' ? own : standard)?.name ?? '';
    return direct({ kind: 'bypass', name, entry: exception.entry });
  }
  // Said only where it matters.
  const differs = known === undefined && findPythonException(lists, target, true) !== null;
  return throughValue(
    found,
    ...(differs ? [{ kind: 'modelled', version: currentReleases.requests } as const] : []),
  );
}

function isOld(version: string): boolean {
  const release = parseRelease(version);
  return release !== null && !isSince(release, [2, 34, 0]);
}

/** As Python's `getproxies_environment` collects them; a CGI program's HTTP_PROXY may come from a request's header. */
function proxyVariables({ env, os }: ClientWorld): ProxyVariables {
  const found = new Map<string, FoundVariable>();
  const all = Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && /_proxy$/i.test(name)
      ? [{ name, value, key: name.toLowerCase().slice(0, -6) }]
      : [],
  );
  for (const { key, ...variable } of all) if (variable.value !== '') found.set(key, variable);
  if (readVariable(cgiMark, { env, os }) !== null) found.delete('http');
  // On Windows Python sees every name in upper case.
  if (os === 'win32') return found;
  for (const { key, ...variable } of all) {
    if (!variable.name.endsWith('_proxy')) continue;
    if (variable.value === '') found.delete(key);
    else found.set(key, variable);
  }
  return found;
}

function whyNone(scheme: 'http' | 'https', world: ClientWorld): ClientRule {
  const names = [`${scheme}_proxy`, `${scheme.toUpperCase()}_PROXY`, 'all_proxy', 'ALL_PROXY'];
  const dropped = scheme === 'http' ? readVariable('HTTP_PROXY', world) : null;
  if (dropped?.value && readVariable(cgiMark, world)) {
    return { kind: 'cgi', name: dropped.name, mark: cgiMark };
  }
  return absence(names, world);
}

function throughValue(found: FoundVariable, ...notes: readonly ClientNote[]): ClientDecision {
  const reading = readPythonProxy(found.value);
  const { name, value } = found;
  if (reading.kind === 'proxy') {
    const rule = readingRule(found, reading.endpoint);
    // `http://user:1234/56@h:3128`: what is taken for the address is a part of the credentials.
    const leaks =
      rule.kind === 'malformed' && /[/?#\\].*(?:@|%40)/s.test(value.replace(/^[a-z0-9+-]+:\/\//i, ''));
    return through(leaks ? { ...reading.endpoint, host: '***', port: 0 } : reading.endpoint, rule, ...notes);
  }
  if (reading.kind === 'invalid') return refused(malformed(name, value));
  const { scheme } = reading;
  if (!scheme.startsWith('socks')) return refused({ kind: 'unsupported', name, scheme });
  return refused({ kind: 'unsupported', name, scheme }, { kind: 'without', name: 'PySocks' });
}

/** The registry as Python and requests read it; a script (AutoConfigURL) is not looked at. */
function bySettings(target: ExplainTarget, { windows }: ClientWorld): ClientDecision {
  if (windows === null || windows === 'unreadable') return unknown({ kind: 'unread', name: 'ProxyServer' });
  const value = windows.enabled ? registryProxy(windows, target.scheme) : null;
  if (value === null) {
    const variable = target.scheme.toUpperCase();
    return direct({ kind: 'unset', names: [`${variable}_PROXY`, 'ALL_PROXY', 'ProxyServer'] });
  }
  const entry = overrideEntry(windows, pythonHost(target.host));
  if (entry !== null) return direct({ kind: 'bypass', name: 'ProxyOverride', entry });
  return throughValue({ name: 'ProxyServer', value });
}

/** One address for all, or one each; a `socks` one, spoken as version 4, for what has none of its own. */
function registryProxy({ server }: WindowsProxySettings, scheme: string): string | null {
  const addresses = new Map<string, string>();
  const parts = /[=;]/.test(server) ? server.split(';') : [`${scheme}=${server}`];
  for (const part of parts) {
    const at = part.indexOf('=');
    // Python gives up at the first part that does not fit, and keeps what it has, without a look at SOCKS.
    if (at < 0) return addresses.get(scheme) ?? null;
    const protocol = part.slice(0, at);
    const address = part.slice(at + 1);
    const prefix = protocol === 'socks' ? 'socks4://' : 'http://';
    const typed = /^[^/:]+:\/\//.test(address)
      ? address.replace(/^socks:\/\//, 'socks4://')
      : prefix + address;
    addresses.set(protocol, typed);
  }
  return addresses.get(scheme) ?? addresses.get('socks') ?? null;
}

/** requests takes each entry for the beginning of a name, with `*` and `?` as wildcards. */
function overrideEntry({ override }: WindowsProxySettings, host: string): string | null {
  return (
    override.split(';').find((entry) => {
      if (entry === '') return false;
      if (entry === '<local>' && !host.includes('.')) return true;
      return beginning(entry)?.test(host) === true;
    }) ?? null
  );
}

function beginning(entry: string): RegExp | null {
  const source = entry.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.');
  try {
    return new RegExp(`^(?:${source})`, 'i');
  } catch {
    return null;
  }
}
