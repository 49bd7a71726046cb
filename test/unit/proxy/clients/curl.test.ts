import { describe, expect, it } from 'vitest';
import { curlRules } from '../../../../src/lib/proxy/clients/curl.js';
import { decideFor } from './decide-for.js';

const current = { curl: '8.22.0' };
const https = (value: string, curl = '8.22.0') =>
  decideFor(curlRules, 'https://a.test/', { env: { https_proxy: value }, versions: { curl } });

describe('curl and the value of a proxy variable', () => {
  it.each([
    ['http://p.test:3128', 'http://p.test:3128'],
    ['p.test:3128', 'http://p.test:3128'],
    ['http://u:p%ss@p.test:3128', 'http://p.test:3128'],
    ['http://u@p.test:3128/', 'http://p.test:3128'],
    ['http:/p.test:3128', 'http://p.test:3128'],
    ['http:///p.test:3128', 'http://p.test:3128'],
    ['HTTP://P.TEST:3128', 'http://P.TEST:3128'],
    ['https://p.test', 'https://p.test:443'],
    ['socks://p.test', 'socks4://p.test:1080'],
    ['socks4a://p.test', 'socks4a://p.test:1080'],
    ['SOCKS5://p.test', 'socks5://p.test:1080'],
    ['socks5h://p.test', 'socks5h://p.test:1080'],
    ['http://[fd00::9]:3128', 'http://[fd00::9]:3128'],
    ['http://p.test:03128', 'http://p.test:3128'],
  ])('takes %s as it is meant', (value, proxy) => {
    expect(https(value)).toBe(`proxy ${proxy}; named https_proxy`);
  });

  it.each([
    ['http://u:p#ss@p.test:3128', 'unescaped-password'],
    ['http://u:p/ss@p.test:3128', 'unescaped-password'],
    ['http://u:p@ss@p.test:3128', 'at-in-password'],
    [' http://p.test:3128', 'leading-blank'],
    ['http://p.test:3128 ', 'trailing-blank'],
    ['"http://p.test:3128"', 'quoted'],
    ['http=p.test:1;https=p.test:2', 'windows-settings-form'],
    ['http:\\\\p.test:3128', 'slashes'],
    ['http:////p.test:3128', 'slashes'],
    ['http://p.test：3128', 'full-width'],
    ['http://p.test:99999', 'bad-port'],
    ['http://fd00::9:3128', 'misread'],
    ['//p.test:3128', 'misread'],
    ['http://', 'misread'],
    ['%HTTP_PROXY%', 'unexpanded-variable'],
  ])('refuses %s', (value, problem) => {
    expect(https(value)).toBe(`error; malformed https_proxy ${problem}`);
  });

  it('refuses a proxy of a kind it does not speak', () => {
    expect(https('foo://p.test:3128')).toBe('error; unsupported https_proxy foo');
    expect(https('ftp://p.test:3128')).toBe('error; unsupported https_proxy ftp');
  });

  it('takes a number for an address, as inet_aton does', () => {
    expect(https('3128')).toBe('proxy http://0.0.12.56:80; malformed https_proxy no-scheme');
  });

  it('names port 0 as malformed, since nothing answers there', () => {
    expect(https('http://p.test:0')).toBe('proxy http://p.test:0; malformed https_proxy bad-port');
  });
});

describe('curl by its release', () => {
  it('models the current one where none is found, and says so', () => {
    expect(decideFor(curlRules, 'https://a.test/', {})).toBe(
      'direct; unset https_proxy HTTPS_PROXY all_proxy ALL_PROXY; modelled 8.22.0',
    );
  });

  // Seen with curls built from the source of 7.81.0, 8.5.0, 8.14.1, 8.18.0, 8.20.0, 8.21.0 and 8.22, and with Debian's 7.88.1;
  // 7.83 from the source only.
  it.each([
    ['8.20.0', 'p.test', 'proxy http://p.test:1080; named https_proxy'],
    ['8.21.0', 'p.test', 'proxy http://p.test:80; named https_proxy'],
    ['8.20.0', 'ftp.test:3128', 'error; unsupported https_proxy ftp'],
    ['8.21.0', 'ftp.test:3128', 'proxy http://ftp.test:3128; named https_proxy'],
    ['7.88.1', '%HTTP_PROXY%', 'proxy http://%HTTP_PROXY%:1080; malformed https_proxy unexpanded-variable'],
    ['8.5.0', '%HTTP_PROXY%', 'error; malformed https_proxy unexpanded-variable'],
    [
      '7.81.0',
      'http://u:p@ss@p.test:3128',
      'proxy http://***@p.test:3128; malformed https_proxy at-in-password',
    ],
    [
      '7.83.0',
      'http://u:p@ss@p.test:3128',
      'proxy http://***@p.test:3128; malformed https_proxy at-in-password',
    ],
    ['7.83.1', 'http://u:p@ss@p.test:3128', 'error; malformed https_proxy at-in-password'],
  ])('%s takes %s', (version, value, expected) => {
    const [decision, note] = [https(value, version), `; installed ${version}`];
    const differs = https(value) !== expected;
    expect(decision).toBe(differs ? expected + note : expected);
  });

  it('says that the installed one decided only where it decides differently', () => {
    expect(https('http://p.test:3128', '7.88.1')).toBe('proxy http://p.test:3128; named https_proxy');
    expect(https('p.test', '7.88.1')).toBe('proxy http://p.test:1080; named https_proxy; installed 7.88.1');
  });
});

