import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandVariables } from '../../../src/lib/config/expand-variables.js';
import { parseTarget } from '../../../src/lib/probe/target/target.js';
import { parseProxyUrl } from '../../../src/lib/proxy/proxy-url.js';

const env = { HOST: 'cache.test', REDIS_PASSWORD: 'a/b@c', TOKEN: 'tok-1', EMPTY: '', MONKEY: 'ape' };

/** `$\{NAME}`, as it is written in the file. */
const ref = (name: string) => `$\{${name}}`;

function expand(text: string, form: 'url' | 'text' = 'url', more: Record<string, string> = {}) {
  return expandVariables(text, { env: { ...env, ...more }, os: 'linux', form });
}

describe('variables in the values of aliproxy.yaml', () => {
  it.each([
    [`redis://${ref('HOST')}:6379`, 'redis://cache.test:6379', []],
    [`redis://:${ref('REDIS_PASSWORD')}@${ref('HOST')}`, 'redis://:a%2Fb%40c@cache.test', ['a/b@c']],
    [`https://${ref('HOST')}/?q=${ref('TOKEN')}`, 'https://cache.test/?q=tok-1', ['tok-1']],
    [`https://h/?to=${ref('MONKEY')}@b`, 'https://h/?to=ape@b', []],
    [`${ref('HOST')}:1`, 'cache.test:1', []],
    [`$${ref('HOST')}:1`, `${ref('HOST')}:1`, []],
    [`$HOST ${ref('')} ${ref('1')} {HOST}`, `$HOST ${ref('')} ${ref('1')} {HOST}`, []],
  ])('%s', (text, expanded, secrets) => {
    expect(expand(text)).toEqual({ ok: true, text: expanded, secrets });
  });

  it('are taken as they are outside URLs', () => {
    expect(expand(`li:${ref('REDIS_PASSWORD')}@x`, 'text')).toMatchObject({
      text: 'li:a/b@c@x',
      secrets: ['a/b@c'],
    });
  });

  it.each(['NONE', 'EMPTY'])('must be set: %s', (name) => {
    expect(expand(`redis://$\{${name}}`)).toEqual({ ok: false, missing: name });
  });

  it('have one spelling on Windows', () => {
    expect(expandVariables(`${ref('host')}`, { env, os: 'win32', form: 'text' })).toMatchObject({
      text: 'cache.test',
    });
    expect(expandVariables(`${ref('host')}`, { env, os: 'linux', form: 'text' })).toEqual({
      ok: false,
      missing: 'host',
    });
  });

  it('may hold any password', () => {
    const password = fc
      .string({ minLength: 1, unit: 'grapheme' })
      .filter((text) => !/[\u0000-\u001f\u007f]/.test(text));
    fc.assert(
      fc.property(password, (word) => {
        const url = expand(`redis://li:${ref('P')}@h.test:1`, 'url', { P: word });
        const proxy = expand(`http://li:${ref('P')}@h.test:1`, 'url', { P: word });
        if (!url.ok || !proxy.ok) throw new Error('not expanded');
        expect(parseTarget(url.text)).toMatchObject({
          target: { credentials: { username: 'li', password: word } },
        });
        expect(parseProxyUrl(proxy.text)).toMatchObject({
          proxy: { credentials: { username: 'li', password: word } },
        });
      }),
    );
  });
});
