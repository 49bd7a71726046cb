import { describe, expect, it } from 'vitest';
import { goRules } from '../../../../src/lib/proxy/clients/go.js';
import { decideFor } from './decide-for.js';

const https = (value: string) => decideFor(goRules, 'https://a.test/', { env: { HTTPS_PROXY: value } });

describe('a Go program', () => {
  it.each([
    ['http://p.test:3128', 'proxy http://p.test:3128; named HTTPS_PROXY'],
    ['p.test:3128', 'proxy http://p.test:3128; named HTTPS_PROXY'],
    ['http://u:p@ss@p.test:3128', 'proxy http://p.test:3128; named HTTPS_PROXY'],
    ['http://p.test', 'proxy http://p.test:80; named HTTPS_PROXY'],
    ['https://p.test', 'proxy https://p.test:443; named HTTPS_PROXY'],
    ['socks5://p.test', 'proxy socks5://p.test:1080; named HTTPS_PROXY'],
    ['socks5h://p.test', 'proxy socks5h://p.test:1080; named HTTPS_PROXY'],
    ['http://[fd00::9]:3128', 'proxy http://[fd00::9]:3128; named HTTPS_PROXY'],
  ])('takes %s as it is meant', (value, expected) => {
    expect(https(value)).toBe(expected);
  });

  it.each([
    ['a # in the password', 'http://u:p#ss@p.test:3128', 'http://http:80', 'unescaped-password'],
    ['a blank at the end', 'http://p.test:3128 ', 'http://http:80', 'trailing-blank'],
    ['quotes', '"http://p.test:3128"', 'http://"http:80', 'quoted'],
    ['a full-width colon', 'http://p.test：3128', 'http://p.test：3128:80', 'full-width'],
    ['IPv6 without brackets', 'http://fd00::9:3128', 'http://http:80', 'misread'],
    ['a port that is none', 'http://p.test:99999', 'http://p.test:99999', 'bad-port'],
    // Without a host net/http dials this machine.
    ['backslashes', 'http:\\\\p.test:3128', 'http://localhost:80', 'slashes'],
    ['no scheme but slashes', '//p.test:3128', 'http://localhost:80', 'misread'],
    // A scheme it does not know is spoken to in HTTP.
    ['socks://', 'socks://p.test:1080', 'http://p.test:1080', 'socks-scheme'],
    ['socks4://', 'socks4://p.test:1080', 'http://p.test:1080', 'unsupported-scheme'],
    ['an unknown scheme without a port', 'foo://p.test', 'http://p.test:0', 'unsupported-scheme'],
  ])('misreads a value with %s', (_what, value, proxy, problem) => {
    expect(https(value)).toBe(`proxy ${proxy}; malformed HTTPS_PROXY ${problem}`);
  });

  it.each([
    ['a lone %', 'http://u:p%ss@p.test:3128', 'unescaped-password'],
    ['a blank at the beginning', ' http://p.test:3128', 'leading-blank'],
    ['the form of the Windows settings', 'http=p.test:1;https=p.test:2', 'windows-settings-form'],
    ['a variable nobody expanded', '%HTTP_PROXY%', 'unexpanded-variable'],
  ])('drops a value with %s and goes direct', (_what, value, problem) => {
    expect(https(value)).toBe(`direct; malformed HTTPS_PROXY ${problem}`);
  });

  const both = { HTTP_PROXY: 'http://h.test:1', HTTPS_PROXY: 'http://s.test:2' };
  it.each([
    ['http://localhost/', both, 'direct; loopback'],
    ['https://127.1.2.3/', both, 'direct; loopback'],
    ['https://LOCALHOST/', both, 'proxy http://s.test:2; named HTTPS_PROXY'],
    ['http://a.test/', { HTTPS_PROXY: 'http://s.test:2' }, 'direct; unset HTTP_PROXY http_proxy'],
    ['https://a.test/', { HTTP_PROXY: 'http://h.test:1' }, 'direct; unset HTTPS_PROXY https_proxy'],
    ['https://a.test/', { ALL_PROXY: 'http://h.test:1' }, 'direct; unset HTTPS_PROXY https_proxy'],
    [
      'https://a.test/',
      { HTTPS_PROXY: '', https_proxy: 'http://l.test:3' },
      'proxy http://l.test:3; named https_proxy',
    ],
    ['https://x.a.test/', { ...both, NO_PROXY: 'a.test' }, 'direct; bypass NO_PROXY a.test'],
    ['https://a.test/', { ...both, no_proxy: '.a.test' }, 'proxy http://s.test:2; named HTTPS_PROXY'],
    ['http://a.test/', { ...both, REQUEST_METHOD: 'GET' }, 'error; cgi HTTP_PROXY REQUEST_METHOD'],
    ['https://a.test/', { ...both, REQUEST_METHOD: 'GET' }, 'proxy http://s.test:2; named HTTPS_PROXY'],
    ['redis://10.0.3.8:6379', both, 'direct; scheme redis'],
    ['ws://a.test/', both, 'direct; scheme ws'],
  ])('for %s in %j', (url, env, expected) => {
    expect(decideFor(goRules, url, { env })).toBe(expected);
  });

  it('finds a variable on Windows whatever its case, and names it once', () => {
    const world = { os: 'win32', env: { Https_Proxy: 'http://p.test:1' } } as const;
    expect(decideFor(goRules, 'https://a.test/', world)).toBe('proxy http://p.test:1; named Https_Proxy');
    expect(decideFor(goRules, 'http://a.test/', world)).toBe('direct; unset HTTP_PROXY');
  });
});
