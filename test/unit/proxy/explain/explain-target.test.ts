import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExplainTarget } from '../../../../src/lib/proxy/explain/explain-target.js';

function read(text: string) {
  const result = parseExplainTarget(text);
  if (!result.ok) throw new Error(result.problem);
  const { url, scheme, host, port, explicitPort, path } = result.target;
  return { url, scheme, host, port, explicitPort, path, assumed: result.assumed };
}

describe('the target of explain', () => {
  it.each([
    ['https://api.internal', 'https://api.internal', 'https', 'api.internal', 443, false, '/'],
    ['http://a.test:8080/x/y', 'http://a.test:8080/x/y', 'http', 'a.test', 8080, true, '/x/y'],
    ['HTTPS://API.Internal/', 'HTTPS://API.Internal/', 'https', 'API.Internal', 443, false, '/'],
    ['redis://10.0.3.8', 'redis://10.0.3.8', 'redis', '10.0.3.8', 6379, false, '/'],
    [
      'mysql://db.internal:3307/shop',
      'mysql://db.internal:3307/shop',
      'mysql',
      'db.internal',
      3307,
      true,
      '/shop',
    ],
    ['https://[fd00::1]', 'https://[fd00::1]', 'https', 'fd00::1', 443, false, '/'],
    ['https://[fd00::1]:8443/', 'https://[fd00::1]:8443/', 'https', 'fd00::1', 8443, true, '/'],
    ['https://例子.测试/', 'https://例子.测试/', 'https', '例子.测试', 443, false, '/'],
    ['https://xn--fsqu00a.test', 'https://xn--fsqu00a.test', 'https', 'xn--fsqu00a.test', 443, false, '/'],
    ['http://a.test:/', 'http://a.test/', 'http', 'a.test', 80, false, '/'],
    ['strange+thing.1://a.test', 'strange+thing.1://a.test', 'strange+thing.1', 'a.test', 0, false, '/'],
    ['  https://a.test  ', 'https://a.test', 'https', 'a.test', 443, false, '/'],
    ['https://a.test.', 'https://a.test.', 'https', 'a.test.', 443, false, '/'],
  ])('reads %s', (text, url, scheme, host, port, explicitPort, path) => {
    expect(read(text)).toEqual({ url, scheme, host, port, explicitPort, path, assumed: false });
  });

  it.each([
    ['api.internal', 'https://api.internal', 'https', 443],
    ['api.internal:443', 'https://api.internal:443', 'https', 443],
    ['api.internal:8443/x', 'https://api.internal:8443/x', 'https', 8443],
    ['api.internal:80', 'http://api.internal:80', 'http', 80],
    ['localhost:3000', 'http://localhost:3000', 'http', 3000],
    ['10.0.3.8:6379', 'redis://10.0.3.8:6379', 'redis', 6379],
    ['10.0.3.8:3306', 'mysql://10.0.3.8:3306', 'mysql', 3306],
    ['git:22', 'ssh://git:22', 'ssh', 22],
    ['[fd00::1]:443', 'https://[fd00::1]:443', 'https', 443],
    ['fd00::1', 'https://[fd00::1]', 'https', 443],
  ])('takes %s, without a scheme, for %s', (text, url, scheme, port) => {
    expect(read(text)).toMatchObject({ url, scheme, port, assumed: true });
  });

  it.each([
    ['https://li:canary@a.test/x', 'https://a.test/x'],
    ['https://li:can@ary@a.test', 'https://a.test'],
    ['redis://:canary@10.0.3.8:6379/0', 'redis://10.0.3.8:6379/0'],
    ['li:canary@a.test:443', 'https://a.test:443'],
    ['https://a.test/x?token=canary#canary', 'https://a.test/x'],
    ['https://a.test?token=canary', 'https://a.test'],
  ])('drops what may be secret from %s', (text, url) => {
    expect(read(text).url).toBe(url);
  });

  it.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['https://', 'host'],
    ['https:///x', 'host'],
    ['file:///etc/hosts', 'host'],
    ['https://[fd00::1', 'host'],
    ['https://[not-v6]', 'host'],
    ['https://a,b', 'host'],
    ['https://"a.test"', 'host'],
    ['http:\\\\a.test', 'port'],
    ['https:/a.test', 'port'],
    ['a.test:', 'port'],
    ['https://a.test:x', 'port'],
    ['https://a.test:0', 'port'],
    ['https://a.test:65536', 'port'],
    ['https://a b', 'character'],
    ['https://a.test/\u001b[31m', 'character'],
    ['https://a.test/\u0000', 'character'],
  ])('refuses %j: %s', (text, problem) => {
    expect(parseExplainTarget(text)).toEqual({ ok: false, problem });
  });

  it('never throws, and what it accepts it reads the same again', () => {
    const part = fc.constantFrom(
      'http',
      '://',
      ':',
      '/',
      '@',
      '[',
      ']',
      'a.test',
      '443',
      '?',
      '#',
      '::1',
      'é',
      ' ',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(part, { maxLength: 8 }).map((parts) => parts.join('')),
        ),
        (text) => {
          const first = parseExplainTarget(text);
          if (!first.ok) return;
          const second = parseExplainTarget(first.target.url);
          expect(second).toEqual({ ok: true, target: first.target, assumed: false });
          expect(first.target.url).not.toMatch(/^[^:]*:\/\/[^/]*@|[?#]/);
        },
      ),
      { numRuns: 500 },
    );
  });
});
