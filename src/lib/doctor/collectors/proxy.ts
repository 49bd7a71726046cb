import type { Environment } from '../../host/host.js';
import { firstVariable } from '../../host/variables.js';
import { spellings } from '../../proxy/explain/environment-variables.js';
import { lintNoProxy } from '../../proxy/no-proxy-lint.js';
import { lintProxyValue } from '../../proxy/proxy-lint.js';
import type { ProxyEvidence } from '../evidence/proxy.js';

const proxyNames = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'];

/**
 * The proxy variables, judged where their values are known: the evidence keeps what was found and a masked value, so
 * that it can be saved and judged again elsewhere.
 */
export function describeProxyVariables(env: Environment, os: NodeJS.Platform): ProxyEvidence {
  const proxies = proxyNames.flatMap((name) => variablesNamed(name, env, os));
  const exceptions = variablesNamed('NO_PROXY', env, os);
  return {
    variables: proxies.map(({ name, value }) => ({ name, ...lintProxyValue(value, name) })),
    exceptions: exceptions.map(({ name, value }) => ({ name, ...lintNoProxy(value) })),
    conflicts: [...proxyNames, 'NO_PROXY'].filter((name) => {
      const [upper, lower] = variablesNamed(name, env, os);
      return upper && lower && upper.value !== lower.value;
    }),
    cgi: firstVariable(['REQUEST_METHOD'], env, os) !== null,
  };
}

/** The variable in upper and in lower case, where set and not empty; on Windows they are one. */
function variablesNamed(name: string, env: Environment, os: NodeJS.Platform) {
  return spellings(name, os).flatMap((spelling) => firstVariable([spelling], env, os) ?? []);
}
