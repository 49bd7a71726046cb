import type { Socket } from 'node:net';
import type { Traffic } from '../observe/counts.js';
import type { IdleWatch, Watched } from './idle-watch.js';
import type { Inflow } from './inflow.js';

/** What ended a tunnel: who closed or reset first, or which limit. */
export type CloseReason = 'client' | 'target' | 'client-reset' | 'target-reset' | 'linger' | 'idle';

/** One end of a relay. */
export interface RelayEnd {
  readonly socket: Socket;
  /** Closes it with a reset, whatever layers it has. */
  reset(): void;
}

export interface RelayOptions {
  readonly watch: IdleWatch;
  readonly traffic: Traffic;
  /** With neither side closed, nothing may move for so long; infinite for no limit. */
  readonly idleMs: number;
  /** With one side closed, nothing may move for so long. */
  readonly lingerMs: number;
  /** Both sides are closed; null where the tunnel itself was ended. */
  readonly onClose: (reason: CloseReason | null) => void;
}

/**
 * Moves bytes between a client and a target until both have closed.
 *
 * A side that ends its sending (FIN) ends the other's receiving and no more: the answer may still be under way, so
 * the other direction flows on, and the linger limit bounds how long it may stand still. A side that fails (RST) is
 * passed on as a reset, unless it had ended before: then what it had sent is still delivered.
 */
export class Relay implements Watched {
  lastActiveMs = 0;
  limitMs: number;
  readonly #client: Socket;
  readonly #target: Socket;
  readonly #clientEnd: RelayEnd;
  readonly #targetEnd: RelayEnd;
  readonly #options: RelayOptions;
  #inflow: Inflow | null = null;
  #reason: CloseReason | null = null;
  #open = 2;

  constructor(client: RelayEnd, target: RelayEnd, options: RelayOptions) {
    this.#clientEnd = client;
    this.#targetEnd = target;
    this.#client = client.socket;
    this.#target = target.socket;
    this.#options = options;
    this.limitMs = options.idleMs;
  }

  /**
   * Begins; `head` is what the client sent for the target before there was one. Without an inflow the target's bytes
   * are its `data`.
   */
  start(inflow: Inflow | null, head: Uint8Array): void {
    const { watch } = this.#options;
    this.#inflow = inflow;
    watch.add(this);
    this.lastActiveMs = watch.nowMs;
    this.#follow(this.#client, this.#targetEnd, 'client');
    this.#follow(this.#target, this.#clientEnd, 'target');
    this.#target.on('drain', () => this.#client.resume());
    if (head.length > 0) this.#send(head);
    this.#client.on('data', this.#send);
    if (this.#target.writableNeedDrain) this.#client.pause();
    else this.#client.resume();
    if (inflow === null) {
      this.#target.on('data', this.#pass);
      this.#target.resume();
    } else if (inflow.attach(this.#receive)) this.#target.resume();
    // It may have ended its side while the target was dialled: `end` has been emitted then, paused or not.
    if (this.#client.readableEnded) this.#ended('client', this.#target);
  }

  /** Too long without a byte. */
  expire(): void {
    this.#reason = this.#reason === null ? 'idle' : 'linger';
    this.#client.destroy();
    this.#target.destroy();
  }

  readonly #send = (bytes: Uint8Array): void => {
    this.#moved();
    this.#options.traffic.up(bytes.length);
    if (!this.#target.write(bytes)) this.#client.pause();
  };

  /** The buffer is read into again as soon as this returns true, so it must have been written out by then. */
  readonly #receive = (bytes: Uint8Array): boolean => {
    if (!this.#client.writable) return true;
    this.#options.traffic.down(bytes.length);
    this.#client.write(bytes, this.#flushed);
    return this.#client.writableLength === 0;
  };

  /** As `#receive`, with a buffer that is ours to keep. */
  readonly #pass = (bytes: Uint8Array): void => {
    if (!this.#client.writable) return;
    this.#options.traffic.down(bytes.length);
    if (!this.#client.write(bytes, this.#flushed)) this.#target.pause();
  };

  /** A client that does not read moves nothing, whatever comes in; and a later write may still hold the buffer. */
  readonly #flushed = (): void => {
    if (this.#client.writableLength > 0) return;
    this.#moved();
    this.#target.resume();
  };

  #moved(): void {
    this.lastActiveMs = this.#options.watch.nowMs;
  }

  #follow(socket: Socket, { socket: other, reset }: RelayEnd, side: 'client' | 'target'): void {
    socket.on('end', () => this.#ended(side, other));
    socket.on('error', () => {
      this.#closing(`${side}-reset`);
      if (socket.readableEnded) this.#discardFrom(other);
      else reset();
    });
    socket.on('close', () => {
      if (!socket.readableEnded) other.destroy();
      this.#open--;
      if (this.#open > 0) return;
      this.#options.watch.remove(this);
      this.#inflow?.release();
      this.#options.onClose(this.#reason);
    });
  }

  #ended(side: 'client' | 'target', other: Socket): void {
    this.#closing(side);
    other.end();
  }

  #closing(reason: CloseReason): void {
    this.#reason ??= reason;
    this.limitMs = this.#options.lingerMs;
    this.#moved();
  }

  /** Nobody is left to read what this side sends, but it may still read what it was sent; the linger limit ends it. */
  #discardFrom(socket: Socket): void {
    socket.off('data', this.#send);
    socket.resume();
  }
}
