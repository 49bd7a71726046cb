import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeadReader, type HeadReading, longestHeadBytes } from '../../../../src/lib/proxy/way/http-head.js';
import { authSchemes, proxyStatusError, readProxyReply } from '../../../../src/lib/proxy/way/proxy-reply.js';

/** What the reader says of these bytes, cut at these places; the rest it got no chance to see goes to `rest`. */
function read(bytes: Buffer, cuts: readonly number[] = []): HeadReading {
  const reader = new HeadReader();
  const places = [...new Set([...cuts.filter((cut) => cut > 0 && cut < bytes.length), bytes.length])];
  places.sort((a, b) => a - b);
  let from = 0;
  for (const to of places) {
    const reading = reader.push(bytes.subarray(from, to));
    if (reading.kind === 'head')
      return { ...reading, rest: Buffer.concat([reading.rest, bytes.subarray(to)]) };
    if (reading.kind === 'not-http') return { ...reading, bytes };
    if (reading.kind !== 'more') return reading;
    from = to;
  }
  return { kind: 'more' };
}

const text = (value: string) => Buffer.from(value, 'latin1');

describe('the head of an answer to CONNECT', () => {
  it.each([
    ['HTTP/1.1 200 Connection established\r\n\r\n', 200, 'Connection established'],
    ['HTTP/1.0 200\r\n\r\n', 200, ''],
    ['HTTP/1.1 407 Proxy Authentication Required\r\nA: b\r\n\r\n', 407, 'Proxy Authentication Required'],
    ['HTTP/1.1 200 OK\n\n', 200, 'OK'],
    ['HTTP/1.1 200 OK\nA: b\r\n\n', 200, 'OK'],
    ['HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n', 200, 'OK'],
    ['HTTP/1.1 101 Switching Protocols\r\n\r\n', 101, 'Switching Protocols'],
  ])('%j', (bytes, status, reason) => {
    expect(read(text(bytes))).toMatchObject({
      kind: 'head',
      head: { status, reason },
      rest: Buffer.alloc(0),
    });
  });

  it('keeps every value of a header, joins folded lines, and hands over what follows', () => {
    const reading = read(
      text('HTTP/1.1 407 x\r\nVia: a\r\nvia:  b \r\nX: one\r\n  two\r\n\r\nSSH-2.0\r\n\r\n'),
    );
    expect(reading.kind === 'head' && [...reading.head.headers]).toEqual([
      ['via', ['a', 'b']],
      ['x', ['one two']],
    ]);
    expect(reading.kind === 'head' && reading.rest.toString()).toBe('SSH-2.0\r\n\r\n');
  });

  it.each([
    'HTTP/2 200\r\n\r\n',
    'HTTP/1.1 20 OK\r\n\r\n',
    'HTTP/1.1 099 x\r\n\r\n',
    'HTTP/1.1 200 OK\r\nno colon\r\n\r\n',
    'HTTP/1.1 200 OK\r\nbad name: x\r\n\r\n',
    'HTTP/1.1 200 OK\r\n folded: first\r\n\r\n',
    'SSH-2.0-x\r\n',
    '\u0015\u0003\u0003',
  ])('%j is no HTTP', (bytes) => {
    expect(read(text(bytes)).kind).toBe('not-http');
  });

  it('knows from the first byte that it is no HTTP', () => {
    expect(new HeadReader().push(text('\u0005')).kind).toBe('not-http');
    expect(new HeadReader().push(text('H')).kind).toBe('more');
  });

  it('reads a head of 16 KiB, and not one byte more', () => {
    const head = (bytes: number) => {
      const frame = 'HTTP/1.1 200 OK\r\nX: \r\n\r\n';
      return text(frame.replace('X: ', `X: ${'y'.repeat(bytes - frame.length)}`));
    };
    expect(read(head(longestHeadBytes)).kind).toBe('head');
    expect(read(head(longestHeadBytes + 1)).kind).toBe('too-long');
    expect(read(text('HTTP/1.1 103 x\r\n\r\n'.repeat(2_000))).kind).toBe('too-long');
  });

  it('is the same however its bytes are cut', () => {
    const line = fc.constantFrom(
      'Via: 1.1 squid',
      'X-A:b',
      'Content-Length: 5',
      ' folded',
      'bad line',
      'A: \u00fc',
    );
    const end = fc.constantFrom('\r\n', '\n');
    const answer = fc
      .tuple(
        fc.constantFrom('', 'HTTP/1.1 100 Continue\r\n\r\n', 'HTTP/1.1 102 x\n\n'),
        fc.constantFrom('HTTP/1.1 200 OK', 'HTTP/1.0 407 Auth', 'HTTP/1.1 x', 'SSH-2.0', 'HTTP/1.1 503'),
        fc.array(fc.tuple(line, end), { maxLength: 6 }),
        end,
        fc.constantFrom('', '\r\n', '+PONG\r\n', 'HTTP/1.1 500 x\r\n\r\n'),
      )
      .map(([interim, status, lines, last, rest]) =>
        text(`${interim}${status}${last}${lines.flat().join('')}${last}${rest}`),
      );
    fc.assert(
      fc.property(answer, fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 40 }), (bytes, cuts) => {
        expect(read(bytes, cuts)).toEqual(read(bytes));
        expect(read(bytes, Array.from(bytes.keys()))).toEqual(read(bytes));
      }),
    );
  });
});

