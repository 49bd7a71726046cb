/**
 * GOFLAGS in words, as Go splits it (cmd/internal/quoted): at blanks; a word that begins with a quote ends at the next
 * one of its kind; nothing is unescaped, quotes inside a word stay. Null: a quote is not closed.
 */
export function splitGoFlags(text: string): string[] | null {
  const words: string[] = [];
  let rest = text;
  for (;;) {
    rest = rest.replace(/^[ \t\n\r]+/, '');
    if (rest === '') return words;
    const quote = rest[0];
    if (quote === '"' || quote === "'") {
      const end = rest.indexOf(quote, 1);
      if (end < 0) return null;
      words.push(rest.slice(1, end));
      rest = rest.slice(end + 1);
    } else {
      const word = /^[^ \t\n\r]+/.exec(rest)?.[0] ?? rest;
      words.push(word);
      rest = rest.slice(word.length);
    }
  }
}

export interface GoFlag {
  readonly name: string;
  /** Null: a flag without `=`. */
  readonly value: string | null;
}

export type ReadGoFlags =
  | { readonly ok: true; readonly flags: readonly GoFlag[] }
  /** `quote`: not closed. `not-a-flag`: a word that does not begin with `-name`. */
  | { readonly ok: false; readonly problem: 'quote' | 'not-a-flag'; readonly word: string | null };

/** The flags in GOFLAGS (cmd/go/internal/base/goflags.go); every word must be a flag of its own. */
export function readGoFlags(text: string): ReadGoFlags {
  const words = splitGoFlags(text);
  if (words === null) return { ok: false, problem: 'quote', word: null };
  const flags: GoFlag[] = [];
  for (const word of words) {
    const [, name, value] = /^--?([^-=][^=]*)(?:=(.*))?$/s.exec(word) ?? [];
    if (name === undefined) return { ok: false, problem: 'not-a-flag', word };
    flags.push({ name, value: value ?? null });
  }
  return { ok: true, flags };
}
