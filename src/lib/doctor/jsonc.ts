/**
 * JSON with comments and commas before a closing bracket, as VS Code writes its settings. Throws a SyntaxError where it
 * is neither.
 */
export function parseJsonc(text: string): unknown {
  return JSON.parse(withoutComments(text.replace(/^\ufeff/, '')));
}

/** Up to the end of the line, or up to the first end mark: neither can match less or more of a comment. */
const comment = String.raw`\/\/[^\r\n]*(?![^\r\n])|\/\*(?:[^*]|\*(?!\/))*\*\/`;

/** A string, a comment, or a comma that only blanks and comments part from a closing bracket. */
const token = new RegExp(String.raw`"(?:[^"\\]|\\.)*"|${comment}|,(?=(?:\s|${comment})*[}\]])`, 'g');

function withoutComments(text: string): string {
  return text.replace(token, (found) => (found.startsWith('"') ? found : ' '));
}
