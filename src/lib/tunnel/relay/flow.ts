import type { Socket } from 'node:net';
import type { Traffic } from '../observe/counts.js';
import type { Inflow } from './inflow.js';

/** One end of a relay. */
export interface RelayEnd {
  readonly socket: Socket;
  /** Where the bytes come out, if the kernel reads into a buffer of ours; null: they are `data` of the socket. */
  readonly inflow: Inflow | null;
  /** Closes it with a reset, whatever layers it has. */
  reset(): void;
}

export interface FlowMeter {
  readonly traffic: Traffic;
  /** What was passed on so far has been taken: the other side reads. */
  moved(): void;
}

/** One direction of a relay: what comes from one end goes into the other, no faster than that one takes it. */
export class Flow {
  readonly #from: RelayEnd;
  readonly #into: Socket;
  readonly #direction: 'up' | 'down';
  readonly #meter: FlowMeter;

  constructor(from: RelayEnd, into: Socket, direction: 'up' | 'down', meter: FlowMeter) {
    this.#from = from;
    this.#into = into;
    this.#direction = direction;
    this.#meter = meter;
  }

  /** Begins; `head` goes first. */
  start(head: Uint8Array): void {
    const { socket, inflow } = this.#from;
    const isFree = head.length === 0 || this.#pass(head);
    if (inflow === null) {
      socket.on('data', (bytes) => {
        this.#pass(bytes);
        if (this.#into.writableNeedDrain) socket.pause();
      });
    } else if (!inflow.attach(socket, this.#pass)) return;
    if (isFree) socket.resume();
    else socket.pause();
  }

  /** The buffer may be read into again as soon as this returns true, so it must have been written out by then. */
  readonly #pass = (bytes: Uint8Array): boolean => {
    if (!this.#into.writable) return true;
    this.#meter.traffic[this.#direction](bytes.length);
    this.#into.write(bytes, this.#written);
    return this.#into.writableLength === 0;
  };

  /** One that does not read moves nothing, whatever comes in; and a later write may still hold the buffer. */
  readonly #written = (): void => {
    if (this.#into.writableLength > 0) return;
    this.#meter.moved();
    this.#from.socket.resume();
  };
}
