import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readGoFlags, splitGoFlags } from '../../../src/lib/doctor/go-flags.js';

describe('splitGoFlags', () => {
  it.each([
    ['', []],
    [' \t\r\n', []],
    ['-v  -x\t-mod=mod', ['-v', '-x', '-mod=mod']],
    [`'-ldflags=-s -w' -v`, ['-ldflags=-s -w', '-v']],
    [`"-tags=a b"-v`, ['-tags=a b', '-v']],
    [`-ldflags='-s -w'`, [`-ldflags='-s`, `-w'`]],
    [`"a'b"`, [`a'b`]],
    ["''", ['']],
    [`'-v`, null],
    [`-v "`, null],
  ])('%j', (text, words) => {
    expect(splitGoFlags(text)).toEqual(words);
  });

  it('gives back words that were quoted, whatever is in them', () => {
    fc.assert(
      fc.property(fc.array(fc.string().map((text) => text.replaceAll("'", ''))), (words) => {
        expect(splitGoFlags(words.map((word) => `'${word}'`).join(' '))).toEqual(words);
      }),
    );
  });
});

describe('readGoFlags', () => {
  it('knows flags with one dash and with two', () => {
    expect(readGoFlags('-v --mod=mod -tags=a,b=c')).toEqual({
      ok: true,
      flags: [
        { name: 'v', value: null },
        { name: 'mod', value: 'mod' },
        { name: 'tags', value: 'a,b=c' },
      ],
    });
  });

  it.each(['x', '-', '--', '---x', '-=x', '--=x', '-v mod', '""'])('has no flag in %j', (text) => {
    expect(readGoFlags(text)).toMatchObject({ ok: false, problem: 'not-a-flag' });
  });

  it('ends at a quote that is not closed, and never throws', () => {
    expect(readGoFlags('-v "-x')).toEqual({ ok: false, problem: 'quote', word: null });
    fc.assert(fc.property(fc.string(), (text) => void readGoFlags(text)));
  });
});
