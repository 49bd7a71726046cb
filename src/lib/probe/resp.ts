import type { Duplex } from 'node:stream';
import { systemCode } from '../errors.js';

/** Why there is no reply; `foreign`: these bytes are no RESP. */
export class RespError extends Error {
  override readonly name = 'RespError';
  readonly seen: 'timeout' | 'closed' | 'foreign' | 'aborted';
  readonly bytes: Buffer;
  readonly code: string | null;

  constructor(seen: RespError['seen'], bytes: Buffer = Buffer.alloc(0), code: string | null = null) {
    super(seen);
    this.seen = seen;
    this.bytes = bytes;
    this.code = code;
  }
}

const longestLineBytes = 4 * 1024;
const longestReply = 200;

/**
 * The little of the Redis protocol (RESP2) that AUTH and PING need: commands as arrays of bulk strings, replies of one
 * line. Commands go out one at a time. After `fail` or the connection's end every command rejects with a `RespError`.
 */
export class RespReader {
  readonly #socket: Duplex;
  #received: Buffer = Buffer.alloc(0);
  #failure: RespError | null = null;
  #wake: (() => void) | null = null;
  readonly #onData = (chunk: Buffer) => this.#take(chunk);
  readonly #onEnd = () => this.fail('closed');
  readonly #onError = (error: Error) => this.fail('closed', systemCode(error));

  constructor(socket: Duplex) {
    this.#socket = socket;
    socket
      .on('data', this.#onData)
      .on('end', this.#onEnd)
      .on('close', this.#onEnd)
      .on('error', this.#onError);
    socket.resume();
  }

  /** Sends a command and returns its reply's line: `+PONG`, `-NOAUTH …`. */
  async command(...words: string[]): Promise<string> {
    if (this.#failure === null) this.#socket.write(encodeCommand(words));
    while (true) {
      const line = this.#nextLine();
      if (line !== null) return line;
      if (this.#failure) throw this.#failure;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  fail(seen: RespError['seen'], code: string | null = null): void {
    this.#failure ??= new RespError(seen, this.#received, code);
    this.#wake?.();
  }

  release(): void {
    this.#socket
      .off('data', this.#onData)
      .off('end', this.#onEnd)
      .off('close', this.#onEnd)
      .off('error', this.#onError);
  }

  #take(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    const isReply = replyMarks.includes(this.#received[0] ?? 0);
    const tooLong = this.#received.length > longestLineBytes && !this.#received.includes(0x0a);
    if (!isReply || tooLong) this.fail('foreign');
    this.#wake?.();
  }

  #nextLine(): string | null {
    const end = this.#received.indexOf('\r\n');
    if (end < 0 || !replyMarks.includes(this.#received[0] ?? 0)) return null;
    const line = this.#received.subarray(0, end).toString('utf8');
    this.#received = this.#received.subarray(end + 2);
    return line.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').slice(0, longestReply);
  }
}

const replyMarks = Buffer.from('+-:$*');

/** `PING` is `*1\r\n$4\r\nPING\r\n`. */
export function encodeCommand(words: readonly string[]): Buffer {
  const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
  return Buffer.from(`*${words.length}\r\n${parts.join('')}`, 'utf8');
}
