import { Duplex } from 'node:stream';
import { isNamed, quietMs } from '../diagnosis/protocol-of.js';
import { afterReading } from './after-reading.js';

/** A frame's header (RFC 9113 section 4.1). */
const headerBytes = 9;
const settingsFrame = 4;
const longestFirstFrame = 16_384;

/**
 * A connection as Node's HTTP/2 sees it, once it has begun as HTTP/2 must: with a SETTINGS frame (RFC 9113 section
 * 3.4). What begins otherwise is kept from Node, which would only call it an error, and told to `onForeign`. So is an
 * end within the frame's header. The socket stays the caller's to destroy.
 */
export class CheckedHttp2 extends Duplex {
  readonly #socket: Duplex;
  readonly #onForeign: (bytes: Buffer) => void;
  #first: Buffer | null = Buffer.alloc(0);
  #telling: NodeJS.Timeout | null = null;
  readonly #onData = (chunk: Buffer) => this.#take(chunk);
  readonly #onEnd = () => {
    if (this.#first !== null && this.#first.length > 0) this.#tell();
    this.push(null);
  };
  readonly #onClose = () => this.destroy();
  readonly #onError = (error: Error) => {
    // Many servers reset the connection behind their answer to what they can't read.
    if (this.#first !== null && this.#first.length > 0) this.#tell();
    this.destroy(error);
  };

  constructor(socket: Duplex, onForeign: (bytes: Buffer) => void) {
    super();
    this.#socket = socket;
    this.#onForeign = onForeign;
    socket
      .on('data', this.#onData)
      .on('end', this.#onEnd)
      .on('error', this.#onError)
      .on('close', this.#onClose);
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    // A server of HTTP/1 refuses the preface and resets the connection, while we still write.
    afterReading(() => this.#socket.write(chunk, done));
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#socket.end(() => done());
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (this.#telling) clearTimeout(this.#telling);
    this.#socket
      .off('data', this.#onData)
      .off('end', this.#onEnd)
      .off('error', this.#onError)
      .off('close', this.#onClose);
    done(error);
  }

  #take(chunk: Buffer): void {
    if (this.#first === null) {
      if (!this.push(chunk)) this.#socket.pause();
      return;
    }
    this.#first = Buffer.concat([this.#first, chunk]);
    const first = this.#first;
    if (!mayBeSettings(first)) {
      if (this.#telling) clearTimeout(this.#telling);
      // A machine that was busy for so long may have the next bytes already: they are read before a check runs.
      if (isNamed(first)) this.#tell();
      else
        this.#telling = setTimeout(() => setImmediate(() => this.#first === first && this.#tell()), quietMs);
    } else if (first.length >= headerBytes) {
      this.#first = null;
      this.push(first);
    }
  }

  #tell(): void {
    if (this.#telling) clearTimeout(this.#telling);
    this.#onForeign(this.#first ?? Buffer.alloc(0));
  }
}

/**
 * On stream 0, whole entries of six bytes, and no acknowledgement: nothing was there to acknowledge yet. What is not
 * there yet speaks for it.
 */
function mayBeSettings(bytes: Buffer): boolean {
  const [first = 0, , , type = settingsFrame, flags = 0] = bytes;
  if (first !== 0 || type !== settingsFrame || (flags & 1) === 1) return false;
  const length = bytes.length < 3 ? 0 : bytes.readUIntBE(0, 3);
  const stream = bytes.length < headerBytes ? 0 : bytes.readUInt32BE(5) & 0x7fffffff;
  return length % 6 === 0 && length <= longestFirstFrame && stream === 0;
}
