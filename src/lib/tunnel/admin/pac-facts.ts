import type { DestinationRule } from '../access/access-settings.js';
import { reachableFromHere } from '../listeners/listen-address.js';
import type { Tunnel } from '../tunnel.js';

/** What a browser's proxy configuration file is made from. */
export interface PacFacts {
  /** Where clients on this machine reach the tunnel; none where it has forwards only. */
  readonly proxies: readonly { readonly host: string; readonly port: number; readonly tls: boolean }[];
  /** Where there is one, only what it can match goes through the tunnel. */
  readonly allow: readonly DestinationRule[];
}

export function pacFacts({ listeners, settings }: Pick<Tunnel, 'listeners' | 'settings'>): PacFacts {
  const tls = settings.tls !== null;
  return {
    proxies: listeners
      .filter(({ forward }) => forward === null)
      .map(({ address }) => ({ ...reachableFromHere(address), tls })),
    allow: settings.access.allow,
  };
}
