import type { ExplainCheckId, Silence, VerdictFacts } from '../../../probe/explain/explanation.js';
import type { explanation as english, VerdictTexts } from '../../en/probe/explanation.js';
import { hostBlock } from '../../private-address.js';
import { shellWord } from '../../shell-word.js';
import { clientName } from './phrases.js';

type Hop = Pick<VerdictFacts['proxy-down'], 'proxy' | 'proxyMs'>;

const rounded = (value: number) => (value < 10 ? value : Math.round(value));
const ms = (value: number | null) => (value === null ? '' : `（${rounded(value)} 毫秒）`);
const hostOf = (place: string) => place.replace(/:\d+$/, '');
const fine = ({ proxy, proxyMs }: Hop) => `本机 -> ${proxy}：正常${ms(proxyMs)}。`;
const connected = ({ proxy, proxyMs }: Hop) => `本机 -> ${proxy}：已连上${ms(proxyMs)}。`;

const seenAs: Readonly<Record<Silence, string>> = {
  refused: '连接被拒绝',
  silent: '没有应答',
  unreachable: '无法到达',
  closed: '隧道建立后未收到数据就被关闭',
  mute: '已建立，但没有收到任何数据',
};

const seenDirect: Readonly<Record<Silence, string>> = {
  ...seenAs,
  closed: '接受连接后就关闭了',
  mute: '已连上，但没有收到任何数据',
};

const serviceDown = '多半是服务未启动，或监听在别的端口或地址上。';

/** What is most likely behind a proxy that is fine. */
function likelyBehind(seen: Silence, address: string | null, place: string): string {
  const client = address === null ? '代理的私网地址' : ` ${address}`;
  if (seen === 'refused') return serviceDown;
  if (seen === 'closed') return `多半是它的白名单里没有${client}，或代理未连上目标就先应答。`;
  if (seen === 'mute') return `多半是它的白名单里没有${client}，服务卡住，或代理未连上目标就先应答。`;
  if (seen === 'unreachable') return '多半是两者之间的路由或安全组。';
  return `多半是 ${hostOf(place)} 的安全组没有放行${client}。`;
}

const likelyDirect: Readonly<Record<Silence, string>> = {
  refused: serviceDown,
  silent: '多半是安全组或防火墙没有放行您的地址。',
  unreachable: '多半是缺少路由，或被本机防火墙拦截。',
  closed: '多半是它的白名单里没有您的地址，或客户端数已满。',
  mute: '多半是服务卡住，或它的白名单里没有您的地址。',
};

const authorize = (port: number, address: string) =>
  `aliproxy sg authorize --port ${port} --cidr ${hostBlock(address)}`;
const authorizeProxy = ({ port, proxyAddress }: { port: number; proxyAddress: string | null }) =>
  proxyAddress === null ? null : authorize(port, proxyAddress);
const probeProxy = ({ proxy }: { proxy: string }) => `aliproxy probe -x ${shellWord(proxy)} proxy://`;

