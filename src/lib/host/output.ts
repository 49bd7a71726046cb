/** The two standard outputs. */
export interface Output {
  /** The result, and nothing else. */
  out(text: string): void;
  /** Progress, warnings, errors. */
  err(text: string): void;
}
