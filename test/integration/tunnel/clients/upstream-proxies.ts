import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseProxyUrl } from '../../../../src/lib/proxy/proxy-url.js';
import { direct, type UpstreamSetting } from '../../../../src/lib/tunnel/settings.js';
import type { Certificates } from '../../../helpers/certificates.js';
import type { Program } from '../../../helpers/programs.js';
import { startDante, startTlsProxy } from '../../../helpers/proxies.js';
import { type ProxyUser, type RunningServer, startSquid, startTinyproxy } from '../../../helpers/servers.js';

/** A real proxy for a tunnel to go through. */
export interface UpstreamProxy {
  readonly name: string;
  readonly setting: UpstreamSetting;
  /** What the tunnel dials; null for direct. */
  readonly port: number | null;
  /** What the proxy has written down itself; null for direct. */
  log(): Promise<string | null>;
  stop(): Promise<void>;
}

/** All kinds, in the order of the matrix. */
export const upstreamKinds = ['direct', 'squid', 'tinyproxy', 'dante', 'https'] as const;
export type UpstreamKind = (typeof upstreamKinds)[number];

/** Their programs. */
export const upstreamPrograms: readonly Program[] = [
  ...(['squid', 'tinyproxy', 'danted', 'unshare', 'stunnel4', 'openssl'] as const),
];

/** A password with all that must be escaped somewhere; without what tinyproxy can't be told. */
export const upstreamUser: ProxyUser = { username: 'zhang', password: 'canary-4711@:/%+' };
const plainUser: ProxyUser = { username: 'zhang', password: 'canary-4711-tiny' };

interface Making {
  readonly certificates: Certificates;
  readonly folder: string;
}

/** Each with the credentials it asks for; all write an access log. */
export const startUpstream: Record<UpstreamKind, (making: Making) => Promise<UpstreamProxy>> = {
  direct: async () => ({
    ...{ name: 'direct', setting: direct, port: null, log: async () => null, stop: async () => {} },
  }),
  squid: async ({ folder }) => {
    const accessLog = join(folder, 'squid.log');
    const server = await startSquid({ user: upstreamUser, tunnelPorts: 'any', accessLog });
    return upstream('squid', 'http', server, upstreamUser, accessLog);
  },
  tinyproxy: async ({ folder }) => {
    const accessLog = join(folder, 'tinyproxy.log');
    return upstream('tinyproxy', 'http', await startTinyproxy({ accessLog }), null, accessLog);
  },
  dante: async ({ folder }) => {
    const accessLog = join(folder, 'dante.log');
    const server = await startDante({ users: upstreamUser, accessLog });
    return upstream('dante', 'socks5h', server, upstreamUser, accessLog);
  },
  https: async ({ folder, certificates }) => {
    const accessLog = join(folder, 'https.log');
    const inner = await startTinyproxy({ user: plainUser, accessLog });
    const outer = await startTlsProxy(inner, certificates.server);
    const stop = async () => void (await Promise.all([outer.stop(), inner.stop()]));
    return upstream('https', 'https', { port: outer.port, stop }, plainUser, accessLog);
  },
};

function upstream(
  name: string,
  scheme: string,
  { port, stop }: RunningServer,
  user: ProxyUser | null,
  accessLog: string,
): UpstreamProxy {
  const setting = upstreamSetting(name, scheme, port, user);
  return { name, setting, port, stop, log: () => readFile(accessLog, 'utf8') };
}

export function upstreamSetting(
  name: string,
  scheme: string,
  port: number,
  user: ProxyUser | null,
): UpstreamSetting {
  const credentials = user ? `${[user.username, user.password].map(encodeURIComponent).join(':')}@` : '';
  const parsed = parseProxyUrl(`${scheme}://${credentials}127.0.0.1:${port}`);
  if (!parsed.ok) throw new Error(`${scheme}: ${parsed.problem}`);
  return { ...direct, name, proxy: parsed.proxy };
}
