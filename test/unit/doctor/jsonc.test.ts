import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJsonc } from '../../../src/lib/doctor/jsonc.js';

describe('parseJsonc', () => {
  it.each([
    ['{"a": 1, // one\n "b": 2 /* two */}', { a: 1, b: 2 }],
    ['\ufeff{"a": [1, 2,], }', { a: [1, 2] }],
    ['{"a": [1, /* x */ // y\n ], // z\n}', { a: [1] }],
    [
      '{"url": "http://h/*x*/", "b": ",]", "c": "\\"// no\\\\"}',
      { url: 'http://h/*x*/', b: ',]', c: '"// no\\' },
    ],
    ['/**/[/***/]//', []],
    ['[1, // ]\n 2, /* ] */ 3 /* ] */ ]', [1, 2, 3]],
  ])('%j', (text, value) => {
    expect(parseJsonc(text)).toEqual(value);
  });

  it.each(['', '{', '{"a": /* }', '[1,,2]', '{a: 1}', '[1 2]', '"a\nb"'])('refuses %j', (text) => {
    expect(() => parseJsonc(text)).toThrow(SyntaxError);
  });

  it('leaves JSON as it is, also with comments and commas strewn in', () => {
    const noise = fc.constantFrom('', ' ', '\n', '// it\'s "x" }\n', '/* , ] " */', '\t');
    fc.assert(
      fc.property(fc.jsonValue(), fc.infiniteStream(noise), (value, stream) => {
        const next = () => stream.next().value as string;
        const write = (item: unknown): string => {
          if (Array.isArray(item)) {
            const comma = item.length > 0 ? `,${next()}` : '';
            return `${next()}[${item.map(write).join(',')}${comma}]${next()}`;
          }
          if (item !== null && typeof item === 'object') {
            const members = Object.entries(item).map(
              ([key, member]) => `${next()}${JSON.stringify(key)}${next()}:${write(member)}`,
            );
            return `{${members.join(',')}${members.length > 0 ? ',' : ''}${next()}}`;
          }
          return next() + JSON.stringify(item) + next();
        };
        expect(parseJsonc(write(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
