import type { TunnelFailures } from '../../tunnel/failures.js';
import type { tunnel as english } from '../en/tunnel.js';
import type { ErrorTexts } from '../text.js';

export const tunnelErrors: ErrorTexts<TunnelFailures> = {
  LISTEN_BEYOND_LOOPBACK: {
    message: ({ listen }) => `其他机器也能访问 ${listen}，任何人都可以使用这个代理`,
    hint: () =>
      '请监听 127.0.0.1 或 [::1]，或指定谁可以使用：--allow-from CIDR、--auth-file FILE，或 --tls-cert 加 --client-ca。',
  },
  LISTEN_IN_USE: {
    message: ({ listen }) => `无法监听 ${listen}：端口已被其他程序占用`,
    hint: () =>
      '请结束该程序（若是自己的隧道：“aliproxy tunnel stop”）或换一个端口；--listen 127.0.0.1:0 会自动选择空闲端口。',
  },
  LISTEN_FORBIDDEN: {
    message: ({ listen }) => `无法监听 ${listen}：系统不允许使用该端口`,
    hint: ({ windows }) =>
      windows
        ? 'Hyper-V 和 WSL 会保留一些端口范围，可运行“netsh int ipv4 show excludedportrange protocol=tcp”查看。请使用范围之外的端口；--listen 127.0.0.1:0 会自动选择空闲端口。'
        : '1024 以下的端口需要 root 权限，请使用更大的端口，例如 --listen 127.0.0.1:3128。',
  },
  LISTEN_NO_SUCH_ADDRESS: {
    message: ({ listen }) => `无法监听 ${listen}：本机没有这个地址`,
    hint: () => '请监听 127.0.0.1；使用 [::1] 需要启用 IPv6。',
  },
  LISTEN_FAILED: {
    message: ({ listen, reason }) => `无法监听 ${listen}（${reason}）`,
    hint: () => '请换一个地址或端口；--listen 127.0.0.1:0 会自动选择空闲端口。',
  },
  LISTEN_TWICE: {
    message: ({ listen }) => `${listen} 被重复用于监听`,
    hint: () => '每个监听、转发和管理端口都要有自己的地址。',
  },
  UPSTREAM_NAME_TWICE: {
    message: ({ name }) => `有两个上游都叫 ${name}`,
    hint: () => '请给每个上游不同的名称。',
  },
  UPSTREAM_IS_TUNNEL: {
    message: ({ upstream, listen }) => `上游 ${upstream} 就是本隧道自己（${listen}）`,
    hint: () => '请让隧道监听其他地址，或使用其他代理。',
  },
  FORWARD_NAME_TWICE: {
    message: ({ names, variable }) => `转发 ${names.join(' 和 ')} 会使用同一个变量 ${variable}`,
    hint: () => '请给每个转发不同的名称。',
  },
  FORWARD_UPSTREAM_UNKNOWN: {
    message: ({ forward, upstream }) => `转发 ${forward} 指定的上游 ${upstream} 不存在`,
    hint: ({ known }) => `现有上游：${known.join('、')}。`,
  },
  WATCH_NOTHING: {
    message: () => '--watch 没有可监视的文件',
    hint: () => '请把设置写入 aliproxy.yaml，或用 --config 指定配置文件。',
  },
  PRINT_ENV_FREE_PORT: {
    message: ({ listen }) => `无法输出 ${listen} 的端口：它在启动时才确定`,
    hint: () => '请为 --listen 和 -L 指定固定端口，例如 --listen 127.0.0.1:3128。',
  },
  PRINT_ENV_NOTHING: {
    message: () => '没有可输出的变量：只有 --listen 和带名称的转发才有变量',
    hint: () => '请给转发命名，例如 -L NAME=6379:10.0.3.8:6379，或加上 --listen。',
  },
  TUNNEL_ENDING: {
    message: () => '隧道正在结束，不再接受新的设置',
    hint: () => '请重新启动。',
  },
  COMMAND_NOT_FOUND: {
    message: ({ command }) => `找不到程序 ${command}`,
    hint: () => '请检查名称和 PATH。别名、管道、内置命令等要由 shell 执行：-- sh -c "…"、-- cmd /c "…"。',
  },
  COMMAND_NOT_STARTED: {
    message: ({ command, reason }) => `无法启动 ${command}（${reason}）`,
    hint: () => '请确认它是适用于本系统的程序，并且允许执行。',
  },
};

