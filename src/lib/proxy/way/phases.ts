import type { Clock } from '../../host/clock.js';

/** The steps of one attempt, in order. */
export const phaseNames = [
  'proxyDns',
  'proxyTcp',
  'proxyTls',
  'tunnel',
  'targetDns',
  'targetTcp',
  'tls',
  'app',
  'transfer',
] as const;

export type PhaseName = (typeof phaseNames)[number];

/** Milliseconds with one decimal; null for a phase that was not reached, and for the total where none was. */
export type Timings = Readonly<Record<PhaseName | 'total', number | null>>;

/**
 * One attempt's clock: the deadline that all its phases share, how long each took, and which one is running.
 * `total` ends with the last phase, so waiting that is no phase (the TCP probe's hold) is not in it.
 */
export class Phases {
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #startedMs: number;
  readonly #tookMs: Partial<Record<PhaseName, number>> = {};
  #isMeasured = false;
  #endedMs: number;
  #current: PhaseName | null = null;

  constructor(clock: Clock, timeoutMs: number) {
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
    this.#startedMs = clock.monotonic();
    this.#endedMs = this.#startedMs;
  }

  /** The phase that is running, or the last that did. */
  get current(): PhaseName | null {
    return this.#current;
  }

  /** What a phase may take: its own limit, or the rest of the attempt's. Never below 1. */
  limitMs(ownMs = Number.POSITIVE_INFINITY): number {
    const leftMs = this.#timeoutMs - (this.#clock.monotonic() - this.#startedMs);
    return Math.max(1, Math.min(ownMs, leftMs));
  }

  enter(phase: PhaseName): void {
    this.#current = phase;
  }

  /** For phases that are measured elsewhere; null says it did not happen. In a chain the times of its hops add up. */
  record(phase: PhaseName, tookMs: number | null): void {
    if (tookMs === null) return;
    this.#current = phase;
    this.#tookMs[phase] = (this.#tookMs[phase] ?? 0) + tookMs;
    this.#isMeasured = true;
    this.#endedMs = this.#clock.monotonic();
  }

  /** Times some work, also when it fails. */
  async time<T>(phase: PhaseName, work: () => Promise<T>): Promise<T> {
    this.#current = phase;
    const began = this.#clock.monotonic();
    try {
      return await work();
    } finally {
      this.record(phase, this.#clock.monotonic() - began);
    }
  }

  timings(): Timings {
    const timings: Partial<Record<PhaseName | 'total', number | null>> = {};
    for (const name of phaseNames) timings[name] = rounded(this.#tookMs[name] ?? null);
    timings.total = this.#isMeasured ? rounded(this.#endedMs - this.#startedMs) : null;
    return timings as Timings;
  }
}

function rounded(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms * 10) / 10;
}
