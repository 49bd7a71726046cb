import type { ProxyTarget } from '../../../src/lib/proxy/no-proxy.js';

/** The parts of a URL with the host exactly as written: `new URL` would make `LOCALHOST` lower case. */
export function targetOf(url: string): ProxyTarget {
  const [, scheme = '', host = '', port] = /^([a-z]+):\/\/(\[[^\]]*\]|[^:/]*)(?::(\d+))?\//.exec(url) ?? [];
  return { scheme, host, port: port === undefined ? (scheme === 'https' ? 443 : 80) : Number(port) };
}
