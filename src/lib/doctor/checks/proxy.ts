import { isLoopback } from '../../proxy/address-kinds.js';
import { formatAuthority } from '../../proxy/authority.js';
import { type Check, optionalSectionOf, sectionOf, verdict } from '../check.js';
import type { ProxyEvidence } from '../evidence/proxy.js';
import type { Evidence } from '../evidence.js';
import type { ProxyMistake, ProxyRemedy } from '../findings/proxy.js';
import { readByGo } from '../read-by-go.js';
import { type Assignment, setProxies, unsetVariable } from './commands.js';

const docs = 'https://pkg.go.dev/net/http#ProxyFromEnvironment';

type Variable = ProxyEvidence['variables'][number];

/** Are the values what Go's own parser takes them for? */
export const proxyEnv: Check = {
  id: 'proxy.env',
  group: 'proxy',
  uses: ['proxy'],
  optional: ['proxyAnswers'],
  judge({ evidence }) {
    const proxy = sectionOf(evidence, 'proxy');
    const { os } = evidence.platform;
    const variables = variablesForSchemes(proxy);
    const found = variables.map(({ name, masked }) => `${name}=${masked}`).join('\n') || null;
    const shown = { found, docs };
    const read = readByGo(variables);
    const secure = speakingTls(evidence);
    const mistakes = read
      .flatMap(mistakesOf)
      .filter(({ kind, variable }) => kind !== 'https-scheme' || !secure.has(variable));
    if (read.some(({ findings }) => findings.some(({ severity }) => severity === 'fail'))) {
      return verdict('fail', {
        ...shown,
        ...setProxies(correctedOf(read), os),
        finding: mistakesFinding(mistakes),
      });
    }
    if (proxy.conflicts.length > 0) {
      return verdict('warn', {
        ...shown,
        finding: { code: 'PROXY_CONFLICT', facts: { variables: proxy.conflicts } },
      });
    }
    if (mistakes.length > 0) {
      return verdict('warn', {
        ...shown,
        ...setProxies(correctedOf(read), os),
        finding: mistakesFinding(mistakes),
      });
    }
    const all = proxy.variables.find(({ name }) => /^all_proxy$/i.test(name));
    if (variables.length === 0 && all) {
      const finding = { code: 'PROXY_ALL_ONLY', facts: { variable: all.name } } as const;
      const value = all.corrected ?? all.masked;
      return verdict('warn', {
        ...shown,
        ...setProxies(
          ['HTTP_PROXY', 'HTTPS_PROXY'].map((name) => ({ name, value })),
          os,
        ),
        found: `${all.name}=${all.masked}`,
        finding,
      });
    }
    if (variables.length === 0)
      return verdict('info', { ...shown, finding: { code: 'PROXY_NONE', facts: {} } });
    return verdict('pass', shown);
  },
};

/** Variables that name a proxy https:// which does speak TLS: rare, and right. */
function speakingTls(evidence: Evidence): ReadonlySet<string> {
  const proxies = optionalSectionOf(evidence, 'proxyAnswers')?.proxies ?? [];
  return new Set(
    proxies.flatMap(({ scheme, tls, variables }) =>
      scheme === 'https' && tls?.seen === 'ok' ? variables : [],
    ),
  );
}

function mistakesFinding(mistakes: readonly ProxyMistake[]) {
  return { code: 'PROXY_MISTAKES', facts: { mistakes, remedy: remedyOf(mistakes) } } as const;
}

function remedyOf(mistakes: readonly ProxyMistake[]): ProxyRemedy {
  const allRead = mistakes.every(({ effect }) => effect === 'proxy');
  if (allRead && mistakes.some(({ kind }) => kind === 'https-scheme')) return 'name-http';
  if (mistakes.some(({ corrected }) => corrected?.includes('***'))) return 'own-credentials';
  return mistakes.every(({ corrected }) => corrected !== null) ? 'as-shown' : 'right-form';
}

function mistakesOf({ name, masked, findings, effect, endpoint, corrected }: Variable): ProxyMistake[] {
  const host = endpoint?.host ?? null;
  return findings.map(({ kind }) => ({ variable: name, value: masked, kind, effect, host, corrected }));
}

function correctedOf(variables: readonly Pick<Variable, 'name' | 'corrected'>[]): Assignment[] {
  return variables.flatMap(({ name, corrected }) => (corrected === null ? [] : [{ name, value: corrected }]));
}

