import { exitCodes, Failure } from '../../errors.js';
import { maskProxyValue } from '../../proxy/mask-proxy-value.js';
import { type ProxyUrlProblem, proxySchemes } from '../../proxy/proxy-url.js';

/** What is wrong with an upstream; `chain`: several proxies in a row, which is no upstream. */
export type UpstreamProblem = ProxyUrlProblem | 'chain';

/** Why upstreams can't be used, with the facts their sentences need. Passwords in texts are masked. */
export interface TunnelUpstreamFailures {
  BAD_UPSTREAM: {
    readonly text: string;
    /** The flag or the variable it stands in; or file, line and key. */
    readonly source: string;
    readonly problem: UpstreamProblem;
    readonly scheme: string | null;
    readonly supported: readonly string[];
  };
  /** `env`, and no variable names a proxy. */
  NO_UPSTREAM_IN_ENVIRONMENT: { readonly variables: readonly string[] };
}

export function badUpstream(
  text: string,
  source: string,
  { problem, scheme }: { readonly problem: UpstreamProblem; readonly scheme: string | null },
): Failure<TunnelUpstreamFailures['BAD_UPSTREAM']> {
  const shown = problem === 'chain' ? text.split(',').map(maskProxyValue).join(',') : maskProxyValue(text);
  const facts = { text: shown, source, problem, scheme, supported: proxySchemes };
  return new Failure('BAD_UPSTREAM', facts, { exitCode: exitCodes.usage });
}

export function noUpstreamInEnvironment(
  variables: readonly string[],
): Failure<TunnelUpstreamFailures['NO_UPSTREAM_IN_ENVIRONMENT']> {
  return new Failure('NO_UPSTREAM_IN_ENVIRONMENT', { variables }, { exitCode: exitCodes.usage });
}
