import type { CheckId, Status } from '../../doctor/check.js';
import type { Findings, FixKind, ProxyMistake, ProxyRemedy, Unreachable } from '../../doctor/findings.js';
import type { DoctorFailures } from '../../doctor/select.js';
import type { NoProxyFindingKind } from '../../proxy/no-proxy-lint.js';
import type { ProxyFindingKind } from '../../proxy/proxy-lint.js';
import type { doctor as english } from '../en/doctor.js';
import type { ErrorTexts } from '../text.js';

const errors: ErrorTexts<DoctorFailures> = {
  UNKNOWN_CHECK: {
    message: ({ source, name }) => `${source}：没有名为“${name}”的检查项或分组`,
    hint: ({ suggestion }) =>
      suggestion ? `是不是想写“${suggestion}”？` : '运行“aliproxy doctor --list”查看全部检查项。',
  },
  NO_CHECKS_LEFT: {
    message: () => '按照 --only 和 --skip，没有剩下任何检查项',
    hint: () => '运行“aliproxy doctor --list”查看全部检查项；aliproxy.yaml 中的 doctor.skip 也会生效。',
  },
  EVIDENCE_NOT_JSON: {
    message: ({ path }) => `${path} 不是 JSON`,
    hint: () => '请使用“aliproxy doctor --save-evidence FILE”生成的文件。',
  },
  EVIDENCE_FOREIGN: {
    message: ({ path }) => `${path} 不是 aliproxy doctor 的诊断数据`,
    hint: () => '请使用“aliproxy doctor --save-evidence FILE”生成的文件。',
  },
  EVIDENCE_NEWER: {
    message: ({ path, version }) => `无法识别 ${path} 的格式版本 ${version}`,
    hint: () => '请使用生成该文件的 aliproxy 版本或更新的版本。',
  },
  EVIDENCE_MALFORMED: {
    message: ({ path, detail }) => `${path} 已损坏，位置：${detail}`,
    hint: () => '请重新保存诊断数据。',
  },
};

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
  'no-port': '没有写端口（Go 用 80，curl 用 1080）',
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
  'own-credentials': '请按所示的值设置，*** 换成自己的用户名和密码，特殊字符写成 %XX；然后打开新的终端。',
  'as-shown': '请按所示的值设置，然后打开新的终端。',
  'right-form': '请设为 http://主机:端口 的形式，不要带引号和空格；然后打开新的终端。',
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
};

function unreachable({ endpoint, phase, code }: Unreachable): string {
  if (phase === 'dns') return `${endpoint}：域名无法解析（${code}）`;
  if (code === 'ECONNREFUSED') return `${endpoint} 拒绝连接`;
  return code === 'TIMEOUT' ? `${endpoint} 没有响应` : `无法连接 ${endpoint}（${code}）`;
}

const seconds = (ms: number) => (ms < 1000 ? `${ms} 毫秒` : `${(ms / 1000).toFixed(1)} 秒`);

