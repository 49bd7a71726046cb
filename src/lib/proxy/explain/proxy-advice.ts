import type { Environment } from '../../host/host.js';
import { firstVariable } from '../../host/variables.js';
import { formatAuthority } from '../authority.js';
import type { ClientDecision, ClientId, ClientWorld, ExplainTarget } from '../clients/client.js';
import { readGoProxy } from '../go-rules.js';
import { maskProxyValue } from '../mask-proxy-value.js';
import { findNoProxyEntry, readNoProxy } from '../no-proxy.js';
import { lintNoProxy } from '../no-proxy-lint.js';
import { formatEndpoint, type ProxyEndpoint } from '../proxy-endpoint.js';
import { correctProxyValue, endpointOf } from '../proxy-lint.js';
import { isCompared, sameEndpoint } from './compare-decisions.js';
import { spellings, type VariableChange, withVariables } from './environment-variables.js';

/** What to set so that the clients agree, tried out on their rules. Credentials are masked. */
export interface ProxyAdvice {
  /** What all would do then. */
  readonly aim: { readonly kind: 'direct' } | { readonly kind: 'proxy'; readonly proxy: string };
  /** As few as do it; values with `***` for a user part. Empty where variables can't bring them together. */
  readonly changes: readonly VariableChange[];
  /** The value begins with https:// today, and the advice is http://: wrong for a proxy that really speaks TLS. */
  readonly assumesPlainProxy: boolean;
  /** Clients that would still do something else: their own settings decide, or they can't. */
  readonly remaining: readonly ClientId[];
}

export interface AdviceRequest {
  readonly target: ExplainTarget;
  readonly world: ClientWorld;
  /** Those that can be compared. */
  readonly decisions: readonly ClientDecision[];
  readonly decideIn: (world: ClientWorld) => readonly ClientDecision[];
}

/**
 * An exception for the target is taken for what is meant, also one that nobody understands as it is written: all go
 * direct. Else all use the proxy of the variables, else of the Windows settings, else of whoever has one. Null where no
 * proxy is known, and for schemes without variables of their own.
 */
export function adviseProxy(request: AdviceRequest): ProxyAdvice | null {
  const { target, world, decisions } = request;
  if (target.scheme !== 'http' && target.scheme !== 'https') return null;
  if (decisions.some((decision) => isException(decision, world)) || isMeantException(target, world)) {
    return {
      ...tried(request, exceptionChanges(target, world), ({ outcome }) => outcome === 'direct'),
      aim: { kind: 'direct' },
      assumesPlainProxy: false,
    };
  }
  const wanted = wantedProxy(request);
  if (wanted === null) return null;
  const changes = proxyChanges(wanted, request);
  return {
    ...tried(request, changes, ({ proxy }) => sameEndpoint(proxy, wanted.endpoint)),
    aim: { kind: 'proxy', proxy: maskProxyValue(wanted.value) },
    assumesPlainProxy: wanted.assumesPlainProxy,
  };
}

/** Made for this target in a variable, or for this machine itself. */
function isException({ rule, client }: ClientDecision, { env }: ClientWorld): boolean {
  if (rule?.kind === 'bypass') return env[rule.name] !== undefined && /^no_proxy$/i.test(rule.name);
  return rule?.kind === 'loopback' && client === 'go';
}

/** Does a list except the target once its entries are corrected, as those that were copied from Windows? */
function isMeantException(target: ExplainTarget, { env, os }: ClientWorld): boolean {
  return spellings('NO_PROXY', os).some((name) => {
    const list = firstVariable([name], env, os)?.value ?? '';
    const isLocal = !/[.:]/.test(target.host) && /(?:^|[,;\s])<local>(?:$|[,;\s])/i.test(list);
    return isLocal || findNoProxyEntry(readNoProxy(lintNoProxy(list).corrected ?? list), target) !== null;
  });
}

/** Drops the changes that bring nobody nearer to the aim, the last first. */
function tried(
  { decisions, decideIn, world }: AdviceRequest,
  proposed: readonly VariableChange[],
  reached: (decision: ClientDecision) => boolean,
): Pick<ProxyAdvice, 'changes' | 'remaining'> {
  const compared = new Set(decisions.map(({ client }) => client));
  const missed = (changes: readonly VariableChange[]): ClientId[] =>
    decideIn({ ...world, env: withVariables(world.env, world.os, changes) })
      // Also those that a change makes comparable: with a variable set, no system setting is asked any more.
      .filter((decision) => (compared.has(decision.client) || isCompared(decision)) && !reached(decision))
      .map(({ client }) => client);
  let changes = proposed;
  let remaining = missed(changes);
  for (const change of proposed.toReversed()) {
    const fewer = changes.filter((other) => other !== change);
    const left = missed(fewer);
    if (left.length > remaining.length) continue;
    changes = fewer;
    remaining = left;
  }
  return { changes: changes.map(masked), remaining };
}

/**
 * The host by its exact name is what every client understands, and what a list loses by it is nothing. But for a `*`,
 * which counts alone with some: those that do not know it are left without a proxy.
 */
