import type { CheckId } from '../../../doctor/check.js';
import type {
  AuthProblem,
  ExceptionMistake,
  ProxyFindings,
  ProxyMistake,
  ProxyRemedy,
  SchemeProblem,
  Unreachable,
} from '../../../doctor/findings/proxy.js';
import type { NoProxyFindingKind } from '../../../proxy/no-proxy-lint.js';
import type { ProxyFindingKind } from '../../../proxy/proxy-lint.js';
import type { ErrorTexts } from '../../text.js';

const proxyPhrases: Readonly<Record<ProxyFindingKind, string>> = {
  'leading-blank': 'begins with a blank',
  'trailing-blank': 'ends with a blank',
  quoted: 'has quotes in it',
  'windows-settings-form': 'is written as in the Windows settings',
  slashes: 'has wrong slashes',
  'full-width': 'has full-width characters',
  'unexpanded-variable': 'is a variable that was never expanded',
  'unescaped-password': 'has unescaped characters in its user part',
  'at-in-password': 'has an unescaped @ in its user part (curl refuses that)',
  'bad-port': 'has no valid port',
  'no-port': 'has no port (Go takes 80, curl before 8.21 1080)',
  'https-scheme': 'begins with https:// (TLS to the proxy itself: rarely meant)',
  'socks-scheme': 'begins with socks:// (Go knows socks5://)',
  'unsupported-scheme': 'has a scheme that Go does not know',
  misread: 'can\'t be read as "http://host:port"',
};

function proxyMistakes(mistakes: readonly ProxyMistake[]): string {
  return mistakes
    .map((mistake) => `${mistake.variable} ${proxyPhrases[mistake.kind]}${effect(mistake)}`)
    .join('\n');
}

const proxyRemedies: Readonly<Record<ProxyRemedy, string>> = {
  'name-http': 'an HTTP proxy is named http:// also in HTTPS_PROXY, unless it really speaks TLS.',
  'own-credentials':
    'set the value shown, with your own credentials for ***, special characters as %XX; then open a new terminal.',
  'as-shown': 'set the value shown; then open a new terminal.',
  'right-form': 'set a value like http://host:port, without quotes and blanks; then open a new terminal.',
};

function effect({ effect: outcome, kind, host }: ProxyMistake): string {
  if (outcome === 'proxy') return '';
  if (outcome === 'direct') return ': Go silently goes direct';
  if (kind === 'socks-scheme' || kind === 'unsupported-scheme') return ': Go speaks HTTP to it';
  return host === null ? ': Go misreads it' : `: Go dials "${host}"`;
}

const exceptionPhrases: Readonly<Record<NoProxyFindingKind, string>> = {
  semicolon: 'entries are separated by commas',
  'full-width-comma': 'entries are separated by an ASCII comma',
  'blank-inside': 'entries are separated by commas',
  quoted: 'no quotes',
  local: 'Windows settings only',
  scheme: 'no scheme',
  path: 'no path',
  wildcard: 'no * but in front of a dot',
  'address-prefix': 'addresses need CIDR',
  'address-range': 'addresses need CIDR',
  'block-with-port': 'no port after a block',
  'bad-block': 'not a valid block',
  'bracketed-ipv6': 'no brackets without a port',
  'trailing-dot': 'no dot at the end',
  'unexpanded-variable': 'never expanded',
  'full-width': 'ASCII characters only',
  'bad-port': 'no such port',
};

/** Go understands some of these, others do not. */
function exception({ variable, entry, kind }: ExceptionMistake): string {
  if (kind === 'full-width') return `${variable}: "${entry}" has full-width characters`;
  return `${variable}: Go ignores "${entry}" (${exceptionPhrases[kind]})`;
}

function unreachable({ endpoint, phase, code }: Unreachable): string {
  if (phase === 'dns') return `${endpoint}: the name does not resolve (${code})`;
  if (code === 'ECONNREFUSED') return `${endpoint} refuses connections`;
  return code === 'TIMEOUT' ? `${endpoint} does not answer` : `${endpoint} can't be reached (${code})`;
}

const schemePhrases: Readonly<Record<SchemeProblem, (code: string) => string>> = {
  plain: () => 'is named https://, but speaks HTTP without TLS',
  secure: () => 'is named http://, but speaks TLS',
  other: () => 'speaks no HTTP',
  closes: () => 'ends the connection when asked for a tunnel',
  'tls-fails': (code) => `is named https://, but TLS with it fails${code && ` (${code})`}`,
  certificate: (code) => `has a certificate that programs refuse (${code})`,
  silent: () => 'accepts, but does not answer',
};

const schemeHints: Readonly<Record<SchemeProblem, string>> = {
  plain: 'write http:// in the value: it names the protocol to the proxy, not to the target.',
  secure: 'write https:// in the value.',
  other: 'check the port: a SOCKS proxy is named socks5://.',
  closes: 'check the port: a SOCKS proxy is named socks5://, a proxy with TLS https://.',
  'tls-fails': 'most proxies are named http://; if this one speaks TLS, check its port.',
  certificate: 'have the certificate renewed, or use the name that is in it.',
  silent: 'the proxy may not reach what it is asked for: "aliproxy probe" shows where it ends.',
};

