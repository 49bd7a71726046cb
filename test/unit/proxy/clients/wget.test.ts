import { describe, expect, it } from 'vitest';
import { findWgetException, wgetRules } from '../../../../src/lib/proxy/clients/wget.js';
import { decideFor } from './decide-for.js';

const https = (value: string) => decideFor(wgetRules, 'https://a.test/', { env: { https_proxy: value } });

describe('wget', () => {
  it.each([
    ['http://p.test:3128', 'http://p.test:3128'],
    ['p.test:3128', 'http://p.test:3128'],
    ['p.test:3128/', 'http://p.test:3128'],
    ['p.test', 'http://p.test:80'],
    ['http://us er:p%ss@p.test:3128', 'http://p.test:3128'],
    ['http://[fd00::9]:3128', 'http://[fd00::9]:3128'],
    ['HTTP://P.TEST:3128', 'http://p.test:3128'],
    ['http://p.test:3128/path?query#fragment', 'http://p.test:3128'],
  ])('takes %s as it is meant', (value, proxy) => {
    expect(https(value)).toBe(`proxy ${proxy}; named https_proxy`);
  });

  it('speaks plain HTTP to an https:// proxy, and refuses one for http URLs', () => {
    expect(https('https://p.test:3128')).toBe('proxy http://p.test:3128; malformed https_proxy https-scheme');
    expect(decideFor(wgetRules, 'http://a.test/', { env: { http_proxy: 'https://p.test:3128' } })).toBe(
      'error; unsupported http_proxy https',
    );
  });

  it.each([
    ['http://u:p#ss@p.test:3128', 'unescaped-password'],
    [' http://p.test:3128', 'leading-blank'],
    ['http://p.test:3128 ', 'trailing-blank'],
    ['"http://p.test:3128"', 'quoted'],
    ['http=p.test:1;https=p.test:2', 'windows-settings-form'],
    ['http:/p.test:3128', 'slashes'],
    ['http://p.test:99999', 'bad-port'],
    ['//p.test:3128', 'misread'],
    // Taken for `host:path` of FTP.
    ['user:pass@p.test:3128', 'no-scheme'],
    ['[fd00::9]:3128', 'no-scheme'],
    // A user part must have a name.
    ['http://@p.test:3128', 'misread'],
  ])('refuses %s', (value, problem) => {
    expect(https(value)).toBe(`error; malformed https_proxy ${problem}`);
  });

  it('does not answer for Wget2', () => {
    const world = { env: { https_proxy: 'p.test:1' }, versions: { wget: '2.2.0' } };
    expect(decideFor(wgetRules, 'https://a.test/', world)).toBe('unknown; unread Wget2');
  });

  it('speaks no SOCKS', () => {
    expect(https('socks5://p.test:1080')).toBe('error; unsupported https_proxy socks5');
  });

  it('draws what follows the first @ into the host, which is not shown', () => {
    expect(https('http://u:p@ss@p.test:3128')).toBe(
      'proxy http://***@p.test:3128; malformed https_proxy at-in-password',
    );
  });

  it.each([
    ['https://a.test/', { HTTPS_PROXY: 'p.test:1' }, 'direct; unset https_proxy'],
    ['https://a.test/', { all_proxy: 'p.test:1' }, 'direct; unset https_proxy'],
    [
      'http://a.test/',
      { http_proxy: 'p.test:1', NO_PROXY: 'a.test' },
      'proxy http://p.test:1; named http_proxy',
    ],
    [
      'http://a.test/',
      { http_proxy: 'p.test:1', no_proxy: 'b.test, a.test' },
      'direct; bypass no_proxy a.test',
    ],
    ['ftp://a.test/', { ftp_proxy: 'p.test:1' }, 'proxy http://p.test:1; named ftp_proxy'],
    ['redis://10.0.3.8:6379', { http_proxy: 'p.test:1' }, 'none; scheme redis'],
  ])('for %s in %j', (url, env, expected) => {
    expect(decideFor(wgetRules, url, { env })).toBe(expected);
  });

  it.each([
    ['a.test', 'a.test', true],
    ['a.test', 'x.a.test', true],
    ['a.test', 'xa.test', false],
    ['.a.test', 'a.test', false],
    ['.a.test', 'x.a.test', true],
    ['*.a.test', 'x.a.test', false],
    ['*', 'a.test', false],
    ['a.test:80', 'a.test', false],
    ['a.test', 'a.test.', false],
    ['A.TEST', 'a.test', true],
    ['b.test,  a.test', 'a.test', true],
    ['b.test ,a.test', 'b.test', false],
    [' a.test', 'a.test', false],
    ['b.test a.test', 'a.test', false],
    ['10.0.0.0/8', '10.1.2.3', false],
    ['10.1.2.3', '10.1.2.3', true],
    ['2.3', '10.1.2.3', true],
    ['fd00::1', 'fd00::1', true],
    ['[fd00::1]', 'fd00::1', false],
    // An empty entry is the ending of every host, after a dot.
    ['b.test,,c.test', 'a.test', false],
    ['b.test,,c.test', 'a.test.', true],
  ])('"%s" and %s', (list, host, expected) => {
    expect(findWgetException(list, host) !== null).toBe(expected);
  });

  const configured = (...settings: [name: string, value: string][]) =>
    decideFor(wgetRules, 'https://a.test/', {
      env: { https_proxy: 'e.test:1', no_proxy: 'a.test' },
      settings: { wget: settings.map(([name, value]) => ({ name, value })) },
    });

  it('adds the exceptions of wgetrc to those of the variable, and forgets both at an empty one', () => {
    expect(configured(['no_proxy', 'b.test'])).toBe('direct; bypass no_proxy a.test');
    expect(configured(['no_proxy', ''])).toBe('proxy http://e.test:1; named https_proxy');
    expect(configured(['no_proxy', ''], ['no_proxy', 'test'])).toBe('direct; bypass no_proxy test');
  });

  it('lets the proxy of wgetrc go before the variable, and use_proxy switch all off', () => {
    expect(configured(['no_proxy', ''], ['https_proxy', 'c.test:2'])).toBe(
      'proxy http://c.test:2; named https_proxy',
    );
    expect(configured(['https_proxy', ''])).toBe('direct; empty https_proxy');
    expect(configured(['no_proxy', ''], ['use_proxy', 'off'])).toBe('direct; opt-in use_proxy = on');
    expect(configured(['no_proxy', ''], ['use_proxy', 'off'], ['use_proxy', 'on'])).toBe(
      'proxy http://e.test:1; named https_proxy',
    );
  });
});
