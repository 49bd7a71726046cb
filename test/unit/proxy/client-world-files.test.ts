import { describe, expect, it } from 'vitest';
import { readCurlrc } from '../../../src/lib/proxy/client-world/curlrc.js';
import { readGitSettings } from '../../../src/lib/proxy/client-world/git-settings.js';
import { readWgetrc } from '../../../src/lib/proxy/client-world/wgetrc.js';
import { secretsInProxyValue } from '../../../src/lib/proxy/proxy-secrets.js';

describe('the configuration file of curl', () => {
  it.each([
    ['proxy = http://p.test:1', [{ name: 'proxy', value: 'http://p.test:1' }]],
    ['proxy: p.test:1', [{ name: 'proxy', value: 'p.test:1' }]],
    ['proxy=p.test:1', [{ name: 'proxy', value: 'p.test:1' }]],
    ['proxy p.test:1 # why', [{ name: 'proxy', value: 'p.test:1' }]],
    ['--proxy p.test:1', [{ name: 'proxy', value: 'p.test:1' }]],
    ['-x p.test:1', [{ name: 'proxy', value: 'p.test:1' }]],
    ['-xp.test:1', [{ name: 'proxy', value: 'p.test:1' }]],
    ['-x "p.test:1"', [{ name: 'proxy', value: 'p.test:1' }]],
    ['noproxy = "a.test, b.test"', [{ name: 'noproxy', value: 'a.test, b.test' }]],
    ['noproxy = "say \\"a\\\\b\\""', [{ name: 'noproxy', value: 'say "a\\b"' }]],
    ['socks5-hostname = s.test', [{ name: 'socks5-hostname', value: 's.test' }]],
    ['proxy1.0 p.test:1', [{ name: 'proxy1.0', value: 'p.test:1' }]],
    ['preproxy\tsocks5://s.test', [{ name: 'preproxy', value: 'socks5://s.test' }]],
    ['proxy =', [{ name: 'proxy', value: '' }]],
    [
      'proxy = a\r\nproxy = b\r\n',
      [
        { name: 'proxy', value: 'a' },
        { name: 'proxy', value: 'b' },
      ],
    ],
    ['# proxy = a', []],
    ['  # proxy = a', []],
    ['user-agent = "proxy"', []],
    ['-s\n-S\n\nsilent', []],
    ['proxy-insecure', []],
  ])('reads %j', (text, settings) => {
    expect(readCurlrc(text)).toEqual(settings);
  });
});

describe('the configuration file of wget', () => {
  it.each([
    ['https_proxy = http://p.test:1/', [{ name: 'https_proxy', value: 'http://p.test:1/' }]],
    ['HTTP-Proxy=http://p.test:1', [{ name: 'http_proxy', value: 'http://p.test:1' }]],
    ['noproxy = a.test,b.test  ', [{ name: 'no_proxy', value: 'a.test,b.test' }]],
    ['use_proxy = off\r\n', [{ name: 'use_proxy', value: 'off' }]],
    ['#https_proxy = x', []],
    ['tries = 20', []],
    ['https_proxy', []],
  ])('reads %j', (text, settings) => {
    expect(readWgetrc(text)).toEqual(settings);
  });
});

describe('the settings of git', () => {
  it('reads what git config -z prints', () => {
    const printed = 'http.proxy\nhttp://p.test:1\0http.https://a.test/.proxy\n\0http.proxy\0';
    expect(readGitSettings(printed)).toEqual([
      { name: 'http.proxy', value: 'http://p.test:1' },
      { name: 'http.https://a.test/.proxy', value: '' },
      { name: 'http.proxy', value: '' },
    ]);
  });
});

describe('secrets in the value of a proxy', () => {
  it.each([
    ['http://li:canary@p.test:1', ['canary']],
    ['li:canary@p.test:1', ['canary']],
    ['http://li:ca%40nary@p.test:1', ['ca%40nary', 'ca@nary']],
    ['http://li:can@ary@p.test:1', ['can@ary', 'can', 'ary']],
    ['http://li:12345/x@p.test:1', ['12345/x', '12345', 'x']],
    ['http://token-only@p.test:1', ['token-only']],
    ['http=li:canary@p.test:1;https=li:other@p.test:2', ['canary', 'other']],
    ['-Dhttp.proxyPassword=canary -Dx=1', ['canary']],
    ['"http://li:canary@p.test:1"', ['canary']],
    ['http://p.test:1', []],
    ['', []],
  ])('finds them in %j', (value, secrets) => {
    expect(secretsInProxyValue(value)).toEqual(secrets);
  });
});
