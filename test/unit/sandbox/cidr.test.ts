import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addressText,
  type Cidr,
  cidrText,
  contains,
  freeBlock,
  overlap,
  parseAddress,
  parseCidr,
  sizeOf,
  usable,
} from '../../../src/lib/sandbox/cidr.js';

const block = (text: string) => parseCidr(text) as Cidr;

describe('parseCidr', () => {
  it.each(['0.0.0.0/0', '10.0.0.0/8', '192.168.255.248/29', '255.255.255.255/32'])('reads %s', (text) => {
    expect(cidrText(block(text))).toBe(text);
  });

  it.each([
    '',
    '10.0.0.0',
    '10.0.0.0/',
    '10.0.0.0/33',
    '10.0.0.0/08',
    '10.0.0.1/8',
    '10.0.0.0/8/8',
    '10.0.0/8',
    '010.0.0.0/8',
    '256.0.0.0/8',
    ' 10.0.0.0/8',
    '::/0',
  ])('refuses %j', (text) => {
    expect(parseCidr(text)).toBeNull();
  });

  it('reads every address it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (address) => {
        expect(parseAddress(addressText(address))).toBe(address);
      }),
    );
  });
});

describe('blocks', () => {
  it.each([
    ['10.0.0.0/8', '10.1.0.0/16', true],
    ['10.1.0.0/16', '10.0.0.0/8', true],
    ['10.0.0.0/9', '10.128.0.0/9', false],
    ['192.168.0.0/24', '192.168.1.0/24', false],
  ])('%s and %s overlap: %s', (a, b, expected) => {
    expect(overlap(block(a), block(b))).toBe(expected);
  });

  it('keeps the first and the last three addresses back', () => {
    const { first, last } = usable(block('192.168.1.0/24'));
    expect([addressText(first), addressText(last)]).toEqual(['192.168.1.1', '192.168.1.252']);
    const least = usable(block('10.0.0.0/29'));
    expect(least.last - least.first + 1).toBe(4);
  });

  it('finds the lowest free block', () => {
    const outer = block('192.168.0.0/16');
    expect(cidrText(freeBlock(outer, 24, [block('192.168.0.0/23'), block('192.168.3.0/24')]) as Cidr)).toBe(
      '192.168.2.0/24',
    );
    expect(freeBlock(outer, 16, [block('192.168.255.0/24')])).toBeNull();
    expect(freeBlock(outer, 8, [])).toBeNull();
  });

  it('hands out blocks that lie inside and never overlap, until none is left', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 16, max: 24 }), { maxLength: 40 }), (masks) => {
        const outer = block('172.16.0.0/16');
        const taken: Cidr[] = [];
        for (const mask of masks) {
          const free = freeBlock(outer, mask, taken);
          if (!free) continue;
          expect(contains(outer, free)).toBe(true);
          expect(free.base % sizeOf(free)).toBe(0);
          expect(taken.some((other) => overlap(other, free))).toBe(false);
          taken.push(free);
        }
      }),
    );
  });
});
