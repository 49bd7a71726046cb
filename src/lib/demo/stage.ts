import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import type { Host } from '../host/host.js';
import { startSandbox } from '../sandbox/sandbox.js';
import { newState } from '../sandbox/state.js';
import { memoryStore } from '../sandbox/state-store.js';
import type { TunnelEnded } from '../tunnel/run/run-tunnel.js';
import { defaultSettings } from '../tunnel/settings.js';
import { startTunnel } from '../tunnel/tunnel.js';
import { createRedisTarget } from './redis-target.js';

/** Everything the demonstration plays on: embedded, on loopback, gone when it is closed. */
export interface Stage {
  readonly httpUrl: string;
  readonly redisUrl: string;
  /** `127.0.0.1:PORT` where nothing listens. */
  readonly refusedTarget: string;
  readonly proxyUrl: string;
  readonly sandbox: {
    readonly endpoint: string;
    readonly accessKeyId: string;
    readonly accessKeySecret: string;
  };
  /** Ends the tunnel and says what it did. */
  endTunnel(): Promise<TunnelEnded>;
  close(): Promise<void>;
}

const loopback = '127.0.0.1';
const drainMs = 1_000;

/** Starts the targets, the tunnel and the sandbox. */
export async function openStage(host: Host): Promise<Stage> {
  const httpTarget = createHttpServer((_request, response) => response.end('hello from behind the tunnel\n'));
  const redisTarget = createRedisTarget(host.network);
  const [httpPort, redisPort, refusedPort] = await Promise.all([
    listen(httpTarget),
    listen(redisTarget),
    portWithoutListener(host),
  ]);
  const tunnel = await startDemoTunnel(host);
  const sandbox = await startSandbox({
    clock: host.clock,
    random: host.random,
    store: memoryStore(() => newState(host.random)),
  });
  return {
    httpUrl: `http://${loopback}:${httpPort}/`,
    redisUrl: `redis://${loopback}:${redisPort}`,
    refusedTarget: `${loopback}:${refusedPort}`,
    proxyUrl: tunnel.url,
    sandbox,
    endTunnel: tunnel.end,
    close: async () => {
      httpTarget.closeAllConnections();
      httpTarget.close();
      redisTarget.close();
      await Promise.all([tunnel.end(), sandbox.close()]);
    },
  };
}

async function startDemoTunnel(host: Host): Promise<{ url: string; end: () => Promise<TunnelEnded> }> {
  const began = host.clock.monotonic();
  const tunnel = await startTunnel({ ...defaultSettings, listen: [{ host: loopback, port: 0 }] }, host);
  let ended: Promise<TunnelEnded> | undefined;
  const end = async (): Promise<TunnelEnded> => {
    const counts = await tunnel.close({ drainMs });
    return { event: 'end', ...counts, durationMs: Math.round(host.clock.monotonic() - began) };
  };
  return {
    url: `http://${loopback}:${tunnel.address.port}`,
    end: () => {
      ended ??= end();
      return ended;
    },
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, loopback, () => resolve((server.address() as AddressInfo).port));
  });
}

async function portWithoutListener({ network }: Host): Promise<number> {
  const server = network.createServer({}, (socket) => socket.destroy());
  const port = await listen(server);
  await new Promise((closed) => server.close(closed));
  return port;
}
