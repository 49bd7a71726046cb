import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goProxyFor } from '../../../src/lib/proxy/go-rules.js';
import { lintNoProxy } from '../../../src/lib/proxy/no-proxy-lint.js';

type Row = [value: string, kind: string, corrected: string | null];

const rows: Row[] = [
  ['a.com;b.com', 'semicolon', 'a.com,b.com'],
  ['a.com，b.com', 'full-width-comma', 'a.com,b.com'],
  ['a.com b.com', 'blank-inside', 'a.com,b.com'],
  ['"a.com"', 'quoted', 'a.com'],
  ['<local>', 'local', null],
  ['http://a.com', 'scheme', 'a.com'],
  ['https://u:secret@a.com:8443/', 'scheme', 'a.com:8443'],
  ['a.com/path', 'path', 'a.com'],
  ['10.*', 'address-prefix', '10.0.0.0/8'],
  ['10.*.*.*', 'address-prefix', '10.0.0.0/8'],
  ['172.16.*', 'address-prefix', '172.16.0.0/16'],
  ['192.168.1.*', 'address-prefix', '192.168.1.0/24'],
  ['192.168.', 'address-prefix', '192.168.0.0/16'],
  ['*a.com', 'wildcard', 'a.com'],
  ['a.*', 'wildcard', null],
  ['1.2.3.4-1.2.3.9', 'address-range', '1.2.3.4/30,1.2.3.8/31'],
  ['10.0.0.0-10.255.255.255', 'address-range', '10.0.0.0/8'],
  ['0.0.0.0-255.255.255.255', 'address-range', '0.0.0.0/0'],
  ['1.2.3.4-1.2.3.4', 'address-range', '1.2.3.4'],
  ['1.2.3.9-1.2.3.4', 'address-range', null],
  ['1.2.3.4-9', 'address-range', null],
  ['10.0.0.0/8:80', 'block-with-port', '10.0.0.0/8'],
  ['10.0.0.0/255.0.0.0:80', 'block-with-port', '10.0.0.0/8'],
  ['10.0.0.0/33', 'bad-block', null],
  ['10.0/8', 'bad-block', null],
  ['10.0.0.0/255.0.0.0', 'bad-block', '10.0.0.0/8'],
  ['[fd00::1]', 'bracketed-ipv6', 'fd00::1'],
  ['[fd00::]/8', 'bracketed-ipv6', 'fd00::/8'],
  ['a.com.', 'trailing-dot', 'a.com'],
  ['*.', 'trailing-dot', null],
  ['a.com:*', 'wildcard', null],
  ['a.com.:443', 'trailing-dot', 'a.com:443'],
  ['%NO_PROXY%', 'unexpanded-variable', null],
  ['%HOST%:80', 'unexpanded-variable', null],
  ['$HOST:80', 'unexpanded-variable', null],
  ['.$DOMAIN', 'unexpanded-variable', null],
  ['a。com', 'full-width', 'a.com'],
  ['10．0．0．1', 'full-width', '10.0.0.1'],
  ['10.0.0.0／8', 'full-width', '10.0.0.0/8'],
  ['10。*', 'full-width', '10.0.0.0/8'],
  ['a.com：80', 'full-width', 'a.com:80'],
  ['*:80', 'wildcard', null],
  ['$NO_PROXY', 'unexpanded-variable', null],
];

