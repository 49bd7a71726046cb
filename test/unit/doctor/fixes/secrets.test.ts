import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskSetting, rememberSecrets } from '../../../../src/lib/doctor/fixes/secrets.js';
import { Redactor } from '../../../../src/lib/redact.js';

describe('a setting, for showing', () => {
  it.each([
    ['HTTP_PROXY', 'http://li:s3cret@10.0.0.9:3128', 'http://***@10.0.0.9:3128'],
    ['https_proxy', ' http://li:s3c#ret@10.0.0.9:3128 ', ' http://***@10.0.0.9:3128 '],
    ['ALL_PROXY', 'socks5://10.0.0.9:1080', 'socks5://10.0.0.9:1080'],
    ['NO_PROXY', 'a.com,http://li:s3cret@b.com', 'a.com,http://***@b.com'],
    [
      'GOPROXY',
      'https://li:s3cret@goproxy.invalid|https://goproxy.cn,direct',
      'https://***@goproxy.invalid|https://goproxy.cn,direct',
    ],
    ['GOROOT', 'C:\\Go', 'C:\\Go'],
  ])('%s=%s becomes %s', (name, value, masked) => {
    expect(maskSetting(name, value)).toBe(masked);
  });

  it('never shows a password, whatever is in it', () => {
    const password = fc
      .string({ minLength: 6, maxLength: 20 })
      .filter((text) => /^[^\s@＠,|;"'*]{6,}$/.test(text));
    fc.assert(
      fc.property(password, fc.constantFrom('HTTP_PROXY', 'https_proxy', 'GOPROXY'), (secret, name) => {
        const value = `http://li:canary${secret}@proxy.invalid:3128`;
        expect(maskSetting(name, value)).not.toContain('canary');
      }),
    );
  });
});

describe('what is remembered of a value', () => {
  it.each([
    ['HTTP_PROXY', 'http://li:s3cret%23pw@10.0.0.9:3128', ['s3cret%23pw', 's3cret#pw', 'li:s3cret%23pw']],
    ['HTTP_PROXY', 'http://li:p%ss@word@10.0.0.9:3128', ['p%ss@word']],
    ['HTTPS_PROXY', 'token1234@10.0.0.9:3128', ['token1234']],
  ])('%s=%s hides %j wherever it turns up', (name, value, parts) => {
    const secrets = new Redactor();
    rememberSecrets(name, value, secrets);
    for (const part of [value, ...parts]) expect(secrets.text(`somebody says ${part}!`)).not.toContain(part);
  });

  it('is not a short word that ids have, too', () => {
    const secrets = new Redactor();
    rememberSecrets('HTTP_PROXY', 'http://proxy:proxy@10.0.0.9:3128', secrets);
    expect(secrets.text('proxy.env: proxy:proxy')).toBe('proxy.env: ***');
  });

  it('is nothing where nothing is secret', () => {
    const secrets = new Redactor();
    rememberSecrets('GOROOT', 'C:\\Go', secrets);
    rememberSecrets('HTTP_PROXY', 'http://10.0.0.9:3128', secrets);
    expect(secrets.text('C:\\Go http://10.0.0.9:3128')).toBe('C:\\Go http://10.0.0.9:3128');
  });
});
