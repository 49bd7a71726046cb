import { lintProxyValue } from '../proxy-lint.js';
import type { ClientRule, ValueProblem } from './client.js';

/** The rule of a client that does not take the value of this variable as it was meant. */
export function malformed(name: string, value: string): ClientRule {
  return { kind: 'malformed', name, problem: problemOf(name, value) };
}

function problemOf(variable: string, value: string): ValueProblem {
  const { findings } = lintProxyValue(value, variable);
  const failure = findings.find(({ severity }) => severity === 'fail');
  if (failure !== undefined) return failure.kind;
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) return 'no-scheme';
  if (findings.some(({ kind }) => kind === 'at-in-password')) return 'at-in-password';
  return /^[^/]+:\/\/(?:.*@)?[^/?#]*[/?#]./.test(value) ? 'rest' : (findings[0]?.kind ?? 'misread');
}
