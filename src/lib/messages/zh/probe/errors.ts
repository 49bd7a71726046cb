import type { ProbeFailures } from '../../../probe/failures.js';
import type { TargetMistake } from '../../../probe/target/target-mistake.js';
import type { ErrorTexts } from '../../text.js';
import { clientNames, list } from './phrases.js';

const targetProblems = {
  scheme: '不支持这种目标',
  'port-missing': '缺少端口',
  host: '主机或端口无效',
  rest: '端口之后有多余的内容',
  credentials: '用户部分无效；只有密码时写作 redis://:<password>@<host>',
  option: '未知的选项或无效的值',
  question: '没有要查询的域名，或不支持这种记录类型',
  'proxy-address': 'proxy:// 本身不带地址',
};

const proxyProblems = {
  empty: '内容为空',
  scheme: '不支持这种代理',
  host: '主机或端口无效',
  'port-missing': '缺少端口',
  credentials: '用户部分含有请求头无法携带的字符',
  rest: '端口之后有多余的内容',
  comma: '逗号用来分隔代理链的各跳，而这里构不成代理链',
  direct: '“direct”表示不经代理，不能作为代理链的一跳',
};

const reportProblems = {
  form: '格式应为 FORMAT=FILE',
  format: '不支持这种格式',
  stdout: '报告只能写入文件',
};

const schemeHint = (suggestion: string | null, known: string) =>
  suggestion === null
    ? `其他服务可以只探测端口：tcp://<host>:<port>。支持 ${known}。`
    : `是否想写 ${suggestion}://？支持 ${known}。`;

const targetHints: Readonly<Record<Exclude<TargetMistake['kind'], 'scheme'>, (text: string) => string>> = {
  empty: () => '请写 host:port 或 URL；也可能是拼接命令时某个变量为空。',
  blank: () => '目标不含空格：写作 host:port 或 URL；多个目标请分开写。密码里的空格写作 %20。',
  brackets: () => 'IPv6 地址要加方括号：[<地址>]:<port>。',
  hash: () => '密码里的 # 要写作 %23：# 之后是选项。',
  port: () => '端口是 1 到 65535 的数字：<host>:<port>。',
  'bare-url': (text) => `请写明协议：http://${text} 或 https://${text}；只探测端口则写 <host>:<port>。`,
};

