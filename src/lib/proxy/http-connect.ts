import type { Socket } from 'node:net';
import { type Authority, formatAuthority } from './authority.js';
import { ConnectError, converse, type Step } from './conversation.js';
import { HeadReader, type HttpHead } from './http-head.js';
import { type ProxyReply, readProxyReply } from './proxy-reply.js';
import { basicCredentials, type Credentials } from './proxy-url.js';

export interface ConnectRequest {
  readonly target: Authority;
  readonly credentials: Credentials | null;
  /** For the complete answer. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** A request for a tunnel with whatever stands in `Proxy-Authorization`. */
export interface TunnelRequest extends Omit<ConnectRequest, 'credentials'> {
  readonly authorization: string | null;
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
  const { value: head, rest } = await converse(socket, { opening, read: headReader(), timeoutMs, signal });
  const challenges = head.headers.get('proxy-authenticate') ?? [];
  if (head.status >= 200 && head.status < 300) {
    if (rest.length > 0) socket.unshift(rest);
    return { reply: readProxyReply(head), challenges, reusable: false };
  }
  const { body, isWhole } = await readBody(socket, head, rest);
  const reply = readProxyReply(head, isChunked(head) ? withoutFraming(body) : body);
  return { reply, challenges, reusable: isWhole && persists(head) && !socket.readableEnded };
}

function requestHead({ target, authorization }: TunnelRequest): string {
  const authority = formatAuthority(target);
  const lines = [`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`, 'User-Agent: aliproxy'];
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

/** RFC 9112 section 9.3; `Proxy-Connection` is what older proxies say. */
function persists({ version, headers }: HttpHead): boolean {
  const options = [...(headers.get('connection') ?? []), ...(headers.get('proxy-connection') ?? [])]
    .join(',')
    .toLowerCase()
    .split(/\s*,\s*/);
  if (options.includes('close')) return false;
  return version === '1.1' || options.includes('keep-alive');
}

/** Its beginning, read for at most half a second, less where the body's end is known. Never rejects. */
function readBody(
  socket: Socket,
  head: HttpHead,
  begun: Buffer,
): Promise<{ body: Buffer; isWhole: boolean }> {
  const length = Number(head.headers.get('content-length')?.[0] ?? Number.NaN);
  const wanted = Number.isInteger(length) ? length : Number.POSITIVE_INFINITY;
  const limitBytes = head.status === 407 ? challengeBodyLimitBytes : bodyLimitBytes;
  let body = begun;
  const isWhole = () => (isChunked(head) ? endsChunked(body) : body.length === wanted);
  const isEnough = () => isWhole() || body.length >= Math.min(wanted, limitBytes);
  return new Promise((resolve) => {
    const settle = () => {
      clearTimeout(timer);
      socket.off('data', onData).off('end', settle).off('close', settle);
      socket.pause();
      resolve({ body: body.subarray(0, bodyLimitBytes), isWhole: isWhole() });
    };
    const onData = (chunk: Buffer) => {
      body = Buffer.concat([body, chunk]);
      if (isEnough()) settle();
    };
    const timer = setTimeout(settle, bodyWaitMs);
    if (isEnough() || socket.readableEnded || socket.destroyed) return settle();
    socket.on('data', onData).on('end', settle).on('close', settle);
    socket.resume();
  });
}

function isChunked({ headers }: HttpHead): boolean {
  return /\bchunked\s*$/i.test(headers.get('transfer-encoding')?.at(-1) ?? '');
}

function endsChunked(body: Buffer): boolean {
  return /(?:^|\r\n)0+\r\n\r\n$/.test(body.subarray(-16).toString('latin1'));
}

/** The content of a body in chunks (RFC 9112 section 7.1), as far as it came: their sizes are no words for people. */
function withoutFraming(body: Buffer): Buffer {
  const chunks: Buffer[] = [];
  for (let at = 0; at < body.length; ) {
    const lineEnd = body.indexOf('\r\n', at);
    const size = lineEnd < 0 ? 0 : Number.parseInt(body.toString('latin1', at, lineEnd), 16);
    if (!(size > 0)) break;
    const begin = lineEnd + 2;
    chunks.push(body.subarray(begin, begin + size));
    at = begin + size + 2;
  }
  return Buffer.concat(chunks);
}
