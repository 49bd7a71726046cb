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
  'leading-blank': '开头有空格',
  'trailing-blank': '末尾有空格',
  quoted: '含有引号',
  'windows-settings-form': '用了 Windows 代理设置的写法',
  slashes: '斜杠写错',
  'full-width': '含有全角字符',
  'unexpanded-variable': '是没有展开的变量',
  'unescaped-password': '用户名或密码中有未转义的字符',
  'at-in-password': '用户名或密码中有未转义的 @（curl 不接受）',
  'bad-port': '端口无效',
  'no-port': '没有写端口（Go 用 80，8.21 之前的 curl 用 1080）',
  'https-scheme': '以 https:// 开头（即用 TLS 连接代理本身，通常是误写）',
  'socks-scheme': '以 socks:// 开头（Go 只认 socks5://）',
  'unsupported-scheme': '的协议 Go 不支持',
  misread: '不是“http://主机:端口”的形式',
};

function proxyMistakes(mistakes: readonly ProxyMistake[]): string {
  return mistakes
    .map((mistake) => `${mistake.variable} ${proxyPhrases[mistake.kind]}${effect(mistake)}`)
    .join('\n');
}

const proxyRemedies: Readonly<Record<ProxyRemedy, string>> = {
  'name-http': 'HTTPS_PROXY 中的 HTTP 代理也应写成 http://，除非代理本身使用 TLS。',
  'own-credentials': '请按所示的值设置，*** 换成自己的用户名和密码，特殊字符写成 %XX；然后打开新终端。',
  'as-shown': '请按所示的值设置，然后打开新终端。',
  'right-form': '请设为 http://主机:端口 的形式，不要带引号和空格；然后打开新终端。',
};

function effect({ effect: outcome, kind, host }: ProxyMistake): string {
  if (outcome === 'proxy') return '';
  if (outcome === 'direct') return '：Go 会不加提示地直连';
  if (kind === 'socks-scheme' || kind === 'unsupported-scheme') return '：Go 会把它当作 HTTP 代理';
  return host === null ? '：Go 会读错' : `：Go 会去连接“${host}”`;
}

const exceptionPhrases: Readonly<Record<NoProxyFindingKind, string>> = {
  semicolon: '应以逗号分隔',
  'full-width-comma': '应以半角逗号分隔',
  'blank-inside': '应以逗号分隔',
  quoted: '不能有引号',
  local: '只用于 Windows 代理设置',
  scheme: '不能带协议',
  path: '不能带路径',
  wildcard: '* 只能写在点号前',
  'address-prefix': '地址段应写成 CIDR',
  'address-range': '地址段应写成 CIDR',
  'block-with-port': 'CIDR 后不能带端口',
  'bad-block': '不是有效的 CIDR',
  'bracketed-ipv6': '不带端口时不加方括号',
  'trailing-dot': '末尾不能有点号',
  'unexpanded-variable': '变量没有展开',
  'full-width': '应使用半角字符',
  'bad-port': '端口无效',
};

/** Go understands some of these, others do not. */
function exception({ variable, entry, kind }: ExceptionMistake): string {
  if (kind === 'full-width') return `${variable}：“${entry}”含有全角字符`;
  return `${variable}：Go 不认“${entry}”（${exceptionPhrases[kind]}）`;
}

function unreachable({ endpoint, phase, code }: Unreachable): string {
  if (phase === 'dns') return `${endpoint}：域名无法解析（${code}）`;
  if (code === 'ECONNREFUSED') return `${endpoint} 拒绝连接`;
  return code === 'TIMEOUT' ? `${endpoint} 没有响应` : `无法连接 ${endpoint}（${code}）`;
}

const schemePhrases: Readonly<Record<SchemeProblem, (code: string) => string>> = {
  plain: () => '写成了 https://，但只支持不加密的 HTTP',
  secure: () => '写成了 http://，但使用 TLS',
  other: () => '使用的不是 HTTP 协议',
  closes: () => '收到隧道请求后断开连接',
  'tls-fails': (code) => `写成了 https://，但 TLS 握手失败${code && `（${code}）`}`,
  certificate: (code) => `的证书会被程序拒绝（${code}）`,
  silent: () => '接受连接，但没有应答',
};

const schemeHints: Readonly<Record<SchemeProblem, string>> = {
  plain: '请把值改为 http://：它表示与代理之间的协议，而不是与目标之间的。',
  secure: '请把值改为 https://。',
  other: '请检查端口：SOCKS 代理应写成 socks5://。',
  closes: '请检查端口：SOCKS 代理应写成 socks5://，使用 TLS 的代理写成 https://。',
  'tls-fails': '代理一般写成 http://；如果它确实使用 TLS，请检查端口。',
  certificate: '请更新代理的证书，或使用证书中的域名。',
  silent: '代理可能无法到达目标：可用“aliproxy probe”查看断在哪一步。',
};

