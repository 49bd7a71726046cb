export interface Choice<T> {
  readonly value: T;
  readonly name: string;
}

/** Questions to a person. Only called where the terminal is interactive; a Ctrl-C rejects with an Interrupted. */
export interface Prompt {
  /** `signal` ends the question: it rejects with the signal's reason. */
  confirm(question: string, options?: { default?: boolean; signal?: AbortSignal }): Promise<boolean>;
  input(
    question: string,
    options?: { default?: string; check?: (value: string) => string | null },
  ): Promise<string>;
  /** Shows what is typed as stars. The question stands on stderr, so that the output may go to a file. */
  secret(question: string, options?: { signal?: AbortSignal }): Promise<string>;
  select<T>(question: string, choices: readonly Choice<T>[]): Promise<T>;
}
