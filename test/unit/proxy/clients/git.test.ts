import { describe, expect, it } from 'vitest';
import { gitRules } from '../../../../src/lib/proxy/clients/git.js';
import { decideFor } from './decide-for.js';

const current = { git: '2.55.0', curl: '8.22.0' };
const debian = { git: '2.39.5', curl: '7.88.1' };

describe('git and the value of a proxy variable', () => {
  // Each seen with git 2.39.5 (libcurl 7.88.1) and 2.55.0 (libcurl 8.22).
  it.each([
    ['p.test:3128', 'proxy http://p.test:3128', 'proxy http://p.test:3128'],
    ['http://u:p@ss@p.test:3128', 'proxy http://p.test:3128', 'proxy http://p.test:3128'],
    ['http://u:p%ss@p.test:3128', 'proxy http://p.test:3128', 'proxy http://p.test:3128'],
    ['http://us er:pass@p.test:3128', 'proxy http://p.test:3128', 'proxy http://p.test:3128'],
    ['http://p.test', 'proxy http://p.test:1080', 'proxy http://p.test:80'],
    ['https://p.test', 'proxy https://p.test:443', 'proxy https://p.test:443'],
    ['socks://p.test', 'proxy socks4://p.test:1080', 'proxy socks4://p.test:1080'],
    [' http://p.test:3128', 'proxy http://p.test:3128', 'error'],
    // The kind was told by the first letters.
    ['https.test:3128', 'proxy https://https.test:3128', 'proxy http://https.test:3128'],
    ['SOCKS5://p.test:1080', 'proxy http://p.test:1080', 'error'],
    ['foo://p.test:3128', 'proxy http://p.test:3128', 'error'],
    ['http://p.test:3128/path', 'proxy http://p.test:3128', 'error'],
    ['http://p.test:3128/', 'proxy http://p.test:3128', 'proxy http://p.test:3128'],
    ['http://u:p#ss@p.test:3128', 'error', 'error'],
    ['http://p.test:3128 ', 'error', 'error'],
    ['"http://p.test:3128"', 'error', 'error'],
    ['://p.test:3128', 'error', 'error'],
    // Without a host libcurl is told to use no proxy.
    ['http://', 'direct', 'direct'],
    ['http:///p.test:3128', 'direct', 'error'],
  ])('%s', (value, before, today) => {
    const ask = (versions: typeof current) =>
      decideFor(gitRules, 'https://a.test/', { env: { https_proxy: value }, versions }).split(';')[0];
    expect([ask(debian), ask(current)]).toEqual([before, today]);
  });

  it('says what is wrong, and that the installed release decided', () => {
    const ask = (value: string, versions = debian) =>
      decideFor(gitRules, 'https://a.test/', { env: { https_proxy: value }, versions });
    expect(ask('http://u:p#ss@p.test:3128')).toBe('error; malformed https_proxy unescaped-password');
    expect(ask('foo://p.test:3128')).toBe('proxy http://p.test:3128; named https_proxy; installed 2.39.5');
    expect(ask('foo://p.test:3128', current)).toBe('error; unsupported https_proxy foo');
    // What stands before `://` may be a password.
    expect(ask('u:secret@p://h', current)).not.toContain('secret');
  });
});

