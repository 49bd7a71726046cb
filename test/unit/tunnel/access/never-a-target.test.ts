import { isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeClock as clock } from '../../../../src/lib/host/node/clock.js';
import { dial } from '../../../../src/lib/proxy/way/dial.js';
import { judge } from '../../../../src/lib/tunnel/access/never-a-target.js';
import { loopbackNetwork } from '../../../helpers/loopback-network.js';

const own = [
  { host: '127.0.0.1', port: 3128 },
  { host: '::1', port: 3129 },
];
const judged = (address: string, port = 80) => judge({ address, family: isIPv6(address) ? 6 : 4 }, port, own);

describe('where nobody may go', () => {
  it.each([
    '100.100.100.200',
    '169.254.0.1',
    '169.254.169.254',
    '169.254.255.255',
    '0.0.0.0',
    '0.1.2.3',
    '224.0.0.1',
    '239.255.255.255',
    '255.255.255.255',
    '::',
    'fe80::1',
    'fe80::1%eth0',
    'fe80::1%2',
    'febf::1',
    'ff02::1',
    '::ffff:100.100.100.200',
    '::ffff:a9fe:a9fe',
    '::ffff:0.0.0.0',
    '::100.100.100.200',
    '::169.254.169.254',
    '64:ff9b::100.100.100.200',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b::224.0.0.1',
    '2002:a9fe:a9fe::1',
    '2002:6464:64c8::',
  ])('%s is denied', (address) => {
    expect(judged(address)).toBe('DENIED');
  });

  it.each([
    '100.100.100.199',
    '100.100.100.201',
    '100.64.0.1',
    '169.253.255.255',
    '169.255.0.1',
    '223.255.255.255',
    '240.0.0.1',
    '1.0.0.0',
    '10.0.3.8',
    '172.16.0.1',
    '192.168.1.1',
    '127.0.0.1',
    '::1',
    'fd00::1',
    'fec0::1',
    '2001:db8::1',
    '::ffff:10.0.0.1',
    '64:ff9b::10.0.0.1',
    '2002:a00:1::1',
  ])('%s is not', (address) => {
    expect(judged(address)).toBeNull();
  });

  it('holds for every address of 169.254.0.0/16 in every form', () => {
    const form = fc.constantFrom(
      (a: number, b: number) => `169.254.${a}.${b}`,
      (a: number, b: number) => `::ffff:169.254.${a}.${b}`,
      (a: number, b: number) => `64:ff9b::169.254.${a}.${b}`,
      (a: number, b: number) => `2002:a9fe:${((a << 8) | b).toString(16)}::1`,
    );
    fc.assert(
      fc.property(fc.nat(255), fc.nat(255), form, (a, b, write) => {
        expect(judged(write(a, b))).toBe('DENIED');
      }),
    );
  });
});

describe("the tunnel's own addresses", () => {
  it.each([
    ['127.0.0.1', 3128, 'PROXY_LOOP'],
    ['::ffff:127.0.0.1', 3128, 'PROXY_LOOP'],
    ['::1', 3129, 'PROXY_LOOP'],
    ['127.0.0.1', 3129, null],
    ['127.0.0.2', 3128, null],
    ['::1', 3128, null],
  ] as const)('%s port %i: %s', (address, port, expected) => {
    expect(judged(address, port)).toBe(expected);
  });
});

describe('a name that leads to a denied address', () => {
  it('is not dialled, though the name itself looks harmless', async () => {
    const dialled: unknown[] = [];
    const network = {
      ...loopbackNetwork,
      resolve: async () => [
        { address: '100.100.100.200', family: 4 as const },
        { address: '::ffff:169.254.169.254', family: 6 as const },
      ],
      connect: (options: unknown) => {
        dialled.push(options);
        throw new Error('nothing may be dialled');
      },
    };
    const attempt = dial({
      host: 'harmless.test',
      port: 80,
      network,
      clock,
      timeoutMs: 1_000,
      allow: (address) => judge(address, 80, []) === null,
    });
    await expect(attempt).rejects.toMatchObject({ code: 'DENIED', phase: 'tcp' });
    expect(dialled).toEqual([]);
  });
});
