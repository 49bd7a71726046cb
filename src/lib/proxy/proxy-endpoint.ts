import { formatAuthority } from './authority.js';

/** The proxy as a client would dial it; no credentials. */
export interface ProxyEndpoint {
  readonly scheme: string;
  /** As the client takes it, which may be nonsense (`http`); IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
}

/** As a URL: `http://10.0.0.10:3128`, `http://[fd00::1]:3128`. */
export function formatEndpoint(endpoint: ProxyEndpoint): string {
  return `${endpoint.scheme}://${formatAuthority(endpoint)}`;
}
