import Table from 'cli-table3';
import type { Style, Tone } from './style.js';
import { columnsOf, wrapText } from './width.js';

export interface Column {
  readonly head: string;
  readonly align?: 'left' | 'right';
  /** Never narrower than its longest cell: for short words, numbers and ids. Text columns share what is left. */
  readonly fixed?: boolean;
}

export type Cell = string | { readonly text: string; readonly tone: Tone };

const gap = 2;
const narrowestText = 8;

/**
 * A table without borders that fits the terminal: heads in capitals, two blanks between columns, cells wrapped.
 * Borders are left out on purpose: box characters are of ambiguous width in Chinese consoles.
 */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  style: Style,
): string {
  const texts = rows.map((row) => row.map(textOf));
  const widths = fitWidths(columns, texts, style.width);
  const table = new Table({
    chars: borderless,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colWidths: widths,
    colAligns: columns.map((column) => column.align ?? 'left'),
    wordWrap: false,
  });
  table.push(
    columns.map((column, index) => paintLines(style, 'strong', wrapText(column.head, widths[index] ?? 1))),
  );
  for (const row of rows) {
    table.push(
      row.map((cell, index) => paintLines(style, toneOf(cell), wrapText(textOf(cell), widths[index] ?? 1))),
    );
  }
  const lines = table.toString().split('\n');
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

const borderless = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: ' '.repeat(gap),
};

/** Each column as wide as its content; where that is too much, the widest text columns give way first. */
function fitWidths(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  available: number,
): number[] {
  const widths = columns.map((column, index) =>
    Math.max(1, widestLine(column.head), ...rows.map((row) => widestLine(row[index] ?? ''))),
  );
  const heads = columns.map((column) => widestLine(column.head));
  const room = available - gap * (columns.length - 1);
  shrink(widths, room, (index) =>
    columns[index]?.fixed ? Number.POSITIVE_INFINITY : Math.max(narrowestText, heads[index] ?? 0),
  );
  // A terminal too narrow even for that: ids and numbers wrap as well.
  shrink(widths, room, () => 2);
  return widths;
}

function shrink(widths: number[], room: number, floor: (index: number) => number): void {
  let over = widths.reduce((sum, width) => sum + width, 0) - room;
  while (over > 0) {
    let widest = -1;
    for (let index = 0; index < widths.length; index++) {
      const width = widths[index] as number;
      if (width > floor(index) && (widest < 0 || width > (widths[widest] as number))) widest = index;
    }
    if (widest < 0) return;
    widths[widest] = (widths[widest] as number) - 1;
    over--;
  }
}

function widestLine(text: string): number {
  return Math.max(...text.split('\n').map(columnsOf));
}

function paintLines(style: Style, tone: Tone, text: string): string {
  return tone === 'plain'
    ? text
    : text
        .split('\n')
        .map((line) => style.paint(tone, line))
        .join('\n');
}

function textOf(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.text;
}

function toneOf(cell: Cell): Tone {
  return typeof cell === 'string' ? 'plain' : cell.tone;
}
