import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inetAton } from '../../../../src/lib/proxy/clients/inet-aton.js';
import { pythonRules } from '../../../../src/lib/proxy/clients/python.js';
import { readPythonProxy } from '../../../../src/lib/proxy/clients/python-proxy-url.js';
import { decideFor, noWindowsProxy, onWindows, type Where, windowsProxy } from './decide-for.js';

const proxy = 'http://p.test:3128';
const through = 'proxy http://p.test:3128; named';

/** Seen with requests 2.34.2 and urllib3 2.7.0 by the differential test. */
describe('which variable requests takes', () => {
  it.each<[string, Record<string, string>, string, string]>([
    [
      'lower case first',
      { HTTP_PROXY: 'http://q.test:1', http_proxy: proxy },
      'http://a.test/',
      `${through} http_proxy`,
    ],
    ['upper case too', { HTTP_PROXY: proxy }, 'http://a.test/', `${through} HTTP_PROXY`],
    ['mixed case too', { Http_Proxy: proxy }, 'http://a.test/', `${through} Http_Proxy`],
    [
      'an empty lower-case one hides the other',
      { http_proxy: '', HTTP_PROXY: proxy },
      'http://a.test/',
      'direct; empty http_proxy',
    ],
    ['all_proxy after the own one', { all_proxy: proxy }, 'https://a.test/', `${through} all_proxy`],
    [
      'ALL_PROXY where the own one is empty',
      { http_proxy: '', ALL_PROXY: proxy },
      'http://a.test/',
      `${through} ALL_PROXY`,
    ],
    [
      'https does not take http_proxy',
      { http_proxy: proxy },
      'https://a.test/',
      'direct; unset https_proxy HTTPS_PROXY all_proxy ALL_PROXY',
    ],
    [
      'a CGI program does not take HTTP_PROXY',
      { HTTP_PROXY: proxy, REQUEST_METHOD: 'GET' },
      'http://a.test/',
      'direct; cgi HTTP_PROXY REQUEST_METHOD',
    ],
    [
      'also where REQUEST_METHOD is empty',
      { HTTP_PROXY: proxy, REQUEST_METHOD: '' },
      'http://a.test/',
      'direct; cgi HTTP_PROXY REQUEST_METHOD',
    ],
    [
      'but http_proxy',
      { http_proxy: proxy, REQUEST_METHOD: 'GET' },
      'http://a.test/',
      `${through} http_proxy`,
    ],
    [
      'and all_proxy',
      { HTTP_PROXY: 'http://q.test:1', all_proxy: proxy, REQUEST_METHOD: 'GET' },
      'http://a.test/',
      `${through} all_proxy`,
    ],
    ['nothing is set', {}, 'http://a.test/', 'direct; unset http_proxy HTTP_PROXY all_proxy ALL_PROXY'],
    ['localhost is no exception', { http_proxy: proxy }, 'http://localhost/', `${through} http_proxy`],
    ['redis is not spoken', { all_proxy: proxy }, 'redis://a.test/', 'none; scheme redis'],
  ])('%s', (_name, env, url, expected) => {
    expect(decideFor(pythonRules, url, { env })).toBe(expected);
  });
});

describe('how requests reads a value', () => {
  it.each([
    ['http://p.test:3128', 'proxy http://p.test:3128; named http_proxy'],
    ['https://p.test', 'proxy https://p.test:443; named http_proxy'],
    ['10.0.0.9:3128', 'proxy http://10.0.0.9:3128; named http_proxy'],
    // The dot keeps it from being a scheme.
    ['p.test:3128', 'proxy http://p.test:3128; named http_proxy'],
    ['proxy:3128', 'error; malformed http_proxy no-scheme'],
    ['user:pass@10.0.0.9:3128', 'error; malformed http_proxy no-scheme'],
    ['proxy', 'proxy http://proxy:80; named http_proxy'],
    ['//p.test:3128', 'proxy http://p.test:3128; named http_proxy'],
    ['[fd99::1]:3128', 'proxy http://[fd99::1]:3128; named http_proxy'],
    ['http://p.test:03128', 'proxy http://p.test:3128; named http_proxy'],
    ['http://p.test:0', 'proxy http://p.test:0; malformed http_proxy bad-port'],
    ['http://p%2Etest:1', 'proxy http://p.test:1; malformed http_proxy misread'],
    ['http://p%00.test:1', 'error; malformed http_proxy misread'],
    ['http://p.test:3128/path?query', 'proxy http://p.test:3128; named http_proxy'],
    ['http://u:p%ss@p.test:3128', 'proxy http://p.test:3128; named http_proxy'],
    ['http://u:p@ss@p.test:3128', 'proxy http://p.test:3128; named http_proxy'],
    ['http://u:p#ss@p.test:3128', 'error; malformed http_proxy unescaped-password'],
    // Neither the user nor the first digits of the password are shown.
    ['http://user:1234/ss@p.test:3128', 'proxy http://***:0; malformed http_proxy unescaped-password'],
    [' http://p.test:3128', 'error; malformed http_proxy leading-blank'],
    ['http://p.test:3128 ', 'error; malformed http_proxy trailing-blank'],
    ['"http://p.test:3128"', 'proxy http://"http:80; malformed http_proxy quoted'],
    ['http:\\\\p.test:3128', 'error; malformed http_proxy slashes'],
    ['http://p.test：3128', 'error; malformed http_proxy full-width'],
    ['http://ｐ.test:3128', 'error; malformed http_proxy full-width'],
    ['http=p.test:3128', 'proxy http://http=p.test:3128; malformed http_proxy windows-settings-form'],
    ['%HTTP_PROXY%', 'error; malformed http_proxy unexpanded-variable'],
    ['http://p.test:99999', 'error; malformed http_proxy bad-port'],
    ['http://:3128', 'error; malformed http_proxy misread'],
    ['http://bücher.test:1', 'proxy http://xn--bcher-kva.test:1; named http_proxy'],
    ['3128', 'proxy http://0.0.12.56:80; malformed http_proxy no-scheme'],
    ['socks5://p.test:1080', 'error; unsupported http_proxy socks5; without PySocks'],
    ['SOCKS5H://p.test:1080', 'error; unsupported http_proxy socks5h; without PySocks'],
    ['ftp://p.test:21', 'error; unsupported http_proxy ftp'],
  ])('%s', (value, expected) => {
    expect(decideFor(pythonRules, 'http://a.test/', { env: { http_proxy: value } })).toBe(expected);
  });

  it('never throws, and gives no host with a user part', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const reading = readPythonProxy(value);
        if (reading.kind === 'proxy') expect(reading.endpoint.host).not.toContain('@');
      }),
    );
  });
});

