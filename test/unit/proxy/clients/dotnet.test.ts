import { describe, expect, it } from 'vitest';
import { dotnetRules } from '../../../../src/lib/proxy/clients/dotnet.js';
import { readDotnetProxy } from '../../../../src/lib/proxy/clients/dotnet-proxy-value.js';
import { decideFor, noWindowsProxy, onWindows, type Where, windowsProxy } from './decide-for.js';

const proxy = 'http://p.test:3128';
const through = 'proxy http://p.test:3128; named';

/** No .NET runs here: the rows are those of its own unit tests (HttpEnvironmentProxyTest), and what its source says. */
describe('which variable .NET takes', () => {
  it.each<[string, Record<string, string>, string, string]>([
    [
      'lower case first',
      { http_proxy: proxy, HTTP_PROXY: 'http://q.test:1' },
      'http://a.test/',
      `${through} http_proxy`,
    ],
    [
      'an empty one hides nothing',
      { http_proxy: '', HTTP_PROXY: proxy },
      'http://a.test/',
      `${through} HTTP_PROXY`,
    ],
    [
      'one that can not be read hides nothing',
      { http_proxy: 'ab!cd', HTTP_PROXY: proxy },
      'http://a.test/',
      `${through} HTTP_PROXY`,
    ],
    ['all_proxy after the own one', { all_proxy: proxy }, 'https://a.test/', `${through} all_proxy`],
    [
      'ALL_PROXY for an own one that can not be read',
      { https_proxy: 'ab!cd', ALL_PROXY: proxy },
      'https://a.test/',
      `${through} ALL_PROXY`,
    ],
    [
      'https does not take http_proxy',
      { http_proxy: proxy },
      'https://a.test/',
      'direct; unset https_proxy HTTPS_PROXY all_proxy ALL_PROXY',
    ],
    ['ws is like http', { http_proxy: proxy }, 'ws://a.test/', `${through} http_proxy`],
    ['wss is like https', { https_proxy: proxy }, 'wss://a.test/', `${through} https_proxy`],
    ['ftp is not spoken', { all_proxy: proxy }, 'ftp://a.test/', 'none; scheme ftp'],
    [
      'a CGI program does not take HTTP_PROXY',
      { HTTP_PROXY: proxy, GATEWAY_INTERFACE: 'CGI/1.1' },
      'http://a.test/',
      'direct; cgi HTTP_PROXY GATEWAY_INTERFACE',
    ],
    [
      'but http_proxy',
      { http_proxy: proxy, GATEWAY_INTERFACE: 'CGI/1.1' },
      'http://a.test/',
      `${through} http_proxy`,
    ],
    [
      'REQUEST_METHOD is not its mark',
      { HTTP_PROXY: proxy, REQUEST_METHOD: 'GET' },
      'http://a.test/',
      `${through} HTTP_PROXY`,
    ],
    ['nothing is set', {}, 'http://a.test/', 'direct; unset http_proxy HTTP_PROXY all_proxy ALL_PROXY'],
    [
      'a value that can not be read',
      { http_proxy: '"http://p.test:1"' },
      'http://a.test/',
      'direct; malformed http_proxy quoted',
    ],
    [
      'a scheme it does not know',
      { http_proxy: 'socks://p.test:1' },
      'http://a.test/',
      'direct; unsupported http_proxy socks',
    ],
    ['localhost is no exception', { http_proxy: proxy }, 'http://localhost/', `${through} http_proxy`],
  ])('%s', (_name, env, url, expected) => {
    expect(decideFor(dotnetRules, url, { env })).toBe(expected);
  });
});

