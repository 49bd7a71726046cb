import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  HeadCollector,
  headBytes,
  type NewClient,
} from '../../../../src/lib/tunnel/inbound/head-collector.js';
import {
  bodyFraming,
  parseRequestHead,
  type RequestHead,
} from '../../../../src/lib/tunnel/inbound/request-head.js';

const parse = (text: string) => parseRequestHead(Buffer.from(text, 'latin1'));

describe('the head of a request', () => {
  it('is read into its parts', () => {
    expect(
      parse('CONNECT a.test:443 HTTP/1.1\r\nHost:a.test:443\r\nX-Empty:\r\nX: \t a b \t\r\n\r\n'),
    ).toEqual({
      method: 'CONNECT',
      target: 'a.test:443',
      version: '1.1',
      headers: [
        ['Host', 'a.test:443'],
        ['X-Empty', ''],
        ['X', 'a b'],
      ],
    });
  });

  it('may have no headers, and may be HTTP/1.0', () => {
    expect(parse('CONNECT a.test:443 HTTP/1.0\r\n\r\n')).toMatchObject({ version: '1.0', headers: [] });
  });

  it.each([
    ['lines that end in LF', 'CONNECT a:1 HTTP/1.1\nHost: a\n\n'],
    ['one line that ends in LF', 'CONNECT a:1 HTTP/1.1\r\nA: b\nHost: a\r\n\r\n'],
    ['a bare CR', 'CONNECT a:1 HTTP/1.1\r\nA: b\rc\r\n\r\n'],
    ['a NUL', 'CONNECT a:1 HTTP/1.1\r\nA: b\0c\r\n\r\n'],
    ['a folded line', 'CONNECT a:1 HTTP/1.1\r\nA: b\r\n c\r\n\r\n'],
    ['a blank before the colon', 'CONNECT a:1 HTTP/1.1\r\nA : b\r\n\r\n'],
    ['a header without a colon', 'CONNECT a:1 HTTP/1.1\r\nA\r\n\r\n'],
    ['a header without a name', 'CONNECT a:1 HTTP/1.1\r\n: b\r\n\r\n'],
    ['two blanks', 'CONNECT  a:1 HTTP/1.1\r\n\r\n'],
    ['a tab for a blank', 'CONNECT\ta:1 HTTP/1.1\r\n\r\n'],
    ['no version', 'CONNECT a:1\r\n\r\n'],
    ['HTTP/2', 'CONNECT a:1 HTTP/2.0\r\n\r\n'],
    ['HTTP/1.2', 'CONNECT a:1 HTTP/1.2\r\n\r\n'],
    ['a lower case version', 'CONNECT a:1 http/1.1\r\n\r\n'],
    ['a target beyond ASCII', 'CONNECT \xe4:1 HTTP/1.1\r\n\r\n'],
    ['an empty line first', '\r\nCONNECT a:1 HTTP/1.1\r\n\r\n'],
    ['no end', 'CONNECT a:1 HTTP/1.1\r\n'],
    ['nothing', ''],
    ['a hundred and one headers', `CONNECT a:1 HTTP/1.1\r\n${'A: b\r\n'.repeat(101)}\r\n`],
  ])('is refused with %s', (_what, text) => {
    expect(parse(text)).toBeNull();
  });

  it('may have a hundred headers', () => {
    expect(parse(`CONNECT a:1 HTTP/1.1\r\n${'A: b\r\n'.repeat(100)}\r\n`)?.headers).toHaveLength(100);
  });
});

