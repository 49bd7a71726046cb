import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { nodeHost } from '../../../../src/lib/host/node/host.js';
import { en } from '../../../../src/lib/messages/en.js';
import { zh } from '../../../../src/lib/messages/zh.js';
import { adminViews } from '../../../../src/lib/output/views/tunnel/admin-views.js';
import { type Admin, startAdmin } from '../../../../src/lib/tunnel/admin/admin.js';
import type { AdminSubject } from '../../../../src/lib/tunnel/admin/resources.js';
import type { ListenAddress } from '../../../../src/lib/tunnel/listeners/listen-address.js';
import { TunnelMonitor } from '../../../../src/lib/tunnel/observe/monitor.js';
import type { Tunnel } from '../../../../src/lib/tunnel/tunnel.js';
import { loopbackNetwork } from '../../../helpers/loopback-network.js';
import { afterwards, openTunnel } from '../world.js';

export const token = randomBytes(32).toString('base64url');
const manifest = readFileSync(resolve(import.meta.dirname, '../../../../package.json'), 'utf8');
export const { version } = JSON.parse(manifest) as { version: string };

export interface AdminWish extends Partial<Pick<AdminSubject, 'tunnel' | 'monitor' | 'actions'>> {
  readonly listen?: ListenAddress;
  readonly exchangeMs?: number;
  readonly language?: 'en' | 'zh';
}

export interface OpenAdmin extends Admin {
  readonly port: number;
}

/** The admin listener of a tunnel, on a free port of 127.0.0.1. */
export async function openAdmin(tunnel: Tunnel, wish: AdminWish = {}): Promise<OpenAdmin> {
  const { language = 'en' } = wish;
  const host = { ...nodeHost(), network: loopbackNetwork };
  const monitor = new TunnelMonitor(tunnel, version, host);
  const text = language === 'zh' ? zh : en;
  const admin = await startAdmin(
    {
      listen: { host: '127.0.0.1', port: 0 },
      views: adminViews({ text, language }),
      actions: { drain: () => {}, reload: async () => ({ ok: true }) },
      ...{ tunnel, monitor, token, ...wish },
    },
    host,
  );
  afterwards(() => {
    admin.close();
    monitor.stop();
  });
  return { ...admin, port: Number(new URL(admin.url).port) };
}

/** The same with a tunnel of its own. */
export async function openWatchedTunnel(wish: AdminWish = {}): Promise<{ tunnel: Tunnel; admin: OpenAdmin }> {
  const tunnel = await openTunnel();
  return { tunnel, admin: await openAdmin(tunnel, wish) };
}