const findings: ErrorTexts<Findings> = {
  NOT_HERE: {
    message: ({ platforms }) => (platforms.includes('win32') ? '仅适用于 Windows' : '不适用于本系统'),
    hint: () => '',
  },
  NEEDS: { message: ({ check }) => `依赖 ${check}`, hint: ({ check }) => `请先解决 ${check}。` },
  OFFLINE: { message: () => '因 --offline 跳过', hint: () => '' },
  NOT_COLLECTED: { message: () => '诊断数据中没有', hint: () => '' },
  COLLECTOR_TIMEOUT: {
    message: ({ source, durationMs }) => `${source} 在 ${seconds(durationMs)}内没有响应`,
    hint: () => '请用更长的 --timeout 重试。',
  },
  COLLECTOR_CRASHED: {
    message: ({ source, detail }) => `查询 ${source} 失败：${detail}`,
    hint: () => '请附上 --save-evidence 生成的文件提交报告。',
  },
  CHECK_CRASHED: {
    message: ({ detail }) => `检查项自身出错：${detail}`,
    hint: () => '请附上 --save-evidence 生成的文件提交报告。',
  },
  OS_TOO_OLD: {
    message: ({ name }) => `${name} 太旧，当前的 Go 无法在其上运行`,
    hint: () => '请升级到 Windows 10 或更高版本。',
  },
  OS_OLD_BUILD: {
    message: ({ name }) => `${name} 是旧的内部版本`,
    hint: () => '请安装最新的功能更新。',
  },
  OS_UNSUPPORTED: {
    message: ({ name, ended }) => `${name} 已于 ${ended} 结束支持`,
    hint: ({ asOf }) => `请计划升级到 Windows 11；本工具的功能不受影响（截至 ${asOf}）。`,
  },
  OS_KERNEL_OLD: {
    message: ({ release }) => `版本 ${release} 低于当前 Go 的要求`,
    hint: () => '请升级系统。',
  },
  ARCH_32BIT: {
    message: ({ native }) => `这台机器是 32 位的（${native}）`,
    hint: () => '请使用 64 位系统。',
  },
  NODE_32BIT: {
    message: ({ native }) => `在 ${native} 机器上使用了 32 位的 Node.js`,
    hint: ({ native }) => `请安装 ${native} 版的 Node.js。`,
  },
  NODE_EMULATED: {
    message: ({ node, native }) => `${node} 版的 Node.js 在 ${native} 上模拟运行`,
    hint: ({ native }) => `请安装 ${native} 版的 Node.js。`,
  },
  PS_MISSING: {
    message: () => '没有找到 PowerShell',
    hint: () => '已改从注册表和文件夹读取，无需处理。',
  },
  PS_DENIED: {
    message: () => '不允许启动 PowerShell',
    hint: () => '已改从注册表和文件夹读取；如有需要请联系管理员。',
  },
  PS_TIMEOUT: {
    message: ({ durationMs }) => `PowerShell 在 ${seconds(durationMs)}内没有响应`,
    hint: () => '已改用其他方式读取；请检查杀毒软件是否过慢，或 WMI 服务是否卡住。',
  },
  PS_FAILED: {
    message: ({ exitCode }) => `PowerShell 运行失败${exitCode === null ? '' : `，退出码 ${exitCode}`}`,
    hint: () => '已改从注册表和文件夹读取；可能有策略禁止运行脚本。',
  },
  PS_UNREADABLE: {
    message: () => '无法解析 PowerShell 的输出',
    hint: () => '已改从注册表和文件夹读取。',
  },
  PS_CONSTRAINED: {
    message: ({ mode }) => `PowerShell 受到限制（${mode}）`,
    hint: () => '这是公司的策略；没有读到的内容已改用其他方式读取。',
  },
  PS_PARTIAL: {
    message: ({ sections }) => `PowerShell 没有给出全部内容（${sections.join('、')}）`,
    hint: () => '缺少的部分已改用其他方式读取。',
  },
  PS_SLOW: {
    message: ({ durationMs }) => `PowerShell 用了 ${seconds(durationMs)}`,
    hint: () => '请检查杀毒软件是否过慢，或 WMI 服务是否卡住。',
  },
  DOTNET_MISSING: {
    message: () => '没有安装 .NET Framework 4.5 或更高版本',
    hint: () => '请安装 .NET Framework 4.8：https://dotnet.microsoft.com/download/dotnet-framework/net48',
  },
  DOTNET_OLD: {
    message: ({ version, release }) => `${version} (${release}) 太旧`,
    hint: () => '请安装 .NET Framework 4.8：https://dotnet.microsoft.com/download/dotnet-framework/net48',
  },
  DOTNET_UNKNOWN: {
    message: () => '已有 4.x，但无法读取具体版本（PowerShell 和 reg.exe 均被禁用）',
    hint: () => '',
  },
  REGISTRY_UNREADABLE: {
    message: () => '无法读取注册表（PowerShell 和 reg.exe 均被禁用）',
    hint: () => '',
  },
  VC_MISSING: { message: () => '未安装（只有含 C 代码的程序才需要）', hint: () => '' },
  GO_MISSING: {
    message: () => '没有找到 Go',
    hint: () => '请从 https://golang.google.cn/dl/ 或 https://go.dev/dl/ 安装 Go，然后打开新的终端。',
  },
  GO_NOT_ON_PATH: {
    message: ({ path }) => `${path} 不在 PATH 中`,
    hint: () => '请打开新的终端（并重启编辑器）；仍不行时，把它所在的文件夹加入 PATH。',
  },
  GO_TIMEOUT: {
    message: () => 'Go 在 5 秒内没有响应',
    hint: () => '可能被杀毒软件拦住：请手动运行“go version”。',
  },
  GO_BROKEN: {
    message: ({ exitCode, detail }) =>
      `Go 无法运行${exitCode === null ? '' : `（退出码 ${exitCode}）`}${detail === '' ? '' : `：${detail}`}`,
    hint: () => '请手动运行“go env”：如果提示某个变量有误，请改正或删除它；否则请重新安装 Go。',
  },
  GO_TOO_OLD: {
    message: ({ version }) => `Go ${version} 太旧`,
    hint: ({ minimum }) => `请安装 Go ${minimum} 或更高版本。`,
  },
  GO_UNSUPPORTED: {
    message: ({ version }) => `Go ${version} 已不再有安全更新`,
    hint: ({ supported, asOf }) => `截至 ${asOf}，受支持的版本为 ${supported}。`,
  },
  GO_DEVELOPMENT: { message: ({ version }) => `开发版（${version}）`, hint: () => '' },
  GO_VERSION_UNKNOWN: {
    message: () => 'Go 没有给出',
    hint: () => '请手动运行“go version”和“go env”。',
  },
  GOROOT_WRONG: {
    message: ({ value }) => `GOROOT 指向不存在的 ${value}，所有 go 命令都会失败`,
    hint: () => '请删除 GOROOT：Go 会自己找到安装位置。然后打开新的终端。',
  },
  GOROOT_SET: {
    message: ({ value }) => `GOROOT 是手动设置的（${value}）`,
    hint: () => '请删除 GOROOT：下次升级后它就会出错。',
  },
  GOROOT_OTHER: {
    message: ({ value, own }) => `GOROOT 为 ${value}，而 PATH 中的 go 属于 ${own}`,
    hint: () => '请删除 GOROOT：不同版本的编译器和工具不能混用。',
  },
  GOPATH_RELATIVE: {
    message: ({ value }) => `GOPATH 不是绝对路径：${value}`,
    hint: () => '请改为绝对路径，或删除 GOPATH。',
  },
  GOPATH_IS_GOROOT: {
    message: ({ value }) => `GOPATH 与 GOROOT 同为 ${value}`,
    hint: () => '请删除 GOPATH：默认值是单独的文件夹。',
  },
  GOPATH_AWKWARD: {
    message: ({ value }) => `GOPATH 含有空格或非 ASCII 字符：${value}`,
    hint: () => 'C 编译器和一些工具处理不了，请换一个简单的路径。',
  },
  GOBIN_NOT_ON_PATH: {
    message: ({ bin }) => `${bin} 不在 PATH 中`,
    hint: () => '找不到“go install”安装的程序：请把该文件夹加入 PATH。',
  },
  GOPROXY_OFF: {
    message: () => 'GOPROXY=off：无法下载任何模块',
    hint: () => '请设置镜像，或设为“direct”。',
  },
  GOPROXY_ENTRY: {
    message: ({ entry }) => `GOPROXY 中有一项不是 URL：${entry}`,
    hint: () => '每一项应为 URL、“direct”或“off”，以半角逗号分隔。',
  },
  GOPROXY_DEFAULT: {
    message: () => 'Go 官方的模块代理，在中国大陆无法访问',
    hint: () => '如果下载卡住，请设置镜像。',
  },
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
    message: ({ mistakes }) =>
      mistakes
        .map(({ variable, entry, kind }) => `${variable}：Go 不认“${entry}”（${exceptionPhrases[kind]}）`)
        .join('\n'),
    hint: () => '请按所示的列表设置，然后打开新的终端。',
  },
  PROXY_UNREACHABLE: {
    message: ({ endpoints }) => endpoints.map(unreachable).join('\n'),
    hint: ({ endpoints }) =>
      endpoints.some(({ local, code }) => local && code === 'ECONNREFUSED')
        ? '请启动本机的代理程序，或删除代理变量。'
        : '请检查代理的主机和端口，以及网络（VPN）是否可达。',
  },
  PORT_EXCLUDED: {
    message: ({ port, start, end }) => `端口 ${port} 被 Windows 保留（范围 ${start}-${end}）`,
    hint: () => '请换一个端口；以管理员身份运行“net stop winnat”可能会释放该范围。',
  },
  PORT_DENIED: {
    message: ({ port, code }) => `无法打开端口 ${port}（${code}）`,
    hint: () => '请换一个端口。',
  },
  PORT_BUSY: {
    message: ({ port }) => `端口 ${port} 已被其他程序占用`,
    hint: () => '请为隧道换一个端口。',
  },
  PORT_IS_PROXY: { message: ({ port }) => `正由变量所指的代理使用（${port}）`, hint: () => '' },
};

