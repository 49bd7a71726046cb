import type { DiagnosisFacts, TargetDiagnosisCode } from '../../../probe/diagnosis/diagnosis.js';
import { privateAddressOf } from '../../private-address.js';
import { clientBlock, proxyAs } from '../../probe-places.js';
import { shellWord } from '../../shell-word.js';
import type { ErrorTexts } from '../../text.js';
import { answer, exactMs, seconds, spaced } from './phrases.js';

/** `socks5` gives the proxy addresses, `socks5h` gives it names. */
const isResolvedHere = (proxy: string) => proxy.startsWith('socks5:');

export const targetDiagnoses: ErrorTexts<Pick<DiagnosisFacts, TargetDiagnosisCode>> = {
  TARGET_DNS: {
    message: ({ host, proxy }) =>
      proxy && !isResolvedHere(proxy) ? `代理 ${proxy} 无法解析 ${host}` : `本机无法解析域名 ${host}`,
    hint: ({ proxy, target }) =>
      proxy && isResolvedHere(proxy)
        ? `socks5:// 的域名在本机解析；请让代理来解析：-x ${proxy.replace('socks5:', 'socks5h:')}`
        : proxy
          ? '请检查拼写；PrivateZone 域名须绑定到代理所在的 VPC；改用地址可以看出是否只是 DNS 的问题。'
          : `请检查拼写；只有 VPC 内才能解析的域名要经过它的代理：aliproxy probe -x http://<proxy>:<port> ${shellWord(target)}`,
  },
  TARGET_REFUSED: {
    message: ({ target, proxy }) => `${target} 拒绝了${proxy ? ` ${proxy} 的` : ''}连接`,
    hint: () => '多半没有程序在监听：请启动服务，更正端口，或检查它监听的地址（bind）；也可能是防火墙拒绝。',
  },
  TARGET_TIMEOUT: {
    message: ({ target, proxy, limitMs }) =>
      `${target} ${limitMs === null ? '' : `在 ${seconds(limitMs)}内`}没有应答${proxy ? `（经 ${proxy}）` : ''}`,
    hint: ({ port, proxy }) =>
      `多半是安全组：aliproxy sg authorize --port ${port} --cidr ${clientBlock(proxy, proxy ? '代理的私网地址' : '您的地址')}`,
  },
  TARGET_UNREACHABLE: {
    message: ({ target, proxy, errno, status, said }) =>
      proxy
        ? `${proxy} 无法到达 ${target}（${answer(status, said)}）`
        : `没有到达 ${target} 的路由（${errno ?? '-'}）`,
    hint: ({ port, proxy }) =>
      proxy
        ? `请检查代理之后的路由和安全组：aliproxy sg authorize --port ${port} --cidr ${clientBlock(proxy, '代理的私网地址')}`
        : '请连接 VPN，或检查本机的路由和防火墙；私网地址可能要经过代理（-x）。',
  },
  TARGET_CLOSED: {
    message: ({ target }) => `${target} 接受连接后立刻关闭了它`,
    hint: () => '可能是白名单或服务已满：请查看它的日志和允许的地址。',
  },
  TUNNEL_TIMEOUT: {
    message: ({ target, proxy, limitMs }) => `${proxy} 在 ${seconds(limitMs)}内没有建立到 ${target} 的隧道`,
    hint: ({ port, proxy, mute }) =>
      mute
        ? `完全没有收到 SOCKS 应答：该端口可能是 HTTP 或 HTTPS 代理：-x ${proxyAs('http', proxy)}`
        : `代理多半还在连接目标：aliproxy sg authorize --port ${port} --cidr ${clientBlock(proxy, '代理的私网地址')}，或加大 --tunnel-timeout。`,
  },
  TUNNEL_CLOSED: {
    message: ({ target, proxy }) => `${proxy} 建立了到 ${target} 的隧道，但还没收到数据就被关闭`,
    hint: ({ proxy }) =>
      `要么目标的白名单里没有${spaced(privateAddressOf(proxy)) ?? '代理的私网地址'}：请在控制台加入；要么代理未连上目标就先应答：请在代理机器上探测。`,
  },
  CAPTIVE_PORTAL: {
    message: ({ target, location }) => `收到的是网页，而不是 ${target}${location ? `（${location}）` : ''}`,
    hint: () => '请在浏览器中登录网络，再运行同一命令。',
  },
  SLO_EXCEEDED: {
    message: ({ target, slo, ms, limitMs }) =>
      `${target}：${slo} 用时 ${exactMs(ms)}，预期至多 ${exactMs(limitMs)}`,
    hint: () => '目标可用但较慢：请用“--count 20”重复探测，看是否总是如此。',
  },
  DEADLINE: {
    message: ({ target, setting, limitMs }) => `${target}：未能在 ${setting} ${seconds(limitMs)}内完成`,
    hint: ({ setting }) => `请用 ${setting} 给更多时间，或用 --timeout 缩短每次尝试。`,
  },
  INTERNAL: {
    message: ({ detail }) => `aliproxy 自身出错：${detail}`,
    hint: () => '请设置 DEBUG=aliproxy* 再运行一次，并附上输出提交报告。',
  },
};
