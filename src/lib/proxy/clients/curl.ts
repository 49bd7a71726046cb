import { type FoundVariable, firstVariable } from '../../host/variables.js';
import type {
  ClientDecision,
  ClientRule,
  ClientRules,
  ClientSetting,
  ClientWorld,
  ExplainTarget,
} from './client.js';
import { findCurlException } from './curl-no-proxy.js';
import { readCurlProxy, readCurlTarget } from './curl-url.js';
import { currentReleases } from './current-releases.js';
import { decisionsOf } from './decisions.js';
import { decideAsInstalled } from './installed-release.js';
import { readingRule } from './reading-rule.js';
import { isSince, type Release } from './release.js';
import { malformed } from './value-problem.js';
import { distinctNames } from './variables.js';

/** curl, with its environment and its configuration file. */
export const curlRules: ClientRules = { id: 'curl', decide };

const { direct, through, refused, speechless } = decisionsOf('curl');

/** As a curl with everything built in has them. */
const schemes = new Set(
  (
    'http https ws wss ftp ftps sftp scp dict gopher gophers imap imaps ldap ldaps mqtt pop3 pop3s rtsp smb smbs ' +
    'smtp smtps telnet tftp rtmp'
  ).split(' '),
);

function decide(target: ExplainTarget, world: ClientWorld): ClientDecision {
  return decideAsInstalled(world.versions.curl, currentReleases.curl, (release) =>
    decideAs(target, world, release),
  );
}

function decideAs(target: ExplainTarget, world: ClientWorld, release: Release): ClientDecision {
  const { scheme } = target;
  if (!schemes.has(scheme)) return speechless(scheme);
  const settings = world.settings.curl ?? [];
  const names = variablesFor(scheme, release);
  const named = namedProxy(settings) ?? firstVariable(names, world.env, world.os);
  if (named === null) return direct({ kind: 'unset', names: distinctNames(names, world) });
  if (named.value === '') return direct({ kind: 'empty', name: named.name });
  const bypass = findBypass(target, settings, world, release);
  if (bypass !== null) return direct(bypass);
  const reading = readCurlProxy(named.value, release, schemeOfOption[named.name]);
  if (reading.kind === 'refused') return refused(malformed(named.name, named.value));
  if (reading.kind === 'unsupported') {
    return refused({ kind: 'unsupported', name: named.name, scheme: reading.scheme });
  }
  return through(reading.endpoint, readingRule(named, reading.endpoint));
}

/**
 * The variables for a scheme: lower case first, `http_proxy` in lower case only, the general one last. WebSocket takes
 * those of HTTP after its own since 8.4; from 8.8 to 8.19 its own in upper case only.
 */
function variablesFor(scheme: string, release: Release): string[] {
  const upper = `${scheme.toUpperCase()}_PROXY`;
  const upperOnly = isSince(release, [8, 8, 0]) && !isSince(release, [8, 20, 0]);
  const webSocket = upperOnly ? [upper] : [`${scheme}_proxy`, upper];
  const alsoHttp = isSince(release, [8, 4, 0]);
  const names: Readonly<Record<string, readonly string[]>> = {
    http: ['http_proxy'],
    ws: [...webSocket, ...(alsoHttp ? ['http_proxy'] : [])],
    wss: [...webSocket, ...(alsoHttp ? ['https_proxy', 'HTTPS_PROXY'] : [])],
  };
  return [...(names[scheme] ?? [`${scheme}_proxy`, upper]), 'all_proxy', 'ALL_PROXY'];
}

/** The options that name a proxy, and what a value without a scheme then means. */
const schemeOfOption: Readonly<Record<string, string>> = {
  proxy: 'http',
  'proxy1.0': 'http',
  socks4: 'socks4',
  socks4a: 'socks4a',
  socks5: 'socks5',
  'socks5-hostname': 'socks5h',
  preproxy: 'socks4',
};

/**
 * They are one option in several forms: the last counts. A pre-proxy is dialled before the proxy; an empty one alone
 * keeps curl from looking at the variables.
 */
function namedProxy(settings: readonly ClientSetting[]): ClientSetting | null {
  const before = settings.findLast(({ name }) => name === 'preproxy') ?? null;
  if (before !== null && before.value !== '') return before;
  return settings.findLast(({ name }) => name !== 'preproxy' && name in schemeOfOption) ?? before;
}

function findBypass(
  target: ExplainTarget,
  settings: readonly ClientSetting[],
  world: ClientWorld,
  release: Release,
): ClientRule | null {
  const list: FoundVariable | null =
    settings.findLast(({ name }) => name === 'noproxy') ??
    firstVariable(['no_proxy', 'NO_PROXY'], world.env, world.os);
  if (list === null) return null;
  const entry = findCurlException(list.value, readCurlTarget(target.host, release), release);
  return entry === null ? null : { kind: 'bypass', name: list.name, entry };
}