describe('curl and NO_PROXY', () => {
  const bypassed = (list: string, host: string, curl: string) =>
    decideFor(curlRules, `http://${host}/`, {
      env: { http_proxy: 'http://p.test:3128', no_proxy: list },
      versions: { curl },
    }).startsWith('direct');

  it.each([
    ['a.test', 'a.test', true],
    ['a.test', 'x.a.test', true],
    ['a.test', 'xa.test', false],
    ['A.TEST', 'a.test', true],
    ['.a.test', 'a.test', true],
    ['.a.test', 'x.a.test', true],
    ['..a.test', 'x.a.test', false],
    ['*.a.test', 'x.a.test', false],
    ['*', 'a.test', true],
    ['b.test,*', 'a.test', false],
    ['a.test.', 'a.test', true],
    ['a.test', 'a.test.', true],
    ['a.test:80', 'a.test', false],
    ['"a.test"', 'a.test', false],
    ['a.test;b.test', 'a.test', false],
    ['b.test, a.test', 'a.test', true],
    ['b.test,,a.test', 'a.test', true],
    ['localhost', 'localhost', true],
    ['a.test', 'localhost', false],
    ['10.1.2.3', '10.1.2.3', true],
    ['10.0.0.0/8', '10.1.2.3', true],
    ['10.1.2.3/32', '10.1.2.3', true],
    ['10.0.0.0/0', '10.1.2.3', false],
    ['0.0.0.0/0', '10.1.2.3', false],
    ['10.0.0.0/33', '10.1.2.3', false],
    ['10/8', '10.1.2.3', false],
    ['10.*', '10.1.2.3', false],
    ['2.3', '10.1.2.3', false],
    ['10.0.0.0/8', 'a.test', false],
  ])('"%s" and %s', (list, host, expected) => {
    expect(bypassed(list, host, '8.22.0')).toBe(expected);
    expect(bypassed(list, host, '7.88.1')).toBe(expected);
  });

  // Seen with each of these releases.
  it.each([
    ['b.test a.test', 'a.test', { '7.81.0': true, '7.88.1': true, '8.5.0': true, '8.14.1': false }],
    ['b.test\ta.test', 'a.test', { '7.81.0': false, '7.88.1': true, '8.14.1': false }],
    ['10.0.0.0/8', '10.1.2.3', { '7.81.0': false, '7.88.1': true, '8.22.0': true }],
    ['2.3', '10.1.2.3', { '7.81.0': true, '7.88.1': false }],
    ['a.test.', 'a.test', { '7.81.0': false, '7.88.1': true }],
    ['10.0.0.0/8:80', '10.1.2.3', { '7.88.1': true, '8.14.1': true, '8.18.0': false }],
    ['10.0.0.0/8x', '10.1.2.3', { '8.14.1': true, '8.18.0': false }],
    ['fd00::1', '[fd00::1]', { '7.88.1': true, '8.22.0': true }],
    ['fd00:0::1', '[fd00::1]', { '8.14.1': false, '8.18.0': true }],
    ['[fd00::1]', '[fd00::1]', { '7.88.1': false, '8.22.0': false }],
    ['fd00::/8', '[fd00::1]', { '8.14.1': false, '8.18.0': true }],
    ['fd00::1', '[fd00:0:0::1]', { '7.88.1': true, '8.22.0': true }],
    ['10.0.0.0/8', '10.1.2.3.', { '8.18.0': false, '8.22.0': true }],
  ])('"%s" and %s by release', (list, host, releases) => {
    const seen = Object.fromEntries(Object.keys(releases).map((curl) => [curl, bypassed(list, host, curl)]));
    expect(seen).toEqual(releases);
  });
});

