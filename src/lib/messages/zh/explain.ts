import type { ClientId, ClientNote, ClientRule, ValueProblem } from '../../proxy/clients/client.js';
import type { Difference, DifferenceCode } from '../../proxy/explain/difference.js';
import type { ExplainFailures } from '../../proxy/explain/explain-failures.js';
import type { ExplainTargetProblem } from '../../proxy/explain/explain-target.js';
import type { explain as english } from '../en/explain.js';
import type { ErrorTexts } from '../text.js';

const targetProblems: Readonly<Record<ExplainTargetProblem, string>> = {
  empty: '为空',
  host: '没有有效的主机名',
  port: '的端口无效',
  character: '含有空格或控制字符',
};

const errors: ErrorTexts<ExplainFailures> = {
  EXPLAIN_TARGET: {
    message: ({ url, problem }) => `URL${url === '' ? '' : `“${url}”`}${targetProblems[problem]}`,
    hint: () => '请写成 https://api.internal/path、redis://10.0.3.8:6379 或 api.internal:443 的形式。',
  },
  UNKNOWN_CLIENT: {
    message: ({ name }) => `--client：没有名为“${name}”的客户端`,
    hint: ({ suggestion, known }) =>
      suggestion ? `是不是想写“${suggestion}”？` : `可用的有 ${known.join('、')}。`,
  },
  CLIENT_NOT_HERE: {
    message: ({ client }) => `--client：这里无法判断 ${client}`,
    hint: () => '它的设置只能在 Windows 上读取：请去掉它，或在 Windows 上运行。',
  },
  PLATFORM_ALONE: {
    message: () => '--platform 只用于已保存的环境变量',
    hint: () => '请用 --environment FILE 给出文件，或去掉 --platform。',
  },
  ENVIRONMENT_LINE: {
    message: ({ path, line }) => `${path}:${line}：不是“名称=值”的形式`,
    hint: () => '请用“env -0 > FILE”保存（cmd 中用“set > FILE”），或删除该行。',
  },
  ENVIRONMENT_JSON: {
    message: ({ path, line }) => `${path}:${line}：不是由名称和文本组成的 JSON 对象`,
    hint: () => '请写成 {"HTTPS_PROXY":"http://10.0.0.10:8080"} 的形式。',
  },
  ENVIRONMENT_TABLE: {
    message: ({ path, line }) => `${path}:${line}：这是 PowerShell 的表格，其中的值会被截断`,
    hint: () => '请用“cmd /c set > FILE”或“Get-ChildItem env: | ConvertTo-Json > FILE”保存。',
  },
};

const clients: Readonly<Record<ClientId, string>> = {
  go: 'Go',
  curl: 'curl',
  wget: 'wget',
  git: 'git',
  python: 'Python (requests)',
  node: 'Node.js',
  java: 'Java',
  dotnet: '.NET',
  windows: 'Windows (WinINET)',
};

const problems: Readonly<Record<ValueProblem, string>> = {
  'leading-blank': '开头有空格',
  'trailing-blank': '末尾有空格',
  quoted: '含有引号',
  'windows-settings-form': '用了 Windows 代理设置的写法',
  slashes: '斜杠写错',
  'full-width': '含有全角字符',
  'unexpanded-variable': '是没有展开的变量',
  'unescaped-password': '用户名或密码中有未转义的字符',
  'at-in-password': '用户名或密码中有未转义的 @',
  'bad-port': '端口无效',
  'no-port': '没有写端口',
  'https-scheme': '以 https:// 开头',
  'socks-scheme': '以 socks:// 开头',
  'unsupported-scheme': '协议未知',
  misread: '不是“http://主机:端口”的形式',
  'no-scheme': '没有写协议',
  rest: '含有路径、查询或片段',
  'not-a-host': '不是主机名或地址',
};

type RuleWords = {
  readonly [Kind in ClientRule['kind']]: (rule: Extract<ClientRule, { kind: Kind }>) => string;
};

const rules: RuleWords = {
  named: ({ name }) => name,
  bypass: ({ name, entry }) => `${name}：${entry}`,
  loopback: () => '访问本机从不走代理',
  unset: ({ names }) => notSet(names),
  empty: ({ name }) => `${name} 设成了空值`,
  'opt-in': ({ name }) => `设置了 ${name} 才走代理`,
  scheme: ({ scheme }) => `${scheme}:// 没有对应的代理变量`,
  malformed: ({ name, problem }) => `${name} 有误：${problems[problem]}`,
  unsupported: ({ name, scheme }) => `${name}：不支持 ${scheme}:// 代理`,
  cgi: ({ name, mark }) => `设置了 ${mark}（CGI）：${name} 不生效`,
  script: ({ name }) => `${name}：由脚本决定`,
  unread: ({ name }) => `${name}：这里不读取`,
};

type NoteWords = {
  readonly [Kind in ClientNote['kind']]: (note: Extract<ClientNote, { kind: Kind }>) => string;
};