describe('the variables of git', () => {
  it.each([
    ['https://a.test/', { HTTPS_PROXY: 'p.test:1' }, 'proxy http://p.test:1; named HTTPS_PROXY'],
    ['http://a.test/', { HTTP_PROXY: 'p.test:1' }, 'direct; unset http_proxy all_proxy ALL_PROXY'],
    ['https://a.test/', { https_proxy: '', HTTPS_PROXY: 'p.test:1' }, 'direct; empty https_proxy'],
    ['https://a.test/', { https_proxy: '', all_proxy: 'p.test:1' }, 'direct; empty https_proxy'],
    ['https://a.test/', { all_proxy: '', ALL_PROXY: 'p.test:1' }, 'direct; empty all_proxy'],
    ['https://a.test/', { ALL_PROXY: 'p.test:1' }, 'proxy http://p.test:1; named ALL_PROXY'],
    [
      'https://a.test/',
      { https_proxy: 'p.test:1', no_proxy: '', NO_PROXY: 'a.test' },
      'proxy http://p.test:1; named https_proxy',
    ],
    ['https://a.test/', { https_proxy: 'p.test:1', NO_PROXY: '.a.test' }, 'direct; bypass NO_PROXY .a.test'],
    ['http://localhost/', { http_proxy: 'p.test:1' }, 'proxy http://p.test:1; named http_proxy'],
    ['ssh://a.test/', { all_proxy: 'p.test:1' }, 'direct; scheme ssh'],
    ['git://a.test/', { all_proxy: 'p.test:1' }, 'direct; scheme git'],
    ['redis://10.0.3.8:6379', { all_proxy: 'p.test:1' }, 'none; scheme redis'],
  ])('for %s in %j', (url, env, expected) => {
    expect(decideFor(gitRules, url, { env, versions: current })).toBe(expected);
  });
});

describe('the settings of git', () => {
  const named = (pattern: string) => ({
    name: pattern === '' ? 'http.proxy' : `http.${pattern}.proxy`,
    value: 'p.test:1',
  });
  const chosen = (url: string, ...settings: { name: string; value: string }[]) =>
    decideFor(gitRules, url, {
      env: { https_proxy: 'e.test:1', http_proxy: 'e.test:1' },
      versions: current,
      settings: { git: settings },
    }).replace(/^.*; named /, '');

  it.each([
    ['https://a.test', 'https://a.test/x', true],
    ['https://a.test/', 'https://a.test/x', true],
    ['https://A.TEST', 'https://a.test/', true],
    ['https://a.test', 'https://a.test./', true],
    ['https://a.test', 'http://a.test/', false],
    ['https://a.test', 'https://x.a.test/', false],
    ['https://*.a.test', 'https://x.a.test/', true],
    ['https://*.test', 'https://x.a.test/', false],
    ['https://*.test', 'https://a.test/', true],
    ['https://a.test:443', 'https://a.test/', true],
    ['https://a.test:8080', 'https://a.test/', false],
    ['https://a.test', 'https://a.test:8080/', false],
    ['https://a.test/x', 'https://a.test/x', true],
    ['https://a.test/x', 'https://a.test/x/y', true],
    ['https://a.test/x/', 'https://a.test/x', true],
    ['https://a.test/x', 'https://a.test/xy', false],
    ['https://a.test/./x/../y', 'https://a.test/y', true],
    ['https://user@a.test', 'https://a.test/', false],
    ['http://[fd00::1]', 'http://[fd00::1]/', true],
    ['a.test', 'https://a.test/', false],
  ])('the pattern %s and %s', (pattern, url, fits) => {
    const setting = named(pattern);
    expect(chosen(url, setting) === setting.name).toBe(fits);
  });

  it('takes the pattern with the longest host, then the longest path, then the last one', () => {
    const list = [
      named('https://api.test/x'),
      named('https://api.test'),
      named('https://*.test/x'),
      named(''),
    ];
    expect(chosen('https://api.test/x', ...list)).toBe('http.https://api.test/x.proxy');
    expect(chosen('https://api.test/', ...list)).toBe('http.https://api.test.proxy');
    expect(chosen('https://b.test/x', ...list)).toBe('http.https://*.test/x.proxy');
    expect(chosen('https://b.test/', ...list)).toBe('http.proxy');
    // `*.test` is as long as `b.test`.
    expect(chosen('https://b.test/', named('https://b.test'), named('https://*.test'))).toBe(
      'http.https://*.test.proxy',
    );
  });

  it('switches proxies off by an empty setting, whatever the variables say', () => {
    expect(chosen('https://a.test/', { name: 'http.proxy', value: '' })).toBe('direct; empty http.proxy');
  });
});
