/** Does a text fit a pattern in which `*` stands for any run of characters, none included? Takes linear time. */
export type Glob = (text: string) => boolean;

/**
 * Makes a pattern ready. Not by a regular expression: clients choose the texts, and several `*` can make one take the
 * text's length to the power of their number.
 */
export function glob(pattern: string): Glob {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return (text) => text === first;
  return (text) => {
    if (!text.startsWith(first)) return false;
    let at = first.length;
    for (const part of rest) {
      const found = text.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return text.length - at >= last.length && text.endsWith(last);
  };
}
