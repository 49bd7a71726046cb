import { describe, expect, it } from 'vitest';
import {
  headersForTarget,
  isLoop,
  withoutHopByHop,
} from '../../../../src/lib/tunnel/inbound/forwarded-headers.js';
import type { Header, RequestHead } from '../../../../src/lib/tunnel/inbound/request-head.js';

const head = (headers: Header[]): RequestHead => ({
  method: 'GET',
  target: 'http://a.test/',
  version: '1.1',
  headers,
});

const plain = { host: 'a.test', pseudonym: 'us', upgrade: false, authorization: null };

describe('the headers that are passed on', () => {
  it('lack those of one connection, and what Connection names', () => {
    const headers: Header[] = [
      ['Accept', '*/*'],
      ['Connection', 'close, X-Hop'],
      ['x-hop', '1'],
      ['Keep-Alive', 'timeout=5'],
      ['Proxy-Connection', 'keep-alive'],
      ['Proxy-Authorization', 'Basic c2VjcmV0'],
      ['TE', 'trailers'],
      ['Trailer', 'X'],
      ['Transfer-Encoding', 'chunked'],
      ['Upgrade', 'websocket'],
      ['Cookie', 'a=b'],
    ];
    expect(withoutHopByHop(headers)).toEqual([
      ['Accept', '*/*'],
      ['Cookie', 'a=b'],
    ]);
  });

  it.each(['Content-Length', 'Via', 'Host'])('keep %s even where Connection names it', (name) => {
    expect(
      withoutHopByHop([
        ['Connection', name.toLowerCase()],
        [name, '1'],
      ]),
    ).toEqual([[name, '1']]);
  });

  it('keep the Proxy-Status of a proxy behind us', () => {
    expect(withoutHopByHop([['Proxy-Status', 'cdn; hit']])).toEqual([['Proxy-Status', 'cdn; hit']]);
  });

  it("name the target's host, not the client's, and us", () => {
    expect(
      headersForTarget(
        head([
          ['Host', 'evil.test'],
          ['Via', '1.1 before'],
          ['A', 'b'],
        ]),
        { ...plain, host: 'a.test:8080' },
      ),
    ).toEqual([
      ['Host', 'a.test:8080'],
      ['Via', '1.1 before'],
      ['A', 'b'],
      ['Via', '1.1 us'],
      ['Connection', 'close'],
    ]);
  });

  it('keep chunks as chunks, also for a method that has no body as a rule', () => {
    expect(headersForTarget(head([['Transfer-Encoding', 'chunked']]), plain)).toContainEqual([
      'Transfer-Encoding',
      'chunked',
    ]);
  });
});

describe('a loop', () => {
  it.each<[boolean, Header[]]>([
    [true, [['Via', '1.1 aliproxy-1']]],
    [true, [['Via', '1.0 first, 1.1 aliproxy-1 (comment), 1.1 last']]],
    [
      true,
      [
        ['via', '1.1 first'],
        ['VIA', 'HTTP/1.1 aliproxy-1'],
      ],
    ],
    [true, [['Via', Array(16).fill('1.1 other').join(', ')]]],
    [false, [['Via', Array(15).fill('1.1 other').join(', ')]]],
    [false, [['Via', '1.1 aliproxy-12']]],
    [false, [['X-Via', '1.1 aliproxy-1']]],
    [false, []],
  ])('is %s with %j', (expected, headers) => {
    expect(isLoop(headers, 'aliproxy-1')).toBe(expected);
  });
});
