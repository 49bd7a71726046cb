import { Duplex } from 'node:stream';
import { isNamed, quietMs } from '../diagnosis/protocol-of.js';
import { afterReading } from './after-reading.js';

/** Enough for the server's part of a TLS 1.2 handshake with a long chain. */
const keptBytes = 32 * 1024;

/**
 * A connection, with the first bytes that came over it kept: what makes TLS fail is what the other side said, and
 * OpenSSL does not hand it over. It outlives its own end, so that more can come; the socket is the caller's to destroy.
 */
export class TappedSocket extends Duplex {
  readonly #socket: Duplex;
  readonly #kept: Buffer[] = [];
  #keptBytes = 0;
  #isReadFirst = false;

  constructor(socket: Duplex) {
    super({ allowHalfOpen: true });
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#keep(chunk);
      if (!this.destroyed && !this.push(chunk)) socket.pause();
    });
    socket.on('end', () => this.destroyed || this.push(null));
    socket.on('error', (error) => this.destroy(error));
    socket.on('close', () => this.destroy());
  }

  /** What it lies over. */
  get below(): Duplex {
    return this.#socket;
  }

  /**
   * From now on a write waits until what has arrived is read. A server that wants a client certificate refuses us after
   * the handshake of TLS 1.3, with an alert and a reset.
   */
  readBeforeWriting(): void {
    this.#isReadFirst = true;
  }

  /** The first bytes that have come so far. */
  first(): Buffer {
    return Buffer.concat(this.#kept);
  }

  /** The first bytes when as many have come as name a protocol, when no more do, or when the time for it is over. */
  async named({ limitMs, signal }: { limitMs: number; signal: AbortSignal }): Promise<Buffer> {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
    }, limitMs);
    while (!isLate && !isNamed(this.first()) && !this.#socket.readableEnded && !this.#socket.destroyed) {
      const before = this.#keptBytes;
      this.#socket.resume();
      await this.#moreOrQuiet(signal);
      if (this.#keptBytes === before) break;
    }
    clearTimeout(timer);
    return this.first();
  }

  #moreOrQuiet(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.#socket.off('data', done).off('end', done).off('close', done);
        resolve();
      };
      // What came while the machine was busy is read before a check runs.
      const timer = setTimeout(() => setImmediate(done), quietMs);
      signal.addEventListener('abort', done, { once: true });
      this.#socket.on('data', done).on('end', done).on('close', done);
    });
  }

  #keep(chunk: Buffer): void {
    const left = keptBytes - this.#keptBytes;
    if (left <= 0) return;
    this.#kept.push(Buffer.from(chunk.subarray(0, left)));
    this.#keptBytes += Math.min(left, chunk.length);
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (!this.#isReadFirst) {
      this.#socket.write(chunk, done);
      return;
    }
    afterReading(() => this.#socket.write(chunk, done));
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#socket.end(() => done());
  }
}