const verdicts: VerdictTexts = {
  'proxy-down': {
    sentence: ({ proxy }) => `本机 -> ${proxy}：无法到达。它之后的情况无从得知。`,
    next: probeProxy,
  },
  'proxy-unusable': {
    sentence: (facts) => `${connected(facts)}但应答的不是可用的代理。它之后的情况无从得知。`,
    next: probeProxy,
  },
  'proxy-login': {
    sentence: (facts) => `${connected(facts)}它要求先登录才放行。它之后的情况无从得知。`,
  },
  'proxy-busy': {
    sentence: (facts) => `${connected(facts)}它暂时不接受请求。它之后的情况无从得知。`,
  },
  'proxy-loop': { sentence: ({ proxy, place }) => `${place} 又指回 ${proxy} 自己。` },
  'proxy-refuses': {
    sentence: (facts) =>
      facts.canary === null
        ? `${connected(facts)}它拒绝 ${facts.place}；是否放行其他目标尚不清楚。`
        : `${fine(facts)}它能建立到 ${facts.canary} 的隧道，却不能到 ${facts.place}：代理对该目标另有规则。`,
    next: ({ proxy, canary }) =>
      canary === null ? `aliproxy probe -x ${shellWord(proxy)} --canary <host>:443 proxy://` : null,
  },
  'proxy-way-out': {
    sentence: (facts) =>
      `${fine(facts)}它到 ${facts.place} 和 ${facts.canary} 都不通。多半是代理自己的出口断了：请检查它的路由和安全组。`,
  },
  'port-not-allowed': {
    sentence: (facts) =>
      `${fine(facts)}它放行同一主机的 443 端口，却不放行 ${facts.port}：代理有端口名单（squid：SSL_ports，tinyproxy：ConnectPort）。`,
  },
  'name-unknown-at-proxy': {
    sentence: ({ proxy, host, address, reached }) =>
      reached
        ? `${proxy} 不认识 ${host}，但能到达它在本机解析出的 ${address}。多半是 PrivateZone 没有绑定到代理所在的 VPC。`
        : `${proxy} 不认识 ${host}。它在本机解析为 ${address}，经代理也没有打开。`,
    next: ({ proxy, address, port, reached }) =>
      reached ? `aliproxy probe -x ${shellWord(proxy)} ${shellWord(placeOf(address, port))}` : null,
  },
  'name-unknown': {
    sentence: ({ host, proxy }) =>
      proxy === null
        ? `本机不认识 ${host}。多半是拼写有误，或只有 VPC 内才能解析。`
        : `${proxy} 和本机都不认识 ${host}。多半是拼写有误，或它的区域绑定到了别的 VPC。`,
  },
  'target-behind-proxy': {
    sentence: (facts) => {
      const { place, seen, canary, proxyAddress } = facts;
      const other = canary === null ? '' : `代理 -> ${canary}：正常。`;
      return `${seen === 'silent' && canary === null ? connected(facts) : fine(facts)}${other}代理 -> ${place}：${seenAs[seen]}。${likelyBehind(seen, proxyAddress, place)}`;
    },
    next: (facts) => (facts.seen === 'silent' || facts.seen === 'unreachable' ? authorizeProxy(facts) : null),
  },
  'blocked-behind-proxy': {
    sentence: ({ place, proxy, seen, directMs, proxyAddress }) =>
      `${place} 不经代理时应答本机${ms(directMs)}，经 ${proxy} 则${seenAs[seen]}。${
        seen === 'refused'
          ? '多半是防火墙拒绝了代理，或从代理看该地址是另一台机器。'
          : likelyBehind(seen, proxyAddress, place)
      }`,
    next: (facts) => (facts.seen === 'refused' ? null : authorizeProxy(facts)),
  },
  'down-everywhere': {
    sentence: ({ place, proxy }) => `${place} 同样拒绝 ${proxy} 和本机。${serviceDown}`,
  },
  'proxy-not-needed': {
    sentence: ({ place, proxy, directMs }) =>
      `${proxy} 不行，但 ${place} 不经它就应答本机${ms(directMs)}：从这里不需要代理。`,
    next: ({ place }) => `aliproxy probe --direct ${shellWord(place)}`,
  },
  'other-way-works': {
    sentence: ({ place, proxy, way }) =>
      `${place} ${proxy === null ? '直连' : `经 ${proxy}`} 失败，${way === null ? '直连' : `经 ${way}`} 则通过。`,
    next: ({ place, way }) =>
      `aliproxy probe ${way === null ? '--direct' : `-x ${shellWord(way)}`} ${shellWord(place)}`,
  },
  'no-route-direct': {
    sentence: ({ place, seen }) =>
      `本机 -> ${place}：${seenDirect[seen]}，而它是私网地址。多半要连 VPN 或经过代理。`,
    next: ({ place }) => `aliproxy probe -x http://<proxy>:<port> ${shellWord(place)}`,
  },
  'target-direct': {
    sentence: ({ place, seen }) => `本机 -> ${place}：${seenDirect[seen]}。${likelyDirect[seen]}`,
  },
  intercepted: {
    sentence: ({ place, proxy, issuer, directIssuer }) =>
      directIssuer === null
        ? `经 ${proxy} 时，${place} 的证书由“${issuer}”签发：TLS 在途中被解开。`
        : `经 ${proxy} 时，${place} 的证书由“${issuer}”签发；不经代理则由“${directIssuer}”签发，且可信：TLS 在途中被解开。`,
  },
  'same-certificate': {
    sentence: ({ place, issuer }) =>
      `不经代理时，${place} 的证书相同：途中没有人解开 TLS。签发机构“${issuer}”不是公共机构，或证书链不完整。`,
    next: ({ place }) => `aliproxy probe --cacert <file> ${shellWord(`tls://${place}`)}`,
  },
  'tls-held-back': {
    sentence: ({ place, proxy, directMs }) =>
      `不经代理时与 ${place} 的握手能完成${ms(directMs)}，经 ${proxy} 则卡住。多半是代理之后的防火墙拦截 TLS，或大包在那里丢失。`,
  },
  'not-on-whitelist': {
    sentence: ({ place, clientIp, proxyAddress }) => {
      const address = clientIp ?? proxyAddress;
      if (address === null) return `线路是通的；${place} 的白名单里没有它看到的地址。`;
      return clientIp === null
        ? `线路是通的；${place} 的白名单里没有它看到的地址，多半是 ${address}。`
        : `线路是通的；${place} 看到的地址是 ${address}，不在其白名单中。`;
    },
  },
  'captive-portal': {
    sentence: ({ place }) => `代替 ${place} 应答的是网页。多半是网络要求先登录。`,
  },
  'way-open': {
    sentence: ({ place, proxy, proxyMs }) =>
      proxy === null || proxy === ''
        ? `本机 -> ${place}：是通的，问题出在连通之后。`
        : `${fine({ proxy, proxyMs })}代理 -> ${place}：是通的，问题出在连通之后。`,
  },
  unexplained: { sentence: ({ place }) => `所作的检查不能说明 ${place} 为何失败。` },
};

function placeOf(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

const checks: Readonly<Record<ExplainCheckId, string>> = {
  canary: '经代理到另一目标',
  'port-443': '经代理到 443 端口',
  'by-address': '经代理到其地址',
  direct: '不经代理到',
  chain: '不经代理看证书',
  'other-way': '本次运行中另一条路到',
};

export const explanation: typeof english = {
  verdicts,
  verdict: '结论',
  next: '下一步',
  checked: '已查',
  between: '；',
  otherwise: '按环境变量',
  check: ({ id, target, proxy, ok, code, ms: took }) =>
    id === 'by-address' && code === 'TARGET_DNS'
      ? `在本机解析该名称：${code}`
      : `${checks[id]} ${target}${proxy === null || id !== 'other-way' ? '' : `（经 ${proxy}）`}：${ok ? '通' : code}${ms(took)}`,
  goesThrough: (client, proxy, rule) => `${clientName(client)} 会经过 ${proxy}（${rule}）`,
  goesDirect: (client, rule) => `${clientName(client)} 会直连（${rule}）`,
  refuses: (client, rule) => `${clientName(client)} 会报错（${rule}）`,
};
