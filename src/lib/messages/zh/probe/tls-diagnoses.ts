import type { DiagnosisFacts, TlsDiagnosisCode } from '../../../probe/diagnosis/diagnosis.js';
import { portAlone, probeCommand } from '../../probe-places.js';
import { schemeThere } from '../../probe-schemes.js';
import { shellWord } from '../../shell-word.js';
import type { ErrorTexts } from '../../text.js';
import { apart, list, named, seconds } from './phrases.js';

const incompleteChain = /^UNABLE_TO_(?:VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT(?:_LOCALLY)?)$/;
const selfSigned = 'DEPTH_ZERO_SELF_SIGNED_CERT';
const oldVersion = /PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|WRONG_SSL_VERSION/;
const noApplicationProtocol = /NO_APPLICATION_PROTOCOL/;

export const tlsDiagnoses: ErrorTexts<Pick<DiagnosisFacts, TlsDiagnosisCode>> = {
  TLS_TIMEOUT: {
    message: ({ target, limitMs }) => `与 ${target} 的 TLS 握手在 ${seconds(limitMs)}内没有完成`,
    hint: ({ target }) =>
      target.startsWith('rediss:')
        ? '没有 TLS 的 Redis 就是这样沉默：试试 redis://。否则可能是防火墙拦下了 TLS。'
        : '可能被防火墙拦下，或数据包对 VPN 来说过大：请调小其 MTU，或用 -x、--direct 比较其他线路。',
  },
  TLS_CLOSED: {
    message: ({ target, afterHandshake }) =>
      `${target} 在 TLS ${afterHandshake ? '握手完成后立刻' : '开始时'}关闭了连接`,
    hint: ({ afterHandshake, target }) =>
      afterHandshake
        ? '可能其后端服务没有启动，或它要求客户端证书：请查看服务器的日志。'
        : `可能是白名单或中间的防火墙；请与经过代理的结果比较：aliproxy probe -x http://<proxy>:<port> ${shellWord(target)}`,
  },
  TLS_EXPIRED: {
    message: ({ target, validTo }) => `${target} 的证书已于 ${validTo} 过期`,
    hint: () => '请在服务器上更新证书；“--insecure”可让本次探测忽略它。',
  },
  TLS_NOT_YET_VALID: {
    message: ({ target, validFrom }) => `${target} 的证书从 ${validFrom} 起才有效`,
    hint: () => '请先检查本机的日期和时间，再检查服务器的证书。',
  },
  TLS_NAME_MISMATCH: {
    message: ({ host, names }) => `证书不是签发给 ${host} 的，而是 ${list(names.slice(0, 5))}`,
    hint: () => '请在目标中使用其中一个名称，或为该名称重新签发证书。',
  },
  TLS_UNTRUSTED: {
    message: ({ target, issuer, error }) => `${target} 的签发者“${issuer}”不受信任（${error}）`,
    hint: ({ error }) => {
      if (incompleteChain.test(error))
        return '服务器可能没有发送中间证书：请让它发送完整的证书链。私有 CA 请用“--cacert FILE”。';
      return error === selfSigned
        ? '它是自签名证书：请由 CA 签发，或只信任这一张：“--cacert FILE”。'
        : '私有 CA 请用“--cacert FILE”。Node 自带证书列表，使用系统列表的 Go 程序可能会接受它。';
    },
  },
  TLS_INTERCEPTED: {
    message: ({ proxy, issuer }) => `经过 ${proxy} 的 TLS 被中途解开：证书由“${issuer}”签发`,
    hint: () => '请申请对该目标免检，或信任该 CA：“--cacert FILE”。',
  },
  TLS_PROTOCOL: {
    message: ({ target, error, protocol }) =>
      protocol === null || protocol === 'unknown'
        ? `无法与 ${target} 协商 TLS${error ? `（${error}）` : ''}`
        : `${target} 的应答是${apart(named(protocol))}，不是 TLS`,
    hint: ({ error, protocol }) => {
      const scheme = protocol === null ? null : schemeThere('tls', protocol);
      if (scheme !== null) return `请更正端口，或把目标写作 ${scheme}://<host>:<port>。`;
      if (protocol !== null) return '该端口不使用 TLS：请更正端口，或目标的协议。';
      if (oldVersion.test(error ?? '')) return '服务器不支持 TLS 1.2 和 1.3：请让它启用当前的版本。';
      if (noApplicationProtocol.test(error ?? ''))
        return '服务器不提供这类目标所需的协议（ALPN）：http/1.1，gRPC 则为 h2。';
      return '没有共同的加密套件，或服务器要求客户端证书（TLS 1.2 无法区分）：请查看服务器的日志。';
    },
  },
  TLS_CLIENT_CERT: {
    message: ({ target }) => `${target} 要求客户端证书`,
    hint: ({ proxy, ...place }) =>
      `请探测不需要证书的端口，或只探测端口：${probeCommand(proxy, portAlone(place))}`,
  },
  CERT_EXPIRES_SOON: {
    message: ({ target, days, validTo }) => `${target} 的证书将在 ${days} 天后过期（${validTo}）`,
    hint: () => '请及时更新；“--cert-days”设置提前多少天警告。',
  },
};
