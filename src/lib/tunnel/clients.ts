import type { Socket } from 'node:net';
import type { Host } from '../host/host.js';
import type { Authority } from '../proxy/authority.js';
import { Counters } from './counts.js';
import { Forwarder } from './forward.js';
import { refusals, refuse } from './refusal.js';
import { type Limits, type Service, serve } from './service.js';
import { IdleWatch } from './watch.js';

/** `silent`: has not asked for anything yet. `surplus`: one too many, being told so. */
type State = 'silent' | 'asking' | 'surplus';

const slowestTickMs = 1_000;
const fastestTickMs = 20;

/** The connections of a tunnel: how many there may be, and how they end. */
export class Clients {
  /** Where the tunnel listens. */
  readonly own: Authority[] = [];
  readonly counters = new Counters();
  readonly #service: Service;
  readonly #most: number;
  readonly #open = new Map<Socket, State>();
  #surplus = 0;
  #onEmpty: (() => void) | undefined;

  constructor(
    limits: Limits & { readonly maxConnections: number },
    { network, clock, random }: Pick<Host, 'network' | 'clock' | 'random'>,
  ) {
    const pseudonym = `aliproxy-${random(4).toString('hex')}`;
    const tickMs = Math.min(limits.lingerMs, limits.idleTimeoutMs) / 4;
    this.#most = limits.maxConnections;
    this.#service = {
      network,
      clock,
      pseudonym,
      limits,
      counters: this.counters,
      watch: new IdleWatch(clock, Math.min(slowestTickMs, Math.max(fastestTickMs, tickMs))),
      forwarder: new Forwarder(pseudonym, this.counters),
      own: this.own,
    };
  }

  accept(client: Socket): void {
    const isSurplus = this.#open.size - this.#surplus >= this.#most;
    this.counters.opened();
    this.#open.set(client, isSurplus ? 'surplus' : 'silent');
    client.once('close', () => this.#forget(client));
    if (isSurplus) {
      this.#surplus++;
      this.#turnAway(client);
      return;
    }
    serve(client, this.#service, () => this.#open.set(client, 'asking')).catch(() => {
      this.counters.failed(refusals.internal.code);
      client.destroy();
    });
  }

  /** Waits until all have closed, then cuts the rest; returns how many that were. */
  async drain(drainMs: number, signal?: AbortSignal): Promise<number> {
    for (const [client, state] of this.#open) if (state === 'silent') client.destroy();
    await this.#empty(drainMs, signal);
    const cut = [...this.#open.keys()].filter((client) => !client.destroyed);
    for (const client of cut) client.destroy();
    return cut.length;
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

  /** Says so, unless so many are being told already that they are a burden themselves. */
  #turnAway(client: Socket): void {
    client.on('error', () => client.destroy());
    this.counters.failed(refusals.tooManyConnections.code);
    if (this.#surplus > this.#most) client.destroy();
    else refuse(client, refusals.tooManyConnections);
  }

  #forget(client: Socket): void {
    if (this.#open.get(client) === 'surplus') this.#surplus--;
    this.#open.delete(client);
    this.counters.closed();
    if (this.#open.size === 0) this.#onEmpty?.();
  }
}
