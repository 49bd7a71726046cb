import type { CheckId } from '../../../doctor/check.js';
import type { DifferingTarget, TargetsFindings, UnresolvedName } from '../../../doctor/findings/targets.js';
import type { DifferenceCode } from '../../../proxy/explain/difference.js';
import type { ErrorTexts } from '../../text.js';
import { seconds } from '../seconds.js';

type Cause = (word: string) => string;

const causes: Readonly<Record<DifferenceCode, Cause>> = {
  malformed: (word) => `并非所有客户端都能识别 ${word} 的值`,
  'https-scheme': (word) => `${word} 把代理写成了 https://`,
  'no-port': (word) => `${word} 没有写端口`,
  unsupported: (word) => `并非所有客户端都支持 ${word} 中的协议`,
  cgi: (word) => `设置了 ${word}`,
  loopback: () => '访问本机时，只有部分客户端从不走代理',
  bypass: (word) => `对 NO_PROXY 中“${word}”的理解不同`,
  empty: (word) => `${word} 已设置，但为空`,
  case: (word) => `${word} 的大小写变量不一致`,
  'https-missing': () => '没有设置 HTTPS_PROXY',
  'all-only': (word) => `只设置了 ${word}`,
  order: () => '优先使用的变量不同',
  'own-setting': (word) => `由自己的设置 ${word} 决定`,
  'windows-settings': () => '由 Windows 代理设置决定',
  scheme: () => '只有部分客户端会为此协议读取代理变量',
  'opt-in': () => '需要另外启用才会走代理',
  other: () => '各有自己的规则',
};

function differing({ url, cause, word, clients }: DifferingTarget): string {
  return `${url}：${clients.join('、') || '其他客户端'} 与 Go 的走法不同：${causes[cause](word ?? '')}`;
}

const unresolved = ({ host, code }: UnresolvedName) =>
  code === 'TIMEOUT' ? `${host}：DNS 服务器没有响应` : `${host} 无法解析（${code}）`;

export const targetsFindings: ErrorTexts<TargetsFindings> = {
  TARGETS_NONE: { message: () => '没有指定目标（--url、probe.targets）', hint: () => '' },
  TARGETS_DIFFER: {
    message: ({ targets }) => targets.map(differing).join('\n'),
    hint: () => '请按所示设置变量；详情见“aliproxy explain URL”。',
  },
  NAMES_NONE: { message: () => '没有需要解析的域名', hint: () => '' },
  NAMES_UNRESOLVED: {
    message: ({ names }) => names.map(unresolved).join('\n'),
    hint: () =>
      '请检查拼写和 DNS 服务器；PrivateZone 的域名只在其 VPC 内可解析：请使用 VPN 或 VPC 内的代理。',
  },
  NAMES_LEFT_TO_PROXY: {
    message: ({ names }) => `${names.map(({ host }) => host).join('、')}：本机无法解析，由代理解析`,
    hint: () => '',
  },
  NAMES_SLOW: {
    message: ({ names }) =>
      names.map(({ host, durationMs }) => `${host}：解析用了 ${seconds(durationMs)}`).join('\n'),
    hint: () => '首选 DNS 服务器可能不可达：请检查 DNS 服务器的顺序和 VPN。',
  },
  NAMES_PRIVATE: {
    message: ({ names }) =>
      names.map(({ host, address }) => `${host} 的地址是内网地址 ${address}`).join('\n'),
    hint: () => '',
  },
  NAMES_FAKE: {
    message: ({ names }) =>
      names.map(({ host, address }) => `${host} 解析到 fake-ip 地址 ${address}`).join('\n'),
    hint: () =>
      '代理软件（Clash、mihomo、sing-box 的 TUN 模式）接管了 DNS：请把内网域名加入 fake-ip-filter 或直连规则，或关闭该软件。',
  },
  HOSTS_ENTRIES: {
    message: ({ path, entries }) =>
      entries
        .map(({ host, address, line }) => `${host} 固定为 ${address}（${path} 第 ${line} 行）`)
        .join('\n'),
    hint: () => '如已不需要，请以管理员身份删除该行：它优先于任何 DNS 服务器。',
  },
  HOSTS_UNREADABLE: { message: ({ path }) => `无法读取 ${path}`, hint: () => '' },
};

export const targetsTitles = {
  'proxy.targets': '目标所用的代理',
  'net.dns': '域名解析',
  'net.fake-ip': 'fake-ip 地址',
  'net.hosts-file': 'hosts 文件',
} satisfies Partial<Record<CheckId, string>>;