describe('lintNoProxy', () => {
  it.each([
    ['a.com:http', 'a.com:80'],
    ['a.com:HTTPS', 'a.com:443'],
    ['[fd00::1]:https', '[fd00::1]:443'],
    ['a.com:redis', null],
    ['a.com:0', null],
    ['a.com:99999', null],
  ])('%s has no port that a target could have', (value, corrected) => {
    expect(lintNoProxy(value)).toMatchObject({ findings: [{ kind: 'bad-port', corrected }], corrected });
  });

  it.each(rows)('%s: %s', (value, kind, corrected) => {
    expect(lintNoProxy(value)).toMatchObject({
      findings: [{ kind, entry: value.replace('u:secret', '***'), corrected }],
      corrected,
    });
  });

  it.each([
    'a.com',
    '.a.com',
    '*.a.com',
    '*',
    '10.0.0.0/8',
    '10.1.2.3',
    '10.1.2.3:80',
    'fd00::/8',
    'fd00::1',
    '[fd00::1]:80',
    'a.com:80',
    'localhost, 127.0.0.1 ,::1',
    'a_b.test',
    '',
  ])('has nothing to say about %j', (value) => {
    expect(lintNoProxy(value)).toMatchObject({ findings: [], corrected: null });
  });

  it.each([
    'http://u:s3cret%40h:1',
    'http://u:x@h:s3cret',
    'u:s3cret',
    'a.com,u:s3cret@h',
    'http://h/?token=s3cret',
  ])('does not repeat what may be a secret in %j', (value) => {
    expect(JSON.stringify(lintNoProxy(value))).not.toContain('s3cret');
  });

  it('rewrites the whole list, leaving out what has no equivalent', () => {
    expect(lintNoProxy('localhost,10.*;192.168.*, <local>,http://a.com').corrected).toBe(
      'localhost,10.0.0.0/8,192.168.0.0/16,a.com',
    );
  });

  it.each([
    ['http://*', 'scheme'],
    ['"http://*"', 'quoted'],
    ['http://u:secret@*/x', 'scheme'],
    ['*/8', 'path'],
    ['[*]', 'bracketed-ipv6'],
  ])('does not make everything direct for want of a better reading of %s', (value, kind) => {
    expect(lintNoProxy(value)).toMatchObject({ findings: [{ kind, corrected: null }], corrected: null });
    expect(lintNoProxy(`a.com,${value}`).corrected).toBe('a.com');
  });

  it('leaves a * that was written as an entry', () => {
    expect(lintNoProxy('a.com;*').corrected).toBe('a.com,*');
    expect(lintNoProxy('"*"').corrected).toBe('*');
  });

  it('has nothing to say about its own corrections', () => {
    const entry = fc
      .tuple(
        fc.constantFrom('', '"', 'http://', '[', '*', '.', '<'),
        fc.constantFrom('10.', '10.1.2.3', 'a.com', 'fd00::1', '10.0.0.0/8', 'x y', 'a;b', '例子'),
        fc.constantFrom('', '*', '.', ']', ':80', '/8', '/255.0.0.0', '"', '>', '，', '/x'),
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 4 }), (entries) => {
        const { corrected } = lintNoProxy(entries.join(','));
        if (corrected !== null) expect(lintNoProxy(corrected).findings).toEqual([]);
      }),
      { numRuns: 3_000 },
    );
  });

  it('turns a range into blocks that cover it, and nothing beside it', () => {
    const text = (bits: number) => [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join('.');
    const ends = fc.tuple(fc.integer({ min: 1, max: 0xfffffeff }), fc.integer({ min: 0, max: 254 }));
    fc.assert(
      fc.property(ends, ([first, more]) => {
        const last = first + more;
        const NO_PROXY = lintNoProxy(`${text(first)}-${text(last)}`).corrected ?? '';
        const isDirect = (bits: number) =>
          goProxyFor(
            { scheme: 'https', host: text(bits), port: 443 },
            { HTTPS_PROXY: 'http://p:1', NO_PROXY },
            'linux',
          ).rule === 'no-proxy';
        fc.pre(first >>> 24 !== 127 && last >>> 24 !== 127);
        for (const bits of [first, last, Math.floor((first + last) / 2)]) expect(isDirect(bits)).toBe(true);
        for (const bits of [first - 1, last + 1]) expect(isDirect(bits)).toBe(false);
      }),
    );
  });

  it('turns a prefix into a block that Go matches', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 4, maxLength: 4 }), (parts) => {
        const env = {
          HTTPS_PROXY: 'http://p:1',
          NO_PROXY: lintNoProxy(`${parts[0]}.${parts[1]}.*`).corrected ?? '',
        };
        const decision = goProxyFor({ scheme: 'https', host: parts.join('.'), port: 443 }, env, 'linux');
        expect(decision.proxy).toBeNull();
      }),
    );
  });
});
