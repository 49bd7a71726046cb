import { type FoundVariable, firstVariable } from '../../host/variables.js';
import type { ProxyEndpoint } from '../proxy-endpoint.js';
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
import { findNodeException } from './node-exceptions.js';
import { envProxyOption, type NodeFeatures, nodeFeatures, proxySince } from './node-version.js';
import { readingRule } from './reading-rule.js';
import { malformed } from './value-problem.js';
import { absence, distinctNames, firstSet, readVariable } from './variables.js';

/**
 * The `fetch` (and, for ws and wss, the `WebSocket`) of Node.js itself: the EnvHttpProxyAgent of the undici inside it,
 * as shipped. It looks at the environment only where NODE_USE_ENV_PROXY or `--use-env-proxy` in NODE_OPTIONS says so,
 * and reads both proxies when it starts: a value it refuses ends every program before its first line.
 */
export const nodeRules: ClientRules = { id: 'node', decide };

const { direct, refused, through, speechless } = decisionsOf('node');
const httpNames = ['http_proxy', 'HTTP_PROXY'];
const httpsNames = ['https_proxy', 'HTTPS_PROXY'];
const optInVariable = 'NODE_USE_ENV_PROXY';
const willNotStart: ClientNote = { kind: 'will-not-start' };

function decide(target: ExplainTarget, world: ClientWorld): ClientDecision {
  const version = world.versions.node ?? currentReleases.node;
  const notes: ClientNote[] =
    world.versions.node === undefined ? [{ kind: 'modelled', version: currentReleases.node }] : [];
  const secure = isSecure(target.scheme, version);
  if (secure === null) return speechless(target.scheme);
  const features = nodeFeatures(version);
  const option = envProxyOption(world.env);
  if (option !== null && features?.option !== true) {
    const rule: ClientRule = { kind: 'malformed', name: 'NODE_OPTIONS', problem: 'misread' };
    return refused(rule, willNotStart, { kind: 'since', version: optionSince(version) });
  }
  const optIn: ClientRule = { kind: 'opt-in', name: optInVariable };
  if (features === null) return direct(optIn, { kind: 'since', version: proxySince(version) });
  if (!(option ?? isOptedIn(world, features))) return direct(optIn, ...notes);
  return decideOptedIn(target, world, { features, secure, notes });
}

interface OptedIn {
  readonly features: NodeFeatures;
  readonly secure: boolean;
  readonly notes: readonly ClientNote[];
}

function decideOptedIn(
  target: ExplainTarget,
  world: ClientWorld,
  { features, secure, notes }: OptedIn,
): ClientDecision {
  const http = firstSet(httpNames, world);
  const https = firstSet(httpsNames, world);
  const names = secure ? [...httpsNames, ...httpNames] : httpNames;
  const set = firstVariable([...httpNames, ...httpsNames], world.env, world.os);
  if (set === null) return direct({ kind: 'unset', names: distinctNames(names, world) }, ...notes);

  // Whatever the target is, both are read.
  const refusal = [http, https].map((found) => refusalBy(found, features)).find((rule) => rule !== null);
  const early = refusal ?? (features.option ? refusalByAgent(world) : null);
  if (early !== null) return refused(early, willNotStart, ...notes);

  const found = secure && https?.value ? https : http;
  if (!found?.value) return direct(absence(names, world), ...notes);
  const list = firstSet(['no_proxy', 'NO_PROXY'], world);
  const entry = list === null ? null : findNodeException(list.value, target, features.exceptions);
  if (list !== null && entry !== null) {
    return direct({ kind: 'bypass', name: list.name, entry }, ...notes);
  }
  const endpoint = readNodeProxy(found, features);
  if ('kind' in endpoint) return refused(endpoint, willNotStart, ...notes);
  return through(endpoint, readingRule(found, endpoint), ...notes);
}

function refusalBy(found: FoundVariable | null, features: NodeFeatures): ClientRule | null {
  const reading = found?.value ? readNodeProxy(found, features) : null;
  return reading !== null && 'kind' in reading ? reading : null;
}

/**
 * undici loads `node:http`, whose agent reads the variables too, by rules of its own: the first that is not empty, no
 * line breaks, and of URLs that begin with http:// or https:// (lower case) the user part must be decodable.
 */
function refusalByAgent(world: ClientWorld): ClientRule | null {
  const found = firstVariable(httpNames, world.env, world.os);
  if (found === null) return null;
  const { name, value } = found;
  if (/[\r\n]/.test(value)) return malformed(name, value);
  if (!/^https?:\/\//.test(value)) return null;
  const url = URL.canParse(value) ? new URL(value) : null;
  const readable = url !== null && isDecodable(url.username) && isDecodable(url.password);
  return readable ? null : malformed(name, value);
}

/** Null: neither `fetch` nor a global `WebSocket`, which came with 22, speaks it. */
function isSecure(scheme: string, version: string): boolean | null {
  if (scheme === 'http' || scheme === 'https') return scheme === 'https';
  if (Number.parseInt(version.replace(/^v/, ''), 10) < 22) return null;
  return scheme === 'ws' || scheme === 'wss' ? scheme === 'wss' : null;
}

function isOptedIn(world: ClientWorld, { optIn }: NodeFeatures): boolean {
  const value = readVariable(optInVariable, world)?.value ?? '';
  return optIn === 'one' ? value === '1' : value !== '';
}

function optionSince(version: string): string {
  return proxySince(version) === '22.21' ? '22.21' : '24.5';
}

const defaultPorts: Readonly<Record<string, number>> = { http: 80, https: 443, socks5: 1080 };

/** The proxy as undici dials it, or why its constructor throws. */
function readNodeProxy({ name, value }: FoundVariable, features: NodeFeatures): ProxyEndpoint | ClientRule {
  if (!URL.canParse(value)) return malformed(name, value);
  const url = new URL(value);
  const written = url.protocol.slice(0, -1);
  const isSocks = features.socks && (written === 'socks5' || written === 'socks');
  if (!isSocks && written !== 'http' && written !== 'https') {
    return /^\s*[a-z][a-z0-9+.-]*:\/\//i.test(value)
      ? { kind: 'unsupported', name, scheme: written }
      : malformed(name, value);
  }
  const decoded = url.password !== '' || features.userAlone ? [url.username, url.password] : [];
  if (url.username !== '' && decoded.some((part) => !isDecodable(part))) return malformed(name, value);
  if (!isSocks && (url.pathname !== '/' || url.search !== '' || url.hash !== '')) {
    return malformed(name, value);
  }
  const scheme = isSocks ? 'socks5' : written;
  const port = url.port === '' ? (defaultPorts[scheme] ?? 0) : Number(url.port);
  return { scheme, host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port };
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