describe('what a proxy says', () => {
  it.each([
    [['Basic realm="squid"'], ['Basic']],
    [
      ['Negotiate', 'NTLM', 'Basic realm="a"'],
      ['Negotiate', 'NTLM', 'Basic'],
    ],
    [['Negotiate, NTLM, Basic realm="a"'], ['Negotiate', 'NTLM', 'Basic']],
    [['Digest realm="a, Basic b", nonce="x", qop="auth", Basic realm="c"'], ['Digest', 'Basic']],
    [['NTLM TlRMTVNTUAACAAAA=='], ['NTLM']],
    [['Digest realm="a", algorithm=MD5', 'Digest realm="a", algorithm=SHA-256'], ['Digest']],
    [['basic realm = "x"'], ['basic']],
    [['Digest realm="a", nonce="b", algorithm=SHA-512'], ['Digest (SHA-512)']],
    [
      ['Digest realm="a", nonce="b", qop="auth-int"', 'Digest realm="a", nonce="b"'],
      ['Digest (auth-int)', 'Digest'],
    ],
    [[''], []],
    [[], []],
  ])('schemes of %j', (values, schemes) => {
    expect(authSchemes(values)).toEqual(schemes);
  });

  it.each([
    ['aliproxy; error=connection_refused; details="errno 111"', 'connection_refused'],
    ['"a; error=no"; error=dns_error', 'dns_error'],
    ['edge, origin; error=connection_timeout', 'connection_timeout'],
    ['squid; details="error=x; error=y"', null],
    ['aliproxy', null],
    ['a; error="dns_timeout"', 'dns_timeout'],
  ])('Proxy-Status %j', (value, error) => {
    expect(proxyStatusError(value)).toBe(error);
  });

  it('takes the facts out of the headers, cleaned', () => {
    const headers = new Map([
      ['x-squid-error', ['ERR_CONNECT_FAIL 111']],
      ['retry-after', ['30']],
      ['server', ['squid/5.7\u0007']],
      ['content-length', ['0']],
      ['via', ['1.1 squid']],
    ]);
    expect(readProxyReply({ status: 503, reason: 'No', headers })).toMatchObject({
      ...{ squidError: 'ERR_CONNECT_FAIL 111', retryAfterSeconds: 30, server: 'squid/5.7', via: '1.1 squid' },
      ...{ hasBody: false, bodyLine: null, location: null },
    });
    const later = new Map([['retry-after', ['Fri, 31 Dec 2027 23:59:59 GMT']]]);
    expect(readProxyReply({ status: 503, reason: '', headers: later }).retryAfterSeconds).toBeNull();
  });

  it('never throws on a header, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (first, second) => {
        authSchemes([first, second]);
        proxyStatusError(first);
        const headers = new Map([
          ['proxy-authenticate', [first]],
          ['proxy-status', [second]],
        ]);
        expect(readProxyReply({ status: 407, reason: first, headers }, Buffer.from(second)).status).toBe(407);
      }),
    );
  });
});
