import type { CheckId } from '../../../doctor/check.js';
import type { NetFindings } from '../../../doctor/findings/net.js';
import type { ErrorTexts } from '../../text.js';

export const netFindings: ErrorTexts<NetFindings> = {
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

export const netTitles = {
  'net.excluded-ports': '隧道端口',
} satisfies Partial<Record<CheckId, string>>;
