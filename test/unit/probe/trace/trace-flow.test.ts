import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TraceFlow } from '../../../../src/lib/probe/trace/trace-flow.js';

const words = { more: (bytes: number) => `+${bytes}` };

function flowOf(secrets: readonly string[]) {
  const lines: string[] = [];
  const flow = new TraceFlow({ secrets: () => secrets, print: (line) => lines.push(line), words });
  return { flow, lines };
}

/** The bytes in the given pieces, then the end. */
function show(pieces: readonly (string | Buffer)[], secrets: readonly string[] = []): string[] {
  const { flow, lines } = flowOf(secrets);
  for (const piece of pieces) flow.push(Buffer.from(piece as string));
  flow.close();
  return lines;
}

function cut(bytes: Buffer, at: readonly number[]): Buffer[] {
  const places = [...new Set(at.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...places, bytes.length].map((end, index) => bytes.subarray(places[index - 1] ?? 0, end));
}

describe('one direction of a trace', () => {
  it('shows text by lines, as soon as they are complete', () => {
    const { flow, lines } = flowOf([]);
    flow.push(Buffer.from('HTTP/1.1 200 OK\r\nServ'));
    expect(lines).toEqual(['HTTP/1.1 200 OK']);
    flow.push(Buffer.from('er: squid\r\n\r\n'));
    expect(lines).toEqual(['HTTP/1.1 200 OK', 'Server: squid', '']);
  });

  it('shows other bytes in hex with their letters', () => {
    expect(show([Buffer.from([0x4a, 0, 0, 0, 0x0a, 0x38, 0x2e, 0x30, 0])])).toEqual([
      '4a 00 00 00 0a 38 2e 30 00                       J....8.0.',
    ]);
  });

  it('shows a head as text and what follows it in hex', () => {
    const body = Buffer.from([0x1f, 0x8b, 0x08, 0, 0xff]);
    expect(
      show([Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\nSet-Cookie: sid=1\r\n\r\n'), body])]),
    ).toEqual([
      'HTTP/1.1 200 OK',
      'Set-Cookie: ***',
      '',
      '1f 8b 08 00 ff                                   .....',
    ]);
  });

  it('takes what would move or turn a terminal for no text', () => {
    for (const evil of ['\u001b[2J\n', '\u009b31m\n', '\u202etxt\n', '\u0007\n']) {
      for (const line of show([evil])) expect(line).toMatch(/^[0-9a-f ]{47} {2}[ -~]*$/);
    }
  });

  it('bounds what it shows of bytes, of text and of a line', () => {
    expect(show([Buffer.alloc(5_000)])).toHaveLength(17);
    expect(show([Buffer.alloc(5_000)]).at(-1)).toBe('+4744');
    const text = show([`${'x'.repeat(70)}\n`.repeat(1_000)]);
    expect(text.length).toBeLessThan(70);
    expect(text.at(-1)).toMatch(/^\+\d+$/);
    expect(show([`${'x'.repeat(1_500)}\n`])).toEqual([`${'x'.repeat(1_000)} +500`]);
  });

  it('keeps characters whole that come in pieces', () => {
    const bytes = Buffer.from('线路是通的\n');
    expect(show([bytes.subarray(0, 4), bytes.subarray(4)])).toEqual(['线路是通的']);
  });

  it.each([
    ['Authorization: Bearer abc', 'Authorization: Bearer ***'],
    ['proxy-authorization:Basic dTpw', 'proxy-authorization:Basic ***'],
    ['Proxy-Authorization: Digest username="u", response="0a4f"', 'Proxy-Authorization: Digest ***'],
    ['Proxy-Authentication-Info: rspauth="0a4f"', 'Proxy-Authentication-Info: ***'],
    ['Cookie: a=b', 'Cookie: ***'],
    ['Set-Cookie: a=b; Path=/', 'Set-Cookie: ***'],
    ['X-Api-Key: k', 'X-Api-Key: ***'],
    ['x-csrf-token: t', 'x-csrf-token: ***'],
    ['Sec-WebSocket-Key: dGhlIHNhbXBsZQ==', 'Sec-WebSocket-Key: dGhlIHNhbXBsZQ=='],
    ['Proxy-Authenticate: Digest nonce="n"', 'Proxy-Authenticate: Digest nonce="n"'],
    ['Content-Type: text/html', 'Content-Type: text/html'],
  ])('%s', (line, shown) => {
    expect(show([`${line}\r\n`])).toEqual([shown]);
  });

  it('masks the arguments of a Redis AUTH, however short, and nothing after them', () => {
    const sent = '*3\r\n$4\r\nAUTH\r\n$1\r\nu\r\n$2\r\npw\r\n*1\r\n$4\r\nPING\r\n';
    expect(show([sent])).toEqual(['*3', '$4', 'AUTH', '$***', '***', '$***', '***', '*1', '$4', 'PING']);
    expect(show(['AUTH pw\r\nPING\r\n'])).toEqual(['AUTH ***', 'PING']);
  });

  it('masks the rest of a header that the other side interrupts', () => {
    const { flow, lines } = flowOf([]);
    flow.push(Buffer.from('Set-Cookie: abc'));
    flow.flush();
    flow.push(Buffer.from('def\r\nServer: x\r\n'));
    expect(lines).toEqual(['Set-Cookie: ***', '***', 'Server: x']);
  });

  it('masks a secret by value in text and in bytes', () => {
    expect(show(['you said canary-1\n'], ['canary-1'])).toEqual(['you said ***']);
    expect(show([Buffer.from('\u0000canary-1\u0000')], ['canary-1']).join('')).not.toContain('63 61 6e');
  });

  it('lets no part of a secret through that is cut off at the end', () => {
    expect(show(['\u0001canar'], ['canary-1']).join()).not.toMatch(/63 61 6e|can/);
  });

  const secret = 'Canary-7f3a';
  const around = fc.oneof(
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    fc
      .constantFrom('\r\n', 'Canar', 'HTTP/1.1 200 OK\r\n', 'Cookie: ', '$6\r\n')
      .map((text) => Buffer.from(text)),
  );

  it('property: masks a secret whatever stands around it and however it is cut', () => {
    fc.assert(
      fc.property(around, around, fc.array(fc.nat(), { maxLength: 8 }), (before, after, places) => {
        const bytes = Buffer.concat([before, Buffer.from(secret), after]);
        const lines = show(cut(bytes, places), [secret]).join('\n');
        expect(lines).not.toContain(secret);
        expect(lines).not.toContain(Buffer.from(secret).toString('hex').match(/../g)?.join(' '));
        expect(lettersOf(lines)).not.toContain(secret);
      }),
      { numRuns: 500 },
    );
  });

  it('property: shows text the same however it is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 6 }), (places) => {
        const bytes = Buffer.from('HTTP/1.1 407 Nein\r\nSet-Cookie: a=b\r\nX: 代理\r\n\r\nbye\r\n');
        expect(show(cut(bytes, places))).toEqual([
          'HTTP/1.1 407 Nein',
          'Set-Cookie: ***',
          'X: 代理',
          '',
          'bye',
        ]);
      }),
    );
  });
});

/** The letters of hex rows, put together: a secret may go over the end of a row. */
function lettersOf(lines: string): string {
  return lines
    .split('\n')
    .map((line) => /^[0-9a-f ]{47} {2}(.*)$/.exec(line)?.[1] ?? '')
    .join('');
}
