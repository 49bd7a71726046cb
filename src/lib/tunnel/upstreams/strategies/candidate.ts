/** An upstream as a strategy sees it. */
export interface Candidate {
  readonly name: string;
  /** Above 0. */
  readonly weight: number;
  /** Connections through it, also those that are being opened. */
  readonly active: number;
  /** How long it takes to open a way through it; null where that is not known. */
  readonly latencyMs: number | null;
}
