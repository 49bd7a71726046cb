import type { reports as english } from '../../en/probe/reports.js';

export const reports: typeof english = {
  counts: ({ total, pass, warn, fail }) =>
    `共探测 ${total} 个：${pass} 个通过，${warn} 个警告，${fail} 个失败。`,
  andMore: (count, named) => `另有 ${count} 个：${named}`,
  andOthers: (count) => `等，还有 ${count} 个`,
  cutShort: (setting) => `运行提前结束：${setting} 已到`,
  interrupted: '运行被中断；未完成的目标没有列出',
  leftOut: (count) => `此处略去 ${count} 个结果：页面会太长。`,
};
