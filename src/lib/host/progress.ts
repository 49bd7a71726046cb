/** One live line on stderr; silent where there is no terminal. */
export interface Progress {
  /** Shows or replaces the line. */
  update(text: string): void;
  /** Takes the line away. Call it before anything else is printed. */
  stop(): void;
}
