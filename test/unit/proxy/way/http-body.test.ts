import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BodyReader, type Framing, framingOf, readBody } from '../../../../src/lib/proxy/way/http-body.js';
import { HeadReader, type HttpHead } from '../../../../src/lib/proxy/way/http-head.js';

function head(status: number, ...lines: string[]): HttpHead {
  const text = `HTTP/1.1 ${status} -\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`;
  const reading = new HeadReader().push(Buffer.from(text));
  if (reading.kind !== 'head') throw new Error(text);
  return reading.head;
}

describe('where a body ends', () => {
  it.each<[string, HttpHead, Framing]>([
    ['GET', head(200, 'Content-Length: 5'), { kind: 'length', bytes: 5 }],
    ['GET', head(200, 'Content-Length: 5', 'Content-Length: 5'), { kind: 'length', bytes: 5 }],
    ['GET', head(200, 'Content-Length: 5, 6'), { kind: 'malformed' }],
    ['GET', head(200, 'Content-Length: -1'), { kind: 'malformed' }],
    ['GET', head(200, 'Content-Length: 0'), { kind: 'none' }],
    ['GET', head(200), { kind: 'close' }],
    ['GET', head(200, 'Transfer-Encoding: chunked'), { kind: 'chunked' }],
    ['GET', head(200, 'Transfer-Encoding: gzip, Chunked', 'Content-Length: 3'), { kind: 'chunked' }],
    ['GET', head(200, 'Transfer-Encoding: gzip'), { kind: 'close' }],
    ['HEAD', head(200, 'Content-Length: 5'), { kind: 'none' }],
    ['GET', head(204, 'Content-Length: 5'), { kind: 'none' }],
    ['GET', head(304, 'Content-Length: 5'), { kind: 'none' }],
    ['GET', head(101), { kind: 'none' }],
  ])('%s %j', (method, answer, framing) => {
    expect(framingOf(method, answer)).toEqual(framing);
  });
});

const chunked: Framing = { kind: 'chunked' };
const samples: readonly (readonly [string, Framing, string, string, string | null])[] = [
  ['a length', { kind: 'length', bytes: 5 }, 'hello, and more', 'hello', null],
  ['a length that is not reached', { kind: 'length', bytes: 9 }, 'hello', 'hello', 'peer'],
  ['an end', { kind: 'close' }, 'hello', 'hello', null],
  ['chunks', chunked, '3;ext="1"\r\nhel\r\n2\r\nlo\r\n0\r\nTrailer: x\r\n\r\nrest', 'hello', null],
  ['chunks, bare line feeds', chunked, '5\nhello\n0\n\n', 'hello', null],
  ['chunks without an end', chunked, '5\r\nhello\r\n', 'hello', 'peer'],
  ['a size that is none', chunked, '5\r\nhello\r\nxyz\r\n', 'hello', 'malformed'],
  ['a chunk longer than its size', chunked, '3\r\nhello\r\n', 'hel', 'malformed'],
  ['an endless size', chunked, `5\r\nhello\r\n${'1'.repeat(5_000)}`, 'hello', 'malformed'],
  ['more than the limit', { kind: 'close' }, 'x'.repeat(50), 'x'.repeat(40), 'limit'],
  ['chunks, more than the limit', chunked, `32\r\n${'x'.repeat(50)}\r\n0\r\n\r\n`, 'x'.repeat(40), 'limit'],
  ['as much as the limit', { kind: 'length', bytes: 40 }, 'x'.repeat(40), 'x'.repeat(40), null],
  ['none', { kind: 'none' }, 'more', '', null],
  ['a framing that is none', { kind: 'malformed' }, 'more', '', 'malformed'],
];

describe('a body', () => {
  it.each(samples)('%s: is the same however its bytes are cut', (_name, framing, sent, text, cut) => {
    const bytes = Buffer.from(sent);
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 20 }), (places) => {
        const reader = new BodyReader(framing, 40);
        const at = [0, ...places.sort((a, b) => a - b), bytes.length];
        for (let index = 0; index + 1 < at.length; index++)
          reader.push(bytes.subarray(at[index], at[index + 1]));
        reader.end('peer');
        const body = reader.body();
        expect({ text: body.bytes.toString(), cut: body.cut }).toEqual({ text, cut });
      }),
      { numRuns: 40 },
    );
  });

  const { signal } = new AbortController();

  it('is read on from what came with the head, and no further than its end', async () => {
    const socket = new PassThrough();
    const reading = readBody(socket, new BodyReader({ kind: 'length', bytes: 5 }, 40), {
      ...{ first: Buffer.from('he'), limitMs: 1_000, signal },
    });
    socket.write('llo');
    expect(await reading).toMatchObject({ cut: null, bytes: Buffer.from('hello') });
    expect(socket.isPaused()).toBe(true);
  });

  it('that is late, reset or called off is told so', async () => {
    const reader = () => new BodyReader({ kind: 'close' }, 40);
    const first = Buffer.from('he');
    const late = await readBody(new PassThrough(), reader(), { first, limitMs: 40, signal });
    expect(late).toMatchObject({ cut: 'time', bytes: first });
    const broken = new PassThrough();
    const reading = readBody(broken, reader(), { first, limitMs: 1_000, signal });
    broken.destroy(new Error('reset'));
    expect(await reading).toMatchObject({ cut: 'peer' });
    expect(await readBody(broken, reader(), { first, limitMs: 1_000, signal })).toMatchObject({
      cut: 'peer',
    });
    const stop = new AbortController();
    const stopped = readBody(new PassThrough(), reader(), { first, limitMs: 1_000, signal: stop.signal });
    stop.abort(new Error('stopped'));
    await expect(stopped).rejects.toThrow('stopped');
  });
});
