import { describe, expect, it } from 'vitest';
import { windowsRules } from '../../../../src/lib/proxy/clients/windows.js';
import { decideFor, noWindowsProxy, type Where, windowsProxy } from './decide-for.js';

const on = (windows: Where['windows']): Where => ({ os: 'win32', windows: windows ?? null });

/** No Windows here: after Microsoft's description of the settings. */
describe('what the proxy settings of Windows mean', () => {
  it.each<[string, Where['windows'], string, string]>([
    [
      'one proxy for all',
      windowsProxy('p.test:3128'),
      'https://a.test/',
      'proxy http://p.test:3128; named ProxyServer',
    ],
    [
      'the default port',
      windowsProxy('p.test'),
      'http://a.test/',
      'proxy http://p.test:80; named ProxyServer',
    ],
    [
      'a URL',
      windowsProxy('http://p.test:3128/'),
      'http://a.test/',
      'proxy http://p.test:3128; named ProxyServer',
    ],
    [
      'an IPv6 address',
      windowsProxy('[fd99::1]:3128'),
      'http://a.test/',
      'proxy http://[fd99::1]:3128; named ProxyServer',
    ],
    [
      'one for each',
      windowsProxy('http=q.test:1;https=p.test:2;ftp=r.test:3'),
      'https://a.test/',
      'proxy http://p.test:2; named ProxyServer',
    ],
    [
      'one for each, with blanks',
      windowsProxy('HTTP=q.test:1 HTTPS=p.test:2'),
      'https://a.test/',
      'proxy http://p.test:2; named ProxyServer',
    ],
    [
      'one for all besides',
      windowsProxy('http=q.test:1;p.test:2'),
      'ftp://a.test/',
      'proxy http://p.test:2; named ProxyServer',
    ],
    [
      'none for this scheme',
      windowsProxy('http=q.test:1'),
      'https://a.test/',
      'direct; unset ProxyServer (https=)',
    ],
    [
      'SOCKS for what has none',
      windowsProxy('http=q.test:1;socks=s.test'),
      'https://a.test/',
      'proxy socks4://s.test:1080; named ProxyServer',
    ],
    [
      'what stands behind a blank is another one',
      windowsProxy('p test:99999'),
      'http://a.test/',
      'proxy http://p:80; named ProxyServer',
    ],
    [
      'a port that is none',
      windowsProxy('p.test:99999'),
      'http://a.test/',
      'error; malformed ProxyServer misread',
    ],
    [
      'switched off',
      { ...windowsProxy('p.test:3128'), enabled: false },
      'http://a.test/',
      'direct; unset ProxyServer',
    ],
    ['switched on without one', windowsProxy(''), 'http://a.test/', 'direct; unset ProxyServer'],
    [
      'a script',
      { ...windowsProxy('p.test:1'), autoConfigUrl: 'http://pac.test/' },
      'http://a.test/',
      'unknown; script AutoConfigURL',
    ],
    [
      'automatic detection',
      { ...noWindowsProxy, autoDetect: true },
      'http://a.test/',
      'unknown; script AutoDetect',
    ],
    ['redis is not spoken', windowsProxy('p.test:3128'), 'redis://a.test/', 'none; scheme redis'],
    ['not read', null, 'http://a.test/', 'skipped'],
  ])('%s', (_name, windows, url, expected) => {
    expect(decideFor(windowsRules, url, on(windows))).toBe(expected);
  });

  it('are not there on another system', () => {
    expect(decideFor(windowsRules, 'http://a.test/', { windows: windowsProxy('p.test:1') })).toBe('skipped');
  });

  it('do not depend on variables', () => {
    const world = { ...on(noWindowsProxy), env: { HTTP_PROXY: 'http://p.test:1' } };
    expect(decideFor(windowsRules, 'http://a.test/', world)).toBe('direct; unset ProxyServer');
  });
});

describe('the exceptions of Windows', () => {
  it.each<[string, string, string, string | null]>([
    ['a name', 'b.test;a.test', 'http://a.test/', 'a.test'],
    ['a name, whatever its case', 'A.Test', 'http://a.test/', 'A.Test'],
    ['no subdomains', 'a.test', 'http://x.a.test/', null],
    ['an asterisk in front', '*.a.test', 'http://x.a.test/', '*.a.test'],
    ['no apex of it', '*.a.test', 'http://a.test/', null],
    ['an asterisk behind', '10.*', 'http://10.1.2.3/', '10.*'],
    ['an asterisk inside', 'a*t', 'http://a.test/', 'a*t'],
    ['a dot is a dot', 'a.test', 'http://axtest/', null],
    ['no block', '10.0.0.0/8', 'http://10.1.2.3/', null],
    ['no comma', 'b.test,a.test', 'http://a.test/', null],
    ['blanks separate', 'b.test a.test', 'http://a.test/', 'a.test'],
    ['its scheme', 'http://a.test', 'http://a.test/', 'http://a.test'],
    ['another scheme', 'https://a.test', 'http://a.test/', null],
    ['its port', 'a.test:80', 'http://a.test/', 'a.test:80'],
    ['another port', 'a.test:8080', 'http://a.test/', null],
    ['names without a dot', '<local>', 'http://intranet/', '<local>'],
    ['names with a dot', '<local>', 'http://a.test/', null],
    ['an IPv6 address is no name', '<local>', 'http://[fd00::1]/', null],
    ['an IPv6 address in brackets', '[fd00::1]', 'http://[fd00::1]/', '[fd00::1]'],
    ['an IPv6 address', 'fd00::1', 'http://[fd00::1]/', 'fd00::1'],
    ['no IPv6 block', 'fd00::/8', 'http://[fd00::1]/', null],
  ])('%s: "%s" and %s', (_name, override, url, entry) => {
    const said = decideFor(windowsRules, url, on(windowsProxy('p.test:3128', override)));
    expect(said).toBe(
      entry === null
        ? 'proxy http://p.test:3128; named ProxyServer'
        : `direct; bypass ProxyOverride ${entry}`,
    );
  });

  it('is not known where the registry can not be read, and there is no row elsewhere', () => {
    expect(decideFor(windowsRules, 'http://a.test/', on('unreadable'))).toBe('unknown; unread ProxyServer');
    expect(decideFor(windowsRules, 'http://a.test/', on(null))).toBe('skipped');
    expect(decideFor(windowsRules, 'ssh://a.test/', on('unreadable'))).toBe('none; scheme ssh');
  });

  it.each(['localhost', '127.0.0.1', '[::1]'])('%s goes direct, unless <-loopback> says no', (host) => {
    expect(decideFor(windowsRules, `http://${host}/`, on(windowsProxy('p.test:1')))).toBe('direct; loopback');
    const told = on(windowsProxy('p.test:1', '<-loopback>'));
    expect(decideFor(windowsRules, `http://${host}/`, told)).toBe('proxy http://p.test:1; named ProxyServer');
  });
});