const titles: Readonly<Record<CheckId, string>> = {
  'os.version': '操作系统',
  'os.arch': '系统架构',
  'ps.available': 'PowerShell',
  'dotnet.framework': '.NET Framework',
  'vcredist.v14': 'Visual C++ 运行库 v14',
  'go.installed': 'Go',
  'go.version': 'Go 版本',
  'go.goroot': 'GOROOT',
  'go.gopath': 'GOPATH',
  'go.goproxy': 'Go 模块代理',
  'proxy.env': '代理变量',
  'proxy.https-missing': 'HTTPS_PROXY',
  'proxy.no-proxy': 'NO_PROXY',
  'proxy.reachable': '代理可达',
  'net.excluded-ports': '隧道端口',
};

const fixes: Readonly<Record<FixKind, string>> = {
  installGo: '安装 Go',
  upgradeGo: '升级 Go',
  addGoToPath: '把 Go 加入 PATH',
  unsetGoroot: '删除 GOROOT',
  addGobinToPath: '把 Go 程序所在的文件夹加入 PATH',
  setGoproxy: '使用模块镜像',
  setProxyVariables: '设置变量',
  choosePort: '使用空闲端口',
};

const statuses: Readonly<Record<Status, string>> = {
  pass: '通过',
  info: '提示',
  warn: '警告',
  fail: '失败',
  skip: '跳过',
  error: '出错',
};

export const doctor: typeof english = {
  columns: {
    status: '状态',
    check: '检查项',
    found: '实际',
    expected: '应为',
    title: '内容',
    group: '分组',
  },
  statuses,
  titles,
  findings,
  fixes,
  howToFix: '如何解决',
  docs: '文档',
  folded: (n) => `${n} 项`,
  summary: (counts, durationMs) => {
    const order: readonly Status[] = ['fail', 'error', 'warn', 'info', 'pass', 'skip'];
    const parts = order
      .filter((status) => counts[status] > 0)
      .map((status) => `${statuses[status]} ${counts[status]} 项`);
    return `${parts.join('，')}，用时 ${seconds(durationMs)}。`;
  },
  replayed: (collectedAt) => `诊断数据采集于 ${collectedAt}`,
  saved: (path) => `诊断数据已保存到 ${path}`,
  waiting: (names) => `等待：${names}`,
};

export const doctorErrors = errors;
