/** The two standard outputs. */
export interface Output {
  /** The result, and nothing else. */
  out(text: string): void;
  /** Progress, warnings, errors. */
  err(text: string): void;
  /** Bytes of what was written that nobody has read yet: of a pipe whose reader has stopped. */
  unreadBytes(of: 'out' | 'err'): number;
}
