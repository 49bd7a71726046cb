import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Redactor, redactUrls, shortKeyId } from '../../src/lib/redact.js';

describe('redactUrls', () => {
  it.each([
    ['http://user:pass@10.0.0.9:3128', 'http://***@10.0.0.9:3128'],
    ['proxyconnect tcp: dial http://user:p#ss@h:3128: no', 'proxyconnect tcp: dial http://***@h:3128: no'],
    ['http://user:p@ss@h:3128/', 'http://***@h:3128/'],
    ['http://user:p/ss@h:3128', 'http://***@h:3128'],
    ['http://user:p?ss@h:3128', 'http://***@h:3128'],
    ['http://token@h:3128', 'http://***@h:3128'],
    ['http:\\\\user:pass@h:3128', 'http:\\\\***@h:3128'],
    ['HTTPS_PROXY=user:pass@10.0.0.9:3128', 'HTTPS_PROXY=***@10.0.0.9:3128'],
    ['redis://:secret@h:6379/0', 'redis://***@h:6379/0'],
    ['two: a://b:c@d and e://f:g@h', 'two: a://***@d and e://***@h'],
    ['https://host/?to=a@b', 'https://host/?to=a@b'],
    ['http://10.0.0.9:3128', 'http://10.0.0.9:3128'],
    ['ssh git@host, mail li@example.test', 'ssh git@host, mail li@example.test'],
  ])('%s', (text, clean) => {
    expect(redactUrls(text)).toBe(clean);
  });

  it('never lets a password of a URL through, whatever it is made of', () => {
    const password = fc
      .string({ minLength: 4, maxLength: 20 })
      .filter((text) => !/[\s"'<>]/.test(text) && !/^[*@]+$/.test(text));
    fc.assert(
      fc.property(password, (secret) => {
        const marked = `Zq${secret}qZ`;
        expect(redactUrls(`failed: http://user:${marked}@h.test:3128 (x)`)).not.toContain(marked);
      }),
    );
  });
});

describe('Redactor', () => {
  it('takes known secrets out of every string of a value, in plain and in URL form', () => {
    const secrets = new Redactor();
    secrets.add('s3cr/t value');
    const clean = secrets.value({ a: ['x s3cr/t value y', 1, null], b: { c: 'q=s3cr%2Ft%20value' } });
    expect(clean).toEqual({ a: ['x *** y', 1, null], b: { c: 'q=***' } });
  });

  it('does not search for secrets too short to be told from text', () => {
    const secrets = new Redactor();
    secrets.add('a');
    expect(secrets.text('a cat')).toBe('a cat');
  });
});

describe('shortKeyId', () => {
  it.each([
    ['LTAI5tABCDEFGHwxyz', 'LTAI***wxyz'],
    ['short', '***'],
  ])('%s', (id, shown) => {
    expect(shortKeyId(id)).toBe(shown);
  });
});
