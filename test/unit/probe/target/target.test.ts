import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatStatusRanges,
  isExpectedStatus,
  parseStatusRanges,
} from '../../../../src/lib/probe/target/status-ranges.js';
import { parseTarget, targetKinds } from '../../../../src/lib/probe/target/target.js';

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
    ['缓存.test:6379', 'tcp', 'xn--q8s744f.test', 6379, '缓存.test:6379', '/', none],
    ['redis://:word@缓存.test', 'redis', 'xn--q8s744f.test', 6379, 'redis://缓存.test', '/', [null, 'word']],
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
    ['tls://api.test', 'tls', 'api.test', 443, 'tls://api.test', '/', none],
    ['tls://api.test:8443', 'tls', 'api.test', 8443, 'tls://api.test:8443', '/', none],
    ['mysql://db.test', 'mysql', 'db.test', 3306, 'mysql://db.test', '/', none],
    [
      'mysql://li:word@db.test/orders',
      'mysql',
      'db.test',
      3306,
      'mysql://db.test/orders',
      '/orders',
      ['li', 'word'],
    ],
    ['postgres://db.test', 'postgres', 'db.test', 5432, 'postgres://db.test', '/', none],
    [
      'postgresql://li@db.test:5433/a',
      'postgres',
      'db.test',
      5433,
      'postgres://db.test:5433/a',
      '/a',
      ['li', ''],
    ],
    [
      'postgres://db.test/a?password=word&sslmode=require',
      'postgres',
      'db.test',
      5432,
      'postgres://db.test/a',
      '/a',
      none,
    ],
    ['ssh://git@code.test', 'ssh', 'code.test', 22, 'ssh://code.test', '/', ['git', '']],
    ['grpc://svc.test:9090', 'grpc', 'svc.test', 9090, 'grpc://svc.test:9090', '/', none],
    [
      'grpcs://svc.test:443/shop.v1.Orders',
      'grpcs',
      'svc.test',
      443,
      'grpcs://svc.test:443/shop.v1.Orders',
      '/shop.v1.Orders',
      none,
    ],
    ['ws://chat.test/room?a=b', 'ws', 'chat.test', 80, 'ws://chat.test/room?a=b', '/room?a=b', none],
    ['wss://chat.test', 'wss', 'chat.test', 443, 'wss://chat.test', '/', none],
    ['dns://10.0.0.2/db.test', 'dns', '10.0.0.2', 53, 'dns://10.0.0.2/db.test', '/db.test', none],
    ['proxy://', 'proxy', '', 0, 'proxy://', '/', none],
    ['PROXY://', 'proxy', '', 0, 'proxy://', '/', none],
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
    ['ftp://files.test', 'scheme'],
    ['socks5://p:1', 'scheme'],
    ['proxy://p:1', 'proxy-address'],
    ['proxy://p', 'proxy-address'],
    ['grpc://svc.test', 'port-missing'],
    ['grpc://svc.test:1/a?b', 'rest'],
    ['tls://api.test/x', 'rest'],
    ['tls://li:word@api.test', 'credentials'],
    ['ssh://code.test/x', 'rest'],
    ['dns://10.0.0.2', 'question'],
    ['dns:///', 'question'],
    ['mysql://db test', 'host'],
    ['缓 存.test:6379', 'host'],
    ['缓存.test:99999', 'host'],
    ['cache.test:1#body=(', 'option'],
    ['cache.test:1#slo=tls', 'option'],
    ['cache.test:1#slo=handshake=1s', 'option'],
    ['cache.test:1#tag=', 'option'],
    ['cache.test:1#speed=5', 'option'],
    ['cache.test:1#timeout=5', 'option'],
    ['cache.test:1#timeout=0s', 'option'],
    ['cache.test:1#timeout=25h', 'option'],
    ['https://api.test#expect=abc', 'option'],
    ['https://api.test#name=', 'option'],
  ])('%j is refused: %s', (text, problem) => {
    expect(parseTarget(text)).toMatchObject({ ok: false, problem });
  });

  it('hides what is named like a secret in its query, and sends it', () => {
    const url = 'https://api.test/a?user=li&access_token=abc&api_key=k&Signature=s%3D&page=2';
    expect(parseTarget(url)).toMatchObject({
      target: {
        shown: 'https://api.test/a?user=li&access_token=***&api_key=***&Signature=***&page=2',
        path: '/a?user=li&access_token=abc&api_key=k&Signature=s%3D&page=2',
      },
    });
  });

  const schemes = ['', ...targetKinds.map((kind) => `${kind}://`), 'postgresql://', 'x://'];

  it('never throws, and never shows a user part or a fragment', () => {
    const rest = fc.oneof(
      fc.string(),
      fc.webUrl({ withFragments: true }).map((url) => url.slice(8)),
    );
    fc.assert(
      fc.property(fc.constantFrom(...schemes), rest, (start, tail) => {
        const result = parseTarget(start + tail);
        if (!result.ok) return;
        const { shown, host } = result.target;
        expect(shown).not.toMatch(/#/);
        const authority = shown.replace(/^[a-z]+:\/\//, '').split(/[/?]/, 1)[0] ?? '';
        expect(authority).not.toContain('@');
        expect(authority === '' || shown.startsWith('dns://') || authority.includes(host)).toBe(true);
      }),
    );
  });

  it('never shows a password, nor the value of a secret in a query', () => {
    const word = fc
      .string({ minLength: 6, maxLength: 20, unit: 'grapheme-ascii' })
      .map((text) => `S${text}T`);
    fc.assert(
      fc.property(
        fc.constantFrom(...schemes),
        word,
        fc.constantFrom('', '/', '/0', '?a=b#name=c'),
        (start, secret, end) => {
          const encoded = encodeURIComponent(secret);
          for (const text of [
            `${start}li:${encoded}@cache.test:1${end}`,
            `${start}cache.test:1/?password=${encoded}`,
          ]) {
            const result = parseTarget(text);
            if (result.ok) expect(decodeURIComponent(result.target.shown)).not.toContain(secret);
            // The one thing that an error repeats of it; `badTarget` masks the rest.
            else expect(result.what ?? '').not.toContain(secret);
          }
        },
      ),
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
