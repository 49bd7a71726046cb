/** Standard input, where a program or a file gives us something. */
export interface Input {
  /** Is it a terminal, with a person before it? */
  readonly isTerminal: boolean;
  /**
   * The first line, as UTF-8 without its end and without a byte order mark; null where it is longer than the limit. What
   * ends without a line feed is a line, too. Rejects with the signal's reason.
   */
  line(options: { mostBytes: number; signal: AbortSignal }): Promise<string | null>;
}
