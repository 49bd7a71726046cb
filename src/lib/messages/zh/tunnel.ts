import type { TunnelFailures } from '../../tunnel/failures.js';
import type { tunnel as english } from '../en/tunnel.js';
import type { ErrorTexts } from '../text.js';

export const tunnelErrors: ErrorTexts<TunnelFailures> = {
  LISTEN_BEYOND_LOOPBACK: {
    message: ({ listen }) => `其他机器也能访问 ${listen}，任何人都可以使用这个代理`,
    hint: () => '请监听 127.0.0.1 或 [::1]，例如 --listen 127.0.0.1:3128。',
  },
  LISTEN_IN_USE: {
    message: ({ listen }) => `无法监听 ${listen}：端口已被其他程序占用`,
    hint: () => '请结束该程序或换一个端口；--listen 127.0.0.1:0 会自动选择空闲端口。',
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
};

export const tunnel: typeof english = {
  heads: { protocol: '协议', listening: '监听地址', through: '出口' },
  protocol: 'HTTP（CONNECT 与普通请求）',
  direct: '直连',
  usage: '让客户端使用它，例如：',
  howToEnd: '按 Ctrl-C 结束。',
  draining: (active) => `正在等待 ${active} 个连接结束；再按一次 Ctrl-C 立即退出`,
  ended: (duration) => `已结束，共运行 ${duration}`,
  summary: { connections: '连接数', up: '发送', down: '接收', failed: '失败', cut: '被切断' },
  failures: { code: '错误码', count: '次数', meaning: '含义' },
  meanings: {
    BAD_REQUEST: '请求格式错误，或不是发给 HTTP 代理的（SOCKS、TLS）',
    HEADER_TIMEOUT: '请求头没有按时到达',
    TOO_MANY_CONNECTIONS: '连接数超过 --max-connections',
    DENIED: '禁止访问的目标地址',
    PROXY_LOOP: '目标就是本隧道自己',
    TARGET_DNS: '本机无法解析该域名',
    TARGET_REFUSED: '目标端口没有服务在监听',
    TARGET_TIMEOUT: '目标没有响应：安全组、防火墙或路由问题',
    TARGET_UNREACHABLE: '没有到目标的路由',
    TARGET_CLOSED: '目标在响应之前关闭了连接',
    APP_TIMEOUT: '目标在 --idle-timeout 或 --linger 内没有响应',
    APP_WRONG_PROTOCOL: '响应不是 HTTP',
    INTERNAL: 'aliproxy 自身的错误，请反馈',
  },
};
