import type { RunningTunnelFailures } from '../../tunnel/control/running-failures.js';
import type { tunnelStatus as english } from '../en/tunnel-status.js';
import type { ErrorTexts } from '../text.js';

export const tunnelStatusErrors: ErrorTexts<RunningTunnelFailures> = {
  NO_TUNNEL: {
    message: ({ pid }) => (pid === null ? '本机没有您的隧道在运行' : `没有进程号为 ${pid} 的隧道`),
    hint: ({ pid }) =>
      pid === null
        ? '用“aliproxy tunnel”启动；以 --admin off 运行的隧道无法被找到。'
        : '用“aliproxy tunnel status”查看正在运行的隧道。',
  },
  SEVERAL_TUNNELS: {
    message: ({ pids }) => `有 ${pids.length} 个隧道在运行：进程 ${pids.join('、')}`,
    hint: ({ pids, command }) => `请指明是哪一个，例如：aliproxy ${command} --pid ${pids[0]}`,
  },
  TUNNEL_UNREACHABLE: {
    message: ({ admin, reason }) => `${admin} 没有应答（${reason}）`,
    hint: () => '“aliproxy tunnel”启动时会显示管理地址。',
  },
  NOT_A_TUNNEL: {
    message: ({ admin }) => `${admin} 上应答的不是隧道的管理端口`,
    hint: () => '“aliproxy tunnel”启动时会显示管理地址。',
  },
  TUNNEL_REFUSED: {
    message: ({ admin, status }) => `${admin} 上的隧道拒绝了请求（状态码 ${status}）`,
    hint: () => '它可能正在结束，或版本不同；请在启动它的终端按 Ctrl-C 结束。',
  },
  TUNNEL_STILL_RUNNING: {
    message: ({ pid, seconds }) => `等待 ${seconds} s 后进程 ${pid} 仍在运行`,
    hint: () => '它仍在等待现有连接结束。可用 --timeout 等得更久，或在启动它的终端按 Ctrl-C。',
  },
};

export const tunnelStatus: typeof english = {
  states: { ready: '就绪', draining: '正在收尾', down: '所有上游均不可用' },
  facts: ({ pid, age, strategy, level }) => `进程 ${pid}，已运行 ${age}，策略 ${strategy}，日志级别 ${level}`,
  unreachable: (pid, admin, reason) => `${admin}  进程 ${pid} 没有应答（${reason}）`,
  listeners: {
    listener: '监听地址',
    protocol: '用途',
    active: '当前',
    total: '累计',
    up: '发送',
    down: '接收',
    failed: '失败',
  },
  mixed: 'HTTP、SOCKS5',
  overTls: 'HTTP、SOCKS5（TLS）',
  upstreams: {
    upstream: '上游',
    state: '状态',
    active: '当前',
    latency: '延迟',
    failures: '失败',
    lastFailure: '最近一次失败',
    since: '已持续',
  },
  failures: { failure: '最近的失败', destination: '目标', through: '出口', when: '时间' },
  upstreamStates: {
    up: '正常',
    suspect: '异常',
    down: '不可用',
    'half-open': '试探中',
    auth: '凭证被拒绝',
  },
  backup: '备用',
  ago: (age) => `${age} 前`,
  stopped: (pid) => `进程 ${pid} 的隧道已结束。`,
  stopping: (pid) => `正在等待进程 ${pid} 结束`,
  levelSet: (pid, level) => `进程 ${pid} 的日志级别已设为 ${level}。`,
};
