import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

/** Columns a text takes in a terminal: Chinese counts two, colour codes none. */
export function columnsOf(text: string): number {
  return stringWidth(text);
}

/** Breaks a text into lines of at most `width` columns: at spaces where it can, inside a long word where it must. */
export function wrapText(text: string, width: number): string {
  return wrapAnsi(text, Math.max(width, 1), { hard: true, trim: true });
}
