import type { ClientDecision, ClientId, ClientRule, ClientWorld, ValueProblem } from '../clients/client.js';
import { lintProxyValue } from '../proxy-lint.js';
import { sameDecision } from './compare-decisions.js';

/** Why clients differ. `clients` are those of whom the sentence speaks. */
export type Difference =
  /** The value of a variable is read in different ways, or refused by some. */
  | {
      readonly code: 'malformed';
      readonly variable: string;
      readonly problem: ValueProblem;
      readonly clients: readonly ClientId[];
    }
  /** The proxy's own scheme is https: some speak TLS to it, some do not. */
  | { readonly code: 'https-scheme'; readonly variable: string; readonly clients: readonly ClientId[] }
  /** No port in the value: each client has a default of its own. */
  | { readonly code: 'no-port'; readonly variable: string; readonly clients: readonly ClientId[] }
  /** Not every client speaks the proxy's protocol. */
  | {
      readonly code: 'unsupported';
      readonly variable: string;
      readonly scheme: string;
      readonly clients: readonly ClientId[];
    }
  /** The variable `mark` is set, by which CGI programs are known. */
  | {
      readonly code: 'cgi';
      readonly variable: string;
      readonly mark: string;
      readonly clients: readonly ClientId[];
    }
  /** These never use a proxy for this machine; the others do. */
  | { readonly code: 'loopback'; readonly clients: readonly ClientId[] }
  /** Only these understand the entry so that it covers the target. */
  | {
      readonly code: 'bypass';
      readonly variable: string;
      readonly entry: string;
      readonly clients: readonly ClientId[];
    }
  /** Set to nothing, which hides other variables from these. */
  | { readonly code: 'empty'; readonly variable: string; readonly clients: readonly ClientId[] }
  /** Only one spelling is set, or the two differ; `clients` are those that `variable` decides for. */
  | { readonly code: 'case'; readonly variable: string; readonly clients: readonly ClientId[] }
  /** HTTPS_PROXY is not set; these take HTTP_PROXY instead. */
  | { readonly code: 'https-missing'; readonly variable: string; readonly clients: readonly ClientId[] }
  /** Only ALL_PROXY is set; these look at it. */
  | { readonly code: 'all-only'; readonly variable: string; readonly clients: readonly ClientId[] }
  /** Several variables are set, and clients prefer different ones. */
  | { readonly code: 'order'; readonly variable: string; readonly clients: readonly ClientId[] }
  /** A client's own configuration decides. */
  | { readonly code: 'own-setting'; readonly variable: string; readonly clients: readonly ClientId[] }
  /** These follow the Windows settings, the others the variables. */
  | { readonly code: 'windows-settings'; readonly clients: readonly ClientId[] }
  /** The scheme has proxy variables for these only. */
  | { readonly code: 'scheme'; readonly scheme: string; readonly clients: readonly ClientId[] }
  /** These look at proxy variables only where they are told to. */
  | { readonly code: 'opt-in'; readonly clients: readonly ClientId[] }
  | { readonly code: 'other'; readonly clients: readonly ClientId[] };

export type DifferenceCode = Difference['code'];

interface Case {
  readonly decisions: readonly ClientDecision[];
  readonly reference: ClientDecision;
  readonly world: ClientWorld;
}

/**
 * The chief cause: first what is wrong between clients that look at the environment by themselves, then those that
 * have to be told to, then the Windows settings. For decisions of which at least one differs from the reference.
 */
export function nameDifference(
  compared: readonly ClientDecision[],
  reference: ClientDecision,
  world: ClientWorld,
): Difference {
  const willing = compared.filter(
    ({ client, rule }) => rule?.kind !== 'opt-in' && (client !== 'windows' || client === reference.client),
  );
  const differing = compared.filter((decision) => !sameDecision(decision, reference));
  if (willing.some((decision) => !sameDecision(decision, reference))) {
    const facts = { decisions: willing, reference, world };
    const named = byValue(facts) ?? byException(facts) ?? byAbsence(facts) ?? byChoice(facts);
    if (named) return named;
  }
  const optIn = compared.filter(({ rule }) => rule?.kind === 'opt-in');
  if (optIn.some((decision) => compared.some((other) => !sameDecision(decision, other)))) {
    return { code: 'opt-in', clients: ids(optIn) };
  }
  if (world.windows && differing.some(({ client }) => client === 'windows')) {
    return { code: 'windows-settings', clients: ['windows'] };
  }
  return { code: 'other', clients: ids(differing) };
}

/** Somebody can't read a value, or does not speak what it asks for. */
function byValue({ decisions, reference }: Case): Difference | null {
  for (const { rule } of decisions) {
    if (rule?.kind === 'malformed') {
      const { name: variable, problem } = rule;
      const clients = withRule(decisions, 'malformed');
      return problem === 'https-scheme'
        ? { code: 'https-scheme', variable, clients }
        : { code: 'malformed', variable, problem, clients };
    }
    if (rule?.kind === 'unsupported') {
      const { name: variable, scheme } = rule;
      // Where the reference never looks at the variable, that is the cause.
      if (reference.rule?.kind === 'unset' && named(decisions, variable).length > 0) continue;
      const clients = withRule(decisions, 'unsupported');
      return scheme === 'https'
        ? { code: 'https-scheme', variable, clients }
        : { code: 'unsupported', variable, scheme, clients };
    }
  }
  return null;
}

