import type { Server, Socket } from 'node:net';
import { systemCode } from '../../errors.js';
import type { Host } from '../../host/host.js';
import { type Authority, formatAuthority } from '../../proxy/authority.js';
import type { OwnAddress } from '../access/own-address.js';
import { listenFailure } from '../failures.js';
import type { ForwardSetting, TunnelSettings } from '../settings.js';
import type { ListenAddress } from './listen-address.js';

/** A listener that is bound. */
export interface OpenListener {
  /** Where it was asked to listen: what tells it from the others when the settings change. */
  readonly key: string;
  /** Where it does: `127.0.0.1:3128`. */
  readonly name: string;
  readonly address: Authority;
  /** Of a local port that leads to one target; null for one that serves clients of a proxy. May change by a reload. */
  readonly forward: ForwardSetting | null;
}

export type ListenersPorts = Pick<Host, 'network' | 'platform'>;

interface Bound extends OpenListener {
  forward: ForwardSetting | null;
  readonly server: Server;
  /** From when it belongs to the set that is open. */
  isServed: boolean;
  /** Came before that. */
  readonly early: Socket[];
}

/** What a tunnel listens on. Changes from one set to the next; what is in both is never closed. */
export class Listeners {
  /** Where this tunnel can be reached itself; the same array for ever. An admin listener adds itself. */
  readonly own: OwnAddress[] = [];
  #bound: Bound[] = [];
  readonly #ports: ListenersPorts;
  readonly #onConnection: (socket: Socket, listener: OpenListener) => void;

  constructor(ports: ListenersPorts, onConnection: (socket: Socket, listener: OpenListener) => void) {
    this.#ports = ports;
    this.#onConnection = onConnection;
  }

  /** In the order of the settings: those for clients of a proxy first. */
  get open(): readonly OpenListener[] {
    return this.#bound;
  }

  /**
   * Listens where the settings say. Rejects with a `Failure` of `TunnelFailures` where that can't be; then all is as it
   * was before. `onChanged` is called when all is bound, and only then the first connection of a new listener is served:
   * it must not be served by the settings before, which may protect less.
   */
  async change(
    { listen, forwards }: Pick<TunnelSettings, 'listen' | 'forwards'>,
    onChanged: () => void,
  ): Promise<void> {
    const wanted = [
      ...listen.map((address) => ({ address, forward: null })),
      ...forwards.map((forward) => ({ address: forward.listen, forward })),
    ];
    const next: Bound[] = [];
    const opened: Bound[] = [];
    try {
      for (const { address, forward } of wanted) {
        const key = formatAuthority(address);
        const kept = this.#bound.find((bound) => bound.key === key && !next.includes(bound));
        const bound = kept ?? (await this.#listen(key, address, forward));
        if (kept === undefined) opened.push(bound);
        next.push(bound);
      }
    } catch (error) {
      for (const { server, early } of opened) {
        server.close();
        for (const socket of early) socket.destroy();
      }
      throw error;
    }
    for (const bound of this.#bound) if (!next.includes(bound)) bound.server.close();
    wanted.forEach(({ forward }, index) => {
      (next[index] as Bound).forward = forward;
    });
    this.#bound = next;
    const own = next.map(
      ({ address, forward }): OwnAddress => ({ ...address, serves: forward === null ? 'proxy' : 'forward' }),
    );
    this.own.splice(0, this.own.length, ...own, ...this.own.filter(({ serves }) => serves === 'admin'));
    onChanged();
    for (const bound of opened) {
      bound.isServed = true;
      for (const socket of bound.early.splice(0)) if (!socket.destroyed) this.#onConnection(socket, bound);
    }
  }

  close(): void {
    for (const { server } of this.#bound) server.close();
  }

  async #listen(key: string, { host, port }: ListenAddress, forward: ForwardSetting | null): Promise<Bound> {
    const options = { allowHalfOpen: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: 30_000 };
    const server = this.#ports.network.createServer(options, (socket) => {
      if (bound.isServed) {
        this.#onConnection(socket, bound);
        return;
      }
      // One that resets before anybody serves it must not end the process.
      socket.on('error', () => {});
      bound.early.push(socket);
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error) => {
        const windows = this.#ports.platform.os === 'win32';
        reject(listenFailure(key, systemCode(error) ?? 'UNKNOWN', windows));
      });
      server.listen({ host, port, exclusive: true }, resolve);
    });
    // Out of file descriptors: that connection is lost, the tunnel goes on.
    server.on('error', () => {});
    const address = { host, port: portOf(server) };
    const bound: Bound = {
      ...{ key, name: formatAuthority(address), address, forward, server },
      isServed: false,
      early: [],
    };
    return bound;
  }
}

function portOf(server: Server): number {
  const bound = server.address();
  return bound !== null && typeof bound === 'object' ? bound.port : 0;
}
