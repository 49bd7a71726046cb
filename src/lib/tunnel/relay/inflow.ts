import type { OnReadOpts } from 'node:net';
import { readBuffers } from './read-buffers.js';

/**
 * Takes bytes that came; false where it must not be given more for now. The bytes may change as soon as it is given
 * more, not before.
 */
export type Sink = (bytes: Uint8Array) => boolean;

/**
 * What comes in from a target, read by the kernel into buffers that are used again instead of a new one for each chunk.
 * Bytes may come before anybody wants them (a server that speaks first): reading then stops until `attach`.
 * `onread` exists for outgoing sockets only.
 */
export class Inflow {
  #sink: Sink | undefined;
  #early: Uint8Array | undefined;
  /** Borrowed, while there is much to read. */
  #own: Buffer | null = null;

  /** The socket option. */
  option(): OnReadOpts {
    return {
      // Asked again after each callback, so a socket can move from one buffer to another between two reads.
      buffer: () => this.#own ?? readBuffers.shared,
      callback: (count, buffer) => this.#arrived(count, buffer),
    };
  }

  /** From now on bytes go to the sink, first those that waited. The caller resumes the socket if this returns true. */
  attach(sink: Sink): boolean {
    const early = this.#early;
    this.#sink = sink;
    this.#early = undefined;
    return early === undefined || sink(early);
  }

  /** The socket is closed, and what the sink was given is written or will never be. */
  release(): void {
    if (this.#own !== null) readBuffers.giveBack(this.#own);
    this.#own = null;
  }

  #arrived(count: number, buffer: Uint8Array): boolean {
    const read = buffer.subarray(0, count);
    // Others read into the shared buffer before this is written, if the client does not take it at once.
    const bytes = buffer === this.#own ? read : Buffer.from(read);
    if (this.#sink === undefined) {
      this.#early = bytes;
      return false;
    }
    const isDone = this.#sink(bytes);
    if (this.#own === null) {
      if (count === buffer.length) this.#own = readBuffers.borrow();
    } else if (isDone && count < readBuffers.shared.length) this.release();
    return isDone;
  }
}
