import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readGoProxy } from '../../../src/lib/proxy/go-rules.js';
import { maskProxyValue } from '../../../src/lib/proxy/mask-proxy-value.js';
import { correctProxyValue, lintProxyValue } from '../../../src/lib/proxy/proxy-lint.js';

type Row = [value: string, findings: string[], corrected: string | null, effect: string];

const rows: Row[] = [
  ['http://10.0.0.9:3128', [], null, 'proxy'],
  ['http://10.0.0.9:3128/', [], null, 'proxy'],
  ['10.0.0.9:3128', [], null, 'proxy'],
  ['proxy:3128', [], null, 'proxy'],
  ['http://u:p@h:3128', [], null, 'proxy'],
  ['socks5://h:1080', [], null, 'proxy'],
  ['socks5h://h', [], null, 'proxy'],
  ['http://[fd00::1]:3128', [], null, 'proxy'],
  ['http://user:p%23ss@h:3128', [], null, 'proxy'],
  [' http://h:3128', ['leading-blank'], 'http://h:3128', 'direct'],
  ['http://h:3128 ', ['trailing-blank'], 'http://h:3128', 'misread'],
  ['http://h:3128\r', ['trailing-blank'], 'http://h:3128', 'direct'],
  ['"http://h:3128"', ['quoted'], 'http://h:3128', 'misread'],
  ["'http://h:3128", ['quoted'], 'http://h:3128', 'misread'],
  ['“http://h:3128”', ['quoted'], 'http://h:3128', 'misread'],
  ['http=a:1;https=b:2', ['windows-settings-form'], 'http://b:2', 'direct'],
  ['socks=a:1', ['windows-settings-form'], 'socks5://a:1', 'misread'],
  ['SOCKS=socks5://a:1', ['windows-settings-form'], 'socks5://a:1', 'misread'],
  ['http=b:2;socks=a:1', ['windows-settings-form'], 'socks5://a:1', 'direct'],
  ['ftp=a:1;socks=b:2', ['windows-settings-form'], 'socks5://b:2', 'direct'],
  ['http:\\\\h:3128', ['slashes'], 'http://h:3128', 'misread'],
  ['http:/h:3128', ['slashes'], 'http://h:3128', 'misread'],
  ['http:h:3128', ['slashes'], 'http://h:3128', 'misread'],
  ['http：//h:3128', ['full-width'], 'http://h:3128', 'misread'],
  ['http://h：3128', ['full-width'], 'http://h:3128', 'misread'],
  ['http://10。0。0。9:3128', ['full-width'], 'http://10.0.0.9:3128', 'misread'],
  ['%HTTP_PROXY%', ['unexpanded-variable'], null, 'direct'],
  ['$HOST:3128', ['unexpanded-variable'], null, 'misread'],
  ['http://%HOST%:3128', ['unexpanded-variable'], null, 'direct'],
  ['http://u:p@proxy.$DOMAIN:3128', ['unexpanded-variable'], null, 'misread'],
  ['http://u:$word@h:3128', [], null, 'proxy'],
  ['$HTTP_PROXY', ['unexpanded-variable'], null, 'misread'],
  ['$env:HTTP_PROXY', ['unexpanded-variable'], null, 'direct'],
  ['http://user:p#ss@h:3128', ['unescaped-password'], 'http://***@h:3128', 'misread'],
  ['http://user:p?ss@h:3128', ['unescaped-password'], 'http://***@h:3128', 'misread'],
  ['http://user:p/ss@h:3128', ['unescaped-password'], 'http://***@h:3128', 'misread'],
  ['http://user:p%ss@h:3128', ['unescaped-password'], 'http://***@h:3128', 'direct'],
  ['http://user:密码@h:3128', ['unescaped-password'], 'http://***@h:3128', 'misread'],
  ['http://user:p@ss@h:3128', ['at-in-password'], 'http://***@h:3128', 'proxy'],
  ['http://user:1/2@h:3128', ['unescaped-password'], 'http://***@h:3128', 'misread'],
  ['https://h:3128', ['https-scheme'], null, 'proxy'],
  ['socks://h:1080', ['socks-scheme'], 'socks5://h:1080', 'misread'],
  ['socks4://h:1080', ['unsupported-scheme'], null, 'misread'],
  ['ftp://h:21', ['unsupported-scheme'], null, 'misread'],
  ['http://h', ['no-port'], null, 'proxy'],
  ['h', ['no-port'], null, 'proxy'],
  ['http://h:port', ['bad-port'], null, 'misread'],
  ['http://h:70000', ['bad-port'], null, 'misread'],
  ['http://fd00::1', ['misread', 'no-port'], 'http://[fd00::1]', 'misread'],
  ['http://[10.0.0.9]:3128', ['misread'], 'http://10.0.0.9:3128', 'misread'],
  ['http://a b:3128', ['misread'], null, 'misread'],
  ['https://goproxy.test,direct', ['https-scheme', 'misread'], null, 'misread'],
  ['http://a_b.test:3128', [], null, 'proxy'],
  ['http://代理.test:3128', [], null, 'proxy'],
  ['http:3128', [], null, 'proxy'],
];

