import type { Session } from '../session.js';
import type { UpstreamChange, UpstreamCheck } from '../upstreams/upstream-state.js';
import { Counters } from './counts.js';

/** Somebody who wants to hear of what happens: the access log, the metrics. Called at once, must not throw. */
export interface Observer {
  opened?(session: Session): void;
  /** It is clear whether and by which way it goes on: `decision`, `upstream` and the times are filled in. */
  decided?(session: Session): void;
  /** It was refused or has failed, before or after it was decided: `code` and mostly `status` are filled in. */
  failed?(session: Session): void;
  finished?(session: Session, durationMs: number): void;
  upstreamChanged?(change: UpstreamChange): void;
  upstreamChecked?(check: UpstreamCheck): void;
}

/** Keeps the counts of a tunnel, and tells everybody who asked. */
export class Ledger {
  readonly counters = new Counters();
  readonly #observers = new Set<Observer>();

  /** Returns how to stop listening. */
  observe(observer: Observer): () => void {
    this.#observers.add(observer);
    return () => this.#observers.delete(observer);
  }

  opened(session: Session): void {
    this.counters.opened();
    for (const observer of this.#observers) observer.opened?.(session);
  }

  decided(session: Session): void {
    for (const observer of this.#observers) observer.decided?.(session);
  }

  failed(session: Session): void {
    if (session.code !== null) this.counters.failed(session.code);
    for (const observer of this.#observers) observer.failed?.(session);
  }

  finished(session: Session, durationMs: number): void {
    this.counters.closed();
    if (session.closeReason !== null) this.counters.tunnelClosed(session.closeReason);
    for (const observer of this.#observers) observer.finished?.(session, durationMs);
  }

  upstreamChanged(change: UpstreamChange): void {
    for (const observer of this.#observers) observer.upstreamChanged?.(change);
  }

  upstreamChecked(check: UpstreamCheck): void {
    for (const observer of this.#observers) observer.upstreamChecked?.(check);
  }
}