describe('how .NET reads a value', () => {
  it.each([
    // Rows of .NET's own test.
    ['1.1.1.5', 'http 1.1.1.5 80'],
    ['http://1.1.1.5:3005', 'http 1.1.1.5 3005'],
    ['http://foo@1.1.1.5', 'http 1.1.1.5 80'],
    ['http://[::1]:80', 'http ::1 80'],
    ['foo:bar@[::1]:3128', 'http ::1 3128'],
    ['foo:Pass$!#\\.$@127.0.0.1:3128', 'http 127.0.0.1 3128'],
    ['[::1]', 'http ::1 80'],
    ['domain\\foo:bar@1.1.1.1', 'http 1.1.1.1 80'],
    ['HTTP://ABC.COM/', 'http abc.com 80'],
    ['http://10.30.62.64:7890/', 'http 10.30.62.64 7890'],
    ['http://1.2.3.4:8888/foo', 'http 1.2.3.4 8888'],
    ['ab!cd', null],
    // From the source.
    ['https://p.test', 'https p.test 443'],
    ['socks5://p.test', 'socks5 p.test 80'],
    ['socks4a://p.test:1080', 'socks4a p.test 1080'],
    ['http://u:p#ss@p.test:3128', 'http p.test 3128'],
    ['http://u:p/ss@p.test:3128', 'http p.test 3128'],
    ['http://u:p@ss@p.test:3128', 'http p.test 3128'],
    ['http://p.test:3128 ', 'http p.test 3128'],
    ['http://fd99::1:3128', 'http fd99::1 3128'],
    [' http://p.test:3128', null],
    ['"http://p.test:3128"', null],
    ['http:\\\\p.test:3128', null],
    ['http=p.test:3128;https=p.test:3129', null],
    ['http://p.test:3128:3129', null],
    ['http://p.test:', null],
    ['http://p.test:99999', null],
    ['http://:3128', null],
    ['%HTTP_PROXY%', null],
    ['socks5h://p.test:1080', null],
    ['', null],
  ])('%s', (value, expected) => {
    const endpoint = readDotnetProxy(value);
    expect(endpoint && `${endpoint.scheme} ${endpoint.host} ${endpoint.port}`).toBe(expected);
  });
});

describe('the exceptions of .NET', () => {
  it.each<[string, string, string, boolean]>([
    ['itself', 'b.test,, a.test', 'http://a.test/', true],
    ['whatever the case', 'A.TEST', 'http://a.test/', true],
    ['no subdomains', 'a.test', 'http://x.a.test/', false],
    ['a dot: the name', '.a.test', 'http://a.test/', true],
    ['a dot: its subdomains', '.a.test', 'http://x.a.test/', true],
    ['a dot: no other ending', '.a.test', 'http://xa.test/', false],
    ['no asterisk', '*', 'http://a.test/', false],
    ['no asterisk in front', '*.a.test', 'http://x.a.test/', false],
    ['no port', 'a.test:80', 'http://a.test:80/', false],
    ['an address', '10.1.2.3', 'http://10.1.2.3/', true],
    ['IPv6 in brackets', '[fd00::1]', 'http://[fd00:0::1]/', true],
    ['no IPv6 without', 'fd00::1', 'http://[fd00::1]/', false],
  ])('%s: "%s" and %s', (_name, entry, url, bypass) => {
    const said = decideFor(dotnetRules, url, { env: { http_proxy: proxy, NO_PROXY: entry } });
    expect(said.startsWith(bypass ? 'direct; bypass NO_PROXY ' : 'proxy ')).toBe(true);
  });

  it('are blocks too since .NET 11; which version was modelled is said where it matters', () => {
    const env = { http_proxy: proxy, no_proxy: 'a.test,10.0.0.0/8' };
    const url = 'http://10.1.2.3/';
    expect(decideFor(dotnetRules, url, { env })).toBe(`${through} http_proxy; modelled 10`);
    expect(decideFor(dotnetRules, url, { env, versions: { dotnet: '10.0.1' } })).toBe(
      `${through} http_proxy`,
    );
    const later = decideFor(dotnetRules, url, { env, versions: { dotnet: '11.0.0' } });
    expect(later).toBe('direct; bypass no_proxy 10.0.0.0/8');
    expect(decideFor(dotnetRules, 'http://11.1.2.3/', { env })).toBe(`${through} http_proxy`);
  });

  it('are hidden by an empty no_proxy', () => {
    const env = { http_proxy: proxy, no_proxy: '', NO_PROXY: 'a.test' };
    expect(decideFor(dotnetRules, 'http://a.test/', { env })).toBe(`${through} http_proxy`);
  });
});

