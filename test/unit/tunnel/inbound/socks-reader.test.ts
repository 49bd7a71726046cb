import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  SocksReader,
  type SocksStep,
  socksRefusal,
  socksReply,
} from '../../../../src/lib/tunnel/inbound/socks-reader.js';

type Method = 'credentials' | 'request';

/** All steps that bytes lead to, the server having chosen the method. */
function stepsOf(chunks: readonly Uint8Array[], method: Method = 'request'): SocksStep[] {
  const reader = new SocksReader();
  const steps: SocksStep[] = [];
  const unread = [...chunks];
  while (true) {
    const step = reader.next();
    if (step.kind === 'more') {
      const chunk = unread.shift();
      if (chunk === undefined) return steps;
      reader.push(Buffer.from(chunk));
      continue;
    }
    if (step.kind === 'request') {
      return [...steps, { ...step, rest: Buffer.concat([step.rest, ...unread]) }];
    }
    steps.push(step);
    if (step.kind === 'refused') return steps;
    reader.expect(step.kind === 'methods' ? method : 'request');
  }
}

const greeting = [5, 1, 0];
const name = (text: string) => [3, text.length, ...Buffer.from(text, 'latin1')];
const asking = (address: number[], port = [1, 187]) => [5, 1, 0, ...address, ...port];
const request = (...bytes: number[]) => stepsOf([Uint8Array.from([...greeting, ...bytes])]).at(-1);

describe('a SOCKS5 client', () => {
  it('offers methods, and asks', () => {
    expect(stepsOf([Uint8Array.from([5, 2, 0, 2, ...asking([1, 10, 0, 0, 1]), 9, 8])])).toEqual([
      { kind: 'methods', offered: [0, 2] },
      { kind: 'request', destination: { host: '10.0.0.1', port: 443 }, rest: Buffer.from([9, 8]) },
    ]);
  });

  it('names itself in between, in UTF-8', () => {
    const user = [...Buffer.from('zoë')];
    const bytes = [5, 1, 2, 1, user.length, ...user, 3, 112, 58, 119, ...asking(name('a.test'))];
    expect(stepsOf([Uint8Array.from(bytes)], 'credentials')).toEqual([
      { kind: 'methods', offered: [2] },
      { kind: 'credentials', username: 'zoë', password: 'p:w' },
      { kind: 'request', destination: { host: 'a.test', port: 443 }, rest: Buffer.alloc(0) },
    ]);
  });

  it.each([
    ['an IPv4 address', [1, 127, 0, 0, 1], '127.0.0.1'],
    ['an IPv6 address', [4, ...Array(15).fill(0), 1], '::1'],
    ['a mapped address', [4, ...Array(10).fill(0), 255, 255, 10, 0, 0, 1], '::ffff:10.0.0.1'],
    ['a name', name('redis.internal'), 'redis.internal'],
    ['an IPv4 literal as a name', name('10.0.0.1'), '10.0.0.1'],
    ['an IPv6 literal as a name', name('fd00::1'), 'fd00::1'],
  ])('asks for %s', (_what, address, host) => {
    expect(request(...asking(address))).toMatchObject({
      kind: 'request',
      destination: { host, port: 443 },
    });
  });

  it.each([
    ['BIND', [5, 2, 0], 7],
    ['UDP ASSOCIATE', [5, 3, 0], 7],
    ['an unknown command', [5, 9, 0], 7],
    ['an unknown type of address', [5, 1, 0, 2], 8],
    ['a reserved byte', [5, 1, 7], 1],
    ['another version', [4, 1, 0], 1],
    ['an empty name', asking(name('')), 1],
    ['port 0', asking(name('a.test'), [0, 0]), 1],
    ['a short form of an address', asking(name('127.1')), 1],
    ['a hexadecimal address', asking(name('0x7f000001')), 1],
    ['a decimal address', asking(name('2130706433')), 1],
    ['an octal address', asking(name('0177.0.0.1')), 1],
    ['a name with its port', asking(name('a.test:80')), 1],
    ['an address in brackets', asking(name('[::1]')), 1],
    ['a zone', asking(name('fe80::1%eth0')), 1],
    ['a NUL in the name', asking(name('a.test\0.b')), 1],
    ['a line end in the name', asking(name('a\r\nb')), 1],
    ['a blank in the name', asking(name('a b')), 1],
    ['a name beyond ASCII', asking(name('\xe4.test')), 1],
    ['a URL', asking(name('http://a/')), 1],
  ])('is refused with %s', (_what, bytes, reply) => {
    expect(request(...bytes)).toEqual({ kind: 'refused', stage: 'request', reply });
  });

  it('is refused with credentials of another version', () => {
    expect(stepsOf([Uint8Array.from([5, 1, 2, 5, 1])], 'credentials').at(-1)).toEqual({
      ...{ kind: 'refused', stage: 'credentials', reply: 1 },
    });
  });

  it('is understood alike however its bytes are cut', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc
        .tuple(fc.domain(), fc.uint8Array({ maxLength: 20 }))
        .map(([host, rest]) =>
          Uint8Array.from([5, 1, 2, 1, 2, 97, 98, 1, 99, ...asking(name(host)), ...rest]),
        ),
      fc.uint8Array({ maxLength: 40 }).map((tail) => Uint8Array.from([5, 1, 0, 5, 1, 0, ...tail])),
    );
    const method = fc.constantFrom<Method>('credentials', 'request');
    fc.assert(
      fc.property(bytes, method, fc.array(fc.nat(60), { maxLength: 8 }), (whole, chosen, cuts) => {
        const places = [0, ...cuts.map((cut) => Math.min(cut, whole.length)), whole.length].sort(
          (a, b) => a - b,
        );
        const chunks = places.slice(1).map((to, index) => whole.subarray(places[index], to));
        expect(stepsOf(chunks, chosen)).toEqual(stepsOf([whole], chosen));
      }),
      { numRuns: 500 },
    );
  });
});

describe('an answer to a SOCKS5 client', () => {
  it.each([
    [null, '05 00 00 01 00 00 00 00 00 00'],
    [{ host: '127.0.0.1', port: 1080 }, '05 00 00 01 7f 00 00 01 04 38'],
    [{ host: '::1', port: 258 }, `05 00 00 04 ${'00 '.repeat(15)}01 01 02`],
    [{ host: 'fd00::ab:1', port: 1 }, `05 00 00 04 fd 00 ${'00 '.repeat(10)}00 ab 00 01 00 01`],
    [{ host: 'fe80::1%lo', port: 1 }, `05 00 00 04 fe 80 ${'00 '.repeat(13)}01 00 01`],
  ])('says where it is connected from: %j', (bound, hex) => {
    expect(socksReply(0, bound).toString('hex')).toBe(hex.replaceAll(' ', ''));
  });

  it.each([
    ['greeting', '05ff'],
    ['credentials', '0101'],
    ['request', '05020001000000000000'],
  ] as const)('that is a no has the form of the stage: %s', (stage, hex) => {
    expect(socksRefusal(stage, 2).toString('hex')).toBe(hex);
  });
});