const authPhrases: Readonly<Record<AuthProblem, (schemes: string) => string>> = {
  missing: (schemes) => `要求认证（${schemes}），而变量中没有用户名和密码`,
  wrong: (schemes) => `不接受变量中的用户名和密码（${schemes}）`,
  scheme: (schemes) => `要求 ${schemes} 认证，而 Go 不支持`,
};

const escapes = '@ 写成 %40，: 写成 %3A，/ 写成 %2F，# 写成 %23，? 写成 %3F，% 写成 %25';

const authHints: Readonly<Record<AuthProblem, string>> = {
  missing: `请写入变量：http://用户名:密码@主机:端口；特殊字符需转义：${escapes}。`,
  wrong: `请检查用户名和密码；特殊字符需转义：${escapes}。`,
  scheme: '请申请 Basic 认证，或在本机用支持它的代理（px、cntlm）中转。',
};

export const proxyFindings: ErrorTexts<ProxyFindings> = {
  PROXY_NONE: { message: () => '没有设置代理变量', hint: () => '' },
  PROXY_MISTAKES: {
    message: ({ mistakes }) => proxyMistakes(mistakes),
    hint: ({ remedy }) => proxyRemedies[remedy],
  },
  PROXY_CONFLICT: {
    message: ({ variables }) => `${variables.join('、')}：大写和小写变量的值不同`,
    hint: () => 'Go 用大写的，curl 用小写的：请设为相同的值。',
  },
  PROXY_ALL_ONLY: {
    message: ({ variable }) => `只设置了 ${variable}，而 Go 不理会它`,
    hint: () => '请设置 HTTP_PROXY 和 HTTPS_PROXY。',
  },
  PROXY_CGI: {
    message: () => '设置了 REQUEST_METHOD：Go 拒绝使用 HTTP_PROXY',
    hint: () => '请删除 REQUEST_METHOD，它是 CGI 程序的标志。',
  },
  HTTPS_PROXY_MISSING: {
    message: ({ variable }) => `设置了 ${variable}，没有设置 HTTPS_PROXY：Go 访问 https 时会直连`,
    hint: () => '请同时设置 HTTPS_PROXY，通常取相同的值。',
  },
  NO_PROXY_MISTAKES: {
    message: ({ mistakes }) => mistakes.map(exception).join('\n'),
    hint: ({ mistakes }) =>
      mistakes.some(({ corrected }) => corrected !== null)
        ? '请按所示的列表设置，然后打开新终端。'
        : '请写域名、地址和 CIDR，用逗号分隔；然后打开新终端。',
  },
  PROXY_UNREACHABLE: {
    message: ({ endpoints }) => endpoints.map(unreachable).join('\n'),
    hint: ({ endpoints }) =>
      endpoints.some(({ local, code }) => local && code === 'ECONNREFUSED')
        ? '请启动本机的代理程序，或删除代理变量。'
        : '请检查代理的主机和端口，以及网络（VPN）是否可达。',
  },
  PROXY_SCHEME: {
    message: ({ proxies }) =>
      proxies
        .map(({ endpoint, problem, code }) => `${endpoint} ${schemePhrases[problem](code ?? '')}`)
        .join('\n'),
    hint: ({ proxies }) => [...new Set(proxies.map(({ problem }) => schemeHints[problem]))].join(''),
  },
  PROXY_AUTH: {
    message: ({ proxies }) =>
      proxies
        .map(
          ({ endpoint, problem, schemes }) =>
            `${endpoint} ${authPhrases[problem](schemes.join('、') || '407')}`,
        )
        .join('\n'),
    hint: ({ proxies }) => [...new Set(proxies.map(({ problem }) => authHints[problem]))].join(''),
  },
  PROXY_NOT_HTTP: { message: () => '不检查 SOCKS 代理', hint: () => '' },
  NODE_WILL_NOT_START: {
    message: ({ variables }) =>
      `设置了 NODE_USE_ENV_PROXY，而 ${variables.join('、')} 会使 Node.js 22 及更高版本无法启动`,
    hint: () => '请写成 http://主机:端口，特殊字符写成 %XX；或删除 NODE_USE_ENV_PROXY。',
  },
  NODE_DIRECT: {
    message: ({ version }) => `Node.js ${version} 在此不使用代理变量；npm 会使用，aliproxy 的云命令不使用`,
    hint: () => '',
  },
  NODE_PROXY: {
    message: ({ version }) => `Node.js ${version} 的 fetch 在此使用代理变量`,
    hint: () => '',
  },
};

export const proxyTitles = {
  'proxy.env': '代理变量',
  'proxy.https-missing': 'HTTPS_PROXY',
  'proxy.no-proxy': 'NO_PROXY',
  'proxy.cgi': 'REQUEST_METHOD',
  'proxy.reachable': '代理可达',
  'proxy.scheme': '代理协议',
  'proxy.auth': '代理认证',
  'proxy.node': 'Node.js 与代理',
} satisfies Partial<Record<CheckId, string>>;
