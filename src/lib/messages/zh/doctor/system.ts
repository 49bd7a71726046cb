import type { CheckId } from '../../../doctor/check.js';
import type { FirewallProfile, SystemFindings } from '../../../doctor/findings/system.js';
import type { ErrorTexts } from '../../text.js';

/** As the settings of Windows name them. */
const profileNames: Readonly<Record<FirewallProfile, string>> = {
  domain: '域网络',
  private: '专用网络',
  public: '公用网络',
};

const networks = (profiles: readonly FirewallProfile[]) =>
  profiles.map((name) => profileNames[name]).join('、');

export const systemFindings: ErrorTexts<SystemFindings> = {
  OS_TOO_OLD: {
    message: ({ name }) => `${name} 太旧，当前的 Go 无法在其上运行`,
    hint: () => '请升级到 Windows 10、Windows Server 2016 或更高版本。',
  },
  OS_OLD_BUILD: {
    message: ({ name }) => `${name} 是旧的内部版本`,
    hint: () => '请安装最新的功能更新。',
  },
  OS_UNSUPPORTED: {
    message: ({ name, ended }) => `${name} 已于 ${ended} 结束支持`,
    hint: ({ asOf }) => `请计划升级到 Windows 11；本工具的功能不受影响（截至 ${asOf}）。`,
  },
  OS_KERNEL_OLD: {
    message: ({ release }) => `版本 ${release} 低于当前 Go 的要求`,
    hint: () => '请升级系统。',
  },
  ARCH_32BIT: {
    message: ({ native }) => `这台机器是 32 位的（${native}）`,
    hint: () => '请使用 64 位系统。',
  },
  NODE_32BIT: {
    message: ({ native }) => `在 ${native} 机器上使用了 32 位的 Node.js`,
    hint: ({ native }) => `请安装 ${native} 版的 Node.js。`,
  },
  NODE_EMULATED: {
    message: ({ node, native }) => `${node} 版的 Node.js 在 ${native} 上模拟运行`,
    hint: ({ native }) => `请安装 ${native} 版的 Node.js。`,
  },
  LOCALE_LEGACY_CONSOLE: {
    message: ({ codePage }) => `旧式控制台使用代码页 ${codePage}，UTF-8 文本会显示为乱码`,
    hint: () => '请使用 Windows Terminal；或在管道、重定向输出之前，先让当前控制台使用 UTF-8。',
  },
  LOCALE_NOT_UTF8: {
    message: ({ locale }) => `当前区域设置 ${locale} 不是 UTF-8，而程序输出的是 UTF-8`,
    hint: () => '',
  },
  PATH_LONG: {
    message: ({ characters, repeated }) =>
      `PATH 有 ${characters} 个字符${repeatedEntries(repeated)}，超出设置窗口的上限，也会被 setx 截断`,
    hint: () => '请删除重复或已不存在的条目，然后打开新终端。',
  },
  PATH_TOO_LONG: {
    message: ({ characters, limit, repeated }) =>
      `PATH 有 ${characters} 个字符${repeatedEntries(repeated)}，超过 ${limit} 后 cmd.exe 会丢弃整个 PATH`,
    hint: () => '请删除重复或已不存在的条目，然后打开新终端。',
  },
  LONG_PATHS_OFF: {
    message: () => 'git 和部分构建工具的路径不能超过 260 个字符（Go 不受影响）',
    hint: () => '',
  },
  WSL_NONE: { message: () => '不是 WSL', hint: () => '' },
  WSL_HERE: {
    message: ({ networkingMode, autoProxy }) =>
      [
        networkingMode === null ? '运行在 WSL 中' : `运行在 WSL 中，网络模式 ${networkingMode}`,
        networkingMode === 'nat' ? '这里的 127.0.0.1 不是 Windows 的 127.0.0.1' : null,
        autoProxy ? 'Windows 的代理改变后，要运行“wsl --shutdown”才会生效' : null,
      ]
        .filter(Boolean)
        .join('；'),
    hint: () => '',
  },
  WSL_LOOPBACK_PROXY: {
    message: ({ endpoint }) => `${endpoint} 没有响应：WSL 使用 NAT 时，这里的 127.0.0.1 不是 Windows 的`,
    hint: () =>
      '如果代理运行在 Windows 中：请在 %UserProfile%\\.wslconfig 的 [wsl2] 下设置 networkingMode=mirrored，再在 Windows 中运行“wsl --shutdown”；或让代理允许局域网连接，并改用“ip route show default”给出的地址。',
  },
  FIREWALL_OFF: {
    message: ({ profiles }) => `Windows 防火墙已关闭（${networks(profiles)}）`,
    hint: () => '',
  },
};

function repeatedEntries(count: number): string {
  return count === 0 ? '' : `（${count} 个条目重复）`;
}

export const systemTitles = {
  'os.version': '操作系统',
  'os.arch': '系统架构',
  'os.locale': '语言和代码页',
  'os.path-length': 'PATH 长度',
  'os.long-paths': '长路径',
  'os.wsl': 'WSL',
  'net.firewall': '防火墙',
} satisfies Partial<Record<CheckId, string>>;
