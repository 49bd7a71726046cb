import { isIP } from 'node:net';
import type { Authority } from '../../proxy/authority.js';
import type { Target } from '../target/target.js';

/** Was a proxy to go to its own address? `proxy://` asks for that on purpose. */
export function isAskedForItself(
  proxy: Authority,
  { target, asked }: { target: Pick<Target, 'kind'>; asked: Authority },
): boolean {
  return target.kind !== 'proxy' && isSamePlace(proxy, asked);
}

/** Two ways to write one place: letter case, the root's dot, forms of IPv6, this machine's own names. */
function isSamePlace(one: Authority, other: Authority): boolean {
  return one.port === other.port && plainHost(one.host) === plainHost(other.host);
}

function plainHost(host: string): string {
  const name = host.toLowerCase().replace(/\.$/, '');
  if (isIP(name) === 6) {
    const plain = new URL(`http://[${name}]`).hostname.slice(1, -1);
    return plain === '::1' ? 'localhost' : plain;
  }
  return name.startsWith('127.') && isIP(name) === 4 ? 'localhost' : name;
}
