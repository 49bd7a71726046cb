import type { NetConnectOpts, OnReadOpts, Socket, TcpNetConnectOpts } from 'node:net';
import type { Network } from '../../host/network.js';
import { readBuffers } from './read-buffers.js';

/**
 * Takes bytes that came; false where it must not be given more for now. The bytes may change as soon as it is given
 * more, not before.
 */
export type Sink = (bytes: Uint8Array) => boolean;

/**
 * What comes in through a socket, read by the kernel into buffers that are used again instead of a new one for each
 * chunk. Until a sink is attached the socket is as any other: it has `data`, can be paused, keeps what nobody wants yet.
 */
export class Inflow {
  #sink: Sink | undefined;
  /** Without a sink, and there is much to read: each read gets a buffer that goes to whoever listens. */
  #givesAway = false;
  /** Borrowed, while there is much to read. */
  #own: Buffer | null = null;

  /** The option for a socket that is read like that. `socketOf`: that socket, once there is one. */
  onread(socketOf: () => Socket): OnReadOpts {
    return {
      // Asked again after each callback, so a socket can move from one buffer to another between two reads.
      buffer: () => (this.#givesAway ? readBuffers.forOneRead() : (this.#own ?? readBuffers.shared)),
      callback: (count, buffer) =>
        this.#sink === undefined
          ? socketOf().push(this.#kept(count, buffer))
          : this.#arrived(this.#sink, count, buffer),
    };
  }

  /** A network whose connections are read like that; one of them is used in the end. */
  over(network: Network): Network {
    return {
      ...network,
      connect: (options: NetConnectOpts) => {
        const onread = this.onread(() => socket);
        const socket = network.connect({ ...(options as TcpNetConnectOpts), onread });
        return socket;
      },
    };
  }

  /** From now on bytes go to the sink, first those that waited. The caller resumes the socket if this returns true. */
  attach(socket: Socket, sink: Sink): boolean {
    this.#sink = sink;
    this.#givesAway = false;
    if (socket.readableLength === 0) return true;
    const early: Buffer | null = socket.read();
    // Reading has started the socket again.
    socket.pause();
    return early === null || sink(early);
  }

  /** The socket is closed, and what the sink was given is written or will never be. */
  release(): void {
    if (this.#own !== null) readBuffers.giveBack(this.#own);
    this.#own = null;
  }

  /** The bytes for somebody who may keep them. */
  #kept(count: number, buffer: Uint8Array): Uint8Array {
    const read = buffer.subarray(0, count);
    this.#givesAway = count === buffer.length;
    // A few bytes are not worth a whole buffer.
    return buffer === readBuffers.shared || count < buffer.length / 2 ? Buffer.from(read) : read;
  }

  #arrived(sink: Sink, count: number, buffer: Uint8Array): boolean {
    const read = buffer.subarray(0, count);
    // Others read into the shared buffer before this is written, if the other side does not take it at once.
    const isDone = sink(buffer === this.#own ? read : Buffer.from(read));
    if (this.#own === null) {
      if (count === buffer.length) this.#own = readBuffers.borrow();
    } else if (isDone && count < readBuffers.shared.length) this.release();
    return isDone;
  }
}

/** A connection that was accepted just now, read like that; `inflow` is null where this Node can't. */
export function readAccepted(
  accepted: Socket,
  network: Pick<Network, 'readInto'>,
): { readonly socket: Socket; readonly inflow: Inflow | null } {
  const inflow = new Inflow();
  const socket: Socket = network.readInto(
    accepted,
    inflow.onread(() => socket),
  );
  return { socket, inflow: socket === accepted ? null : inflow };
}
