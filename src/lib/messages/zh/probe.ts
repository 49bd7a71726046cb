import type { DiagnosisFacts } from '../../probe/diagnosis.js';
import type { ProbeFailures } from '../../probe/failures.js';
import type { probe as english } from '../en/probe.js';
import type { ErrorTexts } from '../text.js';

const seconds = (ms: number) => (ms < 1000 ? `${Math.round(ms)} 毫秒` : `${Math.round(ms / 100) / 10} 秒`);
const quoted = (said: string | null) => (said ? `：“${said}”` : '');
const list = (values: readonly string[]) => values.join('、');

const protocolNames: Readonly<Record<string, string>> = {
  http: 'HTTP',
  html: '网页',
  https: 'HTTPS',
  tls: 'TLS',
  ssh: 'SSH',
  mysql: 'MySQL',
  redis: 'Redis',
  rediss: 'TLS 上的 Redis',
  socks: 'SOCKS',
  unknown: '未知协议',
};
const named = (protocol: string) => protocolNames[protocol] ?? protocol;

const isBadHttp = (expected: string, protocol: string) =>
  protocol === 'http' && (expected === 'http' || expected === 'https');

const diagnoses: ErrorTexts<DiagnosisFacts> = {
  PROXY_DNS: {
    message: ({ host }) => `代理的域名 ${host} 无法解析`,
    hint: () => '请检查拼写（写错的地址也会这样）、VPN 及其 DNS；“aliproxy doctor”会列出代理设置。',
  },
  PROXY_REFUSED: {
    message: ({ proxy }) => `代理地址 ${proxy} 上没有程序在监听`,
    hint: () => '请启动代理或更正端口；“aliproxy doctor --only proxy.reachable”只检查代理。',
  },
  PROXY_TIMEOUT: {
    message: ({ proxy, limitMs }) => `代理 ${proxy} 在 ${seconds(limitMs)}内没有应答`,
    hint: () =>
      '请连接 VPN；若代理是 ECS，请对您的地址放行其端口：aliproxy sg authorize --port <代理端口> --cidr <您的地址>/32',
  },
  PROXY_UNREACHABLE: {
    message: ({ proxy, errno }) => `没有到达代理 ${proxy} 的路由（${errno}）`,
    hint: () => '请连接 VPN；若已连接，请检查本机的路由和防火墙。',
  },
  PROXY_WRONG_SCHEME: {
    message: ({ proxy, speaks }) =>
      `${proxy} 使用的不是明文 HTTP，而是 ${speaks === 'tls' ? 'TLS' : 'SOCKS'}`,
    hint: () => '请填写该代理的明文 HTTP 端口；“aliproxy doctor”会列出代理设置。',
  },
  PROXY_CLOSED: {
    message: ({ proxy }) => `${proxy} 未作应答就关闭了连接`,
    hint: () =>
      '该端口可能是 HTTPS 或 SOCKS 端口，或者代理不允许您的地址；“aliproxy doctor --only proxy.reachable”只检查代理。',
  },
  PROXY_NOT_A_PROXY: {
    message: ({ proxy, status, said }) => `${proxy} 是网站而不是代理（状态码 ${status}${quoted(said)}）`,
    hint: () => '请检查代理的主机和端口；“aliproxy doctor”会显示它在哪里设置。',
  },
  PROXY_PROTOCOL: {
    message: ({ proxy, protocol }) =>
      protocol === null || protocol === 'http'
        ? `${proxy} 的应答无法使用`
        : `${proxy} 的应答是${named(protocol)}，不是 HTTP`,
    hint: () => '请确认这是代理的 HTTP 端口；“aliproxy doctor”会显示它在哪里设置。',
  },
  PROXY_AUTH_REQUIRED: {
    message: ({ proxy, schemes }) => `${proxy} 需要用户名和密码（${list(schemes)}）`,
    hint: ({ target }) =>
      `请写进代理的 URL：aliproxy probe -x http://<user>:<password>@<host>:<port> ${target}`,
  },
  PROXY_AUTH_FAILED: {
    message: ({ proxy, status }) => `${proxy} 不接受该用户名或密码（状态码 ${status}）`,
    hint: () =>
      '请检查两者；特殊字符要用百分号编码（@ 写作 %40）。“aliproxy doctor --only proxy.env”会显示它们在哪个变量里。',
  },
  PROXY_AUTH_SCHEME: {
    message: ({ proxy, schemes }) => `${proxy} 只接受 ${list(schemes)} 认证，aliproxy 不支持`,
    hint: () => '请在本机运行支持它的 px 或 cntlm，再填它们的地址：aliproxy probe -x http://127.0.0.1:3128 …',
  },
  PROXY_FORBIDDEN: {
    message: ({ proxy, target, status, said }) =>
      `${proxy} 禁止访问 ${target}（状态码 ${status}${quoted(said)}）`,
    hint: ({ port }) =>
      port === 443 || port === 80
        ? '请让代理管理员放行，或试试“aliproxy probe --direct”。'
        : `请让代理管理员放行端口 ${port}（squid：SSL_ports，tinyproxy：ConnectPort）；许多代理只放行 443。`,
  },
  PROXY_RATE_LIMITED: {
    message: ({ proxy, status }) => `${proxy} 过于繁忙（状态码 ${status}）`,
    hint: ({ retryAfterSeconds }) =>
      `请${retryAfterSeconds === null ? '稍后' : `在 ${retryAfterSeconds} 秒后`}重试，例如加上“--attempts 5”。`,
  },
  PROXY_LOOP: {
    message: ({ proxy, target }) => `${proxy} 要经过自己才能到达 ${target}`,
    hint: () => '请探测代理之后的目标，或不经代理探测代理本身：“aliproxy probe --direct”。',
  },
  TARGET_DNS: {
    message: ({ host, proxy }) => (proxy ? `代理 ${proxy} 无法解析 ${host}` : `本机无法解析域名 ${host}`),
    hint: ({ proxy }) =>
      proxy
        ? '请检查拼写；PrivateZone 域名须绑定到代理所在的 VPC；改用地址可以看出是否只是 DNS 的问题。'
        : '请检查拼写；只有 VPC 内才能解析的域名要经过它的代理：aliproxy probe -x http://<proxy>:<port> …',
  },
  TARGET_REFUSED: {
    message: ({ target, proxy }) => `${proxy ? `从 ${proxy} 看，` : ''}${target} 上没有程序在监听`,
    hint: () => '请启动服务或更正端口；也请检查它监听的地址（bind）。',
  },
  TARGET_TIMEOUT: {
    message: ({ target, proxy, limitMs }) =>
      `${target} ${limitMs === null ? '' : `在 ${seconds(limitMs)}内`}没有应答${proxy ? `（经 ${proxy}）` : ''}`,
    hint: ({ port, proxy }) =>
      `多半是安全组：aliproxy sg authorize --port ${port} --cidr <${proxy ? '代理的私网地址' : '您的地址'}>/32`,
  },
  TARGET_UNREACHABLE: {
    message: ({ target, proxy, errno, status, said }) =>
      proxy
        ? `${proxy} 无法到达 ${target}（状态码 ${status ?? '-'}${quoted(said)}）`
        : `没有到达 ${target} 的路由（${errno ?? '-'}）`,
    hint: ({ port, proxy }) =>
      proxy
        ? `请检查代理之后的路由和安全组：aliproxy sg authorize --port ${port} --cidr <代理的私网地址>/32`
        : '请连接 VPN，或检查本机的路由和防火墙；私网地址可能要经过代理（-x）。',
  },
  TARGET_CLOSED: {
    message: ({ target }) => `${target} 接受连接后立刻关闭了它`,
    hint: () => '可能是白名单或服务已满：请查看它的日志和允许的地址。',
  },
  TUNNEL_TIMEOUT: {
    message: ({ target, proxy, limitMs }) => `${proxy} 在 ${seconds(limitMs)}内没有建立到 ${target} 的隧道`,
    hint: ({ port }) =>
      `代理多半还在连接目标：aliproxy sg authorize --port ${port} --cidr <代理的私网地址>/32，或加大 --tunnel-timeout。`,
  },
  TUNNEL_CLOSED: {
    message: ({ target, proxy }) => `${proxy} 建立了到 ${target} 的隧道，但还没收到数据就被关闭`,
    hint: () =>
      '要么目标的白名单里没有代理的私网地址，要么代理未连上目标就先应答；请加入该地址，或在代理机器上探测。',
  },
  TLS_TIMEOUT: {
    message: ({ target, limitMs }) => `与 ${target} 的 TLS 握手在 ${seconds(limitMs)}内没有完成`,
    hint: () => '可能被防火墙拦下，或数据包对 VPN 来说过大：请调小其 MTU，或用 -x、--direct 比较其他线路。',
  },
  TLS_CLOSED: {
    message: ({ target }) => `${target} 在 TLS 开始时关闭了连接`,
    hint: () =>
      '可能是白名单或中间的防火墙；请与经过代理的结果比较：aliproxy probe -x http://<proxy>:<port> …',
  },
  TLS_EXPIRED: {
    message: ({ target, validTo }) => `${target} 的证书已于 ${validTo} 过期`,
    hint: () => '请在服务器上更新证书；“--insecure”可让本次探测忽略它。',
  },
  TLS_NOT_YET_VALID: {
    message: ({ target, validFrom }) => `${target} 的证书从 ${validFrom} 起才有效`,
    hint: () => '请先检查本机的日期和时间，再检查服务器的证书。',
  },
  TLS_NAME_MISMATCH: {
    message: ({ host, names }) => `证书不是签发给 ${host} 的，而是 ${list(names.slice(0, 5))}`,
    hint: () => '请在目标中使用其中一个名称，或为该名称重新签发证书。',
  },
  TLS_UNTRUSTED: {
    message: ({ target, issuer, error }) => `${target} 的签发者“${issuer}”不受信任（${error}）`,
    hint: () => '私有 CA 请用“--cacert FILE”。Node 自带证书列表，使用系统列表的 Go 程序可能会接受它。',
  },
  TLS_INTERCEPTED: {
    message: ({ proxy, issuer }) => `经过 ${proxy} 的 TLS 被中途解开：证书由“${issuer}”签发`,
    hint: () => '请申请对该目标免检，或信任该 CA：“--cacert FILE”。',
  },
  TLS_PROTOCOL: {
    message: ({ target, error }) => `无法与 ${target} 协商 TLS${error ? `（${error}）` : ''}`,
    hint: () => '该端口可能不使用 TLS（试试 http:// 或 redis://）、只支持旧版本，或要求客户端证书。',
  },
  TLS_CLIENT_CERT: {
    message: ({ target }) => `${target} 要求客户端证书`,
    hint: () => '请探测不需要证书的端口，或只探测端口：aliproxy probe tcp://<host>:<port>',
  },
  CAPTIVE_PORTAL: {
    message: ({ target, location }) => `收到的是网页，而不是 ${target}${location ? `（${location}）` : ''}`,
    hint: () => '请在浏览器中登录网络，再运行同一命令。',
  },
  APP_WRONG_PROTOCOL: {
    message: ({ target, expected, protocol }) =>
      isBadHttp(expected, protocol)
        ? `${target} 的应答不是有效的 HTTP，或响应头超过 16 KiB`
        : `${target} 的应答是${named(protocol)}，不是 ${named(expected)}`,
    hint: ({ expected, protocol }) => {
      if (isBadHttp(expected, protocol))
        return '线路是通的；请检查服务，或只探测端口：aliproxy probe tcp://<host>:<port>';
      return protocol === 'tls'
        ? `该端口使用 TLS：请改用 ${expected === 'http' ? 'https' : 'rediss'}://。`
        : '请更正端口，或目标的协议。';
    },
  },
  APP_AUTH_REQUIRED: {
    message: ({ target }) => `${target} 可以到达，但需要密码`,
    hint: () => '要同时测试密码：aliproxy probe redis://:<password>@<host>:<port>',
  },
  APP_AUTH_FAILED: {
    message: ({ target, said }) => `${target} 不接受该密码${quoted(said)}`,
    hint: () => '请检查用户名和密码；特殊字符要用百分号编码（@ 写作 %40）。',
  },
  APP_DENIED: {
    message: ({ target, said }) => `${target} 拒绝外部连接${quoted(said)}`,
    hint: () => '请设置密码，或更正服务器 redis.conf 中的 bind 和 protected-mode。',
  },
  APP_TLS_REQUIRED: {
    message: ({ target }) => `${target} 要求 TLS`,
    hint: () => '请用 rediss:// 代替 redis://。',
  },
  APP_WHITELIST: {
    message: ({ target, clientIp }) =>
      `${target} 的白名单中没有${clientIp === null ? '您的来源地址' : ` ${clientIp}`}`,
    hint: ({ clientIp, proxy }) =>
      `请在控制台把${clientIp === null ? (proxy ? '代理的私网地址' : '您的地址') : ` ${clientIp} `}加入实例的白名单。`,
  },
  APP_LOADING: {
    message: ({ target }) => `${target} 仍在加载数据`,
    hint: () => '请稍后重试，例如加上“--attempts 5”。',
  },
  APP_DEGRADED: {
    message: ({ target, said }) => `${target} 已启动，但目前无法服务${quoted(said)}`,
    hint: () => '主备切换最多需要 30 秒：请加上“--attempts 5”重试，再查看实例状态。',
  },
  APP_OVERLOADED: {
    message: ({ target }) => `${target} 的客户端数已达上限`,
    hint: () => '请关闭空闲客户端或调高上限（maxclients），再加上“--attempts 5”重试。',
  },
  APP_TIMEOUT: {
    message: ({ target, proxy, limitMs, forwarded }) => {
      const within = limitMs === null ? '' : ` ${seconds(limitMs)}内`;
      return forwarded
        ? `${proxy}${within}没有返回 ${target} 的应答`
        : `${target} 接受了连接${proxy ? `（经 ${proxy}）` : ''}，但${within}没有应答`;
    },
    hint: ({ port, forwarded }) =>
      forwarded
        ? `代理可能还在连接目标：aliproxy sg authorize --port ${port} --cidr <代理的私网地址>/32；也可能是服务卡住了。`
        : '服务可能卡住，或使用其他协议；请只探测端口：aliproxy probe tcp://<host>:<port>',
  },
  APP_CLOSED: {
    message: ({ target }) => `${target} 未作应答就关闭了连接`,
    hint: ({ expected }) =>
      expected === 'http' || expected === 'redis'
        ? `该端口可能使用 TLS（试试 ${expected === 'http' ? 'https' : 'rediss'}://），或白名单中没有您的地址。`
        : '请查看服务的日志和允许的地址。',
  },
  HTTP_STATUS: {
    message: ({ target, status, expected }) => `${target} 应答 ${status}，期望 ${expected}`,
    hint: ({ status }) =>
      status === 401 || status === 403
        ? '线路是通的，服务要求授权。要接受它：“--expect-status 200-399,401,403”。'
        : '线路是通的；请检查服务，或用“--expect-status”接受该状态码。',
  },
  CERT_EXPIRES_SOON: {
    message: ({ target, days, validTo }) => `${target} 的证书将在 ${days} 天后过期（${validTo}）`,
    hint: () => '请及时更新；“--cert-days”设置提前多少天警告。',
  },
  DEADLINE: {
    message: ({ target, limitMs }) => `${target}：未能在 --deadline ${seconds(limitMs)}内完成`,
    hint: () => '请用 --deadline 给更多时间，或用 --timeout 缩短每次尝试。',
  },
  INTERNAL: {
    message: ({ detail }) => `aliproxy 自身出错：${detail}`,
    hint: () => '请设置 DEBUG=aliproxy* 再运行一次，并附上输出提交报告。',
  },
};

