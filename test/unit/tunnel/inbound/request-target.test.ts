import { describe, expect, it } from 'vitest';
import { parseRequestHead } from '../../../../src/lib/tunnel/inbound/request-head.js';
import { wishOf } from '../../../../src/lib/tunnel/inbound/request-target.js';

function wish(requestLine: string, ...headers: string[]) {
  const head = parseRequestHead(Buffer.from(`${[requestLine, ...headers].join('\r\n')}\r\n\r\n`));
  if (head === null) throw new Error('the head itself is malformed');
  return wishOf(head);
}

describe('what a client wants', () => {
  it.each([
    ['CONNECT a.test:443 HTTP/1.1', []],
    ['CONNECT a.test:443 HTTP/1.0', []],
    ['CONNECT a.test:443 HTTP/1.1', ['Host: other.test', 'Content-Length: 0']],
  ])('is a tunnel: %s %s', (line, headers) => {
    expect(wish(line, ...headers)).toEqual({ kind: 'connect', authority: { host: 'a.test', port: 443 } });
  });

  it.each([
    ['no port', 'CONNECT a.test HTTP/1.1', []],
    ['a URL', 'CONNECT http://a.test:80/ HTTP/1.1', []],
    ['a path', 'CONNECT / HTTP/1.1', []],
    ['a body', 'CONNECT a.test:443 HTTP/1.1', ['Content-Length: 3']],
    ['chunks', 'CONNECT a.test:443 HTTP/1.1', ['Transfer-Encoding: chunked']],
    ['two hosts', 'CONNECT a.test:443 HTTP/1.1', ['Host: a', 'Host: a']],
    ['a disguised address', 'CONNECT 0x7f000001:80 HTTP/1.1', []],
  ])('is no tunnel with %s', (_what, line, headers) => {
    expect(wish(line, ...headers)).toBeNull();
  });

  it.each([
    ['http://a.test/', 'a.test', 80, '/', 'a.test'],
    ['http://a.test', 'a.test', 80, '/', 'a.test'],
    ['HTTP://a.test:8080/x?y=1:2', 'a.test', 8080, '/x?y=1:2', 'a.test:8080'],
    ['http://a.test?q=http://b/', 'a.test', 80, '/?q=http://b/', 'a.test'],
    ['http://[::1]/p@q', '::1', 80, '/p@q', '[::1]'],
    ['http://[::1]:81/', '::1', 81, '/', '[::1]:81'],
    ['http://10.0.0.1:80/', '10.0.0.1', 80, '/', '10.0.0.1:80'],
  ])('is a request to pass on: %s', (target, host, port, path, sentHost) => {
    expect(wish(`GET ${target} HTTP/1.1`, 'Host: ignored.test')).toEqual({
      kind: 'forward',
      destination: { authority: { host, port }, path, host: sentHost },
      framing: 'none',
      upgrade: false,
    });
  });

  it('is about the server itself with OPTIONS and no path', () => {
    expect(wish('OPTIONS http://a.test HTTP/1.1', 'Host: a.test')).toMatchObject({
      destination: { path: '*' },
    });
  });

  it.each([
    ['origin form', 'GET / HTTP/1.1', ['Host: a.test']],
    ['asterisk form', 'OPTIONS * HTTP/1.1', ['Host: a.test']],
    ['authority form', 'GET a.test:80 HTTP/1.1', ['Host: a.test']],
    ['https', 'GET https://a.test/ HTTP/1.1', ['Host: a.test']],
    ['ftp', 'GET ftp://a.test/ HTTP/1.1', ['Host: a.test']],
    ['a proxy’s echo of our credentials', 'TRACE http://a.test/ HTTP/1.1', ['Host: a', 'Max-Forwards: 0']],
    ['a user', 'GET http://me:pw@a.test/ HTTP/1.1', ['Host: a.test']],
    ['a fragment', 'GET http://a.test/#x HTTP/1.1', ['Host: a.test']],
    ['an empty host', 'GET http:///x HTTP/1.1', ['Host: a.test']],
    ['an empty port', 'GET http://a.test:/ HTTP/1.1', ['Host: a.test']],
    ['a backslash in the host', 'GET http://a.test\\b/ HTTP/1.1', ['Host: a.test']],
    ['a disguised address', 'GET http://2130706433/ HTTP/1.1', ['Host: a.test']],
    ['no Host', 'GET http://a.test/ HTTP/1.1', []],
    ['two Hosts', 'GET http://a.test/ HTTP/1.1', ['Host: a.test', 'Host: b.test']],
    [
      'a length and chunks',
      'POST http://a.test/ HTTP/1.1',
      ['Host: a', 'Content-Length: 1', 'Transfer-Encoding: chunked'],
    ],
  ])('is refused: %s', (_what, line, headers) => {
    expect(wish(line, ...headers)).toBeNull();
  });
});
