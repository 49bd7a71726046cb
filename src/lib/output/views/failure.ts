import type { Messages } from '../../messages/en.js';
import type { ErrorText } from '../../messages/text.js';
import type { Presentation } from '../presentation.js';
import type { Tone } from '../style.js';
import { wrapText } from '../width.js';

/** The shape of a `Failure`, as far as it is shown. */
export interface ShownFailure {
  readonly code: string;
  readonly textKey: string;
  readonly facts: object;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface FailureWords {
  readonly message: string;
  readonly hint: string;
}

/** The sentence and the hint of a failure in a language. */
export function wordsOf(failure: ShownFailure, text: Messages): FailureWords {
  const entry = (text.errors as unknown as Record<string, ErrorText<object> | undefined>)[failure.textKey];
  if (!entry)
    return {
      message: `${text.common.reportMissing} (${failure.code})`,
      hint: text.errors.INTERNAL.hint({ detail: '' }),
    };
  return { message: entry.message(failure.facts), hint: entry.hint(failure.facts) };
}

/** `Error [CODE]: …` and `Hint: …`, wrapped to the terminal. */
export function failureText(failure: ShownFailure, { text, style }: Presentation): string {
  const { message, hint } = wordsOf(failure, text);
  const line = (tone: Tone, head: string, words: string) => {
    const wrapped = wrapText(`${head} ${words}`, style.width);
    return `${wrapped.startsWith(head) ? style.paint(tone, head) + wrapped.slice(head.length) : wrapped}\n`;
  };
  const error = line('bad', `${text.common.error} [${failure.code}]:`, message);
  return hint ? error + line('strong', `${text.common.hint}:`, hint) : error;
}

/** The `error` member of the JSON document. */
export function failureJson(failure: ShownFailure, text: Messages): object {
  return { code: failure.code, ...wordsOf(failure, text), ...failure.details };
}
