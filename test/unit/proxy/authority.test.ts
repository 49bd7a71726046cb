import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAuthority, parseAuthority } from '../../../src/lib/proxy/authority.js';

const longLabel = 'a'.repeat(63);
const name253 = `${longLabel}.${longLabel}.${longLabel}.${'a'.repeat(61)}`;

describe('the target of a CONNECT request', () => {
  it.each([
    ['example.com:443', 'example.com', 443],
    ['EXAMPLE.com:443', 'EXAMPLE.com', 443],
    ['localhost:1', 'localhost', 1],
    ['a:65535', 'a', 65_535],
    ['_redis._tcp.internal:6379', '_redis._tcp.internal', 6379],
    ['r-bp1abc.redis.rds.aliyuncs.com:6379', 'r-bp1abc.redis.rds.aliyuncs.com', 6379],
    ['example.com.:443', 'example.com.', 443],
    ['1.example.com:80', '1.example.com', 80],
    ['10.0.0.1.example:80', '10.0.0.1.example', 80],
    ['10.0.3.8:6379', '10.0.3.8', 6379],
    ['[::1]:443', '::1', 443],
    ['[fd00::1]:443', 'fd00::1', 443],
    ['[::ffff:127.0.0.1]:80', '::ffff:127.0.0.1', 80],
    [`${name253}:443`, name253, 443],
    ['xn--fiqs8s.test:443', 'xn--fiqs8s.test', 443],
  ])('reads %s', (text, host, port) => {
    expect(parseAuthority(text)).toEqual({ host, port });
  });

  it.each([
    ['an absent port', 'example.com'],
    ['an empty port', 'example.com:'],
    ['port 0', 'example.com:0'],
    ['a port above 65535', 'example.com:65536'],
    ['a long port', 'example.com:4430000000'],
    ['a port in disguise', 'example.com:0443'],
    ['a signed port', 'example.com:+443'],
    ['a port that is a word', 'example.com:https'],
    ['a second port', 'example.com:80:443'],
    ['an absent host', ':443'],
    ['nothing', ''],
    ['a scheme', 'http://example.com:80'],
    ['a path', 'example.com:80/'],
    ['a user', 'user@example.com:80'],
    ['a user and password', 'user:pass@example.com:80'],
    ['a blank', 'exam ple.com:80'],
    ['a line end', 'example.com:80\n'],
    ['a NUL', 'example.com\u0000:80'],
    ['an escape', 'ex%61mple.com:80'],
    ['letters beyond ASCII', '例子.test:80'],
    ['an empty label', 'a..b:80'],
    ['a leading dot', '.a:80'],
    ['two dots at the end', 'a..:80'],
    ['a label that begins with a hyphen', '-a.test:80'],
    ['a label that ends with a hyphen', 'a-.test:80'],
    ['a label of 64', `${'a'.repeat(64)}.test:80`],
    ['a name of 254', `${name253}a:443`],
    ['a bare IPv6', '::1:443'],
    ['IPv6 without a port', '[::1]'],
    ['an empty literal', '[]:443'],
    ['IPv4 in brackets', '[127.0.0.1]:80'],
    ['a name in brackets', '[localhost]:80'],
    ['a zone', '[fe80::1%eth0]:80'],
    ['a broken IPv6', '[fd00::1::2]:80'],
    ['decimal IPv4', '2130706433:80'],
    ['octal IPv4', '0177.0.0.1:80'],
    ['hexadecimal IPv4', '0x7f.0.0.1:80'],
    ['hexadecimal IPv4 in one', '0x7f000001:80'],
    ['hexadecimal at the end', '127.0.0.0x1:80'],
    ['short IPv4', '127.1:80'],
    ['IPv4 with leading zeros', '127.0.0.01:80'],
    ['IPv4 out of range', '256.0.0.1:80'],
    ['five numbers', '1.2.3.4.5:80'],
    ['IPv4 with a dot at the end', '127.0.0.1.:80'],
    ['a bare zero', '0:80'],
    ['a bare 0x', '0x:80'],
  ])('refuses %s', (_what, text) => {
    expect(parseAuthority(text)).toBeNull();
  });

  it('comes back from its own text for every address and name', () => {
    const label = fc.stringMatching(/^[a-z0-9_](?:[a-z0-9_-]{0,10}[a-z0-9_])?$/);
    const name = fc
      .array(label, { minLength: 1, maxLength: 5 })
      .map((labels) => [...labels, 'test'].join('.'));
    const host = fc.oneof(name, fc.ipV4(), fc.ipV6());
    fc.assert(
      fc.property(host, fc.integer({ min: 1, max: 65_535 }), (value, port) => {
        expect(parseAuthority(formatAuthority({ host: value, port }))).toEqual({ host: value, port });
      }),
    );
  });

  it('never takes for a name what a resolver takes for an address', () => {
    const part = fc.oneof(
      fc.nat(0xffffffff).map(String),
      fc.nat(0xffffffff).map((number) => `0x${number.toString(16)}`),
      fc.nat(0xffff).map((number) => `0${number.toString(8)}`),
    );
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
        const text = parts.join('.');
        const parsed = parseAuthority(`${text}:80`);
        expect(parsed === null || isIP(text) === 4).toBe(true);
      }),
    );
  });
});
