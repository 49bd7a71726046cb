import { Failure } from '../../errors.js';
import { tunnelEnding } from '../failures.js';
import type { Tunnel } from '../tunnel.js';
import { changesBetween, type PlanSource, type TunnelPlan } from './plan.js';

/** What came of reading everything anew. */
export type Reload =
  | {
      readonly ok: true;
      /** By the names of the configuration. */
      readonly changed: readonly string[];
      /** What has changed, too, and waits for the next start. */
      readonly restart: readonly string[];
    }
  /** Nothing has changed. */
  | { readonly ok: false; readonly failure: Failure };

/** Takes over changes of the settings, one reload after the other. */
export class Reloader {
  /** What the tunnel runs by. */
  plan: TunnelPlan;
  readonly #tunnel: Pick<Tunnel, 'apply'>;
  readonly #source: PlanSource;
  readonly #onReload: (reload: Reload) => void | Promise<void>;
  #last: Promise<unknown> = Promise.resolve();
  #isStopped = false;

  constructor(
    plan: TunnelPlan,
    tunnel: Pick<Tunnel, 'apply'>,
    { source, onReload }: { source: PlanSource; onReload: (reload: Reload) => void | Promise<void> },
  ) {
    this.plan = plan;
    this.#tunnel = tunnel;
    this.#source = source;
    this.#onReload = onReload;
  }

  /** Never rejects. */
  reload(): Promise<Reload> {
    const result = this.#last.then(() => this.#reload());
    this.#last = result;
    return result;
  }

  /** From now on nothing is taken over; resolves when what is under way has been. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#last;
  }

  async #reload(): Promise<Reload> {
    if (this.#isStopped) return { ok: false, failure: tunnelEnding() };
    const result = await this.#takeOver();
    await this.#onReload(result);
    return result;
  }

  async #takeOver(): Promise<Reload> {
    try {
      const next = await this.#source.load();
      const changes = changesBetween(this.plan, next);
      if (changes.changed.length > 0) await this.#tunnel.apply(next.settings);
      // What waits for a restart still differs at the next reload, and is told again.
      this.plan = { ...next, admin: this.plan.admin, accessLog: this.plan.accessLog };
      return { ok: true, ...changes };
    } catch (error) {
      return { ok: false, failure: error instanceof Failure ? error : internal(error) };
    }
  }
}

function internal(error: unknown): Failure {
  return new Failure('INTERNAL', { detail: error instanceof Error ? error.message : 'unknown' });
}
