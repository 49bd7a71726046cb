import type { Session } from '../session.js';
import type { UpstreamChange, UpstreamCheck } from '../upstreams/upstream-state.js';
import { Counters } from './counts.js';

/** Somebody who wants to hear of what happens: the access log, the metrics. Called at once, must not throw. */
export interface Observer {
  opened?(session: Session): void;
  /**
   * It is clear whether and by which way it goes on: `decision`, `upstream` and the times are filled in. `found`: there
   * is a way. More than once where a request is passed on once more, by another way.
   */
  decided?(session: Session, found: boolean): void;
  /** It was refused or has failed, before or after it was decided: `code` and mostly `status` are filled in. */
  failed?(session: Session): void;
  finished?(session: Session, durationMs: number): void;
  /** A client that `allow-from` does not name was closed at once. */
  notAdmitted?(listener: string): void;
  /** One attempt to open a way through an upstream has failed; another may still do it. */
  attemptFailed?(upstream: string, code: string): void;
  upstreamChanged?(change: UpstreamChange): void;
  upstreamChecked?(check: UpstreamCheck): void;
}

/** Keeps the counts of a tunnel, and tells everybody who asked. */
export class Ledger {
  readonly counters = new Counters();
  readonly #observers = new Set<Observer>();
  readonly #open = new Set<Session>();
  #onSettled: (() => void) | undefined;

  /** Returns how to stop listening. */
  observe(observer: Observer): () => void {
    this.#observers.add(observer);
    return () => this.#observers.delete(observer);
  }

  opened(session: Session): void {
    this.counters.opened(session.listener);
    this.#open.add(session);
    for (const observer of this.#observers) observer.opened?.(session);
  }

  decided(session: Session, found: boolean): void {
    for (const observer of this.#observers) observer.decided?.(session, found);
  }

  failed(session: Session): void {
    if (session.code !== null) this.counters.failed(session.listener, session.code);
    for (const observer of this.#observers) observer.failed?.(session);
  }

  finished(session: Session, durationMs: number): void {
    this.counters.finished(session.listener);
    if (session.closeReason !== null) this.counters.closed(session.closeReason);
    for (const observer of this.#observers) observer.finished?.(session, durationMs);
    this.#open.delete(session);
    if (this.#open.size === 0) this.#onSettled?.();
  }

  /** What is open now is about to be closed by the tunnel itself. */
  cutting(): void {
    for (const session of this.#open) session.closeReason ??= 'cut';
  }

  /** Resolves when no session is open, or when the time is over: a closed socket ends its session a little later. */
  settled(limitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, limitMs);
      this.#onSettled = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.#open.size === 0) this.#onSettled();
    });
  }

  notAdmitted(listener: string): void {
    for (const observer of this.#observers) observer.notAdmitted?.(listener);
  }

  attemptFailed(upstream: string, code: string): void {
    for (const observer of this.#observers) observer.attemptFailed?.(upstream, code);
  }

  upstreamChanged(change: UpstreamChange): void {
    for (const observer of this.#observers) observer.upstreamChanged?.(change);
  }

  upstreamChecked(check: UpstreamCheck): void {
    for (const observer of this.#observers) observer.upstreamChecked?.(check);
  }
}
