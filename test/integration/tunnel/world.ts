import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach } from 'vitest';
import type { Address, Network } from '../../../src/lib/host/network.js';
import { nodeHost } from '../../../src/lib/host/node/host.js';
import {
  defaultLimits,
  defaultSettings,
  type Limits,
  type TunnelSettings,
} from '../../../src/lib/tunnel/settings.js';
import { startTunnel, type Tunnel } from '../../../src/lib/tunnel/tunnel.js';
import { loopbackNetwork } from '../../helpers/loopback-network.js';

const cleanup: (() => unknown)[] = [];

afterEach(async () => {
  for (const undo of cleanup.splice(0).reverse()) await undo();
});

/** Undone after the test, the last first. */
export function afterwards(undo: () => unknown): void {
  cleanup.push(undo);
}

export interface TunnelWish extends Partial<Omit<TunnelSettings, 'limits'>>, Partial<Limits> {
  /** What names resolve to; others are looked up. */
  readonly names?: Readonly<Record<string, readonly Address[]>>;
  /** Gets the tunnel's own sockets towards targets. */
  readonly dialled?: Socket[];
  /** Gets its sockets towards clients. */
  readonly accepted?: Socket[];
}

/** A tunnel on a free port of 127.0.0.1. */
export async function openTunnel(wish: TunnelWish = {}): Promise<Tunnel> {
  const { names = {}, dialled = [], accepted = [], ...options } = wish;
  const network: Network = {
    ...loopbackNetwork,
    createServer: (request, onConnection) =>
      loopbackNetwork.createServer(request, (socket) => {
        accepted.push(socket);
        onConnection(socket);
      }),
    readInto: (from, onread) => {
      const socket = loopbackNetwork.readInto(from, onread);
      accepted.splice(accepted.indexOf(from), 1, socket);
      return socket;
    },
    connect: (request) => {
      const socket = loopbackNetwork.connect(request);
      dialled.push(socket);
      return socket;
    },
    resolve: async (host, signal) =>
      names[host] ? [...(names[host] as Address[])] : loopbackNetwork.resolve(host, signal),
  };
  const tunnel = await startTunnel(settingsOf(options), { ...nodeHost(), network });
  afterwards(() => tunnel.close());
  return tunnel;
}

/** Settings on a free port; limits may stand beside the rest. */
export function settingsOf(
  options: Partial<Omit<TunnelSettings, 'limits'>> & Partial<Limits>,
): TunnelSettings {
  const limits = Object.fromEntries(
    Object.keys(defaultLimits)
      .filter((name) => name in options)
      .map((name) => [name, options[name as keyof Limits]]),
  );
  return {
    ...defaultSettings,
    listen: [{ host: '127.0.0.1', port: 0 }],
    ...options,
    limits: { ...defaultLimits, maxConnectionsPerClient: 65_536, ...limits },
  };
}

export interface Target {
  readonly port: number;
  readonly authority: string;
  readonly sockets: Socket[];
  /** The next connection. */
  next(): Promise<Socket>;
}

/** A target on 127.0.0.1 whose connections stay half open until the test ends them. */
export async function openTarget(onConnection: (socket: Socket) => void = () => {}): Promise<Target> {
  const sockets: Socket[] = [];
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    sockets.push(socket);
    onConnection(socket);
  });
  const port = await listening(server);
  afterwards(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  let taken = 0;
  return {
    port,
    authority: `127.0.0.1:${port}`,
    sockets,
    next: async () => {
      if (sockets.length <= taken) await once(server, 'connection');
      return sockets[taken++] as Socket;
    },
  };
}

export async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** A client's bare socket, and all that came on it. */
export class Client {
  readonly socket: Socket;
  #received = Buffer.alloc(0);
  ended = false;
  error: NodeJS.ErrnoException | null = null;

  constructor(port: number, host = '127.0.0.1') {
    this.socket = connect({ port, host, allowHalfOpen: true });
    this.socket.on('data', (bytes) => {
      this.#received = Buffer.concat([this.#received, bytes]);
    });
    this.socket.on('end', () => {
      this.ended = true;
    });
    this.socket.on('error', (error) => {
      this.error = error;
    });
    afterwards(() => this.socket.destroy());
  }

  get text(): string {
    return this.#received.toString('latin1');
  }

  /** What follows the first head. */
  get body(): string {
    return this.text.slice(this.text.indexOf('\r\n\r\n') + 4);
  }

  send(bytes: string | Uint8Array): this {
    this.socket.write(bytes);
    return this;
  }

  /** Everything until the other side ends. */
  async toEnd(): Promise<string> {
    await until(() => this.ended || this.socket.destroyed);
    return this.text;
  }

  /** Waits for the answer to a CONNECT; its first line. */
  async answer(): Promise<string> {
    await until(() => this.text.includes('\r\n\r\n') || this.socket.destroyed);
    return this.text.split('\r\n')[0] ?? '';
  }
}

/** A client with an open tunnel to a target. */
export async function tunnelled(tunnel: Pick<Tunnel, 'address'>, authority: string): Promise<Client> {
  const client = new Client(tunnel.address.port).send(
    `CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`,
  );
  const answer = await client.answer();
  if (answer !== 'HTTP/1.1 200 Connection established') throw new Error(`not connected: ${answer}`);
  return client;
}

/** Polls until something holds; a limit, because a test must not hang. */
export async function until(holds: () => boolean, limitMs = 5_000): Promise<void> {
  const end = performance.now() + limitMs;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`waited ${limitMs} ms in vain`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
