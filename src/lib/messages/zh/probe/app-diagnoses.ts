import type { AppDiagnosisCode, DiagnosisFacts } from '../../../probe/diagnosis/diagnosis.js';
import { privateAddressOf } from '../../private-address.js';
import { clientBlock, portAlone, probeCommand } from '../../probe-places.js';
import { isSecureScheme, schemeThere, secureScheme } from '../../probe-schemes.js';
import type { ErrorTexts } from '../../text.js';
import { apart, isBadHttp, named, quoted, seconds, spaced } from './phrases.js';

const webSocketProblems = {
  upgrade: '应答缺少 Upgrade 或 Connection 头',
  'accept-missing': '应答密钥缺失',
  'accept-wrong': '应答密钥错误',
  protocol: '选用了没有请求的子协议',
  extension: '选用了没有请求的扩展',
};

const bodyCuts = {
  peer: '内容没有传完就中断了',
  limit: '只读取了前 1 MiB',
  time: '内容没有按时传完',
  malformed: '内容的分帧不是有效的 HTTP',
};

const clientLimits: Readonly<Partial<Record<string, string>>> = {
  ...{ redis: 'maxclients', rediss: 'maxclients', mysql: 'max_connections', postgres: 'max_connections' },
};

export const appDiagnoses: ErrorTexts<Pick<DiagnosisFacts, AppDiagnosisCode>> = {
  APP_WRONG_PROTOCOL: {
    message: ({ target, expected, protocol }) =>
      isBadHttp(expected, protocol)
        ? `${target} 的应答不是有效的 HTTP，或响应头超过 16 KiB`
        : `${target} 的应答是${apart(named(protocol))}，不是${apart(named(expected))}`,
    hint: ({ expected, protocol, proxy, ...place }) => {
      if (isBadHttp(expected, protocol))
        return `线路是通的；请检查服务，或只探测端口：${probeCommand(proxy, portAlone(place))}`;
      const scheme = schemeThere(expected, protocol);
      if (scheme === null) return '请更正端口，或目标的协议。';
      return protocol === 'tls'
        ? `该端口使用 TLS：请改用 ${scheme}://。`
        : `请更正端口，或把目标写作 ${scheme}://<host>:<port>。`;
    },
  },
  APP_AUTH_REQUIRED: {
    message: ({ target, kind }) => `${target} 可以到达，但需要${kind.startsWith('grpc') ? '令牌' : '密码'}`,
    hint: ({ kind, target }) =>
      kind.startsWith('grpc')
        ? '要同时测试服务，请带上令牌：-H "Authorization: Bearer …"。'
        : `要同时测试密码：aliproxy probe ${target.replace('://', '://:<password>@')}`,
  },
  APP_AUTH_FAILED: {
    message: ({ target, kind, said }) =>
      `${target} 不接受该${kind.startsWith('grpc') ? '令牌' : '密码'}${quoted(said)}`,
    hint: ({ kind }) =>
      kind.startsWith('grpc')
        ? '请检查所发送的 Authorization 头；令牌可能已过期。'
        : '请检查用户名和密码；特殊字符要用百分号编码（@ 写作 %40）。',
  },
  APP_DENIED: {
    message: ({ target, kind, said, clientIp, database }) => {
      if (database !== undefined) return `${target} 不提供数据库 ${database}${quoted(said)}`;
      if (kind.startsWith('grpc')) return `${target} 不允许这次调用${quoted(said)}`;
      return `${target} 拒绝${clientIp === null ? '外部连接' : `来自 ${clientIp} 的连接`}${quoted(said)}`;
    },
    hint: ({ kind, clientIp, proxy, database }) => {
      if (database !== undefined) return '请更正端口后面的数据库编号；集群只有数据库 0。';
      if (kind.startsWith('grpc'))
        return '网络已通；请申请调用 grpc.health.v1.Health/Check 的权限，或带上令牌：-H "Authorization: Bearer …"。';
      const address = clientIp ?? privateAddressOf(proxy) ?? (proxy ? '<代理的私网地址>' : '<您的地址>');
      if (kind === 'mysql')
        return `请为它建立账号：CREATE USER '<user>'@'${address}'；若因连接多次中断而被封锁：FLUSH HOSTS。`;
      if (kind === 'postgres') return `请在 pg_hba.conf 中允许 ${address}，或在控制台把它加入实例的白名单。`;
      return '请设置密码，或更正服务器 redis.conf 中的 bind 和 protected-mode。';
    },
  },
  APP_TLS_REQUIRED: {
    message: ({ target }) => `${target} 要求 TLS`,
    hint: () => '请用 rediss:// 代替 redis://。',
  },
  APP_WHITELIST: {
    message: ({ target, clientIp }) =>
      `${target} 的白名单中没有${clientIp === null ? '您的来源地址' : ` ${clientIp}`}`,
    hint: ({ clientIp, proxy }) =>
      `请在控制台把${spaced(clientIp ?? privateAddressOf(proxy)) ?? (proxy ? '代理的私网地址' : '您的地址')}加入实例的白名单。`,
  },
  APP_LOADING: {
    message: ({ target }) => `${target} 仍在启动或加载数据`,
    hint: () => '请稍后重试，例如加上“--attempts 5”。',
  },
  APP_DEGRADED: {
    message: ({ target, said }) => `${target} 已启动，但目前无法服务${quoted(said)}`,
    hint: () => '主备切换最多需要 30 秒：请加上“--attempts 5”重试，再查看实例状态。',
  },
  APP_OVERLOADED: {
    message: ({ target }) => `${target} 的客户端数已达上限`,
    hint: ({ kind }) =>
      kind === 'ssh'
        ? 'sshd 暂不接受新的登录（MaxStartups、PerSourcePenalties）：请稍等一分钟，再加上“--attempts 5”重试。'
        : `请关闭空闲客户端或调高上限（${clientLimits[kind] ?? '连接数'}），再加上“--attempts 5”重试。`,
  },
  APP_TIMEOUT: {
    message: ({ target, proxy, limitMs, forwarded }) => {
      const within = limitMs === null ? '' : ` ${seconds(limitMs)}内`;
      return forwarded
        ? `${proxy}${within}没有返回 ${target} 的应答`
        : `${target} 接受了连接${proxy ? `（经 ${proxy}）` : ''}，但${within}没有应答`;
    },
    hint: ({ kind, target, port, proxy, forwarded }) => {
      if (forwarded)
        return `代理可能还在连接目标：aliproxy sg authorize --port ${port} --cidr ${clientBlock(proxy, '代理的私网地址')}；也可能是服务卡住了。`;
      if (kind === 'mysql' || kind === 'postgres')
        return `白名单中没有来源地址时，RDS 和 PolarDB 会接受连接但不应答：请加入${spaced(privateAddressOf(proxy)) ?? (proxy ? '代理的私网地址' : '您的地址')}；也可能该端口是等客户端先说话的其他协议。`;
      return `服务可能卡住，或使用其他协议；请只探测端口：${probeCommand(proxy, portAlone({ target, port }))}`;
    },
  },
  APP_CLOSED: {
    message: ({ target }) => `${target} 未作应答就关闭了连接`,
    hint: ({ expected, proxy, ...place }) => {
      if (expected === 'ssh')
        return 'sshd、fail2ban、hosts.deny 或白名单可能拦下了您的来源地址：请查看服务器的日志。';
      const withTls = secureScheme(expected);
      if (withTls) return `该端口可能使用 TLS（试试 ${withTls}://）或其他协议，或白名单中没有您的地址。`;
      if (isSecureScheme(expected))
        return `它可能要求客户端证书，可这样确认：${probeCommand(proxy, portAlone(place).replace('tcp:', 'tls:'))}；或白名单中没有您的地址。`;
      return '请查看服务的日志和允许的地址。';
    },
  },
  BODY_MISMATCH: {
    message: ({ target, expected, cut, encoding }) => {
      const why = encoding === null ? cut && bodyCuts[cut] : `内容被压缩为 ${encoding}，而并未请求压缩`;
      return `${target} 的响应内容与 ${expected} 不匹配${why ? `（${why}）` : ''}`;
    },
    hint: () => '网络已通；请查看服务的应答，或更正“--expect-body”。',
  },
  DNS_RCODE: {
    message: ({ target, rcode, question, type }) =>
      rcode === 'NOERROR'
        ? `${target} 认识 ${question}，但没有它的 ${type} 记录`
        : `${target} 对 ${question} ${type} 应答 ${rcode}`,
    hint: () => '请检查域名及其类型；PrivateZone 域名只有其 VPC 内的 DNS 服务器认识。',
  },
  GRPC_NOT_SERVING: {
    message: ({ target, service, status }) =>
      `${target} 应答 ${status}${service === '' ? '' : `（服务 ${service}）`}`,
    hint: ({ status, proxy, ...place }) => {
      if (status === 'UNIMPLEMENTED')
        return `服务器已启动，但没有 grpc.health.v1.Health；可只探测端口：${probeCommand(proxy, portAlone(place))}`;
      if (status === 'NOT_FOUND' || status === 'SERVICE_UNKNOWN')
        return '服务器已启动，但健康检查不认识这个服务名：请更正，或省略服务名以询问整个服务器。';
      return '网络已通；请查看该服务的日志及其依赖。';
    },
  },
  WS_REFUSED: {
    message: ({ target, status, problem }) =>
      problem === 'status'
        ? `${target} 应答 ${status}，没有切换到 WebSocket`
        : `${target} 切换到 WebSocket，但${webSocketProblems[problem]}`,
    hint: ({ status, problem, location }) => {
      if (problem !== 'status') return '应答可能是中间设备写的；请检查前面的代理和负载均衡。';
      if (status === 401 || status === 403)
        return '网络已通；它需要令牌或其他来源：-H "Authorization: …"、-H "Origin: https://…"。';
      if (location !== null) return `WebSocket 在别处：${location}`;
      if (status === 426) return '服务器要求其他版本，或其他协议。';
      return '请检查 WebSocket 的路径；前面的代理或负载均衡可能不转发升级请求。';
    },
  },
  HTTP_STATUS: {
    message: ({ target, status, expected }) => `${target} 应答 ${status}，期望 ${expected}`,
    hint: ({ status }) =>
      status === 401 || status === 403
        ? '线路是通的，服务要求授权。要接受它：“--expect-status 200-399,401,403”。'
        : '线路是通的；请检查服务，或用“--expect-status”接受该状态码。',
  },
};
