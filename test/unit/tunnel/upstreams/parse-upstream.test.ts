import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseUpstream, withUniqueNames } from '../../../../src/lib/tunnel/upstreams/parse-upstream.js';

describe('an upstream as it is written', () => {
  it.each([
    ['direct', 'direct', null],
    [' Direct ', 'direct', null],
    ['10.0.0.10:3128', '10.0.0.10:3128', 'http://10.0.0.10:3128'],
    ['https://proxy.test:443', 'proxy.test:443', 'https://proxy.test:443'],
    ['socks5h://li:pass@[fd00::1]:1080', '[fd00::1]:1080', 'socks5h://[fd00::1]:1080'],
  ])('%s is named %s', (text, name, url) => {
    const reading = parseUpstream(text);
    expect(reading).toMatchObject({ ok: true, upstream: { name, weight: 1, backup: false, only: null } });
    expect(reading.ok && (reading.upstream.proxy?.shown ?? null)).toBe(url);
  });

  it.each([
    ['', 'empty'],
    ['10.0.0.10', 'port-missing'],
    ['ftp://10.0.0.10:21', 'scheme'],
    ['http://10.0.0.10:3128/path', 'rest'],
    ['http://a.test:1,http://b.test:2', 'chain'],
    ['http://127.1:3128', 'host'],
  ])('%s is none: %s', (text, problem) => {
    expect(parseUpstream(text)).toMatchObject({ ok: false, problem });
  });

  it('is read or refused, never thrown at', () => {
    fc.assert(
      fc.property(fc.constantFrom('', 'http://', 'socks5h://', 'ftp://'), fc.string(), (scheme, rest) => {
        const reading = parseUpstream(`${scheme}${rest}`);
        expect(reading).toMatchObject(
          reading.ok ? { upstream: { weight: 1 } } : { problem: expect.any(String) },
        );
      }),
    );
  });

  it('gets a name of its own', () => {
    const settings = ['a.test:1', 'http://u:p@a.test:1', 'direct', 'a.test:1', 'direct'].flatMap((text) => {
      const reading = parseUpstream(text);
      return reading.ok ? [reading.upstream] : [];
    });
    expect(withUniqueNames(settings).map(({ name }) => name)).toEqual([
      ...['a.test:1', 'a.test:1#2', 'direct', 'a.test:1#3', 'direct#2'],
    ]);
  });
});
