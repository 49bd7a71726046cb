import stringWidth from 'string-width';

/** Columns a text takes in a terminal: Chinese counts two, colour codes none. */
export function columnsOf(text: string): number {
  return stringWidth(text);
}

/** Punctuation that must not begin a line: it belongs to what stands before it. */
const clinging = /^[，。、；：？！）】》”’…,.;:?!)\]}]/;

/**
 * Breaks a text into lines of at most `width` columns: at spaces, between Chinese characters,
 * and inside a long word where it must. Line breaks of the text stay.
 */
export function wrapText(text: string, width: number): string {
  return text
    .split('\n')
    .flatMap((line) => (columnsOf(line) <= width ? [line] : wrapLine(line, Math.max(width, 2))))
    .join('\n');
}

function wrapLine(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  const flush = () => {
    lines.push(line.trimEnd());
    line = '';
    used = 0;
  };
  for (const piece of piecesOf(text)) {
    const blank = piece === ' ';
    if (used + columnsOf(piece) > width && !blank && used > 0) flush();
    for (const part of splitTooWide(piece, width)) {
      if (used + columnsOf(part) > width && !blank && used > 0) flush();
      if (blank && (used === 0 || used >= width)) continue;
      line += part;
      used += columnsOf(part);
    }
  }
  if (line !== '') flush();
  return lines;
}

/** What stays together: single blanks, words, and Chinese characters one by one with the punctuation behind them. */
function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  let word = '';
  const endWord = () => {
    if (word !== '') pieces.push(word);
    word = '';
  };
  for (const character of charactersOf(text)) {
    const wide = columnsOf(character) > 1;
    if (character === ' ') {
      endWord();
      pieces.push(character);
    } else if (wide && clinging.test(character)) {
      if (word === '' && pieces.length > 0 && pieces.at(-1) !== ' ') pieces[pieces.length - 1] += character;
      else word += character;
      endWord();
    } else if (wide) {
      endWord();
      pieces.push(character);
    } else if (word === '' && clinging.test(character) && pieces.length > 0 && pieces.at(-1) !== ' ') {
      pieces[pieces.length - 1] += character;
    } else {
      word += character;
    }
  }
  endWord();
  return pieces;
}

function splitTooWide(piece: string, width: number): string[] {
  if (columnsOf(piece) <= width) return [piece];
  const parts: string[] = [];
  let part = '';
  for (const character of charactersOf(piece)) {
    if (columnsOf(part + character) > width) {
      parts.push(part);
      part = '';
    }
    part += character;
  }
  return [...parts, part];
}

/** Characters, and colour codes whole: they take no column and must not be broken. */
function charactersOf(text: string): string[] {
  return text.match(/\u001b\[[\d;]*m|./gsu) ?? [];
}