describe('the exceptions of requests', () => {
  it.each<[string, string, string, boolean]>([
    ['itself', 'a.test', 'http://a.test/', true],
    ['its subdomains', 'a.test', 'http://x.a.test/', true],
    ['no other ending', 'a.test', 'http://xa.test/', false],
    ['the apex of a dot', '.a.test', 'http://a.test/', true],
    ['no asterisk in front', '*.a.test', 'http://x.a.test/', false],
    ['an asterisk alone', '*', 'http://a.test/', true],
    ['no asterisk in a list', 'b.test,*', 'http://a.test/', false],
    ['upper case', 'A.TEST', 'http://a.test/', true],
    ['blanks are deleted', 'b. test, a.t est', 'http://a.test/', true],
    ['no semicolons', 'b.test;a.test', 'http://a.test/', false],
    ['a port that stands in the URL', 'a.test:80', 'http://a.test:80/', true],
    ['no port that does not', 'a.test:80', 'http://a.test/', false],
    ['no port of an address', '10.1.2.3:80', 'http://10.1.2.3:80/', false],
    ['a block', '10.0.0.0/8', 'http://10.1.2.3/', true],
    ['a block with other bits', '10.9.9.9/8', 'http://10.1.2.3/', true],
    ['no short block, which is 0.0.0.10/8', '10/8', 'http://10.1.2.3/', false],
    ['no block for all', '0.0.0.0/0', 'http://10.1.2.3/', false],
    ['no block with a mask', '10.0.0.0/255.0.0.0', 'http://10.1.2.3/', false],
    ['no block of a name', '10.0.0.0/8', 'http://a.test/', false],
    ['the end of an address', '2.3', 'http://10.1.2.3/', true],
    ['no wildcard in an address', '10.*', 'http://10.1.2.3/', false],
    ['IPv6 without brackets', 'fd00::1', 'http://[fd00::1]/', true],
    ['no IPv6 in brackets', '[fd00::1]', 'http://[fd00::1]/', false],
    ['no IPv6 block', 'fd00::/8', 'http://[fd00::1]/', false],
    ['a dot at the end is another name', 'a.test', 'http://a.test./', false],
  ])('%s: "%s" and %s', (_name, entry, url, bypass) => {
    const said = decideFor(pythonRules, url, { env: { http_proxy: proxy, NO_PROXY: entry } });
    expect(said.startsWith(bypass ? 'direct; bypass NO_PROXY ' : 'proxy ')).toBe(true);
  });

  it('are any ending before 2.34, which is said where it matters', () => {
    const env = { http_proxy: proxy, no_proxy: 'a.test' };
    const url = 'http://xa.test/';
    expect(decideFor(pythonRules, url, { env })).toBe(`${through} http_proxy; modelled 2.34`);
    expect(decideFor(pythonRules, url, { env, versions: { python: '2.34.0' } })).toBe(
      `${through} http_proxy`,
    );
    const before = { env, versions: { python: '2.33.1' } };
    expect(decideFor(pythonRules, url, before)).toBe('direct; bypass no_proxy a.test');
  });

  it('takes NO_PROXY where no_proxy is empty, which hides only the `*` from it', () => {
    const env = { http_proxy: proxy, no_proxy: '', NO_PROXY: 'a.test' };
    expect(decideFor(pythonRules, 'http://a.test/', { env })).toBe('direct; bypass NO_PROXY a.test');
    expect(decideFor(pythonRules, 'http://a.test/', { env: { ...env, NO_PROXY: '*' } })).toBe(
      `${through} http_proxy`,
    );
  });
});

