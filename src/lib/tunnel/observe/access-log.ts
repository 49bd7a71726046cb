import type { Clock } from '../../host/clock.js';
import type { Session } from '../session.js';
import { type AccessRecord, accessRecord } from './access-record.js';
import type { Observer } from './ledger.js';
import type { LogLevel } from './log-level.js';

export interface AccessLogOptions {
  /** Asked for every connection: it may change while the tunnel runs. */
  readonly level: () => LogLevel;
  readonly write: (record: AccessRecord) => void;
  readonly clock: Clock;
}

/** Writes down connections, as many as the level says. */
export class AccessLog implements Observer {
  readonly #options: AccessLogOptions;

  constructor(options: AccessLogOptions) {
    this.#options = options;
  }

  decided(session: Session): void {
    const { level, write, clock } = this.#options;
    if (level() !== 'debug') return;
    const record = accessRecord(session, clock.now(), clock.monotonic() - session.startedMs);
    write({ ...record, at: 'decision' });
  }

  finished(session: Session, durationMs: number): void {
    const { level, write, clock } = this.#options;
    const wanted = level();
    if (wanted === 'off' || (wanted === 'error' && session.code === null)) return;
    write(accessRecord(session, clock.now(), durationMs));
  }
}
