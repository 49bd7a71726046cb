import type { Host } from '../host/host.js';
import type { Authority } from '../proxy/authority.js';
import { checkAccess } from './access/check-access.js';
import type { OwnAddress } from './access/own-address.js';
import { Clients } from './clients.js';
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
  /** Where it can be reached itself, which is no target for others; the admin listener adds itself. */
  readonly own: OwnAddress[];
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

/** For the sessions of sockets that were closed to end, too. */
const settleMs = 500;

/** Opens the listeners. Rejects with a `Failure` of `TunnelFailures`, and leaves no listener behind then. */
export async function startTunnel(settings: TunnelSettings, ports: TunnelPorts): Promise<Tunnel> {
  checkAccess(settings);
  const ledger = new Ledger();
  const clients = new Clients(settings.limits, ledger, ports);
  const listeners = new Listeners(ports, (socket, listener) => clients.accept(socket, listener, snapshot));
  let snapshot: Snapshot = makeSnapshot(settings, listeners.own, ports, { ledger, before: null });
  let isDraining = false;

  await listeners.change(settings, () => {});
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
    own: listeners.own,
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
      checkAccess(next);
      const made = makeSnapshot(next, listeners.own, ports, { ledger, before: snapshot });
      await listeners.change(next, () => {
        snapshot.pool.stop();
        snapshot = made;
        made.pool.start();
      });
    },
    close: async ({ drainMs = 0, signal } = {}) => {
      isDraining = true;
      listeners.close();
      const cut = await clients.drain(drainMs, signal);
      await ledger.settled(settleMs);
      snapshot.pool.stop();
      const { active: _, ...counts } = ledger.counters.snapshot();
      return { ...counts, cut };
    },
  };
}