/** Somebody makes an exception that others do not make. */
function byException({ decisions, world }: Case): Difference | null {
  const used = decisions.some(({ outcome }) => outcome === 'proxy');
  const rules = decisions.map(({ rule }) => rule);
  const cgi = rules.find((rule) => rule?.kind === 'cgi');
  if (cgi?.kind === 'cgi') {
    const { name: variable, mark } = cgi;
    return { code: 'cgi', variable, mark, clients: withRule(decisions, 'cgi') };
  }
  if (!used) return null;
  const bypass = rules.find((rule) => rule?.kind === 'bypass');
  if (bypass?.kind === 'bypass') {
    const { name: variable, entry } = bypass;
    return { code: 'bypass', variable, entry, clients: withRule(decisions, 'bypass') };
  }
  const loopback = withRule(decisions, 'loopback');
  if (loopback.length > 0) return { code: 'loopback', clients: loopback };
  const empty = decisions.find(({ rule }) => rule?.kind === 'empty');
  if (empty?.rule?.kind !== 'empty') return null;
  const { name: variable } = empty.rule;
  return isOwnSetting(empty, world)
    ? { code: 'own-setting', variable, clients: [empty.client] }
    : { code: 'empty', variable, clients: withRule(decisions, 'empty') };
}

/** Some find no proxy where others find one. */
function byAbsence({ decisions, world }: Case): Difference | null {
  const missing = decisions.find(({ rule }) => rule?.kind === 'unset' || rule?.kind === 'scheme');
  const found = decisions.find(({ rule }) => rule?.kind === 'named');
  if (!missing || found?.rule?.kind !== 'named') return null;
  const { name: variable } = found.rule;
  const clients = named(decisions, variable);
  if (!isVariable(found, world)) return settingDecides(found, world, clients);
  if (missing.rule?.kind === 'scheme') {
    return { code: 'scheme', scheme: missing.rule.scheme, clients: withRule(decisions, 'named') };
  }
  if (/^all_proxy$/i.test(variable)) return { code: 'all-only', variable, clients };
  const asked = missing.rule?.kind === 'unset' ? missing.rule.names : [];
  if (asked.some((name) => name.toLowerCase() === variable.toLowerCase())) {
    return { code: 'case', variable, clients };
  }
  return /^http_proxy$/i.test(variable)
    ? { code: 'https-missing', variable, clients }
    : { code: 'case', variable, clients };
}

/** All find a proxy, but not the same. */
function byChoice({ decisions, reference, world }: Case): Difference | null {
  const found = decisions.filter(({ rule }) => rule?.kind === 'named');
  const other = found.find((decision) => !sameDecision(decision, reference));
  if (other?.rule?.kind !== 'named' || reference.rule?.kind !== 'named') return null;
  const { name: variable } = reference.rule;
  const own = [other, reference].find((decision) => !isVariable(decision, world));
  if (own?.rule?.kind === 'named') return settingDecides(own, world, named(decisions, own.rule.name));
  const clients = ids(found.filter((decision) => !sameDecision(decision, reference)));
  const value = world.env[variable] ?? '';
  if (world.env[other.rule.name] === value) {
    const kinds = lintProxyValue(value, variable).findings.map(({ kind }) => kind);
    if (kinds.includes('https-scheme')) return { code: 'https-scheme', variable, clients };
    if (other.proxy?.port !== reference.proxy?.port) return { code: 'no-port', variable, clients };
    return { code: 'malformed', variable, problem: kinds[0] ?? 'misread', clients };
  }
  return other.rule.name.toLowerCase() === variable.toLowerCase()
    ? { code: 'case', variable, clients: named(decisions, variable) }
    : { code: 'order', variable, clients };
}

/** A setting of the client's own, or of Windows. */
function settingDecides(
  decision: ClientDecision,
  world: ClientWorld,
  clients: readonly ClientId[],
): Difference {
  const { client, rule } = decision;
  return isOwnSetting(decision, world)
    ? { code: 'own-setting', variable: rule?.kind === 'named' ? rule.name : '', clients: [client] }
    : { code: 'windows-settings', clients };
}

/** In a file of the client's own, or an option that stands in a variable. wget's settings are named like variables. */
function isOwnSetting({ client, rule, notes }: ClientDecision, { settings }: ClientWorld): boolean {
  const name = rule !== null && 'name' in rule ? rule.name : null;
  return (
    settings[client]?.some((setting) => setting.name === name) === true ||
    notes.some(({ kind }) => kind === 'set-in')
  );
}

function isVariable(decision: ClientDecision, world: ClientWorld): boolean {
  const { rule } = decision;
  return rule?.kind === 'named' && world.env[rule.name] !== undefined && !isOwnSetting(decision, world);
}

function withRule(decisions: readonly ClientDecision[], kind: ClientRule['kind']): ClientId[] {
  return ids(decisions.filter(({ rule }) => rule?.kind === kind));
}

function named(decisions: readonly ClientDecision[], name: string): ClientId[] {
  return ids(decisions.filter(({ rule }) => rule?.kind === 'named' && rule.name === name));
}

function ids(decisions: readonly ClientDecision[]): ClientId[] {
  return decisions.map(({ client }) => client);
}
