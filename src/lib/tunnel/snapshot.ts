import { Authenticator } from './access/authenticator.js';
import type { OwnAddress } from './access/own-address.js';
import { Policy } from './access/policy.js';
import { TlsAcceptor } from './listeners/tls-acceptor.js';
import type { Ledger } from './observe/ledger.js';
import type { TunnelSettings } from './settings.js';
import { type PoolPorts, UpstreamPool } from './upstreams/upstream-pool.js';

/** The settings made ready for use. A connection keeps the snapshot it began with. */
export interface Snapshot {
  readonly settings: TunnelSettings;
  readonly policy: Policy;
  readonly authenticator: Authenticator;
  readonly pool: UpstreamPool;
  /** For the listeners of proxy clients; null: they are in the clear. */
  readonly tls: TlsAcceptor | null;
}

/** `own`: where the tunnel listens. Throws a usage failure where certificate and key can't be used. */
export function makeSnapshot(
  settings: TunnelSettings,
  own: readonly OwnAddress[],
  ports: PoolPorts,
  { ledger, before }: { readonly ledger: Ledger; readonly before: Snapshot | null },
): Snapshot {
  return {
    settings,
    policy: new Policy(settings.access, { own, localAddresses: () => ports.network.localAddresses() }),
    authenticator: new Authenticator(settings.access.users, ports.random),
    tls: settings.tls && new TlsAcceptor(settings.tls, settings.limits.headerTimeoutMs),
    pool: new UpstreamPool(settings, ports, ledger, { own, before: before?.pool ?? null }),
  };
}
