import type { TunnelUpstreamFailures } from '../../tunnel/upstreams/upstream-failures.js';
import type { ErrorTexts } from '../text.js';

const problems = {
  empty: '内容为空',
  scheme: '不支持这种代理',
  host: '主机或端口无效',
  'port-missing': '缺少端口',
  credentials: '用户部分含有该协议无法携带的字符',
  rest: '端口之后有多余的内容',
  chain: '这里写了多个代理，而一个上游只能是一个代理',
};

export const tunnelUpstreamErrors: ErrorTexts<TunnelUpstreamFailures> = {
  BAD_UPSTREAM: {
    message: ({ text, source, problem }) => `${source}：无法把“${text}”用作上游：${problems[problem]}`,
    hint: ({ text, problem, supported }) => {
      if (problem === 'chain') return '请为每个代理各写一次 --upstream，隧道会在它们之间分担负载。';
      if (problem === 'port-missing') return `请加上端口：${text.replace(/\/$/, '')}:<port>。`;
      const forms = supported.map((scheme) => `${scheme}://<user>:<password>@<host>:<port>`).join('、');
      return `请写 <host>:<port>、${forms}、“direct”，或用“env”采用环境变量中的代理。`;
    },
  },
  NO_UPSTREAM_IN_ENVIRONMENT: {
    message: ({ variables }) => `环境变量没有指定代理：${variables.join('、')} 均未设置`,
    hint: ({ variables: [first = 'HTTPS_PROXY'] }) =>
      `请设置 ${first}，例如 ${first}=http://10.0.0.10:3128，或用 --upstream 指定代理。`,
  },
};
