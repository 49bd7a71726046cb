import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnsOf, wrapText } from '../../../src/lib/output/width.js';

describe('wrapText', () => {
  it.each([
    ['short', 10, 'short'],
    ['one two three', 8, 'one two\nthree'],
    ['abcdefghij', 4, 'abcd\nefgh\nij'],
    ['密钥 ID 不匹配，请检查', 12, '密钥 ID 不匹\n配，请检查'],
    ['四个汉字，后面', 8, '四个汉\n字，后面'],
    ['see /a/long/path/name please', 10, 'see\n/a/long/pa\nth/name\nplease'],
    ['two\nlines stay', 20, 'two\nlines stay'],
    ['a  b', 10, 'a  b'],
    ['', 10, ''],
    ['\u001b[31mred\u001b[39m and plain', 9, '\u001b[31mred\u001b[39m and\nplain'],
  ])('%j in %d columns', (text, width, wrapped) => {
    expect(wrapText(text, width)).toBe(wrapped);
  });

  it('keeps within the width and loses nothing but blanks', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'Z', '0', '/', '.', ' ', '中', '文', '，', '。', '）'),
      maxLength: 120,
    });
    fc.assert(
      fc.property(text, fc.integer({ min: 4, max: 100 }), (input, width) => {
        const wrapped = wrapText(input, width);
        for (const line of wrapped.split('\n')) expect(columnsOf(line)).toBeLessThanOrEqual(width);
        expect(wrapped.replace(/\s/g, '')).toBe(input.replace(/\s/g, ''));
      }),
    );
  });
});
