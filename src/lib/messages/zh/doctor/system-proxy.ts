import type { CheckId } from '../../../doctor/check.js';
import type { SystemProxyFindings } from '../../../doctor/findings/system-proxy.js';
import type { ErrorTexts } from '../../text.js';

export const systemProxyFindings: ErrorTexts<SystemProxyFindings> = {
  SYSTEM_PROXY_NONE: { message: () => '此系统没有这样的设置', hint: () => '' },
  SYSTEM_PROXY_UNREADABLE: { message: () => '无法读取系统的设置', hint: () => '' },
  SYSTEM_PROXY_ONLY: {
    message: ({ server }) => `系统使用代理 ${server}，但没有设置代理变量：浏览器能用，Go 却直连`,
    hint: ({ dropped }) =>
      `请设置这些变量，然后打开新终端并重启编辑器。${dropped.length === 0 ? '' : `NO_PROXY 无法表示：${dropped.join('、')}。`}`,
  },
  SYSTEM_PROXY_SCRIPT: {
    message: ({ pac }) => `系统由脚本选择代理（${pac}），但没有设置代理变量：浏览器能用，Go 却直连`,
    hint: () =>
      '请在脚本中查找“PROXY 主机:端口”，或询问管理员，再把 HTTP_PROXY 和 HTTPS_PROXY 设为 http://主机:端口。',
  },
  SYSTEM_PROXY_DEAD: {
    message: ({ endpoint }) => `系统使用代理 ${endpoint}，但该端口没有程序在监听`,
    hint: () => '请启动代理程序，或在系统设置中关闭代理。',
  },
  SYSTEM_PROXY_OTHER: {
    message: ({ server }) => `系统的代理与变量不同：${server}`,
    hint: () => '',
  },
  SYSTEM_PROXY_LEFTOVER: {
    message: ({ server }) => `已关闭，还留有以前的 ${server}`,
    hint: () => '',
  },
  WINHTTP_OTHER: {
    message: ({ server }) => `Windows 服务使用单独的代理：${server}`,
    hint: () => '',
  },
  WINHTTP_AUTOMATIC: { message: () => 'Windows 服务通过脚本或自动检测选择代理', hint: () => '' },
  WINHTTP_UNKNOWN: {
    message: () => '无法解读该设置，可运行“netsh winhttp show advproxy”查看',
    hint: () => '',
  },
};

export const systemProxyTitles = {
  'proxy.wininet': '系统代理',
  'proxy.winhttp': 'Windows 服务的代理',
} satisfies Partial<Record<CheckId, string>>;
