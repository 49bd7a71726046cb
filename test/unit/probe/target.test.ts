import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatStatusRanges,
  isExpectedStatus,
  parseStatusRanges,
} from '../../../src/lib/probe/status-ranges.js';
import { parseTarget } from '../../../src/lib/probe/target.js';

const none = null;

describe('a target', () => {
  it.each([
    ['10.0.3.8:6379', 'tcp', '10.0.3.8', 6379, '10.0.3.8:6379', '/', none],
    ['[fd00::1]:22', 'tcp', 'fd00::1', 22, '[fd00::1]:22', '/', none],
    ['tcp://db.test:3306', 'tcp', 'db.test', 3306, 'tcp://db.test:3306', '/', none],
    ['http://api.test', 'http', 'api.test', 80, 'http://api.test', '/', none],
    ['HTTPS://API.test/', 'https', 'api.test', 443, 'https://api.test/', '/', none],
    ['https://api.test:8443/a?b=c', 'https', 'api.test', 8443, 'https://api.test:8443/a?b=c', '/a?b=c', none],
    ['http://[::1]:8080/x', 'http', '::1', 8080, 'http://[::1]:8080/x', '/x', none],
    ['https://li:w%40rd@api.test/x', 'https', 'api.test', 443, 'https://api.test/x', '/x', ['li', 'w@rd']],
    ['redis://cache.test', 'redis', 'cache.test', 6379, 'redis://cache.test', '/', none],
    [
      'redis://:word@cache.test:6380/2',
      'redis',
      'cache.test',
      6380,
      'redis://cache.test:6380/2',
      '/2',
      [null, 'word'],
    ],
    [
      'rediss://app:a/b@c@cache.test',
      'rediss',
      'cache.test',
      6379,
      'rediss://cache.test',
      '/',
      ['app', 'a/b@c'],
    ],
    ['redis://app:100%@cache.test', 'redis', 'cache.test', 6379, 'redis://cache.test', '/', ['app', '100%']],
  ] as const)('%s', (text, kind, host, port, shown, path, login) => {
    const credentials = login && { username: login[0], password: login[1] };
    expect(parseTarget(text)).toMatchObject({
      ok: true,
      target: { kind, host, port, shown, path, credentials, name: null },
    });
  });

  it.each([
    ['cache.test', 'port-missing'],
    ['tcp://cache.test', 'port-missing'],
    ['', 'host'],
    [':6379', 'host'],
    ['cache.test:0', 'host'],
    ['cache.test:70000', 'host'],
    ['http://', 'host'],
    ['https://a b/', 'host'],
    ['cache.test:1/x', 'rest'],
    ['redis://cache.test/zero', 'rest'],
    ['li:word@cache.test:1', 'credentials'],
    ['redis://word@cache.test', 'credentials'],
    ['mysql://db.test', 'scheme'],
    ['socks5://p:1', 'scheme'],
    ['cache.test:1#speed=5', 'option'],
    ['cache.test:1#timeout=5', 'option'],
    ['cache.test:1#timeout=0s', 'option'],
    ['cache.test:1#timeout=25h', 'option'],
    ['https://api.test#expect=abc', 'option'],
    ['https://api.test#name=', 'option'],
  ])('%j is refused: %s', (text, problem) => {
    expect(parseTarget(text)).toMatchObject({ ok: false, problem });
  });

  it('reads its options from the fragment, and does not show them', () => {
    expect(parseTarget('https://api.test/health#expect=200,204;timeout=3s;name=my%20api')).toMatchObject({
      target: {
        shown: 'https://api.test/health',
        path: '/health',
        name: 'my api',
        options: {
          expectStatus: [
            { from: 200, to: 200 },
            { from: 204, to: 204 },
          ],
          timeoutMs: 3_000,
        },
      },
    });
    expect(parseTarget('cache.test:1#')).toMatchObject({ ok: true, target: { shown: 'cache.test:1' } });
  });

  it('does not repeat what may be the end of a password as an option it does not know', () => {
    expect(parseTarget('redis://li:12#se-cret@cache.test')).toEqual({
      ok: false,
      problem: 'option',
      what: null,
    });
    expect(parseTarget('cache.test:1#speed=5')).toEqual({ ok: false, problem: 'option', what: 'speed=5' });
  });

  it('never throws, and never shows a user part or a fragment', () => {
    const scheme = fc.constantFrom('', 'tcp://', 'http://', 'https://', 'redis://', 'rediss://');
    const rest = fc.oneof(
      fc.string(),
      fc.webUrl({ withFragments: true }).map((url) => url.slice(8)),
    );
    fc.assert(
      fc.property(scheme, rest, (start, tail) => {
        const result = parseTarget(start + tail);
        if (result.ok)
          expect(new URL(`x://${result.target.shown.replace(/^.*?:\/\//, '')}`)).toMatchObject({
            username: '',
            hash: '',
          });
      }),
    );
  });
});

describe('expected statuses', () => {
  it.each([
    ['200-399', '200-399'],
    ['200,204', '200,204'],
    [' 200 , 300-302 ', '200,300-302'],
    ['204-204', '204'],
  ])('%j', (text, formatted) => {
    expect(formatStatusRanges(parseStatusRanges(text) ?? [])).toBe(formatted);
  });

  it.each(['', '2xx', '200-', '-200', '399-200', '600', '99', '200;204'])('%j is refused', (text) => {
    expect(parseStatusRanges(text)).toBeNull();
  });

  it('counts both ends in', () => {
    const ranges = parseStatusRanges('200-299,404') ?? [];
    expect([199, 200, 299, 300, 404].map((status) => isExpectedStatus(status, ranges))).toEqual([
      ...[false, true, true, false, true],
    ]);
  });
});