export const probeErrors: ErrorTexts<ProbeFailures> = {
  NO_TARGETS: {
    message: () => '没有要探测的目标',
    hint: ({ allProxy }) =>
      allProxy
        ? 'ALL_PROXY 只按 curl 的规则有效：要探测该代理，请加上“--env-rules curl”；或指定目标，例如“aliproxy probe https://www.aliyun.com”。'
        : '请指定目标，例如“aliproxy probe https://www.aliyun.com”或“aliproxy probe -x http://10.0.0.10:8080 redis://10.0.3.8:6379”，或在 aliproxy.yaml 的 probe.targets 中列出。',
  },
  BAD_TARGET: {
    message: ({ text, source, problem, what }) =>
      `${source === null ? '' : `${source}：`}无法探测“${text}”：${targetProblems[problem]}${what === null ? '' : `（${what}）`}`,
    hint: ({ text, problem, what, mistake, supported }) => {
      const known = list(supported.map((scheme) => `${scheme}://`));
      if (problem === 'scheme' && what?.startsWith('socks')) {
        return `代理请用 -x 指定：“aliproxy probe -x ${text} <target>”；要探测代理本身，目标写 proxy://。`;
      }
      if (mistake !== null) {
        return mistake.kind === 'scheme'
          ? schemeHint(mistake.suggestion, known)
          : targetHints[mistake.kind](text);
      }
      if (problem === 'option') {
        return '单个目标的选项：#expect=200,204;body=ready;timeout=3s;slo=total=500ms;name=api;tag=prod；值里的“;”写作 %3B。';
      }
      if (problem === 'port-missing') {
        return `请加上端口：${text}:<port>；也可以写明类型，使用默认端口：https://${text}、redis://${text}。`;
      }
      if (problem === 'question') {
        return '写作 dns://[<服务器>]/<域名>[?type=<类型>]，类型为 A、AAAA、CNAME、MX、TXT、SRV、NS、PTR、SOA 或 CAA；不写服务器则询问本机的 DNS 服务器。';
      }
      if (problem === 'proxy-address') {
        return `请用 -x 指定代理：“aliproxy probe -x ${text.replace(/^proxy:/i, 'http:')} proxy://”。`;
      }
      return `请写 host:port，或使用 ${known} 之一。`;
    },
  },
  BAD_PROXY: {
    message: ({ text, source, problem }) => `${source}：无法使用代理“${text}”：${proxyProblems[problem]}`,
    hint: ({ text, problem, supported }) => {
      if (problem === 'comma') {
        return '密码里的逗号请写作 %2C；代理链写作 <url>,<url>，先经过的在前，每一跳都带协议。';
      }
      return problem === 'port-missing' && !text.includes(',')
        ? `请加上端口：${text.replace(/\/$/, '')}:<port>；“--direct”则不经代理。`
        : `请写 <host>:<port> 或 ${list(supported.map((scheme) => `${scheme}://<user>:<password>@<host>:<port>`))}；“--direct”则不经代理。`;
    },
  },
  REFUSED_VARIABLE: {
    message: ({ rules, variable, text, mark }) =>
      mark === null
        ? `${variable}：${clientNames[rules]} 无法按本意使用“${text}”`
        : `${variable}：因为 ${mark} 表明这是 CGI 程序，${clientNames[rules]} 拒绝使用代理“${text}”`,
    hint: ({ variable, mark }) =>
      mark === null
        ? `请改正 ${variable}（“aliproxy explain <url>”会说明各客户端如何理解它），或用 -x 指定代理。`
        : `请取消设置 ${mark}，或用 -x 指定代理。`,
  },
  NO_NAME_SERVER: {
    message: ({ local }) =>
      local === null ? '本机没有 DNS 服务器' : `经代理时，本机的 DNS 服务器 ${local} 指的是代理自己`,
    hint: () => '请写明服务器：dns://<服务器>/<域名>。',
  },
  NO_PROXY_TO_PROBE: {
    message: () => 'proxy:// 探测代理本身，而这里没有代理',
    hint: () => '请用 -x 指定，例如“aliproxy probe -x http://10.0.0.10:8080 proxy://”。',
  },
  NO_SUCH_TAG: {
    message: ({ tags }) => `配置文件中没有带标签 ${tags.join(' 或 ')} 的目标`,
    hint: ({ known }) =>
      known.length === 0
        ? '配置文件中的目标都没有标签；请在 probe.targets 下加上“tags: [<name>]”。'
        : `已有的标签：${list(known)}。`,
  },
  BAD_HEADER: {
    message: ({ source, reserved }) =>
      reserved === null
        ? `${source}：这不是有效的请求头（可能含有密钥，故不显示）`
        : `${source}：请求头 ${reserved} 由探测自行设置`,
    hint: ({ reserved }) =>
      reserved === 'proxy-authorization'
        ? '请把用户名和密码写进代理的 URL。'
        : '请写成“Name: value”，例如 -H "Accept: application/json"。',
  },
  BAD_REPORT: {
    message: ({ text, problem }) => `--report 的值不能是“${text}”：${reportProblems[problem]}`,
    hint: ({ problem, formats }) =>
      problem === 'stdout'
        ? '输出到 stdout 请用 --format。'
        : `例如 --report junit=report.xml；可用格式：${list(formats)}。`,
  },
  INTERVAL_ALONE: {
    message: () => '--interval 要与 --count 或 --watch 一起使用',
    hint: () => '请加上 --count <n>，或用 --watch 持续探测，按 Ctrl-C 结束。',
  },
};
