import type { Environment } from '../../host/host.js';
import { firstVariable } from '../../host/variables.js';
import { maskProxyValue } from '../../proxy/mask-proxy-value.js';
import { correctProxyValue, lintProxyValue } from '../../proxy/proxy-lint.js';
import { mask } from '../../redact.js';
import { isProxyVariable } from './secrets.js';
import type { FixTrouble } from './troubles.js';

export type RealValue =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly trouble: FixTrouble };

const sources = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'];

/**
 * The value that a change means: its `***` stand for credentials that are in the environment, in a proxy variable. What
 * is shown is what is applied: a candidate must look exactly like the shown value once it is masked.
 */
export function realValueOf(name: string, shown: string, env: Environment, os: NodeJS.Platform): RealValue {
  const value = shown.includes(mask) ? unmasked(name, shown, env, os) : shown;
  if (value === null) return { ok: false, trouble: { code: 'SECRET_UNKNOWN', facts: { name } } };
  const wrong =
    isProxyVariable(name) && lintProxyValue(value, name).findings.some(({ severity }) => severity === 'fail');
  return wrong ? { ok: false, trouble: { code: 'VALUE_UNUSABLE', facts: { name } } } : { ok: true, value };
}

/** Two variables with different passwords for what looks like one proxy: nobody can tell which is meant. */
function unmasked(name: string, shown: string, env: Environment, os: NodeJS.Platform): string | null {
  const own = candidates([name], shown, env, os);
  const found = own.size > 0 ? own : candidates(sources, shown, env, os);
  return found.size === 1 ? ([...found][0] ?? null) : null;
}

function candidates(
  names: readonly string[],
  shown: string,
  env: Environment,
  os: NodeJS.Platform,
): ReadonlySet<string> {
  const values = names.flatMap((name) => {
    const found = firstVariable([name], env, os);
    return found ? [correctProxyValue(found.value, found.name) ?? found.value] : [];
  });
  const spoken = values.flatMap((value) => [value, value.replace(/^https:/i, 'http:')]);
  return new Set(spoken.filter((value) => !value.includes(mask) && maskProxyValue(value) === shown));
}