const targetProblems = {
  scheme: '不支持这种目标',
  'port-missing': '缺少端口',
  host: '主机或端口无效',
  rest: '端口之后有多余的内容',
  credentials: '用户部分无效；只有密码时写作 redis://:<password>@<host>',
  option: '未知的选项或无效的值',
};

const proxyProblems = {
  empty: '内容为空',
  scheme: '不支持这种代理',
  host: '主机或端口无效',
  'port-missing': '缺少端口',
  credentials: '用户部分含有请求头无法携带的字符',
  rest: '端口之后有多余的内容',
};

export const probeErrors: ErrorTexts<ProbeFailures> = {
  NO_TARGETS: {
    message: () => '没有要探测的目标',
    hint: () =>
      '请指定目标，例如“aliproxy probe https://www.aliyun.com”或“aliproxy probe -x http://10.0.0.10:8080 redis://10.0.3.8:6379”，或在 aliproxy.yaml 的 probe.targets 中列出。',
  },
  BAD_TARGET: {
    message: ({ text, source, problem, what }) =>
      `${source === null ? '' : `${source}：`}无法探测“${text}”：${targetProblems[problem]}${what === null ? '' : `（${what}）`}`,
    hint: ({ problem, supported }) =>
      problem === 'option'
        ? '单个目标的选项：#expect=200,204;timeout=3s;name=api'
        : `请写 host:port，或使用 ${list(supported.map((scheme) => `${scheme}://`))} 之一。`,
  },
  BAD_PROXY: {
    message: ({ text, source, problem }) => `${source}：无法使用代理“${text}”：${proxyProblems[problem]}`,
    hint: ({ supported }) =>
      `请写 <host>:<port> 或 ${list(supported.map((scheme) => `${scheme}://<user>:<password>@<host>:<port>`))}；“--direct”则不经代理。`,
  },
};