const authPhrases: Readonly<Record<AuthProblem, (schemes: string) => string>> = {
  missing: (schemes) => `wants credentials (${schemes}), and the value has none`,
  wrong: (schemes) => `refuses the credentials of the value (${schemes})`,
  scheme: (schemes) => `wants ${schemes}, which Go does not speak`,
};

const escapes = '@ is %40, : %3A, / %2F, # %23, ? %3F, % %25';

const authHints: Readonly<Record<AuthProblem, string>> = {
  missing: `write them into the value, http://user:password@host:port; special characters are escaped: ${escapes}.`,
  wrong: `check user and password; special characters are escaped: ${escapes}.`,
  scheme:
    'ask for Basic authentication, or put a local proxy in between that speaks that scheme (px, cntlm).',
};

export const proxyFindings: ErrorTexts<ProxyFindings> = {
  PROXY_NONE: { message: () => 'no proxy variable is set', hint: () => '' },
  PROXY_MISTAKES: {
    message: ({ mistakes }) => proxyMistakes(mistakes),
    hint: ({ remedy }) => proxyRemedies[remedy],
  },
  PROXY_CONFLICT: {
    message: ({ variables }) => `${variables.join(', ')}: upper and lower case have different values`,
    hint: () => 'Go takes the upper-case one, curl the lower-case one: set both alike.',
  },
  PROXY_ALL_ONLY: {
    message: ({ variable }) => `only ${variable} is set, which Go ignores`,
    hint: () => 'set HTTP_PROXY and HTTPS_PROXY.',
  },
  PROXY_CGI: {
    message: () => 'REQUEST_METHOD is set: Go refuses to use HTTP_PROXY',
    hint: () => 'unset REQUEST_METHOD, which marks a CGI program.',
  },
  HTTPS_PROXY_MISSING: {
    message: ({ variable }) => `${variable} is set, HTTPS_PROXY is not: Go goes direct for https`,
    hint: () => 'set HTTPS_PROXY, too, usually to the same value.',
  },
  NO_PROXY_MISTAKES: {
    message: ({ mistakes }) => mistakes.map(exception).join('\n'),
    hint: ({ mistakes }) =>
      mistakes.some(({ corrected }) => corrected !== null)
        ? 'set the list shown; then open a new terminal.'
        : 'write names, addresses and CIDR blocks, separated by commas; then open a new terminal.',
  },
  PROXY_UNREACHABLE: {
    message: ({ endpoints }) => endpoints.map(unreachable).join('\n'),
    hint: ({ endpoints }) =>
      endpoints.some(({ local, code }) => local && code === 'ECONNREFUSED')
        ? 'start the proxy program on this machine, or unset the variables.'
        : 'check host and port of the proxy, and that your network (VPN?) leads to it.',
  },
  PROXY_SCHEME: {
    message: ({ proxies }) =>
      proxies
        .map(({ endpoint, problem, code }) => `${endpoint} ${schemePhrases[problem](code ?? '')}`)
        .join('\n'),
    hint: ({ proxies }) => [...new Set(proxies.map(({ problem }) => schemeHints[problem]))].join(' '),
  },
  PROXY_AUTH: {
    message: ({ proxies }) =>
      proxies
        .map(
          ({ endpoint, problem, schemes }) =>
            `${endpoint} ${authPhrases[problem](schemes.join(', ') || '407')}`,
        )
        .join('\n'),
    hint: ({ proxies }) => [...new Set(proxies.map(({ problem }) => authHints[problem]))].join(' '),
  },
  PROXY_NOT_HTTP: { message: () => 'a SOCKS proxy is not asked', hint: () => '' },
  NODE_WILL_NOT_START: {
    message: ({ variables }) =>
      `NODE_USE_ENV_PROXY is set, and ${variables.join(', ')} keeps Node.js 22 and newer from starting`,
    hint: () =>
      'write the value as http://host:port, special characters as %XX; or unset NODE_USE_ENV_PROXY.',
  },
  NODE_DIRECT: {
    message: ({ version }) =>
      `Node.js ${version} ignores the proxy variables here; npm uses them, aliproxy's cloud commands do not`,
    hint: () => '',
  },
  NODE_PROXY: {
    message: ({ version }) => `fetch in Node.js ${version} uses the proxy variables here`,
    hint: () => '',
  },
};

export const proxyTitles = {
  'proxy.env': 'Proxy variables',
  'proxy.https-missing': 'HTTPS_PROXY',
  'proxy.no-proxy': 'NO_PROXY',
  'proxy.cgi': 'REQUEST_METHOD',
  'proxy.reachable': 'Proxy reachable',
  'proxy.scheme': 'Protocol of the proxy',
  'proxy.auth': 'Credentials for the proxy',
  'proxy.node': 'Node.js and proxies',
} satisfies Partial<Record<CheckId, string>>;