describe('the settings of Windows in .NET', () => {
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
      'by the scheme of its URL',
      onWindows(windowsProxy('https://q.test:1 http://p.test:3128')),
      'http://a.test/',
      `${through} ProxyServer`,
    ],
    [
      'SOCKS is passed over',
      onWindows(windowsProxy('socks=p.test:1080')),
      'http://a.test/',
      'direct; unset http_proxy all_proxy ProxyServer',
    ],
    [
      'an exception',
      onWindows(windowsProxy('p.test:3128', 'b.test; http://*.A.test;')),
      'http://x.a.test/',
      'direct; bypass ProxyOverride http://*.A.test',
    ],
    [
      'an IPv6 exception',
      onWindows(windowsProxy('p.test:3128', '[fd00::1]')),
      'http://[fd00::1]/',
      'direct; bypass ProxyOverride [fd00::1]',
    ],
    [
      'names without a dot',
      onWindows(windowsProxy('p.test:3128', '<local>')),
      'http://intranet/',
      'direct; bypass ProxyOverride <local>',
    ],
    [
      'this machine only where it is local',
      onWindows(windowsProxy('p.test:3128', 'b.test')),
      'http://127.0.0.1/',
      `${through} ProxyServer`,
    ],
    [
      'this machine where it is local',
      onWindows(windowsProxy('p.test:3128', '<local>')),
      'http://127.0.0.1/',
      'direct; bypass ProxyOverride <local>',
    ],
    [
      'a script',
      onWindows({ ...windowsProxy('p.test:3128'), autoConfigUrl: 'http://pac.test/' }),
      'http://a.test/',
      'unknown; script AutoConfigURL',
    ],
    [
      'automatic detection',
      onWindows({ ...noWindowsProxy, autoDetect: true }),
      'http://a.test/',
      'unknown; script AutoDetect',
    ],
    [
      'the variables come first',
      onWindows(windowsProxy('q.test:1'), { Http_Proxy: proxy }),
      'http://a.test/',
      `${through} Http_Proxy`,
    ],
    [
      'and keep the settings from all others',
      onWindows(windowsProxy('q.test:1'), { http_proxy: proxy }),
      'https://a.test/',
      'direct; unset https_proxy all_proxy',
    ],
    [
      'but not where they can not be read',
      onWindows(windowsProxy('p.test:3128'), { http_proxy: 'ab!cd' }),
      'http://a.test/',
      `${through} ProxyServer`,
    ],
    [
      'nor those of a CGI program',
      onWindows(noWindowsProxy, { http_proxy: proxy, GATEWAY_INTERFACE: '' }),
      'http://a.test/',
      'direct; cgi http_proxy GATEWAY_INTERFACE',
    ],
    ['not read', onWindows(null), 'http://a.test/', 'unknown; unread ProxyServer'],
    ['not readable', onWindows('unreadable'), 'http://a.test/', 'unknown; unread ProxyServer'],
    [
      'switched off',
      onWindows(noWindowsProxy),
      'http://a.test/',
      'direct; unset http_proxy all_proxy ProxyServer',
    ],
  ])('%s', (_name, world, url, expected) => {
    expect(decideFor(dotnetRules, url, world)).toBe(expected);
  });

  it('are those of macOS on a Mac', () => {
    expect(decideFor(dotnetRules, 'http://a.test/', { os: 'darwin' })).toBe('unknown; unread scutil --proxy');
  });
});
