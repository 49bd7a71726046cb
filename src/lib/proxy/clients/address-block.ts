import { BlockList, isIP } from 'node:net';

/** Does `address` lie in the block `network/prefix`? False where one is no address, or they are of two families. */
export function isInBlock(address: string, network: string, prefix: number): boolean {
  const family = isIP(address);
  if (family === 0 || isIP(network) !== family || prefix > (family === 4 ? 32 : 128)) return false;
  const name = family === 4 ? 'ipv4' : 'ipv6';
  const block = new BlockList();
  block.addSubnet(network, prefix, name);
  return block.check(address, name);
}