describe('the variables and settings of curl', () => {
  const at = (name: string) => `http://${name.toLowerCase().replace('_', '-')}.test:1`;
  const env = (...names: string[]) => Object.fromEntries(names.map((name) => [name, at(name)]));

  it.each([
    ['http://a.test/', env('HTTP_PROXY'), 'direct; unset http_proxy all_proxy ALL_PROXY'],
    ['http://a.test/', env('HTTP_PROXY', 'ALL_PROXY'), `proxy ${at('ALL_PROXY')}; named ALL_PROXY`],
    ['https://a.test/', env('HTTPS_PROXY'), `proxy ${at('HTTPS_PROXY')}; named HTTPS_PROXY`],
    [
      'https://a.test/',
      { https_proxy: '', ...env('HTTPS_PROXY') },
      `proxy ${at('HTTPS_PROXY')}; named HTTPS_PROXY`,
    ],
    ['https://a.test/', env('http_proxy'), 'direct; unset https_proxy HTTPS_PROXY all_proxy ALL_PROXY'],
    [
      'https://a.test/',
      { ...env('HTTPS_PROXY'), NO_PROXY: 'a.test', no_proxy: '' },
      'direct; bypass NO_PROXY a.test',
    ],
    [
      'https://a.test/',
      { ...env('HTTPS_PROXY'), NO_PROXY: 'a.test', no_proxy: 'b.test' },
      `proxy ${at('HTTPS_PROXY')}; named HTTPS_PROXY`,
    ],
    ['ftp://a.test/', env('ftp_proxy', 'http_proxy'), `proxy ${at('ftp_proxy')}; named ftp_proxy`],
    ['ws://a.test/', env('http_proxy'), `proxy ${at('http_proxy')}; named http_proxy`],
    ['wss://a.test/', env('wss_proxy', 'https_proxy'), `proxy ${at('wss_proxy')}; named wss_proxy`],
    ['http://localhost/', env('http_proxy'), `proxy ${at('http_proxy')}; named http_proxy`],
    [
      'http://a.test/',
      { ...env('http_proxy'), REQUEST_METHOD: 'GET' },
      `proxy ${at('http_proxy')}; named http_proxy`,
    ],
    ['redis://10.0.3.8:6379', env('all_proxy'), 'none; scheme redis'],
  ])('for %s in %j', (url, variables, expected) => {
    expect(decideFor(curlRules, url, { env: variables, versions: current })).toBe(expected);
  });

  it('asks the variables of WebSocket by their upper-case names only from 8.8 to 8.19', () => {
    const ask = (curl: string) =>
      decideFor(curlRules, 'wss://a.test/', { env: env('wss_proxy', 'https_proxy'), versions: { curl } });
    expect(ask('8.5.0')).toBe(`proxy ${at('wss_proxy')}; named wss_proxy`);
    expect(ask('8.14.1')).toBe(`proxy ${at('https_proxy')}; named https_proxy; installed 8.14.1`);
    expect(ask('8.20.0')).toBe(`proxy ${at('wss_proxy')}; named wss_proxy`);
  });

  it('takes HTTP_PROXY on Windows, where names are one', () => {
    const world = { os: 'win32', env: env('HTTP_PROXY'), versions: current } as const;
    expect(decideFor(curlRules, 'http://a.test/', world)).toBe(`proxy ${at('HTTP_PROXY')}; named HTTP_PROXY`);
  });

  const configured = (...settings: [name: string, value: string][]) =>
    decideFor(curlRules, 'https://a.test/', {
      env: { ...env('https_proxy'), NO_PROXY: 'b.test' },
      versions: current,
      settings: { curl: settings.map(([name, value]) => ({ name, value })) },
    });

  it('lets .curlrc go before the variables, the last line of the same kind before the others', () => {
    expect(configured(['proxy', 'c.test:2'])).toBe('proxy http://c.test:2; named proxy');
    expect(configured(['proxy', 'c.test:2'], ['socks5', 's.test'])).toBe(
      'proxy socks5://s.test:1080; named socks5',
    );
    expect(configured(['proxy', ''])).toBe('direct; empty proxy');
    expect(configured(['preproxy', 's.test'], ['proxy', 'c.test:2'])).toBe(
      'proxy socks4://s.test:1080; named preproxy',
    );
    expect(configured(['proxy', 'c.test:2'], ['preproxy', ''])).toBe('proxy http://c.test:2; named proxy');
    expect(configured(['preproxy', ''])).toBe('direct; empty preproxy');
    expect(configured(['noproxy', 'a.test'])).toBe('direct; bypass noproxy a.test');
    expect(configured(['noproxy', ''])).toBe(`proxy ${at('https_proxy')}; named https_proxy`);
  });
});
