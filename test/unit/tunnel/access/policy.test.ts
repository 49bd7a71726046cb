import { isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeClock as clock } from '../../../../src/lib/host/node/clock.js';
import { dial } from '../../../../src/lib/proxy/way/dial.js';
import type { AccessSettings, DestinationRule } from '../../../../src/lib/tunnel/access/access-settings.js';
import { parseDestinationRule } from '../../../../src/lib/tunnel/access/destination-rule.js';
import type { OwnAddress } from '../../../../src/lib/tunnel/access/own-address.js';
import { Policy } from '../../../../src/lib/tunnel/access/policy.js';
import { parseSubnet } from '../../../../src/lib/tunnel/access/subnet.js';
import { loopbackNetwork } from '../../../helpers/loopback-network.js';

const open: AccessSettings = { allow: [], deny: [], allowFrom: [], users: [] };
const here = '127.0.0.1';
const elsewhere = '10.0.0.7';
const ownAddresses: OwnAddress[] = [
  { host: '127.0.0.1', port: 3128, serves: 'proxy' },
  { host: '::1', port: 3129, serves: 'proxy' },
  { host: '127.0.0.1', port: 6379, serves: 'forward' },
  { host: '127.0.0.1', port: 9118, serves: 'admin' },
  { host: '0.0.0.0', port: 3130, serves: 'proxy' },
  { host: '::ffff:127.0.0.9', port: 3131, serves: 'proxy' },
];

function policy(settings: { allow?: string[]; deny?: string[]; allowFrom?: string[] }): Policy {
  const rules = (texts: string[] = []) => texts.map((text) => parseDestinationRule(text) as DestinationRule);
  return new Policy(
    {
      allow: rules(settings.allow),
      deny: rules(settings.deny),
      allowFrom: (settings.allowFrom ?? []).map((text) => parseSubnet(text) ?? expect.fail(text)),
      users: [],
    },
    { own: ownAddresses, localAddresses: () => ['10.0.0.5', 'fd00::5'] },
  );
}

/** The rule that denies an address, for a client of this machine. */
function ruleFor(
  address: string,
  {
    port = 80,
    from = here,
    isForward = false,
    settings = {} as Parameters<typeof policy>[0],
    name = address,
  } = {},
): string | null {
  const family = isIPv6(address) ? 6 : 4;
  const asker = { address: from, isForward };
  return policy(settings).judgeAddress({ host: name, port }, { address, family }, asker)?.rule ?? null;
}

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
    '::FFFF:6464:64C8',
    '0:0:0:0:0:ffff:6464:64c8',
    '::ffff:a9fe:a9fe',
    '::ffff:0.0.0.0',
    '::100.100.100.200',
    '::169.254.169.254',
    '64:ff9b::100.100.100.200',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b::224.0.0.1',
    '64:ff9b:1::100.100.100.200',
    '64:ff9b:1:6464:64:c800::',
    '64:ff9b:1:a9fe:fe:a900::',
    '2002:a9fe:a9fe::1',
    '2002:6464:64c8::',
  ])('%s is denied, whoever asks and whatever is allowed', (address) => {
    for (const from of [here, '::1', elsewhere]) {
      expect(ruleFor(address, { from, settings: { allow: ['*', '0.0.0.0/0', '::/0'] } })).toBe('reserved');
    }
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
    'fd00::1',
    'fec0::1',
    '2001:db8::1',
    '::ffff:10.0.0.1',
    '64:ff9b::10.0.0.1',
    '64:ff9b:1::10.0.0.1',
    '64:ff9b:1:6464:64:c900::',
    '2002:a00:1::1',
  ])('%s is not', (address) => {
    expect(ruleFor(address)).toBeNull();
    expect(ruleFor(address, { from: elsewhere })).toBeNull();
  });

  it('holds for every address of 169.254.0.0/16 in every form', () => {
    const form = fc.constantFrom(
      (a: number, b: number) => `169.254.${a}.${b}`,
      (a: number, b: number) => `::ffff:169.254.${a}.${b}`,
      (a: number, b: number) => `64:ff9b::169.254.${a}.${b}`,
      (a: number, b: number) => `64:ff9b:1:a9fe:${a.toString(16)}:${b.toString(16)}00::`,
      (a: number, b: number) => `2002:a9fe:${((a << 8) | b).toString(16)}::1`,
    );
    fc.assert(
      fc.property(fc.nat(255), fc.nat(255), form, (a, b, write) => {
        expect(ruleFor(write(a, b))).toBe('reserved');
      }),
    );
  });
});

