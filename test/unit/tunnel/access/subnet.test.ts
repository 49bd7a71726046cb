import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AddressBlocks, readyAddress } from '../../../../src/lib/tunnel/access/address-blocks.js';
import { parseSubnet, plainAddress, unmapped } from '../../../../src/lib/tunnel/access/subnet.js';

describe('a block of addresses', () => {
  it.each([
    ['10.0.0.0/8', '10.0.0.0', 8],
    ['10.1.2.3/8', '10.1.2.3', 8],
    ['10.0.0.1', '10.0.0.1', 32],
    ['0.0.0.0/0', '0.0.0.0', 0],
    ['fd00::/8', 'fd00::', 8],
    ['FD00:0::1', 'fd00::1', 128],
    ['::/0', '::', 0],
    ['::1', '::1', 128],
    ['::ffff:10.0.0.0/104', '10.0.0.0', 8],
    ['::ffff:a00:1', '10.0.0.1', 32],
    ['::ffff:0:0/96', '0.0.0.0', 0],
  ])('is %s', (text, address, prefix) => {
    expect(parseSubnet(text)).toEqual({ address, prefix });
  });

  it.each([
    ['', 'nothing'],
    ['10.0.0.0/', 'a prefix is missing'],
    ['10.0.0.0/33', 'longer than an IPv4 address'],
    ['fd00::/129', 'longer than an IPv6 address'],
    ['10.0.0.0/08', 'not the way to write a number'],
    ['10.0.0.0/-1', 'no prefix'],
    ['10.0.0.0/255.0.0.0', 'a mask, no prefix'],
    ['10.0.0', 'no address'],
    ['10.0.0.256', 'no address'],
    ['010.0.0.1', 'octal to some, decimal to others'],
    ['0x0a.0.0.1', 'an address in disguise'],
    ['2130706433', 'an address in disguise'],
    ['127.1', 'an address in disguise'],
    ['[fd00::1]', 'brackets are for ports'],
    ['fe80::1%eth0', 'a zone'],
    ['fe80::%2/10', 'a zone'],
    ['::ffff:0:0/90', 'more than all of IPv4, less than IPv6'],
    ['a.test', 'a name'],
    ['10.*', 'a pattern'],
    [' 10.0.0.1', 'a blank'],
    ['10.0.0.1,10.0.0.2', 'two'],
  ])('is not %j: %s', (text) => {
    expect(parseSubnet(text)).toBeNull();
  });

  it('holds what its first bits say, in either family', () => {
    const bits = { ipv4: 32, ipv6: 128 } as const;
    const sample = fc.constantFrom('ipv4' as const, 'ipv6' as const).chain((family) => {
      const address = fc
        .bigInt({ min: 1n << 97n, max: (1n << 128n) - 1n })
        .map((n) => n % (1n << BigInt(bits[family])));
      return fc.tuple(fc.constant(family), address, address, fc.nat(bits[family]));
    });
    fc.assert(
      fc.property(sample, fc.boolean(), ([family, network, other, prefix], isNear) => {
        const rest = BigInt(bits[family] - prefix);
        const asked = isNear ? ((network >> rest) << rest) | (other & ((1n << rest) - 1n)) : other;
        const written = write(family, network);
        // IPv4 inside IPv6 is another matter.
        fc.pre(family === 'ipv4' || network >> 32n > 0xffffn);
        const subnet = parseSubnet(`${written}/${prefix}`) ?? expect.fail(written);
        const blocks = new AddressBlocks([subnet], { carried: false });
        expect(blocks.holds(readyAddress(write(family, asked)))).toBe(network >> rest === asked >> rest);
      }),
      { numRuns: 500 },
    );
  });
});

describe('an address', () => {
  it.each([
    ['::ffff:127.0.0.1', '127.0.0.1'],
    ['::FFFF:7f00:1', '127.0.0.1'],
    ['0:0:0:0:0:ffff:7f00:1', '127.0.0.1'],
    ['FD00:0:0::1', 'fd00::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['10.0.0.1', '10.0.0.1'],
  ])('%s is plainly %s', (address, plain) => {
    expect(plainAddress(address)).toBe(plain);
  });

  it.each([
    ['::ffff:10.0.0.1', '10.0.0.1'],
    ['fd00::1', 'fd00::1'],
    ['10.0.0.1', '10.0.0.1'],
    ['', ''],
  ])('%j of a client is %j', (address, plain) => {
    expect(unmapped(address)).toBe(plain);
  });
});

function write(family: 'ipv4' | 'ipv6', value: bigint): string {
  if (family === 'ipv4') return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.');
  return Array.from({ length: 8 }, (_, index) =>
    ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16),
  ).join(':');
}
