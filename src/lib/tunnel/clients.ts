import type { Socket } from 'node:net';
import type { Host } from '../host/host.js';
import { unmapped } from './access/subnet.js';
import { type Connection, noteFailure, type Service } from './connection.js';
import { serve, turnAway } from './inbound/serve.js';
import { serveForward } from './inbound/serve-forward.js';
import { serveSecurely } from './inbound/serve-securely.js';
import type { OpenListener } from './listeners/listeners.js';
import type { Ledger } from './observe/ledger.js';
import { refusals } from './refusals/refusal.js';
import { IdleWatch } from './relay/idle-watch.js';
import { readAccepted } from './relay/inflow.js';
import { Session } from './session.js';
import type { Limits } from './settings.js';
import type { Snapshot } from './snapshot.js';

/** `silent`: has not asked for anything yet. `surplus`: one too many, being told so. */
type State = 'silent' | 'asking' | 'surplus';

interface Client {
  state: State;
  readonly session: Session;
}

const slowestTickMs = 1_000;
const fastestTickMs = 20;

export type ClientsPorts = Pick<Host, 'clock' | 'random' | 'network'>;

/** The connections of a tunnel: who may have one, how many there may be, and how they end. */
export class Clients {
  readonly #ledger: Ledger;
  readonly #ports: ClientsPorts;
  readonly #service: Service;
  readonly #open = new Map<Socket, Client>();
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

  accept(accepted: Socket, listener: OpenListener, snapshot: Snapshot): void {
    const { remoteAddress, remotePort: port = 0 } = accepted;
    if (remoteAddress === undefined) {
      // Reset before it was accepted: there is nobody left to judge or to serve.
      const gone = { socket: accepted, inflow: null };
      this.#connect(gone, { host: '', port }, listener, snapshot).session.closeReason = 'client-reset';
      accepted.destroy();
      return;
    }
    const host = unmapped(remoteAddress);
    if (!snapshot.policy.admits(host)) {
      this.#ledger.notAdmitted(listener.name);
      accepted.destroy();
      return;
    }
    const isSecured = listener.forward === null && snapshot.tls !== null;
    const read = isSecured ? { socket: accepted, inflow: null } : readAccepted(accepted, this.#ports.network);
    const connection = this.#connect(read, { host, port }, listener, snapshot);
    const { socket } = connection;
    if (this.#isSurplus(host, snapshot.settings.limits)) {
      this.#open.set(socket, { state: 'surplus', session: connection.session });
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
    for (const [client, { state, session }] of this.#open) {
      if (state !== 'silent') continue;
      session.closeReason ??= 'cut';
      client.destroy();
    }
    await this.#empty(drainMs, signal);
    const cut = [...this.#open.keys()].filter((client) => !client.destroyed);
    this.#ledger.cutting();
    // Also those targets whose clients had ended before.
    this.#service.watch.expireAll();
    // What is broken off must not look as if it had come to its end.
    for (const client of cut) client.resetAndDestroy();
    return cut.length;
  }

  #connect(
    { socket, inflow }: Pick<Connection, 'socket' | 'inflow'>,
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
    const opened: Client = { state: 'silent', session };
    this.#open.set(socket, opened);
    this.#count(client.host, 1);
    this.#ledger.opened(session);
    let failed = false;
    socket.on('error', () => {
      failed = true;
      socket.destroy();
    });
    let holds = 0;
    const hold = () => {
      holds++;
      return () => {
        if (--holds > 0) return;
        // Nobody has ended it but the client, or what was said to it was the last word.
        session.closeReason ??= session.code !== null ? 'refused' : failed ? 'client-reset' : 'client';
        this.#ledger.finished(session, clock.monotonic() - startedMs);
      };
    };
    const release = hold();
    socket.on('close', () => {
      this.#forget(socket, client.host);
      release();
    });
    return {
      ...{ socket, inflow, session, snapshot, service: this.#service, hold },
      asked: () => {
        opened.state = 'asking';
      },
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
    if (this.#open.get(socket)?.state === 'surplus') this.#surplus--;
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