const notes: NoteWords = {
  modelled: ({ version }) => `按版本 ${version} 判断`,
  installed: ({ version }) => `按已安装的 ${version} 判断，与当前版本不同`,
  'will-not-start': () => '有这个值时程序根本无法启动',
  since: ({ version }) => `这需要 ${version} 或更高版本`,
  'set-in': ({ name }) => `设置在 ${name} 中`,
  without: ({ name }) => `未计入 ${name} 包`,
};

type DifferenceWords = {
  readonly [Code in DifferenceCode]: (difference: Extract<Difference, { code: Code }>) => string;
};

const differences: DifferenceWords = {
  malformed: ({ variable, problem, clients: who }) =>
    `${variable} ${problems[problem]}，${who.length === 1 ? `${all(who)} 无法正确识别` : '各客户端的理解不同'}。`,
  'https-scheme': ({ variable }) =>
    `${variable} 以 https:// 开头：有的客户端会与代理本身建立 TLS，有的不会。`,
  'no-port': ({ variable }) => `${variable} 没有写端口，各客户端的默认端口不同。`,
  unsupported: ({ variable, scheme, clients: who }) =>
    `${variable} 要求使用 ${scheme}://，而 ${all(who)} 不支持。`,
  cgi: ({ variable, mark, clients: who }) =>
    `设置了 ${mark}（CGI 程序的标志），${variable} 对 ${all(who)} 不生效。`,
  loopback: ({ clients: who }) => `${all(who)} 访问本机从不走代理，其他客户端会走。`,
  bypass: ({ variable, entry, clients: who }) =>
    `只有 ${all(who)} 认为 ${variable} 中的“${entry}”包含这个主机。`,
  empty: ({ variable, clients: who }) => `${variable} 设成了空值，${all(who)} 因此看不到其他变量。`,
  case: ({ variable, clients: who }) => `大写和小写是两个不同的变量：${variable} 只对 ${all(who)} 起作用。`,
  'https-missing': ({ variable, clients: who }) =>
    `没有设置 HTTPS_PROXY，只有 ${all(who)} 会改用 ${variable}。`,
  'all-only': ({ variable, clients: who }) => `只设置了 ${variable}，而它只对 ${all(who)} 起作用。`,
  order: ({ variable }) => `有多个变量指定了代理，而并非所有客户端都先看 ${variable}。`,
  'own-setting': ({ variable, clients: who }) => `${all(who)} 由自己的设置 ${variable} 决定。`,
  'windows-settings': ({ clients: who }) => `Windows 的代理设置与代理变量不一致；${all(who)} 按前者。`,
  scheme: ({ scheme, clients: who }) => `只有 ${all(who)} 会为 ${scheme}:// 读取代理变量。`,
  'opt-in': ({ clients: who }) => `${all(who)} 默认不理会代理变量，需要另外启用。`,
  other: ({ clients: who }) => `${all(who)} 的做法不同。`,
};

function all(ids: readonly ClientId[]): string {
  return ids.map((id) => clients[id]).join('、');
}

/** Where both spellings are missing, the upper case one speaks for both. */
function notSet(names: readonly string[]): string {
  const told = names.filter((name) => name === name.toUpperCase() || !names.includes(name.toUpperCase()));
  return told.length === 0 ? '没有设置代理' : `没有设置 ${told.join('、')}`;
}

export const explain: typeof english = {
  columns: { client: '客户端', proxy: '代理', rule: '依据' },
  outcomes: { direct: '直连', error: '报错', none: '不支持', unknown: '未知', skipped: '-' },
  platforms: { win32: 'Windows', darwin: 'macOS', linux: 'Linux' },
  heading: (url, platform) => `${url}（${platform}）`,
  headingOfFile: (url, platform, path) => `${url}（${platform}，环境变量来自 ${path}）`,
  assumed: (scheme) => `没有写协议，按 ${scheme}:// 处理。`,
  rules,
  unspoken: (scheme) => `不支持 ${scheme}://`,
  notes,
  note: (client, words) => `${client}：${words}`,
  differences,
  differs: (reference) => `与 ${clients[reference]} 不同`,
  why: '原因：',
  agree: '所有客户端的做法相同。',
  overlooked: (name) => `设置了 ${name}，但它只对 http:// 有效：https:// 还要设置 HTTPS_PROXY。`,
  onlyOne: '没有可比较的客户端。',
  nobodySpeaks: (scheme) => `它们本身都不支持 ${scheme}://；支持它的程序各有规则。`,
  adviseProxy: (proxy) => `让所有客户端都走 ${proxy}`,
  adviseDirect: (host) => `让所有客户端都直连 ${host}`,
  noLine: (name) => `cmd 写不了 ${name} 的值，请用 PowerShell。`,
  ownCredentials: '请把 *** 换成自己的用户名和密码，特殊字符写成 %XX。',
  keptSecrets: 'JAVA_TOOL_OPTIONS 中的 *** 请换回原来的值。',
  meantException: 'NO_PROXY 本意是排除这个主机，但这些程序看不懂它的写法。',
  plainProxy: '这里假定代理本身不用 TLS，绝大多数代理都是如此。',
  nothingHelps: (ids) => `只靠变量无法让它们一致：${all(ids)}。`,
  remaining: (ids) => `仍然不同：${all(ids)}。`,
};

export const explainErrors = errors;
