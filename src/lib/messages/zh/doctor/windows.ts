import type { CheckId } from '../../../doctor/check.js';
import type { WindowsFindings } from '../../../doctor/findings/windows.js';
import type { ErrorTexts } from '../../text.js';
import { seconds } from '../seconds.js';

export const windowsFindings: ErrorTexts<WindowsFindings> = {
  PS_MISSING: {
    message: () => '没有找到 PowerShell',
    hint: () => '已改从注册表和文件夹读取，无需处理。',
  },
  PS_DENIED: {
    message: () => '不允许启动 PowerShell',
    hint: () => '已改从注册表和文件夹读取，无需处理。',
  },
  PS_TIMEOUT: {
    message: ({ durationMs }) => `PowerShell 在 ${seconds(durationMs)}内没有响应`,
    hint: () => '已改用其他方式读取；请检查杀毒软件是否过慢，或 WMI 服务是否卡住。',
  },
  PS_FAILED: {
    message: ({ exitCode }) => `PowerShell 运行失败${exitCode === null ? '' : `，退出码 ${exitCode}`}`,
    hint: () => '已改从注册表和文件夹读取；可能有策略禁止运行脚本。',
  },
  PS_UNREADABLE: {
    message: () => '无法解析 PowerShell 的输出',
    hint: () => '已改从注册表和文件夹读取。',
  },
  PS_CONSTRAINED: {
    message: ({ mode }) => `PowerShell 受到限制（${mode}）`,
    hint: () => '这是公司的策略；没有读到的内容已改用其他方式读取。',
  },
  PS_PARTIAL: {
    message: ({ sections }) => `PowerShell 没有给出全部内容（${sections.join('、')}）`,
    hint: () => '缺少的部分已改用其他方式读取。',
  },
  PS_SLOW: {
    message: ({ durationMs }) => `PowerShell 用了 ${seconds(durationMs)}`,
    hint: () => '请检查杀毒软件是否过慢，或 WMI 服务是否卡住。',
  },
  DOTNET_MISSING: {
    message: () => '没有安装 .NET Framework 4.5 或更高版本',
    hint: () => '请安装 .NET Framework 4.8：https://dotnet.microsoft.com/download/dotnet-framework/net48',
  },
  DOTNET_OLD: {
    message: ({ version, release }) => `${version} (${release}) 太旧`,
    hint: () => '请安装 .NET Framework 4.8：https://dotnet.microsoft.com/download/dotnet-framework/net48',
  },
  DOTNET_UNKNOWN: {
    message: () => '已有 4.x，但无法读取具体版本（PowerShell 和 reg.exe 均被禁用）',
    hint: () => '',
  },
  REGISTRY_UNREADABLE: {
    message: () => '无法读取注册表（PowerShell 和 reg.exe 均被禁用）',
    hint: () => '',
  },
  VC_MISSING: { message: () => '未安装（只有含 C 代码的程序才需要）', hint: () => '' },
  DOTNET_RUNTIME_NONE: { message: () => '未安装（Go 不需要）', hint: () => '' },
  DOTNET_RUNTIME_OLD: {
    message: ({ newest }) => `最新的 .NET 是 ${newest}，已不再有安全更新`,
    hint: ({ oldest, asOf }) =>
      `如有程序需要 .NET，请安装 .NET ${oldest}（截至 ${asOf}，受支持的是 ${oldest} 及更高版本）。`,
  },
};

export const windowsTitles = {
  'ps.available': 'PowerShell',
  'dotnet.framework': '.NET Framework',
  'dotnet.runtime': '.NET 运行时',
  'vcredist.v14': 'Visual C++ 运行库 v14',
} satisfies Partial<Record<CheckId, string>>;
