import type { Socket } from 'node:net';
import { systemCode } from '../errors.js';
import { type Authority, formatAuthority } from './authority.js';
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

/** Why there is no answer to CONNECT. `bytes` are the first that came instead. */
export class ConnectError extends Error {
  override readonly name = 'ConnectError';
  readonly seen: 'timeout' | 'closed' | 'not-http' | 'too-long';
  readonly bytes: Buffer;

  constructor(seen: ConnectError['seen'], bytes: Buffer = Buffer.alloc(0), options: ErrorOptions = {}) {
    super(seen, options);
    this.seen = seen;
    this.bytes = bytes;
  }
}

const bodyLimitBytes = 4 * 1024;
const bodyWaitMs = 500;

/**
 * Asks an HTTP proxy for a tunnel (RFC 9110 section 9.3.6) on a fresh connection and returns its answer, whatever the
 * status. After a 2xx the socket is the target's: paused, and bytes that came right behind the head are put back, so
 * that a server that speaks first is not cut short; `Content-Length` and `Transfer-Encoding` mean nothing then. After
 * anything else a little of the body is read for its text, and the socket is of no more use.
 * Rejects with a `ConnectError`, or with the signal's reason. The socket stays the caller's: to destroy, and to listen
 * to for errors throughout.
 */
export async function connectThrough(socket: Socket, request: ConnectRequest): Promise<ProxyReply> {
  const { head, rest } = await exchangeHead(socket, request);
  if (head.status >= 200 && head.status < 300) {
    if (rest.length > 0) socket.unshift(rest);
    return readProxyReply(head);
  }
  const body = await readBody(socket, head, rest);
  return readProxyReply(head, isChunked(head) ? withoutFraming(body) : body);
}

function requestHead({ target, credentials }: ConnectRequest): string {
  const authority = formatAuthority(target);
  const lines = [`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`, 'User-Agent: aliproxy'];
  if (credentials) lines.push(`Proxy-Authorization: ${basicCredentials(credentials)}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}

function exchangeHead(socket: Socket, request: ConnectRequest): Promise<{ head: HttpHead; rest: Buffer }> {
  const { signal, timeoutMs } = request;
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const reader = new HeadReader();
    let received: Buffer = Buffer.alloc(0);
    const settle = (act: () => void) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      socket.off('data', onData).off('end', onEnd).off('close', onEnd).off('error', onError);
      socket.pause();
      act();
    };
    const onAbort = () => settle(() => reject(signal?.reason));
    const onEnd = () => settle(() => reject(new ConnectError('closed', received)));
    const onError = (error: Error) => {
      const seen = systemCode(error) === 'ETIMEDOUT' ? 'timeout' : 'closed';
      settle(() => reject(new ConnectError(seen, received, { cause: error })));
    };
    const onData = (chunk: Buffer) => {
      if (received.length < bodyLimitBytes) received = Buffer.concat([received, chunk]);
      const reading = reader.push(chunk);
      if (reading.kind === 'more') return;
      settle(() => {
        if (reading.kind === 'head') resolve({ head: reading.head, rest: reading.rest });
        else reject(new ConnectError(reading.kind, received));
      });
    };
    const timer = setTimeout(() => settle(() => reject(new ConnectError('timeout', received))), timeoutMs);
    signal?.addEventListener('abort', onAbort, { once: true });
    socket.on('data', onData).on('end', onEnd).on('close', onEnd).on('error', onError);
    socket.write(requestHead(request), 'utf8');
  });
}

/** At most 4 KiB for at most half a second, less where the body's end is known. Never rejects. */
function readBody(socket: Socket, head: HttpHead, begun: Buffer): Promise<Buffer> {
  const length = Number(head.headers.get('content-length')?.[0] ?? Number.NaN);
  const wanted = Number.isInteger(length) ? Math.min(length, bodyLimitBytes) : bodyLimitBytes;
  let body = begun;
  const isWhole = () => body.length >= wanted || (isChunked(head) && endsChunked(body));
  return new Promise((resolve) => {
    const settle = () => {
      clearTimeout(timer);
      socket.off('data', onData).off('end', settle).off('close', settle);
      socket.pause();
      resolve(body.subarray(0, bodyLimitBytes));
    };
    const onData = (chunk: Buffer) => {
      body = Buffer.concat([body, chunk]);
      if (isWhole()) settle();
    };
    const timer = setTimeout(settle, bodyWaitMs);
    if (isWhole() || socket.readableEnded || socket.destroyed) return settle();
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
