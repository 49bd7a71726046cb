const sharedBytes = 64 * 1024;
/** Larger ones cost less for each byte: a third less processor time than with 64 KiB. */
const ownBytes = 512 * 1024;
const mostLent = 64;
const mostSpare = 8;

/**
 * What sockets read into. Most tunnels are idle most of the time, so all read into one buffer first; a tunnel that moves
 * many bytes borrows a larger one for itself. What is lent has a limit: memory does not grow with the number of tunnels.
 */
export class ReadBuffers {
  /** Bytes in it are only there until the callback that tells of them returns: then the next socket may read into it. */
  readonly shared = Buffer.allocUnsafeSlow(sharedBytes);
  readonly #spare: Buffer[] = [];
  #lent = 0;

  /** How many are lent. */
  get lent(): number {
    return this.#lent;
  }

  /** Not one of these: for whoever gets the bytes, to keep. */
  forOneRead(): Buffer {
    return Buffer.allocUnsafeSlow(sharedBytes);
  }

  /** Null where all that may be lent are. */
  borrow(): Buffer | null {
    if (this.#lent === mostLent) return null;
    this.#lent++;
    return this.#spare.pop() ?? Buffer.allocUnsafeSlow(ownBytes);
  }

  /** Nobody may read from it or write into it any more. */
  giveBack(buffer: Buffer): void {
    this.#lent--;
    if (this.#spare.length < mostSpare) this.#spare.push(buffer);
  }
}

/** Of this process: a callback is over before another begins, whichever tunnel it belongs to. */
export const readBuffers = new ReadBuffers();
