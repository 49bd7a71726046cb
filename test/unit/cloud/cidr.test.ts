import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Block,
  canonicalSource,
  contains,
  formatBlock,
  freeBlock,
  overlaps,
  parseBlock,
} from '../../../src/lib/cloud/cidr.js';

const block = (text: string): Block => {
  const parsed = parseBlock(text);
  if (!parsed) throw new Error(`not a block: ${text}`);
  return parsed;
};

const anyBlock = fc
  .tuple(fc.nat({ max: 0xffffffff }), fc.integer({ min: 0, max: 32 }))
  .map(([address, prefix]) =>
    block(`${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}/${prefix}`),
  );

describe('address blocks', () => {
  it.each([
    '',
    '10.0.0.0',
    '10.0.0.0/33',
    '10.0.0/8',
    '010.0.0.0/8',
    '256.0.0.0/8',
    '10.0.0.0/8 ',
    '10.0.0.0/08',
    '::/0',
  ])('refuses %j', (text) => expect(parseBlock(text)).toBeNull());

  it.each([
    ['10.1.2.3/8', '10.0.0.0/8'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['255.255.255.255/32', '255.255.255.255/32'],
    ['192.168.255.1/16', '192.168.0.0/16'],
    ['172.31.255.255/12', '172.16.0.0/12'],
  ])('cuts %s to %s', (text, cut) => expect(formatBlock(block(text))).toBe(cut));

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(anyBlock, (one) => {
        expect(parseBlock(formatBlock(one))).toEqual(one);
      }),
    );
  });

  it('overlaps exactly where one holds the first address of the other', () => {
    fc.assert(
      fc.property(anyBlock, anyBlock, (one, other) => {
        const inside = (outer: Block, address: number) =>
          address >= outer.first && address < outer.first + 2 ** (32 - outer.prefix);
        expect(overlaps(one, other)).toBe(inside(one, other.first) || inside(other, one.first));
      }),
    );
  });

  it('proposes a block inside, on its own boundary, free of all that is taken, and the lowest such', () => {
    const outer = block('192.168.0.0/16');
    const taken = fc.array(
      fc
        .tuple(fc.nat({ max: 0xffff }), fc.integer({ min: 17, max: 29 }))
        .map(([low, prefix]) => block(`192.168.${low >>> 8}.${low & 255}/${prefix}`)),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(taken, fc.integer({ min: 18, max: 26 }), (used, prefix) => {
        const step = 2 ** (32 - prefix);
        let expected: Block | null = null;
        for (let first = outer.first; first < outer.first + 65_536 && !expected; first += step) {
          if (!used.some((one) => overlaps(one, { first, prefix }))) expected = { first, prefix };
        }
        expect(freeBlock(outer, used, prefix)).toEqual(expected);
      }),
    );
  });

  it('finds no room where all is taken, or the block is larger than the whole', () => {
    expect(freeBlock(block('10.0.0.0/28'), [block('10.0.0.0/29'), block('10.0.0.8/29')], 29)).toBeNull();
    expect(freeBlock(block('10.0.0.0/28'), [], 24)).toBeNull();
  });

  it('holds itself and its parts, not its whole', () => {
    expect(contains(block('10.0.0.0/8'), block('10.0.0.0/8'))).toBe(true);
    expect(contains(block('10.0.0.0/8'), block('10.255.0.0/16'))).toBe(true);
    expect(contains(block('10.0.0.0/16'), block('10.0.0.0/8'))).toBe(false);
  });
});

describe('sources of rules', () => {
  it.each([
    ['10.0.0.1', { family: 4, cidr: '10.0.0.1/32' }],
    ['10.0.0.0/8', { family: 4, cidr: '10.0.0.0/8' }],
    ['::/0', { family: 6, cidr: '::/0' }],
    ['2001:DB8:0:0::1', { family: 6, cidr: '2001:db8::1/128' }],
    ['2001:db8::/032', { family: 6, cidr: '2001:db8::/32' }],
    ['::1/0', { family: 6, cidr: '::/0' }],
    ['2001:db8:0:ffff::1/62', { family: 6, cidr: '2001:db8:0:fffc::/62' }],
    ['1:2:3:4:5:6:7:8/128', { family: 6, cidr: '1:2:3:4:5:6:7:8/128' }],
    ['::ffff:10.0.0.1/112', { family: 6, cidr: '::ffff:a00:0/112' }],
    ['fe80::1%eth0', null],
    ['::/129', null],
    ['10.0.0.0/8/8', null],
    ['sg-123', null],
    ['', null],
  ])('reads %j', (text, expected) => expect(canonicalSource(text)).toEqual(expected));
});