export const tunnel: typeof english = {
  heads: { protocol: '协议', listening: '监听地址', leadsTo: '目标', through: '出口' },
  protocol: 'HTTP 与 SOCKS5',
  forward: '转发',
  anywhere: '任意',
  direct: '直连',
  several: (count) => `${count} 个上游`,
  strategy: (name) => `策略：${name}`,
  upstreamHeads: { name: '上游', address: '地址', weight: '权重', note: '备注' },
  backup: '备用',
  use: { tunnel: '不用于普通 HTTP', http: '仅用于普通 HTTP' },
  checked: '设置有效，可以运行。未打开端口，也未访问任何地址。',
  statusPage: (url) => `状态页：${url}`,
  separator: '、',
  usage: '让客户端使用它，例如：',
  howToEnd: '按 Ctrl-C 结束。',
  upstreamNow: (upstream, state, code) => `上游 ${upstream}：${state}${code === null ? '' : `（${code}）`}`,
  states: {
    up: '正常',
    suspect: '出现故障，正在检查',
    down: '不可用',
    'half-open': '正在重新尝试',
    auth: '拒绝了我们的凭证',
  },
  reloaded: (changed) => `已重新加载设置，更改：${changed.join('、')}`,
  reloadedNothing: '已重新加载设置，没有更改',
  needsRestart: (names) => `需要重启才能生效：${names.join('、')}`,
  notReloaded: '隧道继续使用原有设置。',
  visiblePassword:
    '隧道运行期间，本机的任何人都能看到 --auth 中的密码；建议使用 --auth-file 或环境变量 ALIPROXY_TUNNEL_AUTH。',
  noCredentials: '隧道要求用户名和密码，而变量中没有：请自行加到 URL 中。',
  logTrouble: (path, reason, dropped) => `无法写入访问日志 ${path}（${reason}），至今丢失 ${dropped} 行。`,
  draining: (active) => `正在等待 ${active} 个连接结束；再按一次 Ctrl-C 立即退出`,
  ended: (duration) => `已结束，共运行 ${duration}`,
  summary: { connections: '连接数', up: '发送', down: '接收', failed: '失败', cut: '被切断' },
  failedMeanwhile: '隧道中的失败：',
  failures: { code: '错误码', count: '次数', meaning: '含义' },
  meanings: {
    BAD_REQUEST: '请求格式错误，或不是发给代理的',
    HEADER_TIMEOUT: '请求头没有按时到达',
    AUTH_REQUIRED: '客户端的用户名或密码缺失或错误',
    TOO_MANY_CONNECTIONS: '连接数超过 --max-connections 或 --max-connections-per-client',
    DENIED: '规则不允许访问该目标',
    PROXY_LOOP: '目标就是本隧道自己，或上游又绕了回来',
    PROXY_DNS: '上游的域名无法解析',
    PROXY_REFUSED: '上游端口没有服务在监听',
    PROXY_TIMEOUT: '上游没有响应',
    PROXY_UNREACHABLE: '没有到上游的路由',
    PROXY_TLS: '上游的证书或 TLS 握手有问题',
    PROXY_WRONG_SCHEME: '上游的协议与 URL 不符',
    PROXY_CLOSED: '上游在响应之前关闭了连接',
    PROXY_NOT_A_PROXY: '上游有响应，但不是代理',
    PROXY_PROTOCOL: '上游不遵守协议',
    PROXY_AUTH_REQUIRED: '上游要求用户名和密码',
    PROXY_AUTH_FAILED: '上游不接受我们的凭证',
    PROXY_AUTH_SCHEME: '上游要求不支持的认证方式（NTLM、Negotiate）',
    PROXY_FORBIDDEN: '上游的规则不允许访问该目标',
    PROXY_RATE_LIMITED: '上游过于繁忙',
    TARGET_DNS: '域名无法解析',
    TARGET_REFUSED: '目标端口没有服务在监听',
    TARGET_TIMEOUT: '目标没有响应：安全组、防火墙或路由问题',
    TARGET_UNREACHABLE: '没有到目标的路由',
    TARGET_CLOSED: '目标在响应之前关闭了连接',
    TUNNEL_TIMEOUT: '上游在 --tunnel-timeout 内没有响应',
    TUNNEL_CLOSED: '连接建立后立即被关闭',
    TLS_PROTOCOL: '客户端没有使用监听端口要求的 TLS',
    TLS_UNTRUSTED: '客户端不信任监听端口的证书',
    TLS_CLIENT_CERT: '客户端证书缺失或不被接受',
    CAPTIVE_PORTAL: '响应的是登录页面，而不是上游代理',
    APP_TIMEOUT: '目标在 --idle-timeout 或 --linger 内没有响应',
    APP_WRONG_PROTOCOL: '响应不是 HTTP',
    INTERNAL: 'aliproxy 自身的错误，请反馈',
  },
};
