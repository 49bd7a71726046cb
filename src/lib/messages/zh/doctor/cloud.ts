import type { CheckId } from '../../../doctor/check.js';
import type { CloudFindings, FailedWay } from '../../../doctor/findings/cloud.js';
import type { ErrorTexts } from '../../text.js';

/** `45 秒`, `16 分钟`, `3 小时`: one unit is enough. */
function span(seconds: number): string {
  if (seconds < 120) return `${seconds} 秒`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} 分钟` : `${Math.round(minutes / 60)} 小时`;
}

const steps: Readonly<Record<FailedWay['step'], (code: string) => string>> = {
  dns: (code) => `域名无法解析（${code}）`,
  tcp: (code) => (code === 'TIMEOUT' ? '没有响应' : `无法连接（${code}）`),
  connect: (code) => (code === '407' ? '代理要求认证（407）' : `代理拒绝（${code}）`),
  tls: (code) => `TLS 握手失败（${code}）`,
  certificate: (code) => `证书不受信任（${code}）`,
  http: (code) => (code === 'TIMEOUT' ? '已连接，但没有应答' : `没有 HTTP 应答（${code}）`),
};

function failure({ proxy, step, code, atProxy }: FailedWay): string {
  const what = steps[step](code);
  if (proxy === null) return `直连：${what}`;
  return atProxy && step !== 'connect' ? `经 ${proxy}（代理本身）：${what}` : `经 ${proxy}：${what}`;
}

const mends: Readonly<Record<Exclude<CloudFindings['CREDENTIALS_UNUSABLE']['state'], 'half'>, string>> = {
  'profile-missing': '请改用已有的配置，或运行“aliyun configure --profile 名称”添加',
  incomplete: '请运行“aliyun configure --profile 名称”补全',
  malformed: '请运行“aliyun configure”重新生成',
  unreadable: '请让当前用户有权读取该文件',
};

export const cloudFindings: ErrorTexts<CloudFindings> = {
  CLOCK_UNKNOWN: { message: () => 'API 没有给出时间', hint: () => '' },
  CLOCK_OFF: {
    message: ({ seconds, behind }) => `本机时钟比云端${behind ? '慢' : '快'} ${span(seconds)}`,
    hint: ({ seconds }) =>
      seconds >= 900
        ? '相差 15 分钟以上时云端拒绝请求：请校准时钟（以 UTC 为准，与时区无关）。'
        : '请校准时钟：相差 15 分钟以上时云端拒绝请求。',
  },
  CREDENTIALS_NONE: { message: () => '本机没有云凭证', hint: () => '' },
  CREDENTIALS_UNUSABLE: {
    message: ({ state, place, profile, detail }) => {
      switch (state) {
        case 'half':
          return `密钥不完整：没有设置 ${detail ?? ''}`;
        case 'profile-missing':
          return `${place} 中没有配置“${profile ?? ''}”`;
        case 'incomplete':
          return `${place} 的配置“${profile ?? ''}”缺少 ${detail ?? ''}`;
        case 'malformed':
          return `${place} 不是 aliyun CLI 的格式`;
        case 'unreadable':
          return `无法读取 ${place}（${detail ?? ''}）`;
      }
    },
    hint: ({ state }) =>
      state === 'half'
        ? '请同时设置 ALIBABA_CLOUD_ACCESS_KEY_ID 和 ALIBABA_CLOUD_ACCESS_KEY_SECRET，或都不设置。'
        : `${mends[state]}；或设置 ALIBABA_CLOUD_ACCESS_KEY_ID 和 ALIBABA_CLOUD_ACCESS_KEY_SECRET。`,
  },
  CREDENTIALS_MODE: {
    message: ({ place, profile, mode }) =>
      `${place} 的配置“${profile ?? ''}”使用 ${mode} 模式，本工具的云命令不支持`,
    hint: () => '',
  },
  CREDENTIALS_RIVAL: {
    message: () => '环境变量和配置文件中的密钥不同',
    hint: () => 'aliproxy 和 SDK 使用环境变量，aliyun CLI 可能使用配置文件：请只保留一处。',
  },
  CREDENTIALS_OPEN: {
    message: ({ place }) => `本机其他用户可以读取 ${place}`,
    hint: () => '请取消同组和其他用户的权限。',
  },
  API_UNREACHABLE: {
    message: ({ ways }) => ways.map(failure).join('\n'),
    hint: ({ ways }) =>
      ways.every(({ step }) => step === 'dns')
        ? '请检查网络和 DNS 服务器；如果只能经代理上网，请设置 HTTPS_PROXY。'
        : '请检查网络和代理；如果只能经代理上网，请设置 HTTPS_PROXY。',
  },
  API_ONLY_DIRECT: {
    message: ({ way }) => `直连可达，但按 Go 的走法不可达：${failure(way)}`,
    hint: () => '请修复代理，或在 NO_PROXY 中加入 .aliyuncs.com。',
  },
  API_ONLY_PROXY: {
    message: ({ way }) => `只能经代理到达；${failure(way)}`,
    hint: () => '不支持代理的程序无法访问它，包括 aliproxy 自己的云命令。',
  },
  API_CERTIFICATE: {
    message: ({ code, proxy }) => `${proxy === null ? '' : `经 ${proxy}：`}Node.js 不信任其证书（${code}）`,
    hint: () =>
      '可能时钟不准，也可能防火墙在解密流量：后一种情况请用 NODE_EXTRA_CA_CERTS 指定其 CA（PEM 文件）。',
  },
  API_NOT_TRIED: { message: ({ proxy }) => `没有经 SOCKS 代理 ${proxy} 尝试`, hint: () => '' },
};

export const cloudTitles = {
  'time.skew': '时钟',
  'aliyun.credentials': '云凭证',
  'aliyun.endpoint': '云 API',
  'self.version': 'aliproxy',
} satisfies Partial<Record<CheckId, string>>;
