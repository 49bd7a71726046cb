import type { doctorReport as english } from '../en/doctor-report.js';

export const doctorReport: typeof english = {
  title: 'aliproxy doctor 诊断报告',
  facts: {
    system: '系统',
    architecture: '架构',
    node: 'Node.js',
    program: 'aliproxy',
    examined: '诊断时间',
    result: '结果',
  },
  wsl: 'WSL',
  verdict: { good: '没有失败项', bad: '发现问题' },
  troubles: '发现的问题',
  noTroubles: '没有发现问题。',
  optional: '仅供参考',
  found: '实际',
  expected: '应为',
  allChecks: (n) => `全部 ${n} 个检查项`,
  urls: '各客户端使用的代理',
  fixes: '--fix 的结果',
  evidence: '诊断数据',
  evidenceUse: '另存为文件后可在任何机器上重放：aliproxy doctor --replay FILE',
  redacted: '报告不含凭证；主机名、本机名、用户名和公网地址已替换为代号。',
  read: '分享前请先过目：文件夹名和项目名保持原样。',
};
