import type { Socket } from 'node:net';
import type { DialError } from '../../proxy/way/dial.js';

/** Why a request was refused or failed: the contract's code and how HTTP says it. */
export interface Refusal {
  readonly code: string;
  readonly status: number;
  readonly reason: string;
  /** The error type of RFC 9209 section 2.3. */
  readonly proxyError: string;
  /** One line for a person who reads the body. */
  readonly sentence: string;
}

export const refusals = {
  badRequest: {
    code: 'BAD_REQUEST',
    status: 400,
    reason: 'Bad Request',
    proxyError: 'http_request_error',
    sentence: 'This is an HTTP proxy, and the request is malformed or none for a proxy.',
  },
  headerTimeout: {
    code: 'HEADER_TIMEOUT',
    status: 408,
    reason: 'Request Timeout',
    proxyError: 'http_request_error',
    sentence: 'The head of the request did not arrive in time.',
  },
  tooManyConnections: {
    code: 'TOO_MANY_CONNECTIONS',
    status: 503,
    reason: 'Service Unavailable',
    proxyError: 'connection_limit_reached',
    sentence: 'The proxy has as many connections as it may have.',
  },
  denied: {
    code: 'DENIED',
    status: 403,
    reason: 'Forbidden',
    proxyError: 'http_request_denied',
    sentence: 'The policy of this proxy does not allow the target.',
  },
  loop: {
    code: 'PROXY_LOOP',
    status: 502,
    reason: 'Bad Gateway',
    proxyError: 'proxy_loop_detected',
    sentence: 'The target leads back to this proxy.',
  },
  unknownName: {
    code: 'TARGET_DNS',
    status: 502,
    reason: 'Bad Gateway',
    proxyError: 'dns_error',
    sentence: "The target's name does not resolve here.",
  },
  dnsTimeout: {
    code: 'TARGET_DNS',
    status: 504,
    reason: 'Gateway Timeout',
    proxyError: 'dns_timeout',
    sentence: "The lookup of the target's name got no answer.",
  },
  refused: {
    code: 'TARGET_REFUSED',
    status: 502,
    reason: 'Bad Gateway',
    proxyError: 'connection_refused',
    sentence: 'The target refused the connection: nothing listens on that port.',
  },
  timeout: {
    code: 'TARGET_TIMEOUT',
    status: 504,
    reason: 'Gateway Timeout',
    proxyError: 'connection_timeout',
    sentence: 'The target did not answer: a security group, a firewall or a missing route.',
  },
  unreachable: {
    code: 'TARGET_UNREACHABLE',
    status: 502,
    reason: 'Bad Gateway',
    proxyError: 'destination_ip_unroutable',
    sentence: 'There is no route to the target.',
  },
  closed: {
    code: 'TARGET_CLOSED',
    status: 502,
    reason: 'Bad Gateway',
    proxyError: 'connection_terminated',
    sentence: 'The target closed the connection before it answered.',
  },
  noAnswer: {
    code: 'APP_TIMEOUT',
    status: 504,
    reason: 'Gateway Timeout',
    proxyError: 'http_response_timeout',
    sentence: 'The target accepted the connection and did not answer in time.',
  },
  wrongProtocol: {
    code: 'APP_WRONG_PROTOCOL',
    status: 502,
    reason: 'Bad Gateway',
    proxyError: 'http_protocol_error',
    sentence: 'What the target answered is not HTTP.',
  },
  internal: {
    code: 'INTERNAL',
    status: 500,
    reason: 'Internal Server Error',
    proxyError: 'proxy_internal_error',
    sentence: 'The proxy itself failed.',
  },
} as const satisfies Readonly<Record<string, Refusal>>;

/** This machine has run out of sockets or ports. */
const exhausted = new Set(['EMFILE', 'ENFILE', 'EADDRNOTAVAIL', 'ENOBUFS']);
const unanswered = new Set(['TIMEOUT', 'ETIMEDOUT']);
const noAnswerYet = new Set(['TIMEOUT', 'EAI_AGAIN']);

/** The refusal that tells a client why the dial failed. */
export function refusalOfDial({ phase, code }: Pick<DialError, 'phase' | 'code'>): Refusal {
  if (phase === 'dns') return noAnswerYet.has(code) ? refusals.dnsTimeout : refusals.unknownName;
  if (code === 'DENIED') return refusals.denied;
  if (code === 'ECONNREFUSED') return refusals.refused;
  if (code === 'ECONNRESET') return refusals.closed;
  if (exhausted.has(code)) return refusals.tooManyConnections;
  return unanswered.has(code) ? refusals.timeout : refusals.unreachable;
}

/** The body of the answer. Nothing of the request is repeated in it. */
export function refusalBody({ code, sentence }: Refusal): string {
  return `${code}: ${sentence}\n`;
}

/** The headers of the answer; `Proxy-Status` is RFC 9209's. */
export function refusalHeaders(refusal: Refusal): [string, string][] {
  return [
    ['Proxy-Status', `aliproxy; error=${refusal.proxyError}`],
    ['X-Aliproxy-Error', refusal.code],
    ['Content-Type', 'text/plain; charset=utf-8'],
    ['Content-Length', String(Buffer.byteLength(refusalBody(refusal)))],
    ['Cache-Control', 'no-store'],
    ['Connection', 'close'],
  ];
}

const lingerMs = 1_000;

/** Answers on the bare socket, and closes it so that the answer arrives. */
export function refuse(client: Socket, refusal: Refusal): void {
  const headers = refusalHeaders(refusal).map(([name, value]) => `${name}: ${value}\r\n`);
  closeAfter(
    client,
    `HTTP/1.1 ${refusal.status} ${refusal.reason}\r\n${headers.join('')}\r\n${refusalBody(refusal)}`,
  );
}

/**
 * Says the last words and ends our side, then swallows what the client still sends, for a second at most. Closing a
 * socket with unread bytes makes the kernel reset it, and the reset can overtake the answer (RFC 9112 section 9.6).
 */
export function closeAfter(client: Socket, words: string | Uint8Array): void {
  if (client.destroyed) return;
  const timer = setTimeout(() => client.destroy(), lingerMs);
  client.once('close', () => clearTimeout(timer));
  client.on('error', () => client.destroy());
  client.end(words);
  client.resume();
}
