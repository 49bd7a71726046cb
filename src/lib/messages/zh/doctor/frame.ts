import type { FrameFindings } from '../../../doctor/findings/frame.js';
import type { ErrorTexts } from '../../text.js';
import { seconds } from '../seconds.js';

export const frameFindings: ErrorTexts<FrameFindings> = {
  NOT_HERE: {
    message: ({ platforms }) => {
      if (!platforms.includes('win32')) return '不适用于本系统';
      return platforms.includes('darwin') ? '仅适用于 Windows 和 macOS' : '仅适用于 Windows';
    },
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
};
