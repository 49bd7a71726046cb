import type { pageWords as english } from '../../en/probe/page.js';

export const pageWords: typeof english = {
  title: 'aliproxy probe 探测报告',
  verdict: ({ total, warn, fail }) => {
    if (total === 0) return '没有完成任何探测';
    if (fail > 0) return `${total} 个目标中有 ${fail} 个失败`;
    return warn === 0 ? `${total} 个目标全部通过` : `${total} 个目标全部通过，其中 ${warn} 个有警告`;
  },
  tiles: { total: '探测', pass: '通过', warn: '警告', fail: '失败' },
  facts: { when: '开始时间', took: '用时', blame: '问题在', program: 'aliproxy' },
  seconds: (count) => `${count} 秒`,
  problems: '发现的问题',
  targets: '目标',
  show: '显示',
  showAll: '全部',
  affected: (count) => `${count} 个目标`,
  phaseHead: '阶段',
  start: '起点',
  took: '用时',
  course: '过程',
  phases: {
    proxyDns: '解析代理的名称',
    proxyTcp: '连接代理',
    proxyTls: '与代理的 TLS',
    tunnel: '代理建立通路',
    targetDns: '解析目标的名称',
    targetTcp: '连接目标',
    tls: '与目标的 TLS',
    app: '目标的应答',
    transfer: '正文',
  },
  between: '不属于任何阶段',
  total: '总计',
  sides: { proxy: '代理', target: '目标' },
  failedPhase: '在此失败',
  reading:
    '时间单位为毫秒，取自最后一次尝试。各阶段按此顺序首尾相接画出，阶段之间的时间单独列出。经过多级代理时，各级的时间相加。',
  proxyReply: '代理的应答',
  tls: '与目标的 TLS',
  app: '目标的应答',
  attempts: '各次尝试',
  attempt: '尝试',
  outcome: '结果',
  stats: '全部探测',
  chain: '证书链',
  certificate: { subject: '证书', issuer: '签发者', validTo: '到期', left: '剩余' },
};
