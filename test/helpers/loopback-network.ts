import { BlockList, isIP, type NetConnectOpts, type TcpNetConnectOpts } from 'node:net';
import type { Network } from '../../src/lib/host/network.js';
import { nodeNetwork } from '../../src/lib/host/node/network.js';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** The real network, as far as this machine: a rule that is broken must not reach out of a test. */
export const loopbackNetwork: Network = {
  ...nodeNetwork,
  connect: (options) => nodeNetwork.connect(guard(options)),
  connectTls: (options) => {
    if (!options.socket) guard(options as NetConnectOpts);
    return nodeNetwork.connectTls(options);
  },
};

function guard<T extends NetConnectOpts>(options: T): T {
  const { host = 'localhost' } = options as TcpNetConnectOpts;
  const family = isIP(host);
  const stays = family === 0 ? host === 'localhost' : loopback.check(host, family === 6 ? 'ipv6' : 'ipv4');
  if (!stays) throw new Error(`a test would have dialled ${host}`);
  return options;
}
