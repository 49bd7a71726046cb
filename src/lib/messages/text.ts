/** How one failure speaks: what happened, and what to do next. */
export interface ErrorText<Facts> {
  readonly message: (facts: Facts) => string;
  readonly hint: (facts: Facts) => string;
}

/** A sentence and a hint for each failure of a list; the compiler counts them. */
export type ErrorTexts<Failures> = { readonly [Code in keyof Failures]: ErrorText<Failures[Code]> };
