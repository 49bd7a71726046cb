/** Why a request was refused or failed: the contract's code and how HTTP says it. */
export interface Refusal {
  readonly code: string;
  readonly status: number;
  readonly reason: string;
  /** The error type of RFC 9209 section 2.3. */
  readonly proxyError: string;
  /** The reply of RFC 1928 section 6. */
  readonly socks: number;
  /** One line for a person who reads the body. */
  readonly sentence: string;
  /** More headers of the answer. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
}

export const refusals = {
  badRequest: {
    code: 'BAD_REQUEST',
    status: 400,
    reason: 'Bad Request',
    proxyError: 'http_request_error',
    socks: 1,
    sentence: 'This is an HTTP proxy, and the request is malformed or none for a proxy.',
  },
  headerTimeout: {
    code: 'HEADER_TIMEOUT',
    status: 408,
    reason: 'Request Timeout',
    proxyError: 'http_request_error',
    socks: 1,
    sentence: 'The head of the request did not arrive in time.',
  },
  authRequired: {
    code: 'AUTH_REQUIRED',
    status: 407,
    reason: 'Proxy Authentication Required',
    proxyError: 'http_request_denied',
    socks: 1,
    sentence: 'This proxy wants a user name and a password, and has not been given the right ones.',
    headers: [['Proxy-Authenticate', 'Basic realm="aliproxy", charset="UTF-8"']],
  },
  clientCertificate: {
    code: 'TLS_CLIENT_CERT',
    status: 403,
    reason: 'Forbidden',
    proxyError: 'http_request_denied',
    socks: 2,
    sentence: 'This proxy wants a client certificate, and has been shown none that it accepts.',
  },
  tooManyConnections: {
    code: 'TOO_MANY_CONNECTIONS',
    status: 503,
    reason: 'Service Unavailable',
    proxyError: 'connection_limit_reached',
    socks: 1,
    sentence: 'The proxy has as many connections as it may have.',
  },
  denied: {
    code: 'DENIED',
    status: 403,
    reason: 'Forbidden',
    proxyError: 'http_request_denied',
    socks: 2,
    sentence: 'The policy of this proxy does not allow the target.',
  },
  loop: {
    code: 'PROXY_LOOP',
    status: 502,
    reason: 'Bad Gateway',
    proxyError: 'proxy_loop_detected',
    socks: 2,
    sentence: 'The target leads back to this proxy.',
  },
  unknownName: {
    code: 'TARGET_DNS',
    status: 502,
    reason: 'Bad Gateway',
    proxyError: 'dns_error',
    socks: 4,
    sentence: "The target's name does not resolve here.",
  },
  dnsTimeout: {
    code: 'TARGET_DNS',
    status: 504,
    reason: 'Gateway Timeout',
    proxyError: 'dns_timeout',
    socks: 4,
    sentence: "The lookup of the target's name got no answer.",
  },
  refused: {
    code: 'TARGET_REFUSED',
    status: 502,
    reason: 'Bad Gateway',
    proxyError: 'connection_refused',
    socks: 5,
    sentence: 'The target refused the connection: nothing listens on that port.',
  },
  timeout: {
    code: 'TARGET_TIMEOUT',
    status: 504,
    reason: 'Gateway Timeout',
    proxyError: 'connection_timeout',
    socks: 6,
    sentence: 'The target did not answer: a security group, a firewall or a missing route.',
  },
  unreachable: {
    code: 'TARGET_UNREACHABLE',
    status: 502,
    reason: 'Bad Gateway',
    proxyError: 'destination_ip_unroutable',
    socks: 3,
    sentence: 'There is no route to the target.',
  },
  closed: {
    code: 'TARGET_CLOSED',
    status: 502,
    reason: 'Bad Gateway',
    proxyError: 'connection_terminated',
    socks: 1,
    sentence: 'The target closed the connection before it answered.',
  },
  noAnswer: {
    code: 'APP_TIMEOUT',
    status: 504,
    reason: 'Gateway Timeout',
    proxyError: 'http_response_timeout',
    socks: 1,
    sentence: 'The target accepted the connection and did not answer in time.',
  },
  wrongProtocol: {
    code: 'APP_WRONG_PROTOCOL',
    status: 502,
    reason: 'Bad Gateway',
    proxyError: 'http_protocol_error',
    socks: 1,
    sentence: 'What the target answered is not HTTP.',
  },
  internal: {
    code: 'INTERNAL',
    status: 500,
    reason: 'Internal Server Error',
    proxyError: 'proxy_internal_error',
    socks: 1,
    sentence: 'The proxy itself failed.',
  },
} as const satisfies Readonly<Record<string, Refusal>>;
