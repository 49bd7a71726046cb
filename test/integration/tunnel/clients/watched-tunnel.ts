import type { Socket, TcpNetConnectOpts } from 'node:net';
import type { Address, Network } from '../../../../src/lib/host/network.js';
import { nodeHost } from '../../../../src/lib/host/node/host.js';
import type { AccessSettings, DestinationRule } from '../../../../src/lib/tunnel/access/access-settings.js';
import { parseDestinationRule } from '../../../../src/lib/tunnel/access/destination-rule.js';
import type { Session } from '../../../../src/lib/tunnel/session.js';
import type { Limits, TunnelSettings } from '../../../../src/lib/tunnel/settings.js';
import { startTunnel, type Tunnel } from '../../../../src/lib/tunnel/tunnel.js';
import { loopbackNetwork } from '../../../helpers/loopback-network.js';
import { settingsOf } from '../world.js';

/** A connection that a tunnel has made. */
export interface Dial {
  readonly toPort: number;
  readonly fromPort: number;
}

/** A tunnel, and all that it did. */
export interface WatchedTunnel {
  readonly tunnel: Tunnel;
  /** Those that were opened. */
  readonly dials: Dial[];
  /** Those that are over. */
  readonly sessions: Session[];
}

/** Every other name is unknown: nobody outside is asked. */
const names: Readonly<Record<string, Address>> = {
  localhost: { address: '127.0.0.1', family: 4 },
  'server.test': { address: '127.0.0.1', family: 4 },
};

export function rules(...texts: string[]): DestinationRule[] {
  return texts.map((text) => {
    const rule = parseDestinationRule(text);
    if (rule === null) throw new Error(`no rule: ${text}`);
    return rule;
  });
}

/** For all tunnels: a real proxy behind one would look up and dial whatever a client asks for on its own. */
export const thisMachineOnly: AccessSettings = {
  allow: rules('127.0.0.0/8', '::1', 'localhost', 'server.test', 'nosuch.invalid'),
  ...{ deny: [], allowFrom: [], users: [] },
};

/** A tunnel on a free port of 127.0.0.1, unless `listen` says another place. The caller closes it. */
export async function watchTunnel(
  settings: Partial<Omit<TunnelSettings, 'limits'>> & Partial<Limits>,
): Promise<WatchedTunnel> {
  const dials: Dial[] = [];
  const watch = <T extends Socket>(socket: T, options: object): T => {
    // Not asked of the socket: the other side may have reset it by then.
    const { port: toPort } = options as TcpNetConnectOpts;
    socket.once('connect', () => {
      dials.push({ toPort, fromPort: socket.localPort ?? 0 });
    });
    return socket;
  };
  const network: Network = {
    ...loopbackNetwork,
    connect: (options) => watch(loopbackNetwork.connect(options), options),
    connectTls: (options) => {
      const socket = loopbackNetwork.connectTls(options);
      return (options as TcpNetConnectOpts).port && !options.socket ? watch(socket, options) : socket;
    },
    resolve: async (host) => {
      const address = names[host];
      if (address === undefined) throw Object.assign(new Error(`${host} is unknown`), { code: 'ENOTFOUND' });
      return [address];
    },
  };
  const tunnel = await startTunnel(settingsOf({ access: thisMachineOnly, ...settings }), {
    ...nodeHost(),
    network,
  });
  const sessions: Session[] = [];
  tunnel.ledger.observe({ finished: (session) => void sessions.push(session) });
  return { tunnel, dials, sessions };
}
