import { cutMark } from '../redact.js';

const longestShown = 200;

/** The other side's words as one line for terminals and logs: control characters out, length bounded, a cut marked. */
export function cleanLine(text: string, longest = longestShown): string {
  const line = text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').trim();
  return line.length > longest ? line.slice(0, longest - cutMark.length) + cutMark : line;
}
