import type { Duplex } from 'node:stream';
import { BodyReader, framingOf, type HttpBody, readBody } from '../../proxy/way/http-body.js';
import { HeadReader, type HttpHead, persists } from '../../proxy/way/http-head.js';
import type { Phases } from '../../proxy/way/phases.js';
import { type ProxyReply, readProxyReply } from '../../proxy/way/proxy-reply.js';
import type { RequestHeader } from '../target/request-header.js';
import { type Judge, readAnswer } from './read-answer.js';

export interface HttpRequest {
  readonly method: string;
  /** As it stands in the request line: path and query, or the whole URL for a proxy (RFC 9112 section 3.2). */
  readonly target: string;
  readonly headers: readonly RequestHeader[];
}

/** A response as a probe looks at it. */
export interface HttpAnswer {
  readonly head: HttpHead;
  /** The head, read as a proxy's would be: the sender may be one. */
  readonly reply: ProxyReply;
  /** Up to 1 MiB of it. */
  readonly body: HttpBody;
  /** May another request follow on this connection (RFC 9112 section 9.3)? */
  readonly reusable: boolean;
}

const bodyLimitBytes = 1024 * 1024;
const shownBodyBytes = 4 * 1024;

/**
 * One request without a body on a connection that is open already, timed as `app` (to the head of the response) and
 * `transfer` (its body, where there may be one). Interim responses are passed over. Rejects with a `ReadError`, whose
 * `foreign` means no HTTP/1 or a head of more than 16 KiB, or with the signal's reason.
 */
export async function exchangeHttp(
  socket: Duplex,
  request: HttpRequest,
  { phases, signal }: { phases: Phases; signal: AbortSignal },
): Promise<HttpAnswer> {
  const { head, rest } = await phases.time('app', () => {
    socket.write(encodeRequest(request));
    return readAnswer(socket, headJudge(), {
      ...{ limitMs: phases.limitMs(), limitBytes: Number.POSITIVE_INFINITY, signal },
    });
  });
  const framing = framingOf(request.method, head);
  const reader = new BodyReader(framing, bodyLimitBytes);
  const body =
    framing.kind === 'none'
      ? reader.body()
      : await phases.time('transfer', () =>
          readBody(socket, reader, { first: rest, limitMs: phases.limitMs(), signal }),
        );
  const reply = readProxyReply(head, body.bytes.subarray(0, shownBodyBytes));
  return { head, reply, body, reusable: reader.isDelimited && persists(head) };
}

/** Each character of a header a byte, but for those that need more: they go as UTF-8. */
function encodeRequest({ method, target, headers }: HttpRequest): Buffer {
  const lines = headers.map(({ name, value }) => `${name}: ${value}\r\n`);
  return Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`, 'utf8');
}

/** Judges the head of a response, whose reader is given each byte once; what came behind it is `rest`. */
export function headJudge(): Judge<{ head: HttpHead; rest: Buffer }> {
  const reader = new HeadReader();
  let seenBytes = 0;
  return (bytes) => {
    const reading = reader.push(bytes.subarray(seenBytes));
    seenBytes = bytes.length;
    if (reading.kind === 'head') return { head: reading.head, rest: reading.rest };
    return reading.kind === 'more' ? 'more' : 'foreign';
  };
}

/** The text of a body in the charset it is said to have; UTF-8 where none is, or none that is known. */
export function bodyText({ head, body }: Pick<HttpAnswer, 'head' | 'body'>): string {
  const [type = ''] = head.headers.get('content-type') ?? [];
  const charset = /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(type)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset).decode(body.bytes);
  } catch {
    return new TextDecoder().decode(body.bytes);
  }
}