describe('lintProxyValue', () => {
  it.each(rows)('%j: %j', (value, findings, corrected, effect) => {
    const lint = lintProxyValue(value, 'HTTPS_PROXY');
    expect({
      findings: lint.findings.map(({ kind }) => kind),
      corrected: lint.corrected,
      effect: lint.effect,
    }).toEqual({ findings, corrected, effect });
  });

  it('takes the part of the Windows settings that the variable is for', () => {
    expect(lintProxyValue('http=a:1;https=b:2', 'http_proxy').corrected).toBe('http://a:1');
  });

  it('is severe about what Go gets wrong, and mild about the rest', () => {
    const severities = (value: string) =>
      lintProxyValue(value, 'HTTP_PROXY').findings.map(({ severity }) => severity);
    expect(severities('http://u:p@ss@h:1')).toEqual(['warn']);
    expect(severities('https://h:1')).toEqual(['warn']);
    expect(severities('http://h:1 ')).toEqual(['fail']);
  });

  it('gives the address Go dials', () => {
    expect(lintProxyValue('h:1', 'HTTP_PROXY').endpoint).toEqual({ scheme: 'http', host: 'h', port: 1 });
    expect(lintProxyValue('https://[::1]', 'HTTP_PROXY').endpoint).toEqual({
      scheme: 'https',
      host: '::1',
      port: 443,
    });
    expect(lintProxyValue(' h:1', 'HTTP_PROXY').endpoint).toBeNull();
  });
});

const sloppyPassword = fc.string({
  minLength: 1,
  maxLength: 12,
  unit: fc.constantFrom(...'aZ09#?/%@:;&=+ü中 '),
});
const sloppyValue = fc
  .record({
    before: fc.constantFrom('', ' ', '"', '\t'),
    scheme: fc.constantFrom(
      '',
      'http://',
      'https://',
      'socks5://',
      'socks://',
      'http:\\\\',
      'HTTP://',
      'http：//',
    ),
    user: fc.constantFrom('li', 'DOMAIN\\li', ''),
    password: sloppyPassword,
    host: fc.constantFrom('h', '10.0.0.9', 'proxy.corp.test', '[fd00::1]'),
    port: fc.constantFrom(':3128', '：3128', ':80'),
    after: fc.constantFrom('', ' ', '"', '/'),
  })
  .filter(({ scheme, password }) => scheme !== '' || !/^[/\\]{2}/.test(password))
  .map(({ before, scheme, user, password, host, port, after }) => ({
    password,
    value: `${before}${scheme}${user}:${password}@${host}${port}${after}`,
    host,
  }));

