export type PatternReading =
  | { readonly ok: true; readonly pattern: RegExp }
  /** What the engine says of it. */
  | { readonly ok: false; readonly detail: string };

/** Reads a regular expression of JavaScript, without flags. */
export function parsePattern(text: string): PatternReading {
  try {
    return { ok: true, pattern: new RegExp(text) };
  } catch (error) {
    const { message } = error as SyntaxError;
    return { ok: false, detail: message.slice(message.lastIndexOf(': ') + 2) };
  }
}
