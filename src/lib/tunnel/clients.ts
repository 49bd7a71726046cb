import type { Socket } from 'node:net';
import type { Host } from '../host/host.js';
import { unmapped } from './access/subnet.js';
import { type Connection, noteFailure, type Service } from './connection.js';
import { refusals } from './inbound/refusal.js';
import { serve, turnAway } from './inbound/serve.js';
import { serveForward } from './inbound/serve-forward.js';
import type { OpenListener } from './listeners/listeners.js';
import { serveSecurely } from './listeners/serve-securely.js';
import type { Ledger } from './observe/ledger.js';
import { IdleWatch } from './relay/idle-watch.js';
import { Session } from './session.js';
import type { Limits } from './settings.js';
import type { Snapshot } from './snapshot.js';

/** `silent`: has not asked for anything yet. `surplus`: one too many, being told so. */
type State = 'silent' | 'asking' | 'surplus';

const slowestTickMs = 1_000;
const fastestTickMs = 20;

export type ClientsPorts = Pick<Host, 'clock' | 'random'>;

/** The connections of a tunnel: who may have one, how many there may be, and how they end. */
export class Clients {
  readonly #ledger: Ledger;
  readonly #ports: ClientsPorts;
  readonly #service: Service;
  readonly #open = new Map<Socket, State>();
  readonly #perAddress = new Map<string, number>();
  readonly #traceSeed: string;
  #surplus = 0;
  #lastId = 0;
  #onEmpty: (() => void) | undefined;

  constructor(limits: Limits, ledger: Ledger, ports: ClientsPorts) {
    const pseudonym = `aliproxy-${ports.random(4).toString('hex')}`;
    const tickMs = Math.min(limits.lingerMs, limits.idleTimeoutMs) / 4;
    this.#ledger = ledger;
    this.#ports = ports;
    this.#traceSeed = ports.random(12).toString('hex');
    this.#service = {
      clock: ports.clock,
      ledger,
      pseudonym,
      watch: new IdleWatch(ports.clock, Math.min(slowestTickMs, Math.max(fastestTickMs, tickMs))),
    };
  }

  accept(socket: Socket, listener: OpenListener, snapshot: Snapshot): void {
    // A client that is gone already has no address any more.
    const { remoteAddress = '', remotePort: port = 0 } = socket;
    const host = unmapped(remoteAddress);
    if (!snapshot.policy.admits(host)) {
      this.#ledger.notAdmitted(listener.name);
      socket.destroy();
      return;
    }
    const connection = this.#connect(socket, { host, port }, listener, snapshot);
    if (this.#isSurplus(host, snapshot.settings.limits)) {
      this.#open.set(socket, 'surplus');
      this.#surplus++;
      this.#turnAway(connection, listener, snapshot);
      return;
    }
    this.#serve(connection, listener).catch(() => {
      noteFailure(connection, refusals.internal.code, null);
      socket.destroy();
    });
  }

  #serve(connection: Connection, { forward }: OpenListener): Promise<void> {
    if (forward !== null) return serveForward(connection, forward);
    const { tls } = connection.snapshot;
    return tls === null ? serve(connection) : serveSecurely(connection, tls);
  }

  /** Waits until all have closed, then cuts the rest; returns how many that were. */
  async drain(drainMs: number, signal?: AbortSignal): Promise<number> {
    for (const [client, state] of this.#open) if (state === 'silent') client.destroy();
    await this.#empty(drainMs, signal);
    const cut = [...this.#open.keys()].filter((client) => !client.destroyed);
    this.#ledger.cutting();
    for (const client of cut) client.destroy();
    // Targets whose clients had ended before are waited for no longer either.
    this.#service.watch.expireAll();
    return cut.length;
  }

  #connect(
    socket: Socket,
    client: { host: string; port: number },
    { name }: OpenListener,
    snapshot: Snapshot,
  ): Connection {
    const { clock } = this.#ports;
    const startedMs = clock.monotonic();
    const id = ++this.#lastId;
    const session = new Session({
      ...{ id, client, startedMs, listener: name },
      traceId: `${this.#traceSeed}${(id >>> 0).toString(16).padStart(8, '0')}`,
      totals: this.#ledger.counters.of(name),
    });
    this.#open.set(socket, 'silent');
    this.#count(client.host, 1);
    this.#ledger.opened(session);
    socket.on('error', () => socket.destroy());
    let holds = 0;
    const hold = () => {
      holds++;
      return () => {
        if (--holds === 0) this.#ledger.finished(session, clock.monotonic() - startedMs);
      };
    };
    const release = hold();
    socket.once('close', () => {
      this.#forget(socket, client.host);
      release();
    });
    return {
      ...{ socket, session, snapshot, service: this.#service, hold },
      asked: () => this.#open.set(socket, 'asking'),
      reset: () => socket.resetAndDestroy(),
    };
  }

  #isSurplus(host: string, { maxConnections, maxConnectionsPerClient }: Limits): boolean {
    const served = this.#open.size - this.#surplus;
    return served > maxConnections || (this.#perAddress.get(host) ?? 0) > maxConnectionsPerClient;
  }

  /** Says so where that costs little: not by a TLS handshake, and not to so many that they are a burden themselves. */
  #turnAway(connection: Connection, { forward }: OpenListener, { settings, tls }: Snapshot): void {
    if (forward === null && tls === null && this.#surplus <= settings.limits.maxConnections) {
      turnAway(connection).catch(() => connection.socket.destroy());
      return;
    }
    noteFailure(connection, refusals.tooManyConnections.code, null);
    connection.reset();
  }

  #forget(socket: Socket, host: string): void {
    if (this.#open.get(socket) === 'surplus') this.#surplus--;
    this.#open.delete(socket);
    this.#count(host, -1);
    if (this.#open.size === 0) this.#onEmpty?.();
  }

  #count(host: string, change: 1 | -1): void {
    const count = (this.#perAddress.get(host) ?? 0) + change;
    if (count === 0) this.#perAddress.delete(host);
    else this.#perAddress.set(host, count);
  }

  /** Resolves when there is no connection left, when the time is over, or when the signal aborts. */
  #empty(limitMs: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, limitMs);
      signal?.addEventListener('abort', done);
      this.#onEmpty = done;
      if (this.#open.size === 0 || signal?.aborted) done();
    });
  }
}