describe('this machine', () => {
  it.each([
    '127.0.0.1',
    '127.8.9.1',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '64:ff9b::127.0.0.1',
    '2002:7f00:1::',
  ])('%s is a target for its own programs and for no others', (address) => {
    expect(ruleFor(address, { from: '127.0.0.1' })).toBeNull();
    expect(ruleFor(address, { from: '::1' })).toBeNull();
    expect(ruleFor(address, { from: '::ffff:127.0.0.1' })).toBeNull();
    expect(ruleFor(address, { from: elsewhere })).toBe('loopback');
    expect(ruleFor(address, { from: 'fd00::7' })).toBe('loopback');
    expect(ruleFor(address, { from: '::ffff:10.0.0.7' })).toBe('loopback');
  });

  it.each(['localhost', 'LOCALHOST.', 'redis.localhost'])(
    '%s is not looked up by a proxy for others',
    (host) => {
      const judged = (address: string) =>
        policy({}).judgeUnresolved({ host, port: 80 }, { address, isForward: false });
      expect(judged(elsewhere)?.rule).toBe('loopback');
      expect(judged(here)).toBeNull();
    },
  );
});

describe("the tunnel's own addresses", () => {
  it.each([
    ['127.0.0.1', 3128, 'loop'],
    ['::ffff:127.0.0.1', 3128, 'loop'],
    ['::1', 3129, 'loop'],
    ['0:0:0:0:0:0:0:1', 3129, 'loop'],
    ['127.0.0.9', 3131, 'loop'],
    ['127.0.0.1', 3129, null],
    ['127.0.0.2', 3128, null],
    ['::1', 3128, null],
    ['127.0.0.1', 6379, null],
    ['127.0.0.1', 9118, null],
    // Those of a listener on all addresses.
    ['127.0.0.2', 3130, 'loop'],
    ['10.0.0.5', 3130, 'loop'],
    ['::ffff:10.0.0.5', 3130, 'loop'],
    ['10.0.0.6', 3130, null],
    ['10.0.0.5', 3128, null],
  ] as const)('%s port %i, for its programs: %s', (address, port, expected) => {
    expect(ruleFor(address, { port })).toBe(expected);
  });

  it('tells a loop from a denial', () => {
    const judged = (address: string) =>
      policy({}).judgeAddress(
        { host: '127.0.0.1', port: 3128 },
        { address: '127.0.0.1', family: 4 },
        { address, isForward: false },
      );
    expect(judged(here)).toEqual({ code: 'PROXY_LOOP', rule: 'loop' });
    expect(judged(elsewhere)).toEqual({ code: 'DENIED', rule: 'own-address' });
  });

  it.each([
    ['127.0.0.1', 3128],
    ['127.0.0.1', 6379],
    ['127.0.0.1', 9118],
    ['10.0.0.5', 3130],
  ] as const)('%s port %i, for others: denied', (address, port) => {
    expect(ruleFor(address, { port, from: elsewhere })).toBe('own-address');
  });

  it('lets no forward lead to another', () => {
    expect(ruleFor('127.0.0.1', { port: 6379, isForward: true })).toBe('loop');
    expect(ruleFor('127.0.0.1', { port: 9118, isForward: true })).toBeNull();
  });
});

