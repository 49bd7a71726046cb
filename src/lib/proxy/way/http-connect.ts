import type { Socket } from 'node:net';
import { type Authority, formatAuthority } from '../authority.js';
import { basicCredentials, type Credentials } from '../proxy-url.js';
import { ConnectError, converse, type Step } from './conversation.js';
import { BodyReader, framingOf, readBody } from './http-body.js';
import { HeadReader, type HttpHead, persists } from './http-head.js';
import { type ProxyReply, readProxyReply } from './proxy-reply.js';

export interface ConnectRequest {
  readonly target: Authority;
  readonly credentials: Credentials | null;
  /** For the complete answer; what is read of a refusal's body ends with it, too. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** A request for a tunnel with whatever stands in `Proxy-Authorization`. */
export interface TunnelRequest extends Omit<ConnectRequest, 'credentials'> {
  readonly authorization: string | null;
  /** Default: none. */
  readonly via?: string | undefined;
}

export interface TunnelAnswer {
  readonly reply: ProxyReply;
  /** The lines of `Proxy-Authenticate`, as they came. */
  readonly challenges: readonly string[];
  /** After a refusal: was its body read to its end, and will the proxy listen on? Then the socket may ask again. */
  readonly reusable: boolean;
}

const bodyLimitBytes = 4 * 1024;
/** To the end of an error page, so that the connection can be used again. */
const challengeBodyLimitBytes = 64 * 1024;
const bodyWaitMs = 500;

/** `askForTunnel` with Basic credentials, for its answer alone. */
export async function connectThrough(
  socket: Socket,
  { credentials, ...request }: ConnectRequest,
): Promise<ProxyReply> {
  const authorization = credentials && basicCredentials(credentials);
  return (await askForTunnel(socket, { ...request, authorization })).reply;
}

/**
 * Asks an HTTP proxy for a tunnel (RFC 9110 section 9.3.6) and returns its answer, whatever the status. After a 2xx the
 * socket is the target's: paused, and bytes that came right behind the head are put back, so that a server that speaks
 * first is not cut short; `Content-Length` and `Transfer-Encoding` mean nothing then. After anything else a little of
 * the body is read for its text.
 * Rejects with a `ConnectError`, or with the signal's reason. The socket stays the caller's: to destroy, and to listen
 * to for errors throughout.
 */
export async function askForTunnel(socket: Socket, request: TunnelRequest): Promise<TunnelAnswer> {
  const { timeoutMs, signal } = request;
  const opening = Buffer.from(requestHead(request), 'utf8');
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), timeoutMs);
  try {
    const { value: head, rest } = await converse(socket, { opening, read: headReader(), timeoutMs, signal });
    const challenges = head.headers.get('proxy-authenticate') ?? [];
    if (head.status >= 200 && head.status < 300) {
      if (rest.length > 0) socket.unshift(rest);
      return { reply: readProxyReply(head), challenges, reusable: false };
    }
    const limitBytes = head.status === 407 ? challengeBodyLimitBytes : bodyLimitBytes;
    const reader = new BodyReader(framingOf('CONNECT', head), limitBytes);
    const limits = { first: rest, limitMs: bodyWaitMs, late: late.signal, signal };
    const { bytes } = await readBody(socket, reader, limits);
    const reply = readProxyReply(head, bytes.subarray(0, bodyLimitBytes));
    return { reply, challenges, reusable: reader.isDelimited && persists(head) && !socket.readableEnded };
  } finally {
    clearTimeout(timer);
  }
}

function requestHead({ target, authorization, via }: TunnelRequest): string {
  const authority = formatAuthority(target);
  const lines = [`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`, 'User-Agent: aliproxy'];
  if (via !== undefined) lines.push(`Via: ${via}`);
  if (authorization !== null) lines.push(`Proxy-Authorization: ${authorization}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}

function headReader(): (chunk: Buffer) => Step<HttpHead> {
  const reader = new HeadReader();
  let received: Buffer = Buffer.alloc(0);
  return (chunk) => {
    if (received.length < bodyLimitBytes) received = Buffer.concat([received, chunk]);
    const reading = reader.push(chunk);
    if (reading.kind === 'more') return reading;
    if (reading.kind === 'head') return { kind: 'done', value: reading.head, rest: reading.rest };
    throw new ConnectError(reading.kind, received);
  };
}
