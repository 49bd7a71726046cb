import type { NetConnectOpts, OnReadOpts, Server, ServerOpts, Socket } from 'node:net';
import type { ConnectionOptions, TLSSocket } from 'node:tls';

export interface Address {
  readonly address: string;
  readonly family: 4 | 6;
}

/** Sockets and names. The types are Node's own: a second socket abstraction would only hide what must be seen. */
export interface Network {
  /** Starts a connection; the caller listens to its events. */
  connect(options: NetConnectOpts): Socket;
  connectTls(options: ConnectionOptions): TLSSocket;
  createServer(options: ServerOpts, onConnection: (socket: Socket) => void): Server;
  /**
   * What takes the place of a socket that was accepted just now, and is read with `onread` like one that was connected;
   * the same socket where that can't be.
   */
  readInto(accepted: Socket, onread: OnReadOpts): Socket;
  /**
   * Every address of a name, in the resolver's order; a literal answers itself.
   * Rejects with Node's error (`code` ENOTFOUND, EAI_AGAIN …), or with the signal's reason.
   */
  resolve(host: string, signal?: AbortSignal): Promise<Address[]>;
  /** The addresses of this machine's interfaces, as they are now. */
  localAddresses(): readonly string[];
  /** This machine's name servers in their order: addresses, some with a port (`10.0.0.2`, `[fd00::2]:5353`). */
  nameServers(): readonly string[];
}
