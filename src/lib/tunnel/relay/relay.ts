import type { Socket } from 'node:net';
import type { Traffic } from '../observe/counts.js';
import { Flow, type FlowMeter, type RelayEnd } from './flow.js';
import type { IdleWatch, Watched } from './idle-watch.js';

/** What ended a tunnel: who closed or reset first, or which limit. */
export type CloseReason = 'client' | 'target' | 'client-reset' | 'target-reset' | 'linger' | 'idle';

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
export class Relay implements Watched, FlowMeter {
  lastActiveMs = 0;
  limitMs: number;
  readonly traffic: Traffic;
  readonly #client: RelayEnd;
  readonly #target: RelayEnd;
  readonly #options: RelayOptions;
  #reason: CloseReason | null = null;
  #open = 2;

  constructor(client: RelayEnd, target: RelayEnd, options: RelayOptions) {
    this.#client = client;
    this.#target = target;
    this.#options = options;
    this.limitMs = options.idleMs;
    this.traffic = options.traffic;
  }

  /** Begins; `head` is what the client sent for the target before there was one. */
  start(head: Uint8Array): void {
    const { watch } = this.#options;
    const [client, target] = [this.#client, this.#target];
    watch.add(this);
    this.lastActiveMs = watch.nowMs;
    const clientEnded = this.#follow(client, target, 'client');
    const targetEnded = this.#follow(target, client, 'target');
    new Flow(client, target.socket, 'up', this).start(head);
    new Flow(target, client.socket, 'down', this).start(nothing);
    // One may have ended its side before this: `end` has been emitted then, paused or not.
    if (client.socket.readableEnded) clientEnded();
    if (target.socket.readableEnded) targetEnded();
  }

  /** Too long without a byte. Where neither side has ended, a reset says that this is no end of theirs. */
  expire(): void {
    if (this.#reason === null) {
      this.#reason = 'idle';
      this.#client.reset();
      this.#target.reset();
      return;
    }
    this.#reason = 'linger';
    this.#client.socket.destroy();
    this.#target.socket.destroy();
  }

  moved(): void {
    this.lastActiveMs = this.#options.watch.nowMs;
  }

  /** Returns what its end leads to. */
  #follow({ socket }: RelayEnd, { socket: other, reset }: RelayEnd, side: 'client' | 'target'): () => void {
    let hasEnded = false;
    const inOrder = () => {
      hasEnded = true;
      this.#ended(side, other);
    };
    const onEnd = () => confirmEnd(socket, inOrder);
    socket.on('end', onEnd);
    socket.on('error', () => {
      this.#closing(`${side}-reset`);
      // Nobody is left to read what the other sends, but it may still read what it was sent; the linger limit ends it.
      if (hasEnded) other.resume();
      else reset();
    });
    socket.on('close', () => {
      if (!hasEnded) other.destroy();
      this.#open--;
      if (this.#open > 0) return;
      this.#options.watch.remove(this);
      // Not before: what one has sent may still be on its way out of its buffer.
      this.#client.inflow?.release();
      this.#target.inflow?.release();
      this.#options.onClose(this.#reason);
    });
    return onEnd;
  }

  #ended(side: 'client' | 'target', other: Socket): void {
    this.#closing(side);
    other.end();
  }

  #closing(reason: CloseReason): void {
    this.#reason ??= reason;
    this.limitMs = this.#options.lingerMs;
    this.moved();
  }
}

const nothing = Buffer.alloc(0);

/**
 * A reset right behind bytes is told as an orderly end, because libuv takes every hang-up for one: writing nothing shows
 * which of the two it was, by an error. Where bytes are still to be written, they will.
 */
function confirmEnd(socket: Socket, inOrder: () => void): void {
  if (!socket.writable || socket.writableLength > 0) inOrder();
  else socket.write(nothing, (error) => error ?? inOrder());
}
