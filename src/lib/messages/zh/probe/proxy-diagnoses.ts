import type { DiagnosisFacts, ProxyDiagnosisCode } from '../../../probe/diagnosis/diagnosis.js';
import { probeCommand, proxyAlone, proxyAs, proxyPlace, proxyPort } from '../../probe-places.js';
import { shellWord } from '../../shell-word.js';
import type { ErrorTexts } from '../../text.js';
import { answer, list, named, quoted, seconds } from './phrases.js';

const spoken = { http: '明文 HTTP', tls: ' TLS', socks: ' SOCKS', plain: '不加密的协议' };
const schemeOf = { http: 'http', tls: 'https', socks: 'socks5h', plain: 'http' };

/** Which port it may be instead. */
const otherPort = {
  http: ' HTTPS 或 SOCKS ',
  https: '明文 HTTP 或 SOCKS ',
  socks5: ' HTTP 或 HTTPS ',
  socks5h: ' HTTP 或 HTTPS ',
};
const schemeIn = (proxy: string) => proxy.slice(0, proxy.indexOf(':'));
const spokenTo = (proxy: string) => (proxy.startsWith('socks') ? 'socks' : 'http');

export const proxyDiagnoses: ErrorTexts<Pick<DiagnosisFacts, ProxyDiagnosisCode>> = {
  PROXY_DNS: {
    message: ({ host }) => `代理的域名 ${host} 无法解析`,
    hint: () => '请检查拼写（写错的地址也会这样）、VPN 及其 DNS；“aliproxy doctor”会列出代理设置。',
  },
  PROXY_REFUSED: {
    message: ({ proxy }) => `代理 ${proxy} 拒绝了连接`,
    hint: (facts) => `多半没有程序在监听：请启动代理或更正端口。${proxyAlone('只检查代理：', facts)}`,
  },
  PROXY_TIMEOUT: {
    message: ({ proxy, limitMs }) =>
      `代理 ${proxy} ${limitMs === null ? '' : `在 ${seconds(limitMs)}内`}没有应答`,
    hint: ({ tls, proxy }) =>
      tls
        ? `它接受了连接，但没有应答 TLS：该端口可能是明文 HTTP：-x ${proxyAs('http', proxy)}`
        : `请连接 VPN。若代理是 ECS，其安全组须放行您：aliproxy sg authorize --port ${proxyPort(proxy)} --cidr <您的地址>/32`,
  },
  PROXY_UNREACHABLE: {
    message: ({ proxy, errno }) => `没有到达代理 ${proxy} 的路由${errno === null ? '' : `（${errno}）`}`,
    hint: (facts) => `请连接 VPN；若已连接，请检查本机的路由和防火墙。${proxyAlone('然后：', facts)}`,
  },
  PROXY_TLS: {
    message: ({ proxy, error, issuer }) =>
      issuer === null
        ? `无法与代理 ${proxy} 建立 TLS${error === null ? '' : `（${error}）`}`
        : `代理 ${proxy} 的证书由“${issuer}”签发，不被接受（${error ?? '-'}）`,
    hint: ({ issuer, proxy }) =>
      issuer === null
        ? `请确认该端口是 HTTPS 代理；明文代理写作 -x ${proxyAs('http', proxy)}`
        : '若为私有 CA：“--proxy-cacert FILE”。“--insecure”只对目标有效。',
  },
  PROXY_WRONG_SCHEME: {
    message: ({ proxy, speaks }) => `${proxy} 使用的是${spoken[speaks]}`,
    hint: ({ speaks, proxy }) => `请使用相应的写法：-x ${proxyAs(schemeOf[speaks], proxy)}`,
  },
  PROXY_CLOSED: {
    message: ({ proxy }) => `${proxy} 未作应答就关闭了连接`,
    hint: ({ scheme, ...facts }) =>
      `该端口可能是${otherPort[scheme]}端口，或者代理不允许您的地址。${proxyAlone('只检查代理：', facts)}`,
  },
  PROXY_NOT_A_PROXY: {
    message: ({ proxy, status, said }) => `${proxy} 是网站而不是代理（状态码 ${status}${quoted(said)}）`,
    hint: () => '请检查代理的主机和端口；“aliproxy doctor”会显示它在哪里设置。',
  },
  PROXY_PROTOCOL: {
    message: ({ proxy, protocol, said }) =>
      protocol === null || protocol === spokenTo(proxy)
        ? `${proxy} 的应答无法使用${quoted(said)}`
        : `${proxy} 的应答是 ${named(protocol)}，不是 ${named(spokenTo(proxy))}`,
    hint: ({ proxy }) =>
      `请确认这是代理的 ${named(spokenTo(proxy))} 端口；“aliproxy doctor”会显示它在哪里设置。`,
  },
  PROXY_AUTH_REQUIRED: {
    message: ({ proxy, schemes }) =>
      `${proxy} 需要用户名和密码${schemes.length > 0 ? `（${list(schemes)}）` : ''}`,
    hint: ({ target, proxy }) =>
      `请写进代理的 URL：aliproxy probe -x ${schemeIn(proxy)}://<user>:<password>@${proxyPlace(proxy)} ${shellWord(target)}`,
  },
  PROXY_AUTH_FAILED: {
    message: ({ proxy, status }) =>
      `${proxy} 不接受该用户名或密码${status === null ? '' : `（状态码 ${status}）`}`,
    hint: () =>
      '请检查两者；特殊字符要用百分号编码（@ 写作 %40）。“aliproxy doctor --only proxy.env”会显示它们在哪个变量里。',
  },
  PROXY_AUTH_SCHEME: {
    message: ({ proxy, schemes }) => `${proxy} 只接受 ${list(schemes)} 认证，aliproxy 不支持`,
    hint: ({ target }) =>
      `请在本机运行支持它的 px 或 cntlm，再填它们的地址：${probeCommand('http://127.0.0.1:3128', target)}`,
  },
  PROXY_FORBIDDEN: {
    message: ({ proxy, target, status, said }) => `${proxy} 禁止访问 ${target}（${answer(status, said)}）`,
    hint: ({ port, target }) =>
      port === 443 || port === 80
        ? `请让代理管理员放行，或不经代理试试：aliproxy probe --direct ${shellWord(target)}`
        : `请让代理管理员放行端口 ${port}（squid：SSL_ports，tinyproxy：ConnectPort）；许多代理只放行 443。`,
  },
  PROXY_RATE_LIMITED: {
    message: ({ proxy, status }) => `${proxy} 过于繁忙（状态码 ${status}）`,
    hint: ({ retryAfterSeconds }) =>
      `请${retryAfterSeconds === null ? '稍后' : `在 ${retryAfterSeconds} 秒后`}重试，例如加上“--attempts 5”。`,
  },
  PROXY_LOOP: {
    message: ({ proxy, target }) => `${proxy} 要经过自己才能到达 ${target}`,
    hint: ({ target }) =>
      `请填代理之后的目标的地址，或不经代理：aliproxy probe --direct ${shellWord(target)}`,
  },
};