/** After CPython's urllib.request and requests 2.34; not run against a Windows here. */
describe('the settings of Windows', () => {
  it.each<[string, Where, string, string]>([
    [
      'one proxy for all',
      onWindows(windowsProxy('p.test:3128')),
      'https://a.test/',
      `${through} ProxyServer`,
    ],
    [
      'one for each',
      onWindows(windowsProxy('http=q.test:1;https=p.test:3128')),
      'https://a.test/',
      `${through} ProxyServer`,
    ],
    [
      'none for this scheme',
      onWindows(windowsProxy('ftp=q.test:1')),
      'http://a.test/',
      'direct; unset HTTP_PROXY ALL_PROXY ProxyServer',
    ],
    [
      'SOCKS',
      onWindows(windowsProxy('socks=p.test:1080')),
      'http://a.test/',
      'error; unsupported ProxyServer socks4; without PySocks',
    ],
    [
      'SOCKS as a URL',
      onWindows(windowsProxy('socks=socks://p.test:1080')),
      'http://a.test/',
      'error; unsupported ProxyServer socks4; without PySocks',
    ],
    [
      'no SOCKS behind a part that does not fit',
      onWindows(windowsProxy('socks=p.test:1080;')),
      'http://a.test/',
      'direct; unset HTTP_PROXY ALL_PROXY ProxyServer',
    ],
    [
      'up to the part that does not fit',
      onWindows(windowsProxy('http=p.test:3128;q.test:1;')),
      'http://a.test/',
      `${through} ProxyServer`,
    ],
    [
      'switched off',
      onWindows({ ...windowsProxy('p.test:3128'), enabled: false }),
      'http://a.test/',
      'direct; unset HTTP_PROXY ALL_PROXY ProxyServer',
    ],
    [
      'a script is not looked at',
      onWindows({ ...noWindowsProxy, autoConfigUrl: 'http://pac.test/' }),
      'http://a.test/',
      'direct; unset HTTP_PROXY ALL_PROXY ProxyServer',
    ],
    [
      'an exception',
      onWindows(windowsProxy('p.test:3128', '*.b.test;a.*')),
      'http://a.test/',
      'direct; bypass ProxyOverride a.*',
    ],
    [
      'the beginning of a name',
      onWindows(windowsProxy('p.test:3128', 'a')),
      'http://a.test/',
      'direct; bypass ProxyOverride a',
    ],
    [
      'names without a dot',
      onWindows(windowsProxy('p.test:3128', '<local>')),
      'http://intranet/',
      'direct; bypass ProxyOverride <local>',
    ],
    [
      'names with one',
      onWindows(windowsProxy('p.test:3128', '<local>')),
      'http://a.test/',
      `${through} ProxyServer`,
    ],
    [
      'an exception that is no pattern',
      onWindows(windowsProxy('p.test:3128', '(')),
      'http://a.test/',
      `${through} ProxyServer`,
    ],
    [
      'not where any variable is set',
      onWindows(windowsProxy('p.test:3128'), { Ftp_Proxy: proxy }),
      'http://a.test/',
      'direct; unset http_proxy all_proxy',
    ],
    ['not read', onWindows(null), 'http://a.test/', 'unknown; unread ProxyServer'],
    ['not readable', onWindows('unreadable'), 'http://a.test/', 'unknown; unread ProxyServer'],
    [
      'one name whatever its case',
      onWindows(noWindowsProxy, { Http_Proxy: proxy, No_Proxy: 'b.test' }),
      'http://b.test/',
      'direct; bypass No_Proxy b.test',
    ],
    [
      'no variable of a CGI program',
      onWindows(noWindowsProxy, { http_proxy: proxy, REQUEST_METHOD: 'GET', NO_PROXY: 'b' }),
      'http://a.test/',
      'direct; cgi http_proxy REQUEST_METHOD',
    ],
  ])('%s', (_name, world, url, expected) => {
    expect(decideFor(pythonRules, url, world)).toBe(expected);
  });

  it('are those of macOS on a Mac', () => {
    expect(decideFor(pythonRules, 'http://a.test/', { os: 'darwin' })).toBe('unknown; unread scutil --proxy');
    const env = { NO_PROXY: 'b.test' };
    expect(decideFor(pythonRules, 'http://a.test/', { os: 'darwin', env })).toMatch(/^direct; unset /);
  });
});

describe('an address as the C library reads it', () => {
  it.each([
    ['10.1.2.3', 0x0a010203],
    ['10', 10],
    ['10.1', 0x0a000001],
    ['10.1.515', 0x0a010203],
    ['0x0a.1.2.3', 0x0a010203],
    ['012.1.2.3', 0x0a010203],
    ['255.255.255.255', 0xffffffff],
    ['4294967295', 0xffffffff],
    ['4294967296', null],
    ['256.1.2.3', null],
    ['10.1.2.256', null],
    ['10.1.2.3.4', null],
    ['10.1.2.', null],
    ['08.1.2.3', null],
    ['', null],
    ['a', null],
  ])('%s', (text, expected) => {
    expect(inetAton(text)).toBe(expected);
  });
});
