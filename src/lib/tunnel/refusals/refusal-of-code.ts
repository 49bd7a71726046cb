import { type Refusal, refusals } from './refusal.js';

const badGateway = { status: 502, reason: 'Bad Gateway', socks: 1 } as const;
const gatewayTimeout = { status: 504, reason: 'Gateway Timeout', socks: 6 } as const;

/**
 * Why there is no way through the upstream proxies. RFC 9209's types speak of the next hop, which they are here. Never
 * a 407: the credentials in question are not the client's.
 */
const upstreamRefusals: readonly Refusal[] = [
  {
    ...badGateway,
    code: 'PROXY_DNS',
    proxyError: 'dns_error',
    sentence: 'The name of the upstream proxy does not resolve.',
  },
  {
    ...badGateway,
    code: 'PROXY_REFUSED',
    proxyError: 'connection_refused',
    sentence: 'The upstream proxy refused the connection: nothing listens on its port.',
  },
  {
    ...gatewayTimeout,
    socks: 1,
    code: 'PROXY_TIMEOUT',
    proxyError: 'connection_timeout',
    sentence: 'The upstream proxy did not answer: a firewall, a missing route, or it is down.',
  },
  {
    ...badGateway,
    code: 'PROXY_UNREACHABLE',
    proxyError: 'destination_unavailable',
    sentence: 'There is no way to an upstream proxy that may be used.',
  },
  {
    ...badGateway,
    code: 'PROXY_TLS',
    proxyError: 'tls_certificate_error',
    sentence: 'TLS with the upstream proxy failed, or its certificate is not accepted.',
  },
  {
    ...badGateway,
    code: 'PROXY_WRONG_SCHEME',
    proxyError: 'proxy_configuration_error',
    sentence: 'The upstream proxy speaks another protocol than its URL says.',
  },
  {
    ...badGateway,
    code: 'PROXY_CLOSED',
    proxyError: 'connection_terminated',
    sentence: 'The upstream proxy closed the connection before it answered.',
  },
  {
    ...badGateway,
    code: 'PROXY_NOT_A_PROXY',
    proxyError: 'proxy_configuration_error',
    sentence: 'What answered in place of the upstream proxy is no proxy.',
  },
  {
    ...badGateway,
    code: 'PROXY_PROTOCOL',
    proxyError: 'http_protocol_error',
    sentence: 'The answer of the upstream proxy is malformed.',
  },
  {
    ...badGateway,
    code: 'PROXY_AUTH_REQUIRED',
    proxyError: 'proxy_configuration_error',
    sentence: 'The upstream proxy wants credentials, and the tunnel has none for it.',
  },
  {
    ...badGateway,
    code: 'PROXY_AUTH_FAILED',
    proxyError: 'proxy_configuration_error',
    sentence: "The upstream proxy does not accept the tunnel's credentials.",
  },
  {
    ...badGateway,
    code: 'PROXY_AUTH_SCHEME',
    proxyError: 'proxy_configuration_error',
    sentence: 'The upstream proxy asks for a way to authenticate that the tunnel does not speak.',
  },
  {
    code: 'PROXY_FORBIDDEN',
    status: 403,
    reason: 'Forbidden',
    socks: 2,
    proxyError: 'http_request_denied',
    sentence: 'The upstream proxy does not allow the target.',
  },
  {
    code: 'PROXY_RATE_LIMITED',
    status: 503,
    reason: 'Service Unavailable',
    socks: 1,
    proxyError: 'connection_limit_reached',
    sentence: 'The upstream proxy has too much to do.',
  },
  {
    ...gatewayTimeout,
    code: 'TUNNEL_TIMEOUT',
    proxyError: 'http_response_timeout',
    sentence:
      'The upstream proxy did not say in time whether it reached the target: mostly a security group.',
  },
  {
    ...badGateway,
    code: 'TLS_PROTOCOL',
    proxyError: 'tls_protocol_error',
    sentence: 'The upstream proxy found no TLS at the target.',
  },
  {
    ...badGateway,
    code: 'CAPTIVE_PORTAL',
    proxyError: 'http_protocol_error',
    sentence: 'A login page answered in place of the upstream proxy.',
  },
];

const byCode: ReadonlyMap<string, Refusal> = new Map(
  [
    ...Object.values(refusals).filter((refusal) => refusal !== refusals.dnsTimeout),
    ...upstreamRefusals,
    // What a proxy says that it saw of its target.
    { ...refusals.closed, code: 'APP_CLOSED' },
    { ...refusals.closed, code: 'TUNNEL_CLOSED' },
  ].map((refusal) => [refusal.code, refusal]),
);

/** How a code is told to a client; one that a tunnel never answers with stands for a fault of ours. */
export function refusalOfCode(code: string): Refusal {
  return byCode.get(code) ?? refusals.internal;
}
