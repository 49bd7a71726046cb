import { exitCodes, Failure } from '../errors.js';
import type { Environment } from '../host/host.js';
import { parseAuthority } from '../proxy/authority.js';
import { maskProxyValue } from '../proxy/mask-proxy-value.js';
import { type ProxyUrlProblem, proxySchemes } from '../proxy/proxy-url.js';
import { mask } from '../redact.js';
import type { EnvRules } from './routing/env-rules.js';
import { maskQuery } from './target/secret-query.js';
import { type TargetProblem, targetKinds } from './target/target.js';
import { maskTarget, mistakeIn, type TargetMistake } from './target/target-mistake.js';

/** What is wrong with a way; `comma`: a chain, but maybe a password with a comma in it was meant. */
export type WayProblem = ProxyUrlProblem | 'comma' | 'direct';

/** Wrong calls of `probe`. Texts that may hold a password are redacted before they are shown. */
export interface ProbeFailures {
  /** `allProxy`: a variable that only curl reads has a proxy. */
  NO_TARGETS: { readonly allProxy: boolean };
  BAD_TARGET: {
    readonly text: string;
    /** File, line and key; null for an argument. */
    readonly source: string | null;
    readonly problem: TargetProblem;
    /** The scheme or the option in question. */
    readonly what: string | null;
    readonly mistake: TargetMistake | null;
    readonly supported: readonly string[];
  };
  BAD_PROXY: {
    readonly text: string;
    /** The flag or the variable it stands in; or file, line and key. */
    readonly source: string;
    readonly problem: WayProblem;
    readonly scheme: string | null;
    readonly supported: readonly string[];
  };
  /** A client refuses the value of a variable, or takes another place for the proxy than was meant. */
  REFUSED_VARIABLE: {
    readonly rules: EnvRules;
    readonly variable: string;
    readonly text: string;
    /** The variable that marks a CGI program, where that is why. */
    readonly mark: string | null;
  };
  /** `dns:///name`, and no name server to ask; `local`: one on this machine, which a proxy can't reach. */
  NO_NAME_SERVER: { readonly local: string | null };
  /** `proxy://`, and no proxy. */
  NO_PROXY_TO_PROBE: object;
  /** `known`: the tags that the file has. */
  NO_SUCH_TAG: { readonly tags: readonly string[]; readonly known: readonly string[] };
  /** The header itself may be a secret: it is not repeated. `reserved`: its name, which the probe sets itself. */
  BAD_HEADER: { readonly source: string; readonly reserved: string | null };
  BAD_REPORT: {
    readonly text: string;
    readonly problem: 'form' | 'format' | 'stdout';
    readonly formats: readonly string[];
  };
  /** `--interval` without what it is the interval of. */
  INTERVAL_ALONE: object;
}

export function probeFailure<Code extends keyof ProbeFailures>(
  code: Code,
  facts: ProbeFailures[Code],
): Failure<ProbeFailures[Code]> {
  return new Failure(code, facts, { exitCode: exitCodes.usage });
}

export function badTarget(
  text: string,
  source: string | null,
  { problem, what }: Pick<ProbeFailures['BAD_TARGET'], 'problem' | 'what'>,
): Failure<ProbeFailures['BAD_TARGET']> {
  const mistake = mistakeIn(text, problem, what);
  const shown = maskTarget(text);
  const part = what && maskQuery(`?${what}`).slice(1);
  return probeFailure('BAD_TARGET', {
    ...{ text: shown, source, problem, what: part, mistake, supported: targetKinds },
  });
}

export function badProxy(
  text: string,
  source: string,
  { problem, scheme }: Pick<ProbeFailures['BAD_PROXY'], 'problem' | 'scheme'>,
): Failure<ProbeFailures['BAD_PROXY']> {
  const shown = problem === 'comma' ? maskProxyValue(text) : text.split(',').map(shownHop).join(',');
  return probeFailure('BAD_PROXY', { text: shown, source, problem, scheme, supported: proxySchemes });
}

/** A hop of a chain; what is neither a URL nor an address may be a piece of a password. */
function shownHop(text: string, index: number): string {
  const isPlace = index === 0 || /^[a-z][a-z0-9+.-]*:\/\//i.test(text) || parseAuthority(text) !== null;
  return isPlace ? maskProxyValue(text) : mask;
}

export function refusedVariable(
  rules: EnvRules,
  variable: string,
  env: Environment,
  mark: string | null = null,
): Failure<ProbeFailures['REFUSED_VARIABLE']> {
  const text = maskProxyValue(env[variable] ?? '');
  return probeFailure('REFUSED_VARIABLE', { rules, variable, text, mark });
}
