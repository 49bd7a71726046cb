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

  it.each([
    ['one that begins another', ['pass', 'password'], 'a password b pass', 'a *** b ***'],
    ['two that overlap', ['abcdef', 'defghi'], 'xabcdefghiy', 'x***y'],
    ['one inside another', ['abcdefgh', 'cdef'], 'xabcdefghy', 'x***y'],
    ['one that repeats', ['abab'], 'xabababy abab', 'x***y ***'],
    ['two in a row', ['abcd', 'efgh'], 'abcdefgh', '******'],
    ['one that is all', ['abcd'], 'abcd', '***'],
  ])('leaves no rest of %s', (_name, known, text, clean) => {
    const secrets = new Redactor();
    for (const secret of known) secrets.add(secret);
    expect(secrets.text(text)).toBe(clean);
  });

  it('leaves no secret in a text, and of the text whatever is none', () => {
    const word = fc.stringMatching(/^[abc]{4,7}$/);
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), fc.stringMatching(/^[abcd ]{0,60}$/), (known, text) => {
        const secrets = new Redactor();
        for (const secret of known) secrets.add(secret);
        const clean = secrets.text(text);
        for (const secret of known) expect(clean).not.toContain(secret);
        const shown = clean.split('***').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
        expect(text).toMatch(new RegExp(`^${shown.join('[abc]{4,}')}$`));
      }),
    );
  });

  it('copies what it changes, leaves the value it was given as it is, and does not copy what is clean', () => {
    const secrets = new Redactor();
    secrets.add('s3cret');
    const value = { clean: { list: [1, 'x'] }, dirty: [['a'], 'b s3cret', { c: 's3cret' }], last: null };
    const before = structuredClone(value);
    const shown = secrets.value(value);
    expect(shown).toEqual({ clean: { list: [1, 'x'] }, dirty: [['a'], 'b ***', { c: '***' }], last: null });
    expect(Object.keys(shown)).toEqual(['clean', 'dirty', 'last']);
    expect(shown.clean).toBe(value.clean);
    expect(value).toEqual(before);
  });

  it('takes a member called __proto__ for a member', () => {
    const secrets = new Redactor();
    secrets.add('s3cret');
    const text = '{"__proto__":{"a":"s3cret"},"b":"s3cret"}';
    expect(JSON.stringify(secrets.value(JSON.parse(text)))).toBe('{"__proto__":{"a":"***"},"b":"***"}');
  });

  it('is quick with thousands of secrets', () => {
    const secrets = new Redactor();
    const numbers = Array.from({ length: 20_000 }, (_, n) => n);
    for (const n of numbers) secrets.add(`${n}-secret`);
    const clean = secrets.value(numbers.map((n) => `10.0.3.8 refused, ${n}-secret`));
    expect(new Set(clean)).toEqual(new Set(['10.0.3.8 refused, ***']));
  }, 5_000);

  it.each([
    ['in Base64', 'p4ss&w<rd', 'sent cDRzcyZ3PHJk'],
    ['in Base64 without its padding', 's3cr/t v', 'sent czNjci90IHY='],
    ['percent-encoded in lower case', 's3cr/t', 'at ?p=s3cr%2ft'],
    ['in a page', `<p4ss&'w"rd>`, 'no &lt;p4ss&amp;&#39;w&quot;rd&gt;'],
    ['in JSON', 'p4ss"w\\rd', String.raw`{"got":"p4ss\"w\\rd"}`],
  ])('finds a secret that was repeated %s', (_name, secret, text) => {
    const secrets = new Redactor();
    secrets.add(secret);
    expect(secrets.text(text)).toMatch(/\*\*\*/);
    expect(secrets.text(text).length).toBeLessThan(text.length);
  });

  it.each([
    ['wrong password s3cr3t-pa…', 'wrong password ***…'],
    ['wrong password s3cr…', 'wrong password ***…'],
    ['s3cr3t-passw0rd and s3cr3t-passw0r…', '*** and ***…'],
    ['no secr…', 'no secr…'],
    ['ends in s3cr', 'ends in s3cr'],
  ])('masks the beginning of a secret where a text was cut: %s', (text, clean) => {
    const secrets = new Redactor();
    secrets.add('s3cr3t-passw0rd');
    expect(secrets.text(text)).toBe(clean);
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