function exceptionChanges(target: ExplainTarget, { env, os }: ClientWorld): VariableChange[] {
  const entries = spellings('NO_PROXY', os).flatMap(
    (name) => firstVariable([name], env, os)?.value.split(',') ?? [],
  );
  const readable = entries
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .flatMap((entry) => lintNoProxy(entry).corrected?.split(',') ?? [lintNoProxy(entry).masked]);
  const star = readable.includes('*');
  const list = star ? ['*'] : [...new Set([...readable, target.host])];
  const removed = star ? basesFor(target).flatMap((base) => spellings(base, os)) : [];
  return [
    ...spellings('NO_PROXY', os).map((name) => ({ name, value: list.join(',') })),
    ...removed.map((name) => ({ name, value: null })),
  ];
}

/** The variables whose proxy some client takes for this target, the first first. */
function basesFor({ scheme }: ExplainTarget): readonly string[] {
  return scheme === 'https' ? ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY'] : ['HTTP_PROXY', 'ALL_PROXY'];
}

interface WantedProxy {
  /** With its credentials. */
  readonly value: string;
  readonly endpoint: ProxyEndpoint;
  readonly assumesPlainProxy: boolean;
}

function wantedProxy({ target, world, decisions }: AdviceRequest): WantedProxy | null {
  const { env, os, windows } = world;
  for (const base of basesFor(target)) {
    for (const name of spellings(base, os)) {
      const value = firstVariable([name], env, os)?.value;
      const wanted = value === undefined ? null : readWanted(value, base);
      if (wanted) return wanted;
    }
  }
  if (windows !== null && windows !== 'unreadable' && windows.enabled && windows.server !== '') {
    const wanted = readWanted(windows.server, `${target.scheme}_proxy`);
    if (wanted) return wanted;
  }
  const endpoint = decisions.find(({ proxy }) => proxy !== null)?.proxy;
  return endpoint ? readWanted(formatEndpoint(endpoint), 'HTTPS_PROXY') : null;
}

/** What was meant by a value, with its port. A proxy that is named https:// rarely speaks TLS, unless on TLS's port. */
function readWanted(value: string, variable: string): WantedProxy | null {
  const corrected = correctProxyValue(value, variable);
  const reading = corrected === null ? null : readGoProxy(corrected);
  const endpoint = reading?.kind === 'proxy' ? endpointOf(reading.url) : null;
  if (reading?.kind !== 'proxy' || endpoint === null) return null;
  const assumesPlainProxy = endpoint.scheme === 'https' && endpoint.port !== 443;
  const scheme = assumesPlainProxy ? 'http' : endpoint.scheme;
  const { userinfo } = reading.url;
  const user = userinfo === null ? '' : `${userinfo.replaceAll('@', '%40')}@`;
  const plain = { ...endpoint, scheme };
  return { value: `${scheme}://${user}${formatAuthority(plain)}`, endpoint: plain, assumesPlainProxy };
}

function proxyChanges(
  { value, endpoint }: WantedProxy,
  { target, world, decisions }: AdviceRequest,
): VariableChange[] {
  const { env, os } = world;
  const changes: VariableChange[] = spellings(`${target.scheme.toUpperCase()}_PROXY`, os).map((name) => ({
    name,
    value,
  }));
  for (const mark of cgiMarks) {
    if (firstVariable([mark], env, os)) changes.push({ name: mark, value: null });
  }
  if (decisions.some(({ client }) => client === 'node'))
    changes.push({ name: 'NODE_USE_ENV_PROXY', value: '1' });
  if (decisions.some(({ client }) => client === 'java')) {
    changes.push({ name: 'JAVA_TOOL_OPTIONS', value: javaOptions(env, os, target.scheme, endpoint) });
  }
  return changes;
}

/** What makes Go, Python and .NET take a program for one of CGI. */
const cgiMarks = ['REQUEST_METHOD', 'GATEWAY_INTERFACE'];

/** One option, with its quotes; in them there may be blanks. */
const javaOption = /(?:"[^"]*"?|'[^']*'?|[^\s"'])+/g;

/** A name that ends so has a secret for its value. */
const secretValue =
  /((?:proxyuser|pass(?:word|wd|phrase)?|pwd|secret|token|credentials?|(?:api|access|private)[-_.]?key)[\w.-]*=).+$/is;

/** Java reads these options from the environment, and its proxy from them alone. */
function javaOptions(env: Environment, os: NodeJS.Platform, scheme: string, endpoint: ProxyEndpoint): string {
  const prefix = endpoint.scheme.startsWith('socks') ? 'socksProxy' : `${scheme}.proxy`;
  const present = firstVariable(['JAVA_TOOL_OPTIONS'], env, os)?.value.match(javaOption) ?? [];
  const kept = present.filter(
    (option) => !option.startsWith(`-D${prefix}Host=`) && !option.startsWith(`-D${prefix}Port=`),
  );
  return [...kept, `-D${prefix}Host=${endpoint.host}`, `-D${prefix}Port=${endpoint.port}`].join(' ');
}

function masked({ name, value }: VariableChange): VariableChange {
  if (value === null || /^no_proxy$/i.test(name)) return { name, value };
  return /_PROXY$/i.test(name) && name !== 'NODE_USE_ENV_PROXY'
    ? { name, value: maskProxyValue(value) }
    : { name, value: value.replace(javaOption, maskOption) };
}

function maskOption(option: string): string {
  const [quote = ''] = /^["']?/.exec(option) ?? [];
  return option.replace(secretValue, `$1***${quote}`);
}
