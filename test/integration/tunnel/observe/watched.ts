import { request } from 'node:http';
import { nodeHost } from '../../../../src/lib/host/node/host.js';
import { metricsText } from '../../../../src/lib/output/views/tunnel/metrics.js';
import { TunnelMonitor } from '../../../../src/lib/tunnel/observe/monitor.js';
import { afterwards, openTunnel, type TunnelWish } from '../world.js';

/** A tunnel that is watched from its first connection on. */
export async function openWatched(wish: TunnelWish = {}) {
  const tunnel = await openTunnel(wish);
  const monitor = new TunnelMonitor(tunnel, '1.2.3', nodeHost());
  afterwards(() => monitor.stop());
  return { tunnel, monitor };
}

/** A value of the metrics as they are now; null where there is no such series. */
export function metric(monitor: TunnelMonitor, series: string): number | null {
  const lines = metricsText(monitor.metrics()).split('\n');
  const line = lines.find((one) => one.startsWith(`aliproxy_tunnel_${series} `));
  return line === undefined ? null : Number(line.split(' ').at(-1));
}

/** Asks for a page through a tunnel; its status. */
export function get(port: number, url: string, headers: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path: url, headers, agent: false }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    asked.on('error', reject);
    asked.end();
  });
}
