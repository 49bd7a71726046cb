import type { OnReadOpts } from 'node:net';

const bufferBytes = 64 * 1024;

/** Takes bytes that came; false where it must not be given more for now. The bytes are only valid until it is. */
export type Sink = (bytes: Uint8Array) => boolean;

/**
 * What comes in from a target, read by the kernel into one reused buffer instead of a new one for each chunk. Bytes
 * may come before anybody wants them (a server that speaks first): reading then stops until `attach`.
 * `onread` exists for outgoing sockets only.
 */
export class Inflow {
  #sink: Sink | undefined;
  #early: Uint8Array | undefined;

  /** The socket option; a buffer of its own for each attempt to connect. */
  option(): OnReadOpts {
    const buffer = Buffer.allocUnsafeSlow(bufferBytes);
    return {
      buffer,
      callback: (count) => {
        const bytes = buffer.subarray(0, count);
        if (this.#sink) return this.#sink(bytes);
        this.#early = bytes;
        return false;
      },
    };
  }

  /** From now on bytes go to the sink, first those that waited. The caller resumes the socket if this returns true. */
  attach(sink: Sink): boolean {
    const early = this.#early;
    this.#sink = sink;
    this.#early = undefined;
    return early === undefined || sink(early);
  }
}
