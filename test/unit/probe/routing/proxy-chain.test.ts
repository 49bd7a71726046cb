import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { badProxy } from '../../../../src/lib/probe/failures.js';
import { parseProxyChain } from '../../../../src/lib/probe/routing/proxy-chain.js';

describe('the way of -x', () => {
  it.each([
    ['10.0.0.10:8080', ['http://10.0.0.10:8080']],
    ['http://a.test:1,socks5h://b.test:2', ['http://a.test:1', 'socks5h://b.test:2']],
    ['a.test:1, b.test:2 ,https://c.test:3', ['http://a.test:1', 'http://b.test:2', 'https://c.test:3']],
    ['http://li:w%2Crd@a.test:1,socks5://li:w@b.test:2', ['http://a.test:1', 'socks5://b.test:2']],
  ])('%s', (text, shown) => {
    const reading = parseProxyChain(text);
    expect(reading.ok && reading.proxies.map((proxy) => proxy.shown)).toEqual(shown);
  });

  it.each([
    ['', 'empty'],
    ['a.test', 'port-missing'],
    ['a.test:1,b.test', 'port-missing'],
    ['a.test:1,socks4://b.test:1', 'scheme'],
    ['a.test:1,direct', 'direct'],
    ['a.test:1,', 'comma'],
    [',a.test:1', 'comma'],
    ['http://li:12,34@a.test:1', 'comma'],
    ['http://li:se,cret@a.test:1', 'comma'],
    ['http://li:a,b,c@a.test:1', 'comma'],
    ['li:12,34@a.test:1', 'comma'],
  ])('%j is refused: %s', (text, problem) => {
    expect(parseProxyChain(text)).toMatchObject({ ok: false, problem });
  });

  it.each(['http://li:1234,5678@a.test:1', 'http://a.test:1,pass5678'])(
    'shows nothing that may be a piece of a password: %s',
    (text) => {
      const reading = parseProxyChain(text);
      if (reading.ok) throw new Error('taken for a chain');
      expect(JSON.stringify(badProxy(text, '--proxy', reading).facts)).not.toMatch(/1234|5678/);
    },
  );

  it('never dials the beginning of a password, nor shows any of it', () => {
    const word = fc.stringMatching(/^[A-Z]{5,8}[0-9]{0,5}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 2, maxLength: 4 }), (pieces) => {
        const text = `http://li:${pieces.join(',')}@a.test:1`;
        const reading = parseProxyChain(text);
        if (reading.ok) throw new Error('taken for a chain');
        const { facts } = badProxy(text, '--proxy', reading);
        for (const piece of pieces) expect(JSON.stringify(facts)).not.toContain(piece);
      }),
    );
  });
});
