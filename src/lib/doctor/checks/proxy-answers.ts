import { formatAuthority } from '../../proxy/authority.js';
import { formatEndpoint } from '../../proxy/proxy-endpoint.js';
import { type Check, sectionOf, type Verdict, verdict } from '../check.js';
import type { ProxyAnswer, ProxyAnswersEvidence } from '../evidence/proxy-answers.js';
import type { Evidence } from '../evidence.js';
import type { AuthProblem, MisnamedProxy, SchemeProblem } from '../findings/proxy.js';
import { setProxies } from './commands.js';
import { variablesForSchemes } from './proxy.js';

type Proxy = ProxyAnswersEvidence['proxies'][number];

/** Does the proxy speak what the variable says: HTTP, or HTTP inside TLS? */
export const proxyScheme: Check = {
  id: 'proxy.scheme',
  group: 'proxy',
  needs: ['proxy.reachable'],
  uses: ['proxy', 'proxyAnswers'],
  judge({ evidence }) {
    const { proxies } = sectionOf(evidence, 'proxyAnswers');
    if (proxies.length === 0) return nobodyAsked(evidence);
    const found = proxies.map(named).join('\n');
    const problems = proxies.flatMap((proxy) => {
      const problem = schemeProblem(proxy);
      return problem === null ? [] : [{ proxy, problem }];
    });
    const statuses = problems.map(({ problem }) => statusOf[problem]);
    const status = (['fail', 'warn', 'info'] as const).find((candidate) => statuses.includes(candidate));
    if (status === undefined) return verdict('pass', { found });
    const misnamed = problems.map(
      ({ proxy, problem }): MisnamedProxy => ({
        endpoint: formatAuthority(proxy),
        variables: proxy.variables,
        problem,
        code: (problem === 'certificate' ? proxy.tls?.certificate : proxy.tls?.code) ?? null,
      }),
    );
    return verdict(status, {
      found,
      finding: { code: 'PROXY_SCHEME', facts: { proxies: misnamed } },
      ...renamed(problems, evidence),
    });
  },
};

const statusOf: Readonly<Record<SchemeProblem, 'fail' | 'warn' | 'info'>> = {
  plain: 'fail',
  secure: 'fail',
  other: 'fail',
  closes: 'warn',
  'tls-fails': 'warn',
  certificate: 'warn',
  silent: 'info',
};

/** What every client refuses; whether an issuer is known is for the system's own list, which is not read here. */
const badCertificate = /^(?:CERT_HAS_EXPIRED|CERT_NOT_YET_VALID|ERR_TLS_CERT_ALTNAME_INVALID)$/;

function schemeProblem({ scheme, clear, tls }: Proxy): SchemeProblem | null {
  if (scheme === 'https') {
    if (tls?.seen === 'ok') return badCertificate.test(tls.certificate ?? '') ? 'certificate' : null;
    if (clear?.seen === 'answer') return 'plain';
    return tls === null || tls.seen === 'unreachable' ? null : 'tls-fails';
  }
  switch (clear?.seen) {
    case 'tls':
      return 'secure';
    case 'closed':
      return tls?.seen === 'ok' ? 'secure' : 'closes';
    case 'not-http':
      return 'other';
    case 'timeout':
      return 'silent';
    default:
      return null;
  }
}

/** The same values with http:// and https:// exchanged. */
function renamed(
  problems: readonly { readonly proxy: Proxy; readonly problem: SchemeProblem }[],
  evidence: Evidence,
): Partial<Verdict> {
  const { variables } = sectionOf(evidence, 'proxy');
  const values = problems.flatMap(({ proxy, problem }) => {
    if (problem !== 'plain' && problem !== 'secure') return [];
    const scheme = problem === 'plain' ? 'http' : 'https';
    return variables
      .filter(({ name }) => proxy.variables.includes(name))
      .map(({ name, masked }) => {
        const rest = masked.replace(/^https?:\/\//i, '');
        // Without a port the other scheme would mean another one.
        const authority = rest.includes(`:${proxy.port}`) ? rest : `${rest.replace(/\/$/, '')}:${proxy.port}`;
        return { name, value: `${scheme}://${authority}` };
      });
  });
  return setProxies(values, evidence.platform.os);
}

/** Are the credentials of the variable what the proxy wants? */
export const proxyAuth: Check = {
  id: 'proxy.auth',
  group: 'proxy',
  needs: ['proxy.reachable'],
  uses: ['proxy', 'proxyAnswers'],
  judge({ evidence }) {
    const { proxies } = sectionOf(evidence, 'proxyAnswers');
    if (proxies.length === 0) return nobodyAsked(evidence);
    const found = proxies.map(named).join('\n');
    const refusing = proxies.flatMap((proxy) => {
      const answer = effectiveAnswer(proxy);
      const problem = answer && authProblem(proxy, answer);
      if (!answer || !problem) return [];
      const { variables } = proxy;
      return [{ endpoint: formatAuthority(proxy), variables, problem, schemes: answer.schemes }];
    });
    if (refusing.length > 0) {
      return verdict('fail', { found, finding: { code: 'PROXY_AUTH', facts: { proxies: refusing } } });
    }
    return proxies.some((proxy) => effectiveAnswer(proxy)?.seen === 'answer')
      ? verdict('pass', { found })
      : verdict('skip', { found, finding: { code: 'NEEDS', facts: { check: 'proxy.scheme' } } });
  },
};

/** The answer that a program gets that does what the variable says. */
function effectiveAnswer({ scheme, clear, secure }: Proxy): ProxyAnswer | null {
  return scheme === 'https' ? secure : clear;
}

/** tinyproxy answers wrong credentials with 401. */
function authProblem(
  { credentials }: Proxy,
  { status, schemes, credentialsSent }: ProxyAnswer,
): AuthProblem | null {
  if (status !== 407 && !(status === 401 && credentialsSent)) return null;
  if (schemes.length > 0 && !schemes.some((scheme) => /^basic$/i.test(scheme))) return 'scheme';
  return credentials ? 'wrong' : 'missing';
}

function named(proxy: Proxy): string {
  const { scheme, clear, secure } = proxy;
  const status = (scheme === 'https' ? secure : clear)?.status;
  const endpoint = formatEndpoint(proxy);
  return status ? `${endpoint} (${status})` : endpoint;
}

function nobodyAsked(evidence: Evidence): Verdict {
  const variables = variablesForSchemes(sectionOf(evidence, 'proxy'));
  if (variables.length === 0) return verdict('skip', { finding: { code: 'PROXY_NONE', facts: {} } });
  return variables.some(({ effect, endpoint }) => effect === 'proxy' && endpoint !== null)
    ? verdict('skip', { finding: { code: 'PROXY_NOT_HTTP', facts: {} } })
    : verdict('skip', { finding: { code: 'NEEDS', facts: { check: 'proxy.env' } } });
}
