import type { Socket } from 'node:net';
import { passedTrailers, withoutHopByHop } from './forwarded-headers.js';
import { type Header, type RequestHead, valuesOf } from './request-head.js';

/** The head of an answer, as it came. */
export interface AnswerHead {
  readonly status: number;
  readonly reason: string;
  readonly version: string;
  readonly headers: readonly Header[];
}

/** How the client learns where the body ends: by a length, by chunks, by the end of the connection, or there is none. */
type AnswerFraming = 'none' | 'length' | 'chunked' | 'close';

/** More interim answers are dropped: no client waits for them, and they are not held back by one that does not read. */
const mostInterim = 20;

const token = /^[!#$%&'*+.^_`|~\w-]+$/;
const text = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Is the answer one that may be passed on? Node's parser lets more through than may be written again. */
export function isPresentable({ status, reason, headers }: AnswerHead): boolean {
  const encodings = valuesOf(headers, 'transfer-encoding');
  return (
    status >= 100 &&
    status <= 999 &&
    text.test(reason) &&
    headers.every(([name, value]) => token.test(name) && text.test(value)) &&
    (encodings.length === 0 || (encodings.length === 1 && encodings[0]?.toLowerCase() === 'chunked'))
  );
}

/** Writes the answer to one request on the client's bare socket. */
export class AnswerWriter {
  readonly #client: Socket;
  readonly #request: RequestHead;
  readonly #pseudonym: string;
  #framing: AnswerFraming = 'none';
  #begun = false;
  #interim = 0;

  constructor(client: Socket, request: RequestHead, pseudonym: string) {
    this.#client = client;
    this.#request = request;
    this.#pseudonym = pseudonym;
  }

  /** Has the final answer begun? From then on nothing else can be said. */
  get begun(): boolean {
    return this.#begun;
  }

  /** An interim answer (1xx). A client of HTTP/1.0 knows none (RFC 9110 section 15.2). */
  interim(head: AnswerHead): void {
    if (this.#begun || this.#request.version === '1.0' || !isPresentable(head)) return;
    if (++this.#interim > mostInterim) return;
    this.#writeHead(head, withoutLength(withoutHopByHop(head.headers)));
  }

  /** 101: what follows is no HTTP any more. */
  switched(head: AnswerHead): void {
    this.#begun = true;
    const headers = withoutHopByHop(head.headers);
    this.#writeHead(head, [...headers, ['Connection', 'Upgrade'], ['Upgrade', 'websocket'], this.#via(head)]);
  }

  begin(head: AnswerHead): void {
    this.#begun = true;
    const hasBody = this.#request.method !== 'HEAD' && head.status !== 204 && head.status !== 304;
    let headers = withoutHopByHop(head.headers);
    const isCounted = valuesOf(headers, 'content-length').length > 0;
    if (hasBody) this.#framing = isCounted ? 'length' : this.#request.version === '1.1' ? 'chunked' : 'close';
    if (head.status === 204) headers = withoutLength(headers);
    this.#writeHead(head, [
      ...headers,
      ...(this.#framing === 'chunked' ? [['Transfer-Encoding', 'chunked'] as const] : []),
      this.#via(head),
      ['Connection', 'close'],
    ]);
  }

  /** False where the client can't take more for now. */
  write(chunk: Buffer): boolean {
    if (this.#framing === 'none' || chunk.length === 0) return true;
    if (this.#framing !== 'chunked') return this.#client.write(chunk);
    this.#client.cork();
    this.#client.write(`${chunk.length.toString(16)}\r\n`, 'latin1');
    this.#client.write(chunk);
    const goOn = this.#client.write('\r\n', 'latin1');
    this.#client.uncork();
    return goOn;
  }

  /** The last bytes of a body that has come to its end; to be written by whoever closes. */
  ending(trailers: readonly Header[]): string {
    if (this.#framing !== 'chunked') return '';
    const lines = passedTrailers(trailers).filter(([name, value]) => token.test(name) && text.test(value));
    return `0\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
  }

  #via({ version }: AnswerHead): Header {
    return ['Via', `${version} ${this.#pseudonym}`];
  }

  #writeHead({ status, reason }: AnswerHead, headers: readonly Header[]): void {
    const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`);
    this.#client.write(`HTTP/1.1 ${status} ${reason}\r\n${lines.join('')}\r\n`, 'latin1');
  }
}

/** Answers that never have a body must not speak of its length either (RFC 9110 section 8.6). */
function withoutLength(headers: readonly Header[]): Header[] {
  return headers.filter(([name]) => name.toLowerCase() !== 'content-length');
}
