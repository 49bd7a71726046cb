import type { Duplex } from 'node:stream';
import type { HttpHead } from './http-head.js';

/** How the end of a body is known (RFC 9112 section 6.3). */
export type Framing =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'chunked' }
  /** Whatever comes until the connection ends. */
  | { readonly kind: 'close' }
  /** Lengths that contradict each other. */
  | { readonly kind: 'malformed' };

/** Why no more of a body was read; null: it was whole. */
export type BodyCut = 'peer' | 'limit' | 'time' | 'malformed' | null;

export interface HttpBody {
  readonly bytes: Buffer;
  readonly cut: BodyCut;
}

const noBody = new Set([101, 204, 304]);

export function framingOf(method: string, { status, headers }: HttpHead): Framing {
  if (method.toUpperCase() === 'HEAD' || noBody.has(status)) return { kind: 'none' };
  const codings = (headers.get('transfer-encoding') ?? []).flatMap((line) => line.toLowerCase().split(','));
  if (codings.length > 0) return { kind: codings.at(-1)?.trim() === 'chunked' ? 'chunked' : 'close' };
  const lengths = new Set((headers.get('content-length') ?? []).flatMap((line) => line.split(/\s*,\s*/)));
  const [length] = lengths;
  if (length === undefined) return { kind: 'close' };
  if (lengths.size > 1 || !/^\d{1,15}$/.test(length)) return { kind: 'malformed' };
  return length === '0' ? { kind: 'none' } : { kind: 'length', bytes: Number(length) };
}

/** Takes a body as it comes and undoes its framing. The same bytes give the same body however they are cut. */
export class BodyReader {
  readonly #limitBytes: number;
  readonly #chunked: boolean;
  readonly #parts: Buffer[] = [];
  #keptBytes = 0;
  /** Of this chunk, or of the whole body. */
  #leftBytes: number;
  #line = '';
  #expects: 'data' | 'size' | 'chunk-end' | 'trailer';
  #cut: BodyCut | 'more' = 'more';
  #surplus = false;
  readonly #untilClose: boolean;

  constructor(framing: Framing, limitBytes: number) {
    this.#limitBytes = limitBytes;
    this.#chunked = framing.kind === 'chunked';
    this.#untilClose = framing.kind === 'close';
    this.#leftBytes = framing.kind === 'length' ? framing.bytes : Number.POSITIVE_INFINITY;
    this.#expects = this.#chunked ? 'size' : 'data';
    if (framing.kind === 'none') this.#cut = null;
    if (framing.kind === 'malformed') this.#cut = 'malformed';
  }

  /** Takes the next bytes. True: the body is over, and further bytes are none of it. */
  push(chunk: Buffer): boolean {
    let rest = chunk;
    while (this.#cut === 'more' && rest.length > 0) {
      rest = this.#expects === 'data' ? this.#takeData(rest) : this.#takeLine(rest);
    }
    this.#surplus ||= rest.length > 0;
    return this.#cut !== 'more';
  }

  /** The connection ended, or the time for it. */
  end(reason: 'peer' | 'time'): void {
    if (this.#cut === 'more') this.#cut = this.#untilClose && reason === 'peer' ? null : reason;
  }

  /** Is it known where the body ends, and did it end there? Then another answer may follow on the connection. */
  get isDelimited(): boolean {
    return this.#cut === null && !this.#untilClose && !this.#surplus;
  }

  body(): HttpBody {
    return { bytes: Buffer.concat(this.#parts), cut: this.#cut === 'more' ? 'peer' : this.#cut };
  }

  #takeData(bytes: Buffer): Buffer {
    const mine = bytes.subarray(0, this.#leftBytes);
    this.#leftBytes -= mine.length;
    const kept = mine.subarray(0, this.#limitBytes - this.#keptBytes);
    this.#parts.push(kept);
    this.#keptBytes += kept.length;
    if (kept.length < mine.length) this.#cut = 'limit';
    else if (this.#leftBytes === 0 && !this.#chunked) this.#cut = null;
    else if (this.#leftBytes === 0) this.#expects = 'chunk-end';
    return bytes.subarray(mine.length);
  }

  #takeLine(bytes: Buffer): Buffer {
    const end = bytes.indexOf(0x0a);
    this.#line += bytes.subarray(0, end < 0 ? undefined : end).toString('latin1');
    if (this.#line.length > longestLineBytes) this.#cut = 'malformed';
    if (end < 0) return Buffer.alloc(0);
    const line = this.#line.replace(/\r$/, '');
    this.#line = '';
    this.#readLine(line);
    return bytes.subarray(end + 1);
  }

  /** RFC 9112 section 7.1: size, data, CR LF …, size 0, trailers, an empty line. */
  #readLine(line: string): void {
    if (this.#expects === 'trailer') {
      if (line === '') this.#cut = null;
      return;
    }
    if (this.#expects === 'chunk-end') {
      if (line === '') this.#expects = 'size';
      else this.#cut = 'malformed';
      return;
    }
    const size = /^([\da-f]{1,8})\s*(?:;.*)?$/i.exec(line)?.[1];
    if (size === undefined) {
      this.#cut = 'malformed';
      return;
    }
    this.#leftBytes = Number.parseInt(size, 16);
    this.#expects = this.#leftBytes === 0 ? 'trailer' : 'data';
  }
}

/** Of a chunk's size or a trailer. */
const longestLineBytes = 4 * 1024;

/**
 * Reads a body whose first bytes may have come with the head; when `late` aborts, what has come is all. The socket is
 * left paused. Rejects with the signal's reason.
 */
export function readBody(
  socket: Duplex,
  reader: BodyReader,
  {
    first,
    limitMs,
    late,
    signal,
  }: {
    readonly first: Buffer;
    readonly limitMs: number;
    readonly late?: AbortSignal;
    readonly signal: AbortSignal | undefined;
  },
): Promise<HttpBody> {
  signal?.throwIfAborted();
  if (reader.push(first)) return Promise.resolve(reader.body());
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      late?.removeEventListener('abort', onLate);
      socket.off('data', onData).off('end', onEnd).off('close', onEnd).off('error', onError);
      socket.pause();
      act();
    };
    const finish = () => settle(() => resolve(reader.body()));
    const onAbort = () => settle(() => reject(signal?.reason));
    const onData = (chunk: Buffer) => {
      if (reader.push(chunk)) finish();
    };
    const onEnd = () => {
      reader.end('peer');
      finish();
    };
    // A reset is no end: without a length nobody knows what is missing.
    const onError = finish;
    const onLate = () => {
      reader.end('time');
      finish();
    };
    const timer = setTimeout(onLate, limitMs);
    if (late?.aborted) return onLate();
    signal?.addEventListener('abort', onAbort, { once: true });
    late?.addEventListener('abort', onLate, { once: true });
    if (socket.destroyed || socket.readableEnded) return socket.errored ? onError() : onEnd();
    socket.on('data', onData).on('end', onEnd).on('close', onEnd).on('error', onError);
    socket.resume();
  });
}