describe('the length of a body', () => {
  const framing = (headers: [string, string][], version: RequestHead['version'] = '1.1') =>
    bodyFraming({ method: 'POST', target: 'http://a/', version, headers });

  it.each<[string, [string, string][], unknown]>([
    ['nothing', [], 'none'],
    ['a length', [['content-length', '12']], { bytes: 12 }],
    ['chunks', [['Transfer-Encoding', 'Chunked']], 'chunked'],
  ])('is told by %s', (_what, headers, expected) => {
    expect(framing(headers)).toEqual(expected);
  });

  it.each<[string, [string, string][]]>([
    [
      'both',
      [
        ['Transfer-Encoding', 'chunked'],
        ['Content-Length', '3'],
      ],
    ],
    [
      'two lengths',
      [
        ['Content-Length', '3'],
        ['Content-Length', '3'],
      ],
    ],
    ['a list of lengths', [['Content-Length', '3, 3']]],
    ['a signed length', [['Content-Length', '+3']]],
    ['a hexadecimal length', [['Content-Length', '0x3']]],
    ['an empty length', [['Content-Length', '']]],
    ['another coding', [['Transfer-Encoding', 'gzip, chunked']]],
    ['a disguised coding', [['Transfer-Encoding', 'xchunked']]],
    [
      'two codings',
      [
        ['Transfer-Encoding', 'chunked'],
        ['Transfer-Encoding', 'identity'],
      ],
    ],
  ])('is ambiguous with %s', (_what, headers) => {
    expect(framing(headers)).toBeNull();
  });

  it('can not be told by chunks in HTTP/1.0', () => {
    expect(framing([['Transfer-Encoding', 'chunked']], '1.0')).toBeNull();
  });
});

/** Feeds a stream in pieces of the given lengths, over and over; the first answer and what was left. */
function collect(stream: Buffer, lengths: readonly number[]): { found: NewClient | null; after: Buffer } {
  const collector = new HeadCollector();
  let offset = 0;
  for (let index = 0; offset < stream.length; index++) {
    const chunk = stream.subarray(offset, offset + (lengths[index % lengths.length] ?? 1));
    offset += chunk.length;
    const found = collector.add(chunk);
    if (found !== null) return { found, after: stream.subarray(offset) };
  }
  return { found: null, after: Buffer.alloc(0) };
}

describe('collecting a head', () => {
  it('gives the same head and loses no byte behind it, whatever the pieces', () => {
    const head = Buffer.from('CONNECT a.test:443 HTTP/1.1\r\nHost: a.test\r\nX: \r\r\n\r\n');
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 20 }),
        (bytes, lengths) => {
          const { found, after } = collect(Buffer.concat([head, bytes]), lengths);
          if (found?.kind !== 'head') throw new Error(`found ${found?.kind}`);
          expect(found.head.toString('latin1')).toBe(head.toString('latin1'));
          expect(Buffer.concat([found.rest, after])).toEqual(Buffer.from(bytes));
        },
      ),
    );
  });

  it.each([1, 7, 1_000, 100_000])(
    'takes a head of exactly 16 KiB in pieces of %i and none longer',
    (piece) => {
      const make = (length: number) => {
        const line = 'GET http://a/ HTTP/1.1\r\nX: ';
        return Buffer.from(`${line}${'x'.repeat(length - line.length - 4)}\r\n\r\nrest`);
      };
      const { found } = collect(make(headBytes), [piece]);
      expect(found).toMatchObject({ kind: 'head' });
      expect(found?.kind === 'head' && found.head.length).toBe(headBytes);
      expect(collect(make(headBytes + 1), [piece]).found).toEqual({ kind: 'malformed' });
    },
  );

  it.each([1, 4_096, 65_536])('gives up on an endless line in pieces of %i', (piece) => {
    expect(collect(Buffer.alloc(200_000, 'x'), [piece]).found).toEqual({ kind: 'malformed' });
  });

  it.each([
    ['SOCKS5', [5, 1, 0], 'socks'],
    ['SOCKS4', [4, 1, 0, 80], 'socks'],
    ['TLS', [22, 3, 1], 'malformed'],
    ['a blank', [32], 'malformed'],
    ['NUL', [0], 'malformed'],
  ])('knows %s by its first byte', (_what, bytes, kind) => {
    expect(new HeadCollector().add(Buffer.from(bytes as number[]))).toMatchObject({ kind });
  });
});