describe('a deny list', () => {
  it.each([
    ['10.0.0.0/8', '10.9.9.9', 80, true],
    ['10.0.0.0/8', '11.0.0.0', 80, false],
    ['10.0.0.0/8', '::ffff:10.9.9.9', 80, true],
    ['10.0.0.0/8', '64:ff9b::10.9.9.9', 80, true],
    ['10.0.0.0/8', '2002:a09:909::1', 80, true],
    ['::ffff:10.0.0.0/104', '10.9.9.9', 80, true],
    ['10.0.0.0/8:443', '10.0.0.1', 443, true],
    ['10.0.0.0/8:443', '10.0.0.1', 80, false],
    ['fd00::/8', 'fd12::1', 80, true],
    ['fd00::/8', 'fc12::1', 80, false],
    ['[fd00::/8]:6379', 'fd12::1', 6379, true],
    ['[fd00::/8]:6379', 'fd12::1', 80, false],
    ['0.0.0.0/0', '10.0.0.1', 80, true],
    ['0.0.0.0/0', '::1', 80, false],
    ['0.0.0.0/0', 'fd00::1', 80, false],
    ['::/0', 'fd00::1', 80, true],
    ['::/0', '10.0.0.1', 80, false],
    [':25', '10.0.0.1', 25, true],
    [':25', '10.0.0.1', 26, false],
    [':8000-8100', 'fd00::1', 8050, true],
    ['*', 'fd00::1', 1, true],
  ] as const)('of %s, %s port %i: %s', (rule, address, port, isDenied) => {
    expect(ruleFor(address, { port, settings: { deny: [rule] } })).toBe(isDenied ? 'deny' : null);
  });

  it.each([
    ['*.internal', 'a.internal', true],
    ['*.internal', 'A.B.Internal.', true],
    ['*.internal', 'internal', false],
    ['*.internal', 'a.internal.test', false],
    ['db-*.test', 'db-1.test', true],
    ['db-*.test', 'xdb-1.test', false],
    ['a.test:443', 'a.test', false],
    ['a.test:80', 'a.test', true],
    [':80', 'a.test', true],
    ['10.0.0.0/8', 'a.test', false],
  ] as const)('of %s says to the name %s, before it is looked up: %s', (rule, host, isDenied) => {
    const denying = policy({ deny: [rule] });
    const asker = { address: here, isForward: false };
    for (const judged of [
      denying.judgeRequest({ host, port: 80 }, asker),
      denying.judgeUnresolved({ host, port: 80 }, asker),
    ]) {
      expect(judged?.rule ?? null).toBe(isDenied ? 'deny' : null);
    }
  });

  it('for a name holds for a name only, not for an address it happens to look like', () => {
    expect(ruleFor('fd00::1', { settings: { deny: ['fd*'] } })).toBeNull();
    expect(ruleFor('10.0.0.1', { settings: { deny: ['1*'] }, name: '1a.test' })).toBe('deny');
  });

  it('beats the allow list', () => {
    expect(ruleFor('10.0.0.1', { settings: { allow: ['10.0.0.0/8'], deny: ['10.0.0.1'] } })).toBe('deny');
  });
});

