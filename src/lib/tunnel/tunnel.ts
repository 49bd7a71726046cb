import type { Host } from '../host/host.js';
import type { Authority } from '../proxy/authority.js';
import { Clients } from './clients.js';
import { mustBeLoopback } from './listeners/listen-address.js';
import { Listeners, type OpenListener } from './listeners/listeners.js';
import type { Counts } from './observe/counts.js';
import { Ledger } from './observe/ledger.js';
import type { TunnelSettings } from './settings.js';
import { makeSnapshot, type Snapshot } from './snapshot.js';
import type { UpstreamFacts } from './upstreams/upstream-state.js';

export type TunnelPorts = Pick<Host, 'network' | 'clock' | 'random' | 'platform'>;

/** A running tunnel. */
export interface Tunnel {
  /** Where it listens, with the real ports: first for clients of a proxy, then the forwards. */
  readonly listeners: readonly OpenListener[];
  /** The first of them. */
  readonly address: Authority;
  /** What it has done so far. */
  readonly counts: Counts;
  readonly ledger: Ledger;
  readonly settings: TunnelSettings;
  readonly upstreams: readonly UpstreamFacts[];
  /** Could a new connection be served? Not while draining, and not with all upstreams down. */
  readonly isReady: boolean;
  readonly isDraining: boolean;
  /**
   * New connections go by these settings, those that are open by their own. Rejects with a `Failure` where they can't
   * be; then nothing has changed.
   */
  apply(settings: TunnelSettings): Promise<void>;
  /** Stops accepting, waits for what is under way, and cuts what is left after `drainMs` or when `signal` aborts. */
  close(options?: { drainMs?: number; signal?: AbortSignal }): Promise<TunnelEnd>;
}

export interface TunnelEnd extends Omit<Counts, 'active'> {
  /** Connections that were still open when the draining ended. */
  readonly cut: number;
}

/** Opens the listeners. Rejects with a `Failure` of `TunnelFailures`, and leaves no listener behind then. */
export async function startTunnel(settings: TunnelSettings, ports: TunnelPorts): Promise<Tunnel> {
  const ledger = new Ledger();
  const clients = new Clients(settings.limits, ledger, ports);
  const listeners = new Listeners(ports, (socket, listener) => clients.accept(socket, listener, snapshot));
  let snapshot: Snapshot = makeSnapshot(settings, listeners.own, ports, { ledger, before: null });
  let isDraining = false;

  const change = async (next: TunnelSettings) => {
    next.listen.forEach(mustBeLoopback);
    await listeners.change(next);
  };
  await change(settings);
  snapshot.pool.start();
  return {
    get listeners() {
      return listeners.open;
    },
    get address() {
      return listeners.open[0]?.address ?? { host: '', port: 0 };
    },
    get counts() {
      return ledger.counters.snapshot();
    },
    ledger,
    get settings() {
      return snapshot.settings;
    },
    get upstreams() {
      return snapshot.pool.facts;
    },
    get isReady() {
      return !isDraining && snapshot.pool.isReady;
    },
    get isDraining() {
      return isDraining;
    },
    apply: async (next) => {
      const made = makeSnapshot(next, listeners.own, ports, { ledger, before: snapshot });
      await change(next);
      snapshot.pool.stop();
      snapshot = made;
      made.pool.start();
    },
    close: async ({ drainMs = 0, signal } = {}) => {
      isDraining = true;
      listeners.close();
      const cut = await clients.drain(drainMs, signal);
      snapshot.pool.stop();
      const { active: _, ...counts } = ledger.counters.snapshot();
      return { ...counts, cut };
    },
  };
}
