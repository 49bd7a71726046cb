import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDestinationRule } from '../../../../src/lib/tunnel/access/destination-rule.js';
import { glob } from '../../../../src/lib/tunnel/access/glob.js';

const ipv4 = { address: '10.0.0.0', prefix: 8 };
const ipv6 = { address: 'fd00::', prefix: 8 };
const any = { subnet: null, host: null, ports: null };
const port = (from: number, to = from) => ({ from, to });

describe('an entry of an allow or deny list', () => {
  it.each([
    ['10.0.0.0/8', { subnet: ipv4 }],
    ['10.0.3.8', { subnet: { address: '10.0.3.8', prefix: 32 } }],
    ['10.0.0.0/8:443', { subnet: ipv4, ports: port(443) }],
    ['10.0.3.8:6379-6384', { subnet: { address: '10.0.3.8', prefix: 32 }, ports: port(6379, 6384) }],
    ['fd00::/8', { subnet: ipv6 }],
    ['fd00::1', { subnet: { address: 'fd00::1', prefix: 128 } }],
    // Without brackets all of it is an address.
    ['fd00::1:443', { subnet: { address: 'fd00::1:443', prefix: 128 } }],
    ['[fd00::/8]', { subnet: ipv6 }],
    ['[fd00::/8]:6379', { subnet: ipv6, ports: port(6379) }],
    ['[::ffff:10.0.0.0/104]:443', { subnet: ipv4, ports: port(443) }],
    ['*.internal', { host: '*.internal' }],
    ['*.Internal.', { host: '*.internal' }],
    ['redis', { host: 'redis' }],
    ['db-*.a_b.test:5432', { host: 'db-*.a_b.test', ports: port(5432) }],
    ['*.10.test', { host: '*.10.test' }],
    ['*.*', { host: '*.*' }],
    [':443', { ports: port(443) }],
    [':8000-8100', { ports: port(8000, 8100) }],
    ['*', {}],
    ['*:443', { ports: port(443) }],
  ])('is %s', (text, parts) => {
    expect(parseDestinationRule(text)).toEqual({ text, ...any, ...parts });
  });

  it.each([
    ['', 'nothing'],
    [':', 'no port'],
    ['443', 'a port without its colon'],
    [':0', 'no port'],
    [':65536', 'no port'],
    [':0443', 'not the way to write a number'],
    [':100-99', 'a range that is empty'],
    [':1-65536', 'no port'],
    [':80,443', 'two'],
    [':http', 'a name of a port'],
    ['a.test:', 'a port is missing'],
    ['10.0.0.0/33', 'no prefix'],
    ['/8', 'no address'],
    ['a.test/8', 'a name has no prefix'],
    ['[10.0.0.1]:80', 'brackets are for IPv6'],
    ['[fd00::1', 'half a bracket'],
    ['[fd00::1]443', 'no colon'],
    ['[fd00::1]:', 'a port is missing'],
    ['[a.test]:80', 'brackets are for IPv6'],
    ['fe80::1%eth0', 'a zone'],
    ['[fe80::1%2]:80', 'a zone'],
    ['127.1', 'an address in disguise'],
    ['0x7f000001', 'an address in disguise'],
    ['2130706433:80', 'an address in disguise'],
    ['10.*', 'would look like a block of addresses'],
    ['10.0.*.*', 'would look like a block of addresses'],
    ['*.10', 'ends in a number, as no name does'],
    ['http://a.test', 'a URL'],
    ['a.test/path', 'a URL'],
    ['li@a.test', 'a user'],
    ['a..test', 'an empty label'],
    ['.internal', 'an empty label'],
    ['a b', 'a blank'],
    [' a.test', 'a blank'],
    ['!a.test', 'a mark of other programs'],
    ['a?.test', 'a mark of other programs'],
    ['bücher.test', 'clients ask for xn--bcher-kva.test'],
    ['a\n.test', 'a line feed'],
    [`${'a'.repeat(254)}`, 'longer than any name'],
  ])('is not %j: %s', (text) => {
    expect(parseDestinationRule(text)).toBeNull();
  });

  it('is read or refused, never a crash, and what is read is in its text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789af.:/*[]-%x'), maxLength: 24 }), (text) => {
        const rule = parseDestinationRule(text);
        if (rule === null) return;
        expect(rule.text).toBe(text);
        expect(rule.subnet === null || rule.host === null).toBe(true);
        if (rule.ports !== null) expect(text.endsWith(String(rule.ports.to))).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a pattern', () => {
  it('fits what the same regular expression fits', () => {
    const part = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 });
    fc.assert(
      fc.property(part, text, (pattern, name) => {
        const expected = new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(name);
        expect(glob(pattern)(name)).toBe(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes no time over what would make a regular expression hang', () => {
    const fits = glob('*a'.repeat(40));
    const began = performance.now();
    expect(fits(`${'a'.repeat(250)}b`)).toBe(false);
    expect(performance.now() - began).toBeLessThan(100);
  });
});