describe('an allow list closes everything else', () => {
  it.each([
    [['10.0.0.0/8'], 'a.test', '10.0.0.1', 80, null],
    [['10.0.0.0/8'], 'a.test', '11.0.0.1', 80, 'allow'],
    [['10.0.0.0/8'], '::ffff:10.0.0.1', '::ffff:10.0.0.1', 80, null],
    // What leads to an allowed address by a detour is not allowed.
    [['10.0.0.0/8'], '64:ff9b::10.0.0.1', '64:ff9b::10.0.0.1', 80, 'allow'],
    [['*.internal'], 'a.internal', '11.0.0.1', 80, null],
    [['*.internal'], 'b.test', '11.0.0.1', 80, 'allow'],
    [['*.internal'], '11.0.0.1', '11.0.0.1', 80, 'allow'],
    [[':443'], 'b.test', '11.0.0.1', 443, null],
    [[':443'], 'b.test', '11.0.0.1', 80, 'allow'],
    [['a.internal:5432', '10.0.0.0/8:443'], 'a.internal', '11.0.0.1', 5432, null],
    [['a.internal:5432', '10.0.0.0/8:443'], 'a.internal', '10.0.0.1', 80, 'allow'],
    [['a.internal:5432', '10.0.0.0/8:443'], 'b.internal', '10.0.0.1', 443, null],
    [['::/0'], 'a.test', '10.0.0.1', 80, 'allow'],
    [['*'], 'a.test', '10.0.0.1', 80, null],
  ] as const)('of %j, %s at %s port %i: %s', (allow, name, address, port, expected) => {
    expect(ruleFor(address, { port, name, settings: { allow: [...allow] } })).toBe(expected);
  });

  it.each([
    // Before a lookup an address may still turn out to fit; for a proxy that looks up only the name counts.
    [['10.0.0.0/8'], 'a.test', 80, null, 'allow'],
    [['10.0.0.0/8:443'], 'a.test', 80, 'allow', 'allow'],
    [['10.0.0.0/8:443'], 'a.test', 443, null, 'allow'],
    [['*.internal'], 'a.internal', 80, null, null],
    [['*.internal'], 'b.test', 80, 'allow', 'allow'],
    [[':80'], 'b.test', 80, null, null],
    [['10.0.0.0/8'], '10.0.0.1', 80, null, null],
    [['10.0.0.0/8'], '11.0.0.1', 80, 'allow', 'allow'],
    [['10.0.0.0/8'], '169.254.169.254', 80, 'reserved', 'reserved'],
  ] as const)(
    'of %j says to %s port %i: %s before a lookup, %s to one by a proxy',
    (allow, host, port, before, elsewhereLooked) => {
      const allowing = policy({ allow: [...allow] });
      const asker = { address: here, isForward: false };
      expect(allowing.judgeRequest({ host, port }, asker)?.rule ?? null).toBe(before);
      expect(allowing.judgeUnresolved({ host, port }, asker)?.rule ?? null).toBe(elsewhereLooked);
    },
  );
});

describe('who may connect', () => {
  it.each([
    ['10.0.0.0/8', '10.1.2.3', true],
    ['10.0.0.0/8', '11.1.2.3', false],
    ['10.0.0.0/8', '::ffff:10.1.2.3', true],
    ['10.0.0.0/8', '127.0.0.1', false],
    ['10.0.0.0/8', '::1', false],
    ['10.0.0.0/8', '2002:a01:203::1', false],
    ['::ffff:10.0.0.0/104', '10.1.2.3', true],
    ['fd00::/8', 'fd00::1', true],
    ['fe80::/10', 'fe80::1%eth0', true],
    ['fd00::/8', '10.1.2.3', false],
    ['::/0', '10.1.2.3', false],
    ['127.0.0.1', '127.0.0.1', true],
    ['10.0.0.0/8', '', false],
  ] as const)('by --allow-from %s, %s: %s', (subnet, client, expected) => {
    expect(policy({ allowFrom: [subnet] }).admits(client)).toBe(expected);
  });

  it('is anybody without a list, also a client that is gone already', () => {
    expect(policy({}).admits('203.0.113.1')).toBe(true);
    expect(policy({}).admits('')).toBe(true);
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
    const judging = new Policy(open, { own: [], localAddresses: () => [] });
    const destination = { host: 'harmless.test', port: 80 };
    const attempt = dial({
      ...destination,
      ...{ network, clock, timeoutMs: 1_000 },
      allow: (address) =>
        judging.judgeAddress(destination, address, { address: here, isForward: false }) === null,
    });
    await expect(attempt).rejects.toMatchObject({ code: 'DENIED', phase: 'tcp' });
    expect(dialled).toEqual([]);
  });
});
