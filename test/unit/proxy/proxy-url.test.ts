import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { basicCredentials, parseProxyUrl } from '../../../src/lib/proxy/proxy-url.js';

describe('a proxy URL', () => {
  it.each([
    ['http://10.0.0.10:8080', '10.0.0.10', 8080, null],
    ['10.0.0.10:8080', '10.0.0.10', 8080, null],
    ['HTTP://proxy.test:3128/', 'proxy.test', 3128, null],
    [' proxy.test:3128 ', 'proxy.test', 3128, null],
    ['http://[fd00::1]:3128', 'fd00::1', 3128, null],
    ['http://li:word@proxy.test:3128', 'proxy.test', 3128, { username: 'li', password: 'word' }],
    ['li:word@proxy.test:3128', 'proxy.test', 3128, { username: 'li', password: 'word' }],
    ['http://li@proxy.test:3128', 'proxy.test', 3128, { username: 'li', password: '' }],
    ['http://li:p%40ss%3A@proxy.test:3128', 'proxy.test', 3128, { username: 'li', password: 'p@ss:' }],
    ['http://li:100%@proxy.test:3128', 'proxy.test', 3128, { username: 'li', password: '100%' }],
    ['http://li:a/b#c?d@proxy.test:3128', 'proxy.test', 3128, { username: 'li', password: 'a/b#c?d' }],
    ['http://corp%5Cli:p@ss@proxy.test:3128', 'proxy.test', 3128, { username: 'corp\\li', password: 'p@ss' }],
    ['http://@proxy.test:3128', 'proxy.test', 3128, null],
  ])('%s', (text, host, port, credentials) => {
    const result = parseProxyUrl(text);
    expect(result).toMatchObject({ ok: true, proxy: { scheme: 'http', host, port, credentials } });
    expect(result.ok && result.proxy.shown).toBe(`http://${host.includes(':') ? `[${host}]` : host}:${port}`);
  });

  it.each([
    ['', 'empty'],
    ['  ', 'empty'],
    ['http://proxy.test', 'port-missing'],
    ['proxy.test', 'port-missing'],
    ['http://proxy.test:0', 'host'],
    ['http://proxy.test:99999', 'host'],
    ['http://:3128', 'host'],
    ['http://pro xy:3128', 'host'],
    ['http://2130706433:3128', 'host'],
    ['http://a.test:1,http://b.test:2', 'rest'],
    ['http://proxy.test:3128/path', 'rest'],
    ['http://proxy.test:3128?x', 'rest'],
    ['socks4://proxy.test:1080', 'scheme'],
    ['socks5://proxy.test', 'port-missing'],
    ['socks5://li@proxy.test:1080', 'credentials'],
    ['socks5h://:word@proxy.test:1080', 'credentials'],
    [`socks5h://li:${'x'.repeat(256)}@proxy.test:1080`, 'credentials'],
    [`socks5h://${'%C3%BC'.repeat(128)}:x@proxy.test:1080`, 'credentials'],
    ['http://li%0d%0aX:y@proxy.test:3128', 'credentials'],
    ['http://li%3Ax:y@proxy.test:3128', 'credentials'],
  ])('%j is refused: %s', (text, problem) => {
    expect(parseProxyUrl(text)).toMatchObject({ ok: false, problem });
  });

  it.each([
    ['https://proxy.test:443', 'https', null],
    ['HTTPS://li:word@proxy.test:443/', 'https', { username: 'li', password: 'word' }],
    ['socks5://proxy.test:443', 'socks5', null],
    ['socks5h://li%3Ax:word@proxy.test:443', 'socks5h', { username: 'li:x', password: 'word' }],
    [
      `socks5h://li:${'x'.repeat(255)}@proxy.test:443`,
      'socks5h',
      { username: 'li', password: 'x'.repeat(255) },
    ],
  ])('%s has a scheme of its own', (text, scheme, credentials) => {
    const shown = `${scheme}://proxy.test:443`;
    expect(parseProxyUrl(text)).toMatchObject({
      ok: true,
      proxy: { scheme, host: 'proxy.test', credentials, shown },
    });
  });

  it('takes a default port where its source has one', () => {
    expect(parseProxyUrl('http://proxy.test', { defaultPort: 80 })).toMatchObject({ proxy: { port: 80 } });
    expect(parseProxyUrl('http://[::1]', { defaultPort: 80 })).toMatchObject({
      proxy: { host: '::1', port: 80 },
    });
    expect(parseProxyUrl('http://proxy.test:3128', { defaultPort: 80 })).toMatchObject({
      proxy: { port: 3128 },
    });
  });

  it('never throws, and what it shows holds no user part', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl({ withFragments: true })), (text) => {
        const result = parseProxyUrl(text);
        if (result.ok) expect(result.proxy.shown).not.toContain('@');
      }),
    );
  });

  it('never loses the host, whatever the user part holds', () => {
    const part = fc
      .string({ minLength: 1 })
      .map((text) => encodeURIComponent(text.replace(/[\u0000-\u001f\u007f:]/g, 'x')));
    const loose = fc.string({ minLength: 1 }).filter((text) => /^[^\s%\u0000-\u001f\u007f]+$/.test(text));
    fc.assert(
      fc.property(
        part,
        fc.oneof(part, loose),
        fc.integer({ min: 1, max: 65_535 }),
        (username, password, port) => {
          expect(parseProxyUrl(`http://${username}:${password}@proxy.test:${port}`)).toMatchObject({
            ok: true,
            proxy: { host: 'proxy.test', port, shown: `http://proxy.test:${port}` },
          });
        },
      ),
    );
  });

  it('gives back the credentials that were percent-encoded into it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), (name, secret) => {
        const username = name.replace(/[\u0000-\u001f\u007f:]/g, 'x');
        const password = secret.replace(/[\u0000-\u001f\u007f]/g, 'x');
        const text = `http://${encodeURIComponent(username)}:${encodeURIComponent(password)}@h.test:1`;
        expect(parseProxyUrl(text)).toMatchObject({ proxy: { credentials: { username, password } } });
      }),
    );
  });

  it('makes Basic credentials in UTF-8', () => {
    expect(basicCredentials({ username: 'Aladdin', password: 'open sesame' })).toBe(
      'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==',
    );
    expect(basicCredentials({ username: '李', password: 'ü' })).toBe(
      `Basic ${Buffer.from('李:ü').toString('base64')}`,
    );
  });
});
