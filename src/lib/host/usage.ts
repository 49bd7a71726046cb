/** What this process takes from the machine. */
export interface Usage {
  readonly residentBytes: number;
  /** User and system time since it began. */
  readonly cpuSeconds: number;
  /** Null where the system does not tell. */
  readonly openFiles: number | null;
  /** Wall clock, milliseconds since the epoch. */
  readonly startedMs: number;
}
