import type { OnReadOpts, Socket, TcpNetConnectOpts } from 'node:net';
import type { Network } from '../../host/network.js';
import { Inflow } from '../relay/inflow.js';

/**
 * An inflow on a way through a proxy that is spoken to in the clear. Until the proxy has answered, what it says is
 * `data` of the socket, as for whoever talks with it; from then on the kernel reads into the inflow's buffers.
 */
export class ProxiedInflow {
  readonly inflow = new Inflow();
  readonly #onread: OnReadOpts = this.inflow.option();
  #hasAnswered = false;

  /** A network whose sockets are read like that. */
  over(network: Network): Network {
    return {
      ...network,
      connect: (options) => {
        const callback: OnReadOpts['callback'] = (count, bytes) => {
          if (this.#hasAnswered) return this.#onread.callback(count, bytes);
          socket.emit('data', Buffer.from(bytes.subarray(0, count)));
          return true;
        };
        const onread = { buffer: this.#onread.buffer, callback };
        const socket = network.connect({ ...(options as TcpNetConnectOpts), onread });
        return socket;
      },
    };
  }

  /** The way is open. What came right behind the proxy's answer was put back into the paused socket. */
  answered(socket: Socket): void {
    this.#hasAnswered = true;
    const rest: Buffer | null = socket.read();
    // Reading has started the socket again.
    socket.pause();
    if (rest !== null) this.#onread.callback(rest.length, rest);
  }
}
