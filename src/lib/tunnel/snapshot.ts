import type { Authority } from '../proxy/authority.js';
import { Authenticator } from './access/authenticator.js';
import { Policy } from './access/policy.js';
import type { Ledger } from './observe/ledger.js';
import type { TunnelSettings } from './settings.js';
import { type PoolPorts, UpstreamPool } from './upstreams/upstream-pool.js';

/** The settings made ready for use. A connection keeps the snapshot it began with. */
export interface Snapshot {
  readonly settings: TunnelSettings;
  readonly policy: Policy;
  readonly authenticator: Authenticator;
  readonly pool: UpstreamPool;
}

/** `own`: where the tunnel listens. */
export function makeSnapshot(
  settings: TunnelSettings,
  own: readonly Authority[],
  ports: PoolPorts,
  { ledger, before }: { readonly ledger: Ledger; readonly before: Snapshot | null },
): Snapshot {
  return {
    settings,
    policy: new Policy(settings.access, own),
    authenticator: new Authenticator(settings.access.users),
    pool: new UpstreamPool(settings, ports, ledger, before?.pool ?? null),
  };
}
