import type { ProxyEndpoint } from '../../proxy/proxy-endpoint.js';

/** `http://10.0.0.10:3128`, `http://[fd00::1]:3128`. */
export function endpointUrl({ scheme, host, port }: ProxyEndpoint): string {
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