describe('what is said about any sloppy value', () => {
  it('is corrected to a value that Go reads without a finding, with the same host', () => {
    fc.assert(
      fc.property(sloppyValue, ({ value, host }) => {
        const corrected = correctProxyValue(value, 'HTTP_PROXY');
        expect(corrected).not.toBeNull();
        const lint = lintProxyValue(corrected ?? '', 'HTTP_PROXY');
        expect(lint.findings.filter(({ kind }) => kind !== 'https-scheme')).toEqual([]);
        expect(lint.endpoint?.host).toBe(host.replace(/[[\]]/g, ''));
      }),
      { numRuns: 2_000 },
    );
  });

  it('keeps the password as it was meant', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 10, unit: fc.constantFrom(...'aZ9#?/@:ü中&') }),
        (password) => {
          const reading = readGoProxy(correctProxyValue(`http://li:${password}@h:3128`, 'HTTP_PROXY') ?? '');
          const user = reading.kind === 'proxy' ? (reading.url.userinfo ?? '') : '';
          expect(decodeURIComponent(user)).toBe(`li:${password}`);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('never shows the password', () => {
    const secret = fc.string({ minLength: 4, maxLength: 8, unit: fc.constantFrom(...'QXZ') });
    fc.assert(
      fc.property(sloppyValue, secret, ({ value, password }, canary) => {
        const spiked = value.replace(`:${password}@`, `:${password}${canary}@`);
        expect(JSON.stringify(lintProxyValue(spiked, 'HTTP_PROXY'))).not.toContain(canary);
      }),
      { numRuns: 2_000 },
    );
  });

  it('never shows a part of the password that Go takes for the host', () => {
    const before = fc.string({ maxLength: 4, unit: fc.constantFrom(...'aZ0@/#?:') });
    const after = fc.string({ maxLength: 4, unit: fc.constantFrom(...'aZ0@/#?:\\') });
    fc.assert(
      fc.property(before, after, fc.constantFrom('http://', '', 'http:/'), (first, last, scheme) => {
        const value = `${scheme}li:${first}QXZQXZ${last}@h:3128`;
        expect(JSON.stringify(lintProxyValue(value, 'HTTP_PROXY'))).not.toContain('QXZ');
      }),
      { numRuns: 2_000 },
    );
    expect(lintProxyValue('http://li:p@QXZpass/x@h:1', 'HTTP_PROXY').endpoint).toMatchObject({ host: '***' });
    // Without a scheme, and with a password that makes a scheme of the user's name.
    expect(lintProxyValue('li://QXZpass:/@h:1', 'HTTP_PROXY').endpoint).toMatchObject({ host: '***' });
  });

  it('never throws, whatever the value', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        expect(lintProxyValue(value, 'HTTP_PROXY').effect).toMatch(/^(?:proxy|direct|misread)$/);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('maskProxyValue', () => {
  it.each([
    ['http://u:secret@h:1', 'http://***@h:1'],
    ['u:secret@h:1', '***@h:1'],
    ['http:\\\\u:secret@h:1', 'http:\\\\***@h:1'],
    ['http://u:sec/ret@h:1', 'http://***@h:1'],
    ['http://u:sec@ret@h:1', 'http://***@h:1'],
    ['http://u:secret＠h:1', 'http://***@h:1'],
    ['http://u:secret%40h:1', 'http://***@h:1'],
    ['http://u:secret', 'http://u:***'],
    [' "http://u:secret@h:1"', ' "http://***@h:1"'],
    ['http=u:secret@a:1;https=u:secret@b:2', 'http=***@a:1;https=***@b:2'],
    ['http://h:1/?token=secret', 'http://h:1/?***'],
    ['http://u:secret@h:1#secret', 'http://***@h:1#***'],
    ['http://h:1', 'http://h:1'],
    ['http://[fd00::1]:1', 'http://[fd00::1]:1'],
  ])('%j becomes %j', (value, masked) => {
    expect(maskProxyValue(value)).toBe(masked);
  });
});