/** Go asks HTTPS_PROXY for https and nothing else: with HTTP_PROXY alone most traffic goes past the proxy. */
export const proxyHttpsMissing: Check = {
  id: 'proxy.https-missing',
  group: 'proxy',
  uses: ['proxy'],
  judge({ evidence }) {
    const variables = variablesForSchemes(sectionOf(evidence, 'proxy'));
    if (variables.length === 0) return verdict('skip', { finding: { code: 'PROXY_NONE', facts: {} } });
    const http = variables.find(({ name }) => /^http_proxy$/i.test(name));
    const https = variables.find(({ name }) => /^https_proxy$/i.test(name));
    if (https || !http) return verdict('pass', { found: https?.name ?? null, docs });
    const value = http.corrected ?? http.masked;
    return verdict('warn', {
      found: http.name,
      ...setProxies([{ name: 'HTTPS_PROXY', value }], evidence.platform.os),
      finding: { code: 'HTTPS_PROXY_MISSING', facts: { variable: http.name } },
      docs,
    });
  },
};

/** Entries that Go does not understand exclude nothing, without a word. */
export const proxyNoProxy: Check = {
  id: 'proxy.no-proxy',
  group: 'proxy',
  uses: ['proxy'],
  judge({ evidence }) {
    const { exceptions } = sectionOf(evidence, 'proxy');
    const found = exceptions.map(({ name, masked }) => `${name}=${masked}`).join('\n') || null;
    const mistakes = exceptions.flatMap(({ name, findings }) =>
      findings.map((finding) => ({ variable: name, ...finding })),
    );
    if (mistakes.length === 0) return verdict('pass', { found, docs });
    return verdict('warn', {
      found,
      ...setProxies(correctedOf(exceptions), evidence.platform.os),
      finding: { code: 'NO_PROXY_MISTAKES', facts: { mistakes } },
      docs,
    });
  },
};

/** Go's safeguard against a header `Proxy:` that a web server hands to a CGI program as HTTP_PROXY. */
export const proxyCgi: Check = {
  id: 'proxy.cgi',
  group: 'proxy',
  uses: ['proxy'],
  judge({ evidence }) {
    const { cgi, variables } = sectionOf(evidence, 'proxy');
    if (!cgi) return verdict('pass');
    const found = 'REQUEST_METHOD';
    if (!variables.some(({ name }) => /^http_proxy$/i.test(name))) return verdict('pass', { found });
    return verdict('fail', {
      found,
      finding: { code: 'PROXY_CGI', facts: {} },
      docs,
      fix: unsetVariable('unsetRequestMethod', found, evidence.platform.os),
    });
  },
};

/** A TCP connection to the proxy's port, and no more: whether it lets anybody through is the probe's business. */
export const proxyReachable: Check = {
  id: 'proxy.reachable',
  group: 'proxy',
  uses: ['proxy', 'reachability'],
  judge({ evidence }) {
    const attempts = sectionOf(evidence, 'reachability');
    if (attempts.length === 0) {
      const unusable = variablesForSchemes(sectionOf(evidence, 'proxy')).length > 0;
      return unusable
        ? verdict('skip', { finding: { code: 'NEEDS', facts: { check: 'proxy.env' } } })
        : verdict('skip', { finding: { code: 'PROXY_NONE', facts: {} } });
    }
    const shown = { expected: 'TCP', docs: null };
    const endpoints = attempts.map(formatAuthority).join('\n');
    const failed = attempts.filter(({ ok }) => !ok);
    if (failed.length === 0) return verdict('pass', { ...shown, found: endpoints });
    const facts = failed.map(({ host, port, variables, phase, code }) => ({
      endpoint: formatAuthority({ host, port }),
      variables,
      phase: phase ?? 'tcp',
      code: code ?? 'UNKNOWN',
      local: isLoopback(host),
    }));
    const finding = { code: 'PROXY_UNREACHABLE', facts: { endpoints: facts } } as const;
    return verdict('fail', { ...shown, found: endpoints, finding });
  },
};

/** HTTP_PROXY and HTTPS_PROXY in either case. */
export function variablesForSchemes({ variables }: ProxyEvidence): Variable[] {
  return variables.filter(({ name }) => /^https?_proxy$/i.test(name));
}
