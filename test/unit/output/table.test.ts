import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { styleFor } from '../../../src/lib/output/style.js';
import { renderTable } from '../../../src/lib/output/table.js';
import { columnsOf } from '../../../src/lib/output/width.js';

const style = (width: number, colour: 0 | 1 = 0) => styleFor({ width, colour, unicode: true });

describe('renderTable', () => {
  it('aligns Chinese by columns and wraps what does not fit', () => {
    const table = renderTable(
      [{ head: '名称', fixed: true }, { head: 'STATUS', fixed: true }, { head: '说明' }],
      [
        ['专有网络', '✔ ok', '这是一个很长的说明，需要换行才能放进很窄的终端里'],
        ['vpc-1', { text: '✖ no', tone: 'bad' }, 'short'],
      ],
      style(44),
    );
    expect(table).toBe(
      [
        '名称      STATUS  说明',
        '专有网络  ✔ ok    这是一个很长的说明，需要换',
        '                  行才能放进很窄的终端里',
        'vpc-1     ✖ no    short',
        '',
      ].join('\n'),
    );
  });

  it('never prints a line wider than the terminal, and loses no character', () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', 'b', '-', ' ', '中', '文', '，', '9'),
      maxLength: 60,
    });
    const rows = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(rows, fc.integer({ min: 40, max: 130 }), (cells, width) => {
        const columns = [{ head: 'A', fixed: true }, { head: 'B' }, { head: 'C', align: 'right' as const }];
        const table = renderTable(columns, cells, style(width));
        for (const line of table.split('\n')) expect(columnsOf(line)).toBeLessThanOrEqual(width);
        const visible = (text: string) => [...text.replace(/\s/g, '')].sort().join('');
        expect(visible(table)).toBe(visible(`ABC${cells.flat().join('')}`));
      }),
    );
  });

  it('keeps colour codes out of the width', () => {
    const rows = [[{ text: 'bad', tone: 'bad' as const }, 'x']];
    const columns = [{ head: 'S' }, { head: 'T' }];
    const plain = renderTable(columns, rows, style(80));
    const coloured = renderTable(columns, rows, style(80, 1));
    expect(coloured).not.toBe(plain);
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(plain);
  });
});