export const probe: typeof english = {
  diagnoses,
  columns: {
    target: '目标',
    via: '途经',
    result: '结果',
    phase: '阶段',
    proxy: '代理',
    tunnel: '隧道',
    tls: 'TLS',
    app: '应用',
    total: '总计',
    detail: '详情',
  },
  status: { pass: '通过', warn: '警告', fail: '失败' },
  blame: { local: '本机', config: '配置', proxy: '代理', network: '网络', target: '目标' },
  direct: '直连',
  bypass: (variable, entry) => `直连：${variable} 含 ${entry}`,
  open: '已连通',
  attempts: (count) => `${count} 次尝试`,
  notes: {
    AUTH_NOT_NEEDED: '未设密码',
    PING_NOT_ALLOWED: '不允许 PING',
    CLUSTER: '集群',
  },
  block: (code, phase, blame) => `${code}（${phase === null ? '' : `${phase}，`}${blame}）`,
  andMore: (count) => `（另有 ${count} 个相同）`,
  summary: ({ total, pass, warn, fail }) =>
    `共探测 ${total} 个：${pass} 个通过，${warn} 个警告，${fail} 个失败。时间单位为毫秒。`,
  interrupted: '已中断：未完成的目标没有列出。',
  deadlineReached: '--deadline 已到。',
  progress: (done, total) => `正在探测：已完成 ${done}/${total}`,
  droppedVariable: (variable) => `${variable} 不是有效的代理 URL；Go 程序会默默忽略它，因此改为直连。`,
};
