import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Credentials } from '../../../../src/lib/proxy/proxy-url.js';
import { ConnectError } from '../../../../src/lib/proxy/way/conversation.js';
import { SocksError, SocksReader } from '../../../../src/lib/proxy/way/socks5.js';

interface Outcome {
  readonly end: string;
  /** What was sent after the greeting, hex. */
  readonly sent: string;
  /** What is left for the target, hex. */
  readonly rest: string | null;
}

const li = { username: 'li', password: 'word' };

/** Lets a client read these bytes, cut at these places. */
function talk(
  bytes: Buffer,
  {
    cuts = [],
    credentials = null,
    host = 'target.test',
  }: { cuts?: readonly number[]; credentials?: Credentials | null; host?: string } = {},
): Outcome {
  const reader = new SocksReader({ host, port: 6379 }, credentials);
  const places = [...new Set([...cuts.filter((cut) => cut > 0 && cut < bytes.length), bytes.length])];
  places.sort((a, b) => a - b);
  const sent: Buffer[] = [];
  let from = 0;
  try {
    for (const to of places) {
      const step = reader.push(bytes.subarray(from, to));
      if (step.kind === 'done') {
        const rest = Buffer.concat([step.rest, bytes.subarray(to)]).toString('hex');
        return { end: 'done', sent: Buffer.concat(sent).toString('hex'), rest };
      }
      if (step.say) sent.push(step.say);
      from = to;
    }
  } catch (error) {
    if (!(error instanceof SocksError || error instanceof ConnectError)) throw error;
    const reply = error instanceof SocksError ? error.reply : null;
    return { end: `${error.seen} ${reply ?? ''}`.trim(), sent: '', rest: null };
  }
  return { end: 'more', sent: Buffer.concat(sent).toString('hex'), rest: null };
}

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const ipv4Reply = '05 00 00 01 7f000001 1f90';

describe('a SOCKS5 client', () => {
  it.each([
    [null, '05 01 00'],
    [li, '05 02 00 02'],
  ])('offers a password only where it has one: %j', (credentials, bytes) => {
    expect(new SocksReader({ host: 'a', port: 1 }, credentials).greeting).toEqual(hex(bytes));
  });

  it.each([
    ['target.test', '03 0b 7461726765742e74657374'],
    ['10.0.3.8', '01 0a000308'],
    ['fd00::1', '04 fd000000000000000000000000000001'],
    ['::', '04 00000000000000000000000000000000'],
    ['::ffff:10.0.3.8', '04 00000000000000000000ffff0a000308'],
    ['1:2:3:4:5:6:7:8', '04 00010002000300040005000600070008'],
  ])('asks for %s by name or by address', (host, address) => {
    expect(talk(hex('05 00'), { host }).sent).toBe(`050100${address}18eb`.replaceAll(' ', ''));
  });

  it('sends a name of 255 bytes', () => {
    const host = 'n'.repeat(255);
    expect(talk(hex('05 00'), { host }).sent).toBe(`05010003ff${Buffer.from(host).toString('hex')}18eb`);
  });

  it('gives the password when it is asked for, in UTF-8, and then asks', () => {
    const credentials = { username: '李', password: 'ü:1' };
    expect(talk(hex('05 02'), { credentials }).sent).toBe('0103e69d8e04c3bc3a31');
    expect(talk(hex('05 02 01 00'), { credentials, host: '1.2.3.4' }).sent).toBe(
      '0103e69d8e04c3bc3a31' + '050100010102030418eb',
    );
  });

  it.each([
    ['IPv4', ipv4Reply],
    ['IPv6', '05 00 00 04 00000000000000000000000000000001 1f90'],
    ['a name', '05 00 00 03 05 7072782e61 1f90'],
    ['an empty name', '05 00 00 03 00 1f90'],
  ])('reads a reply with %s exactly, and leaves the rest to the target', (_name, reply) => {
    for (const rest of ['', '00', '4a0000000a382e30', '0500']) {
      expect(talk(hex(`05 00 ${reply} ${rest}`))).toMatchObject({ end: 'done', rest });
    }
    const whole = hex(`05 00 ${reply}`);
    expect(talk(whole.subarray(0, -1)).end).toBe('more');
  });

  it.each([
    ['05 ff', null, 'no-method'],
    ['05 ff', li, 'no-method'],
    ['05 02 01 01', li, 'credentials'],
    ['05 02 01 ff', li, 'credentials'],
    ['05 02 05 01', li, 'credentials'],
    ['05 00 05 01', null, 'refused 1'],
    ['05 00 05 02 00', null, 'refused 2'],
    ['05 00 05 08 00 01 00000000 0000', null, 'refused 8'],
    ['05 00 05 2a', null, 'refused 42'],
    ['05 02', null, 'not-socks'],
    ['05 01', li, 'not-socks'],
    ['05 02 02 00', li, 'not-socks'],
    ['04', null, 'not-socks'],
    ['05 00 04', null, 'not-socks'],
    ['05 00 05 00 00 02', null, 'not-socks'],
    ['48545450', null, 'not-socks'],
    ['05', null, 'more'],
    ['05 00', null, 'more'],
    ['05 00 05 00 00 01', null, 'more'],
  ])('%s, with credentials %j: %s', (bytes, credentials, end) => {
    expect(talk(hex(bytes), { credentials }).end).toBe(end);
  });

  it('is the same however the bytes are cut', () => {
    const method = fc.constantFrom('0500', '0502', '05ff', '0501', '48545450');
    const verdict = fc.constantFrom('', '0100', '0101', '0500', '0200');
    const reply = fc.constantFrom(
      ipv4Reply,
      ...[
        '05000003050a0a0a0a0a1f90',
        '0500000400000000000000000000000000000001 1f90',
        '0505',
        '05000002',
        '',
      ],
    );
    const rest = fc.uint8Array({ maxLength: 12 });
    const bytes = fc
      .tuple(method, verdict, reply, rest)
      .map(([first, second, third, last]) => Buffer.concat([hex(first + second + third), last]));
    const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 20 });
    fc.assert(
      fc.property(bytes, cuts, fc.constantFrom(null, li), (all, places, credentials) => {
        const whole = talk(all, { credentials });
        const { end, rest: left } = talk(all, { cuts: places, credentials });
        expect({ end, left }).toEqual({ end: whole.end, left: whole.rest });
        const each = talk(all, { cuts: Array.from(all.keys()), credentials });
        expect({ end: each.end, left: each.rest }).toEqual({ end: whole.end, left: whole.rest });
      }),
    );
  });

  it('comes to an end or waits for more, whatever comes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.constantFrom(null, li), (bytes, credentials) => {
        expect(talk(Buffer.from(bytes), { credentials }).end).toMatch(
          /^(?:done|more|not-socks|no-method|credentials|refused \d+)$/,
        );
      }),
    );
  });
});
