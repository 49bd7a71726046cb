import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readLine } from '../../../../src/lib/host/node/input.js';

const idle = new AbortController().signal;
const from = (...pieces: (string | number[])[]) =>
  Readable.from(pieces.map((piece) => Buffer.from(piece as string)));

describe('the first line of standard input', () => {
  it.each<[string, (string | number[])[], string]>([
    ['in one piece', ['secret\n'], 'secret'],
    ['without its end', ['secret'], 'secret'],
    ['with CRLF and a byte order mark, as PowerShell writes', ['\uFEFFsecret\r\n'], 'secret'],
    ['with blanks', ['  secret \n'], '  secret '],
    ['followed by more', ['secret\nmore\n'], 'secret'],
    ['in pieces', ['se', 'cret', '\nmo', 're'], 'secret'],
    [
      'with a character in two pieces',
      [
        [0xe5, 0xaf],
        [0x86, 0xe7, 0xa0, 0x81, 0x0a],
      ],
      '密码',
    ],
    ['that is empty', ['\nmore'], ''],
    ['where there is nothing', [], ''],
    ['as long as it may be', ['x'.repeat(16)], 'x'.repeat(16)],
  ])('%s', async (_how, pieces, line) => {
    expect(await readLine(from(...pieces), 16, idle)).toBe(line);
  });

  it.each<[string, string[]]>([
    ['in one piece', [`${'x'.repeat(17)}\n`]],
    ['in pieces', ['x'.repeat(9), 'x'.repeat(9)]],
  ])('that is too long, %s, is none', async (_how, pieces) => {
    expect(await readLine(from(...pieces), 16, idle)).toBeNull();
  });

  it('is not waited for after Ctrl-C', async () => {
    const end = new AbortController();
    const reading = readLine(new PassThrough(), 16, end.signal);
    end.abort(new Error('Ctrl-C'));
    await expect(reading).rejects.toThrow('Ctrl-C');
    await expect(readLine(new PassThrough(), 16, end.signal)).rejects.toThrow('Ctrl-C');
  });
});
