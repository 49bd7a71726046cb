import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bodyReader, type Framing } from '../../../../src/lib/tunnel/inbound/request-body.js';

/** What a reader makes of bytes that come in these pieces. */
function read(framing: Framing, chunks: readonly string[]) {
  const reader = bodyReader(framing);
  let data = '';
  let malformed = false;
  for (const chunk of chunks) {
    if (reader.done || malformed) break;
    const piece = reader.push(Buffer.from(chunk, 'latin1'));
    data += Buffer.concat(piece.data).toString('latin1');
    malformed = piece.malformed;
  }
  return { data, done: reader.done, malformed, trailers: reader.trailers };
}

const chunked = (...chunks: string[]) => read('chunked', chunks);

describe('a counted body', () => {
  it('ends where its length says, and what follows is dropped', () => {
    expect(read({ bytes: 5 }, ['he', 'llo, and more'])).toMatchObject({ data: 'hello', done: true });
    expect(read({ bytes: 5 }, ['hell'])).toMatchObject({ data: 'hell', done: false });
  });

  it('is over at once where there is none', () => {
    expect(bodyReader('none').done).toBe(true);
    expect(bodyReader({ bytes: 0 }).done).toBe(true);
  });
});

describe('a chunked body', () => {
  it.each([
    ['chunks', '5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n', 'hello!'],
    ['no chunk', '0\r\n\r\n', ''],
    ['capital digits and leading zeros', '00A\r\n0123456789\r\n000\r\n\r\n', '0123456789'],
    ['extensions', '2;a=b;c="d e"\r\nhi\r\n0;x\r\n\r\n', 'hi'],
    ['blanks before an extension', '2 ; a\r\nhi\r\n0\r\n\r\n', 'hi'],
    ['line ends in the content', '4\r\n\r\n\r\n\r\n0\r\n\r\n', '\r\n\r\n'],
    ['another request behind it', '1\r\na\r\n0\r\n\r\nGET http://b/ HTTP/1.1\r\n\r\n', 'a'],
  ])('is read with %s', (_what, bytes, data) => {
    expect(chunked(bytes)).toEqual({ data, done: true, malformed: false, trailers: [] });
  });

  it('may have fields behind it', () => {
    expect(chunked('0\r\nX-Sum: 1\r\nY:\r\n\r\n')).toMatchObject({
      done: true,
      trailers: [
        ['X-Sum', '1'],
        ['Y', ''],
      ],
    });
  });

  it.each([
    ['a size that is none', 'zz\r\n'],
    ['an empty size', '\r\n'],
    ['a sign', '+5\r\nhello\r\n0\r\n\r\n'],
    ['a minus', '-1\r\n'],
    ['0x', '0x5\r\nhello\r\n0\r\n\r\n'],
    ['a blank before the size', ' 5\r\nhello\r\n0\r\n\r\n'],
    ['a blank behind the size', '5 \r\nhello\r\n0\r\n\r\n'],
    ['an underscore', '1_0\r\n'],
    ['a size that no number holds', 'fffffffffffff\r\n'],
    ['lines that end in LF', '5\nhello\n0\n\n'],
    ['a size line that ends in LF', '5\nhello\r\n0\r\n\r\n'],
    ['a chunk that ends in LF', '5\r\nhello\n0\r\n\r\n'],
    ['a bare CR in an extension', '5;a\rb\r\nhello\r\n0\r\n\r\n'],
    ['a LF in a quoted extension', '5;a="\n"\r\nhello\r\n0\r\n\r\n'],
    ['a NUL in an extension', '5;a\0\r\nhello\r\n0\r\n\r\n'],
    ['a chunk that is longer than its size', '4\r\nhello\r\n0\r\n\r\n'],
    ['a chunk that is shorter than its size', '6\r\nhello\r\n0\r\n\r\n'],
    ['a size line without end', `5;${'x'.repeat(2_000)}`],
    ['a folded field behind it', '0\r\nA: b\r\n c\r\n\r\n'],
    ['a blank before the colon of a field', '0\r\nA : b\r\n\r\n'],
    ['fields without end', `0\r\n${'A: b\r\n'.repeat(101)}`],
    ['a field without end', `0\r\nA: ${'b'.repeat(17_000)}`],
  ])('is refused with %s', (_what, bytes) => {
    expect(chunked(bytes)).toMatchObject({ malformed: true, done: false });
  });

  it('is read alike however its bytes are cut', () => {
    const piece = fc.constantFrom(
      '5',
      'a',
      '\r\n',
      '\n',
      '\r',
      ';',
      'x',
      '0\r\n\r\n',
      '1\r\na\r\n',
      '5\r\nhello\r\n',
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 20 }),
        fc.array(fc.nat(40), { maxLength: 6 }),
        (pieces, cuts) => {
          const whole = pieces.join('');
          const places = [0, ...cuts.map((cut) => Math.min(cut, whole.length)), whole.length].sort(
            (a, b) => a - b,
          );
          const chunks = places.slice(1).map((to, index) => whole.slice(places[index], to));
          expect(chunked(...chunks)).toEqual(chunked(whole));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('gives back what was put into chunks', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ minLength: 1, unit: 'binary-ascii' }), { maxLength: 10 }),
        (chunks) => {
          const body = chunks.map((text) => `${text.length.toString(16)}\r\n${text}\r\n`).join('');
          expect(chunked(`${body}0\r\n\r\n`)).toMatchObject({ data: chunks.join(''), done: true });
        },
      ),
    );
  });
});
