import { type Header, parseField } from './request-head.js';

/** What a piece of a request's body amounts to. Without `done` and `malformed`, more is to come. */
export interface BodyPiece {
  /** The content in it, without framing. */
  readonly data: readonly Buffer[];
  /** The body has ended; what follows it in the piece is dropped. */
  readonly done: boolean;
  /** The framing is broken: nothing that comes can be trusted. */
  readonly malformed: boolean;
}

/** Reads a request's body, whatever pieces it comes in. Not to be used after `done` or `malformed`. */
export interface RequestBody {
  push(chunk: Buffer): BodyPiece;
  /** The fields after the last chunk. */
  readonly trailers: readonly Header[];
  readonly done: boolean;
}

export type Framing = 'none' | 'chunked' | { readonly bytes: number };

export function bodyReader(framing: Framing): RequestBody {
  if (framing === 'chunked') return new ChunkedBody();
  return new CountedBody(framing === 'none' ? 0 : framing.bytes);
}

class CountedBody implements RequestBody {
  readonly trailers: readonly Header[] = [];
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  get done(): boolean {
    return this.#left === 0;
  }

  push(chunk: Buffer): BodyPiece {
    const taken = chunk.subarray(0, this.#left);
    this.#left -= taken.length;
    return { data: taken.length > 0 ? [taken] : [], done: this.done, malformed: false };
  }
}

const longestSizeLine = 1_024;
const trailerBytes = 16 * 1024;
const mostTrailers = 100;
const lf = 0x0a;

/**
 * A chunked body (RFC 9112 section 7.1), read strictly: a size is hexadecimal digits and nothing else, every line ends
 * in CRLF, extensions are ignored but may hold no control character. Two programs that disagree on where a chunk ends
 * see two different requests.
 */
class ChunkedBody implements RequestBody {
  trailers: Header[] = [];
  #expects: 'size' | 'data' | 'data-end' | 'trailer' | 'nothing' | 'never' = 'size';
  /** Of the chunk. */
  #left = 0;
  /** The line so far, its end not yet there. */
  #line = '';
  #trailerBytes = 0;

  get done(): boolean {
    return this.#expects === 'nothing';
  }

  push(chunk: Buffer): BodyPiece {
    const data: Buffer[] = [];
    let at = 0;
    while (at < chunk.length && this.#expects !== 'nothing' && this.#expects !== 'never') {
      if (this.#expects === 'data') {
        const taken = chunk.subarray(at, at + this.#left);
        data.push(taken);
        at += taken.length;
        this.#left -= taken.length;
        if (this.#left === 0) this.#expects = 'data-end';
      } else {
        at = this.#readLine(chunk, at);
      }
    }
    return { data, done: this.done, malformed: this.#expects === 'never' };
  }

  /** Takes as much of a line as there is; returns where it stopped. */
  #readLine(chunk: Buffer, from: number): number {
    const found = chunk.indexOf(lf, from);
    const to = found < 0 ? chunk.length : found + 1;
    if (this.#line.length + to - from > this.#lineLimit()) {
      this.#expects = 'never';
      return to;
    }
    this.#line += chunk.toString('latin1', from, to);
    if (found < 0) return to;
    const line = this.#line;
    this.#line = '';
    this.#expects = line.endsWith('\r\n') ? this.#afterLine(line.slice(0, -2)) : 'never';
    return to;
  }

  #lineLimit(): number {
    if (this.#expects === 'data-end') return 2;
    return this.#expects === 'size' ? longestSizeLine : trailerBytes - this.#trailerBytes;
  }

  #afterLine(line: string): 'size' | 'data' | 'trailer' | 'nothing' | 'never' {
    if (this.#expects === 'size') return this.#afterSize(line);
    if (this.#expects === 'data-end') return line === '' ? 'size' : 'never';
    if (line === '') return 'nothing';
    this.#trailerBytes += line.length + 2;
    const field = parseField(line);
    if (field === null || this.trailers.length === mostTrailers) return 'never';
    this.trailers.push(field);
    return 'trailer';
  }

  #afterSize(line: string): 'data' | 'trailer' | 'never' {
    const size = /^([0-9a-f]{1,12})(?:[\t ]*;[\t\x20-\x7e\x80-\xff]*)?$/i.exec(line)?.[1];
    if (size === undefined) return 'never';
    this.#left = Number.parseInt(size, 16);
    return this.#left === 0 ? 'trailer' : 'data';
  }
}
