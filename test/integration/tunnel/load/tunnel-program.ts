// Runs in a process of its own, so that its memory and its descriptors are the tunnel's alone: a tunnel, whose port is
// the first line it prints. To each line it is sent it answers with what it has done and holds. Argument: its limits.
import { createInterface } from 'node:readline';
import { nodeHost } from '../../../../src/lib/host/node/host.js';
import { defaultLimits, defaultSettings, type Limits } from '../../../../src/lib/tunnel/settings.js';
import { startTunnel, type Tunnel } from '../../../../src/lib/tunnel/tunnel.js';
import { loopbackNetwork } from '../../../helpers/loopback-network.js';

async function main(): Promise<void> {
  const limits: Partial<Limits> = JSON.parse(process.argv[2] ?? '{}');
  const tunnel = await startTunnel(
    {
      ...defaultSettings,
      listen: [{ host: '127.0.0.1', port: 0 }],
      limits: { ...defaultLimits, maxConnections: 4_000, maxConnectionsPerClient: 4_000, ...limits },
    },
    { ...nodeHost(), network: loopbackNetwork },
  );
  process.stdout.write(`${tunnel.address.port}\n`);
  for await (const line of createInterface(process.stdin)) await answer(line, tunnel);
  // Whoever started it is gone.
  process.exit();
}

async function answer(line: string, tunnel: Tunnel): Promise<void> {
  if (line === 'collect') await collect();
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  process.stdout.write(
    `${JSON.stringify({ residentBytes: rss, heapBytes: heapUsed + arrayBuffers, counts: tunnel.counts })}\n`,
  );
}

/** More than once: what a finalizer lets go of is only collected the next time. */
async function collect(): Promise<void> {
  for (let round = 0; round < 3; round++) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

main().catch((error: unknown) => {
  process.stderr.write(String(error));
  process.exit(1);
});
