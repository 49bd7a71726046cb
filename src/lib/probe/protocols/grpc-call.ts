import type { ClientHttp2Session, IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http2';
import type { Duplex } from 'node:stream';
import { systemCode } from '../../errors.js';
import { cleanLine } from '../../proxy/clean-line.js';
import { CheckedHttp2 } from './checked-http2.js';
import { ReadError } from './read-answer.js';

/** A response to a unary call: of trailers and headers, whichever has the member. */
export interface GrpcReply {
  readonly httpStatus: number;
  readonly contentType: string | null;
  /** As sent: a number, if it is gRPC. */
  readonly grpcStatus: string | undefined;
  /** Decoded and cleaned. */
  readonly grpcMessage: string | null;
  readonly body: Buffer;
}

/** The server wants HTTP/1.1 for this call (RFC 9113 section 7, HTTP_1_1_REQUIRED). */
export class Http1Wanted extends Error {
  override readonly name = 'Http1Wanted';
}

export interface GrpcCall {
  /** Node's module, loaded by whoever calls. */
  readonly http2: typeof import('node:http2');
  readonly scheme: 'http' | 'https';
  readonly authority: string;
  /** `/package.Service/Method`. */
  readonly path: string;
  /** Names in lower case. */
  readonly metadata: OutgoingHttpHeaders;
  /** One message with its prefix. */
  readonly message: Buffer;
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

const bodyLimitBytes = 16 * 1024;
const http11Required = 0xd;
const nothing = Buffer.alloc(0);

/**
 * One unary call on an open connection, which is of no more use afterwards and is the caller's to destroy. Rejects with
 * a `ReadError`, `Http1Wanted`, or the signal's reason.
 */
export function callGrpc(socket: Duplex, call: GrpcCall): Promise<GrpcReply> {
  const { connect } = call.http2;
  call.signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      clearTimeout(timer);
      call.signal.removeEventListener('abort', onAbort);
      session.destroy();
      checked.destroy();
      act();
    };
    const fail = (error: unknown) => settle(() => reject(error));
    const onAbort = () => fail(call.signal.reason);
    const checked = new CheckedHttp2(socket, (bytes) => fail(new ReadError('foreign', bytes)));
    const session = connect(`${call.scheme}://${call.authority}`, { createConnection: () => checked });
    const timer = setTimeout(() => fail(new ReadError('timeout', nothing)), call.limitMs);
    call.signal.addEventListener('abort', onAbort, { once: true });
    session
      .on('error', (error) => fail(reasonOf(error)))
      .on('close', () => fail(new ReadError('closed', nothing)))
      .on('goaway', () => session.close());
    send(session, call).then((reply) => settle(() => resolve(reply)), fail);
  });
}

function send(session: ClientHttp2Session, call: GrpcCall): Promise<GrpcReply> {
  return new Promise((resolve, reject) => {
    const request = session.request({
      ...call.metadata,
      ':method': 'POST',
      ':scheme': call.scheme,
      ':authority': call.authority,
      ':path': call.path,
      te: 'trailers',
      'content-type': 'application/grpc',
      'grpc-timeout': `${Math.ceil(call.limitMs)}m`,
      'grpc-accept-encoding': 'identity',
    });
    let head: IncomingHttpHeaders & { ':status'?: number | undefined } = {};
    let trailers: IncomingHttpHeaders = {};
    let body: Buffer = Buffer.alloc(0);
    request
      .on('error', (error) => reject(reasonOf(error, request.rstCode)))
      .on('response', (headers) => {
        head = headers;
      })
      .on('trailers', (headers) => {
        trailers = headers;
      })
      .on('data', (chunk: Buffer) => {
        body = Buffer.concat([body, chunk]);
        if (body.length > bodyLimitBytes) reject(new ReadError('foreign', nothing));
      })
      .on('close', () => {
        if (head[':status'] === undefined) reject(new ReadError('closed', nothing));
        else resolve(replyOf({ ...head, ...trailers }, head[':status'], body));
      })
      .end(call.message);
  });
}

function replyOf(headers: IncomingHttpHeaders, httpStatus: number, body: Buffer): GrpcReply {
  const text = (name: string) => headers[name]?.toString();
  return {
    httpStatus,
    contentType: text('content-type') ?? null,
    grpcStatus: text('grpc-status'),
    grpcMessage: readMessage(text('grpc-message')),
    body,
  };
}

/** Percent-encoded UTF-8; what is not well formed is taken as it is, as the protocol wants it. */
function readMessage(text: string | undefined): string | null {
  if (text === undefined) return null;
  const bytes = text.replace(/%([0-9a-f]{2})/gi, (_all, hex) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  const decoded = Buffer.from(bytes, 'latin1').toString('utf8');
  return cleanLine(decoded) || null;
}

function reasonOf(error: unknown, rstCode: number | undefined = undefined): Error {
  const code = systemCode(error);
  if (rstCode === http11Required) return new Http1Wanted();
  // Node's HTTP/2 can't read what came.
  if (code === 'ERR_HTTP2_ERROR') return new ReadError('foreign', nothing);
  return new ReadError('closed', nothing, code);
}
