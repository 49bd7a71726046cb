import type { Server } from 'node:net';
import { systemCode } from '../errors.js';
import type { Host } from '../host/host.js';
import { type Authority, formatAuthority } from '../proxy/authority.js';
import { Clients } from './clients.js';
import type { Counts } from './counts.js';
import { listenFailure } from './failures.js';
import { type ListenAddress, mustBeLoopback } from './listen-address.js';
import type { Limits } from './service.js';

export interface TunnelOptions extends Limits {
  /** At least one. */
  readonly listen: readonly ListenAddress[];
  readonly maxConnections: number;
}

export type TunnelPorts = Pick<Host, 'network' | 'clock' | 'random' | 'platform'>;

/** A running tunnel. */
export interface Tunnel {
  /** Where it listens, in the order asked for, with the real ports. */
  readonly listening: readonly Authority[];
  /** The first of them. */
  readonly address: Authority;
  /** What it has done so far. */
  readonly counts: Counts;
  /** Stops accepting, waits for what is under way, and cuts what is left after `drainMs` or when `signal` aborts. */
  close(options?: { drainMs?: number; signal?: AbortSignal }): Promise<TunnelEnd>;
}

export interface TunnelEnd extends Omit<Counts, 'active'> {
  /** Connections that were still open when the draining ended. */
  readonly cut: number;
}

export const defaultLimits: Limits = {
  connectTimeoutMs: 5_000,
  headerTimeoutMs: 10_000,
  lingerMs: 15_000,
  idleTimeoutMs: Number.POSITIVE_INFINITY,
};

/**
 * Opens the listeners. Rejects with a `Failure` of `TunnelFailures`, and leaves no listener behind then; an address
 * that other machines can reach is refused before anything is opened.
 */
export async function startTunnel(options: TunnelOptions, ports: TunnelPorts): Promise<Tunnel> {
  options.listen.forEach(mustBeLoopback);
  const clients = new Clients(options, ports);
  const servers: Server[] = [];
  try {
    for (const address of options.listen) {
      const server = ports.network.createServer(
        { allowHalfOpen: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: 30_000 },
        (client) => clients.accept(client),
      );
      await listen(server, address, ports);
      // Out of file descriptors: that connection is lost, the tunnel goes on.
      server.on('error', () => {});
      servers.push(server);
      clients.own.push({ host: address.host, port: portOf(server) });
    }
  } catch (error) {
    for (const server of servers) server.close();
    throw error;
  }
  const [first = { host: '', port: 0 }] = clients.own;
  return {
    listening: clients.own,
    address: first,
    get counts() {
      return clients.counters.snapshot();
    },
    close: async ({ drainMs = 0, signal } = {}) => {
      for (const server of servers) server.close();
      const cut = await clients.drain(drainMs, signal);
      const { active: _, ...counts } = clients.counters.snapshot();
      return { ...counts, cut };
    },
  };
}

function listen(server: Server, address: ListenAddress, { platform }: TunnelPorts): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) =>
      reject(
        listenFailure(formatAuthority(address), systemCode(error) ?? 'UNKNOWN', platform.os === 'win32'),
      ),
    );
    server.listen({ host: address.host, port: address.port, exclusive: true }, resolve);
  });
}

function portOf(server: Server): number {
  const bound = server.address();
  return bound !== null && typeof bound === 'object' ? bound.port : 0;
}
