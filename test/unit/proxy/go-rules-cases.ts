import type { ProxyDecision } from '../../../src/lib/proxy/go-rules.js';

/** One row: an environment, a target, and what Go does. The same rows are put to Go itself by the oracle test. */
export interface Case {
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
  readonly url: string;
  readonly proxy: string | null;
  readonly rule: ProxyDecision['rule'];
  readonly entry?: string;
  /** The first minor version of Go 1 that behaves so, where that matters. */
  readonly since?: number;
}

const target = 'http://service.test/';
const secure = 'https://service.test/';

function value(name: string, text: string, proxy: string | null, since?: number): Case {
  return {
    name,
    env: { HTTP_PROXY: text },
    url: target,
    proxy,
    rule: proxy === null ? 'malformed' : 'variable',
    ...(since === undefined ? {} : { since }),
  };
}

/** How values are read (facts C7). */
export const valueCases: readonly Case[] = [
  value('a URL', 'http://10.0.0.9:3128', 'http://10.0.0.9:3128'),
  value('an address without a scheme', '10.0.0.9:3128', 'http://10.0.0.9:3128'),
  value('a name without a scheme', 'proxy:3128', 'http://proxy:3128'),
  value('a name alone', 'proxy', 'http://proxy'),
  value(
    '# in the password: the host becomes "http"',
    'http://user:p#ss@h:3128',
    'http://http://user:p#ss@h:3128',
  ),
  value(
    '? in the password: the host becomes "http"',
    'http://user:p?ss@h:3128',
    'http://http://user:p?ss@h:3128',
  ),
  value(
    '/ in the password: the host becomes "http"',
    'http://user:p/ss@h:3128',
    'http://http://user:p/ss@h:3128',
  ),
  value('@ in the password: the last one counts', 'http://user:p@ss@h:3128', 'http://user:p@ss@h:3128'),
  value('a lone % in the password: dropped', 'http://user:p%ss@h:3128', null),
  value('an escaped password', 'http://user:p%23ss@h:3128', 'http://user:p%23ss@h:3128'),
  value('a blank in front: dropped', ' http://10.0.0.9:3128', null),
  value('a blank behind: the host becomes "http"', 'http://10.0.0.9:3128 ', 'http://http://10.0.0.9:3128 '),
  value(
    'double quotes: the host begins with a quote',
    '"http://10.0.0.9:3128"',
    'http://"http://10.0.0.9:3128"',
  ),
  value('the form of the Windows settings: dropped', 'http=h:3128;https=h:3128', null, 26),
  value('backslashes: a URL without a host', 'http:\\\\h:3128', 'http:\\\\h:3128'),
  value('a full-width colon stays in the host', 'http://h：3128', 'http://h：3128'),
  value('an https proxy', 'https://h:3128', 'https://h:3128'),
  value('socks5', 'socks5://h:1080', 'socks5://h:1080'),
  value('socks5h', 'socks5h://h:1080', 'socks5h://h:1080', 20),
  value('a scheme Go does not know is kept', 'socks://h:1080', 'socks://h:1080'),
  value('an unexpanded variable: dropped', '%HTTP_PROXY%', null),
  value('a tab: dropped', 'http://h:3128\t', null),
  value('a port that is no number: the host becomes "http"', 'http://h:port', 'http://http://h:port'),
  value('an upper-case scheme', 'HTTP://h:3128', 'HTTP://h:3128'),
  value('IPv6 in brackets', 'http://[fd00::1]:3128', 'http://[fd00::1]:3128'),
  value('IPv6 without brackets: the host becomes "http"', 'http://fd00::1', 'http://http://fd00::1', 26),
  value(
    'IPv4 in brackets: the host becomes "http"',
    'http://[10.0.0.9]:3128',
    'http://http://[10.0.0.9]:3128',
    26,
  ),
  value(
    'a Chinese character in the user part: the host becomes "http"',
    'http://用户:p@h:3128',
    'http://http://用户:p@h:3128',
  ),
  value('an empty port', 'http://h:', 'http://h:'),
  value('a scheme only', 'http://', 'http://http://'),
];

/** Which variable is asked (facts C7). */
export const variableCases: readonly Case[] = [
  { name: 'nothing is set', env: {}, url: target, proxy: null, rule: 'unset' },
  {
    name: 'upper case wins',
    env: { HTTP_PROXY: 'http://upper:1', http_proxy: 'http://lower:1' },
    url: target,
    proxy: 'http://upper:1',
    rule: 'variable',
  },
  {
    name: 'an empty upper-case variable does not mask the lower-case one',
    env: { HTTPS_PROXY: '', https_proxy: 'http://lower:1' },
    url: secure,
    proxy: 'http://lower:1',
    rule: 'variable',
  },
  {
    name: 'HTTP_PROXY never serves https',
    env: { HTTP_PROXY: 'http://p:1' },
    url: secure,
    proxy: null,
    rule: 'unset',
  },
  {
    name: 'HTTPS_PROXY never serves http',
    env: { HTTPS_PROXY: 'http://p:1' },
    url: target,
    proxy: null,
    rule: 'unset',
  },
  { name: 'ALL_PROXY is ignored', env: { ALL_PROXY: 'http://p:1' }, url: secure, proxy: null, rule: 'unset' },
  {
    name: 'another scheme goes direct',
    env: { HTTP_PROXY: 'http://p:1', HTTPS_PROXY: 'http://p:1', ALL_PROXY: 'http://p:1' },
    url: 'redis://service.test:6379/',
    proxy: null,
    rule: 'unset',
  },
  {
    name: 'CGI refuses HTTP_PROXY',
    env: { HTTP_PROXY: 'http://p:1', REQUEST_METHOD: 'GET' },
    url: target,
    proxy: null,
    rule: 'cgi',
  },
  {
    name: 'CGI refuses http_proxy as well',
    env: { http_proxy: 'http://p:1', REQUEST_METHOD: 'GET' },
    url: target,
    proxy: null,
    rule: 'cgi',
  },
  {
    name: 'CGI leaves HTTPS_PROXY alone',
    env: { HTTPS_PROXY: 'http://p:1', REQUEST_METHOD: 'GET' },
    url: secure,
    proxy: 'http://p:1',
    rule: 'variable',
  },
];

function loopback(host: string, isDirect: boolean): Case {
  return {
    name: `${host} is ${isDirect ? 'always direct' : 'no loopback'}`,
    env: { HTTP_PROXY: 'http://p:1' },
    url: `http://${host}/`,
    proxy: isDirect ? null : 'http://p:1',
    rule: isDirect ? 'loopback' : 'variable',
  };
}

export const loopbackCases: readonly Case[] = [
  loopback('localhost', true),
  loopback('localhost:8080', true),
  loopback('127.0.0.1', true),
  loopback('127.9.9.9', true),
  loopback('[::1]', true),
  loopback('[::ffff:127.0.0.1]', true),
  loopback('foo.localhost', false),
  loopback('localhost.', false),
  loopback('LOCALHOST', false),
  loopback('0.0.0.0', false),
  loopback('host.docker.internal', false),
];

function entry(list: string, host: string, matched: string | null, since?: number): Case {
  return {
    name: `NO_PROXY=${list} ${matched === null ? 'does not cover' : 'covers'} ${host}`,
    env: { HTTP_PROXY: 'http://p:1', NO_PROXY: list },
    url: `http://${host}/`,
    proxy: matched === null ? 'http://p:1' : null,
    rule: matched === null ? 'variable' : 'no-proxy',
    ...(matched === null ? {} : { entry: matched }),
    ...(since === undefined ? {} : { since }),
  };
}

/** Who is excepted (facts C8, column Go). */
export const noProxyCases: readonly Case[] = [
  entry('a.com', 'a.com', 'a.com'),
  entry('a.com', 'x.a.com', 'a.com'),
  entry('a.com', 'xa.com', null),
  entry('A.com', 'x.a.COM', 'A.com'),
  entry('.a.com', 'x.a.com', '.a.com'),
  entry('.a.com', 'a.com', null),
  entry('*.a.com', 'x.a.com', '*.a.com'),
  entry('*.a.com', 'a.com', null),
  entry('b.com, a.com ,c.com', 'a.com', 'a.com'),
  entry('*', 'a.com', '*'),
  entry('b.com,*', '10.1.2.3', '*'),
  entry('10.0.0.0/8', '10.1.2.3', '10.0.0.0/8'),
  entry('10.0.0.0/8', '11.1.2.3', null),
  entry('10.9.9.9/8', '10.1.2.3', '10.9.9.9/8'),
  entry('10.0.0.0/8', 'ten.test', null),
  entry('10.0.0.0/33', '10.1.2.3', null),
  entry('fd00::/8', '[fd12::1]', 'fd00::/8'),
  entry('fd00::/8', '[fe12::1]', null),
  entry('::/0', '10.1.2.3', null),
  entry('::ffff:10.0.0.0/104', '10.1.2.3', '::ffff:10.0.0.0/104'),
  entry('10.1.2.3', '10.1.2.3', '10.1.2.3'),
  entry('10.1.2.3', '[::ffff:10.1.2.3]', '10.1.2.3'),
  entry('10.1.2.3:80', '10.1.2.3', '10.1.2.3:80'),
  entry('10.1.2.3:80', '10.1.2.3:8080', null),
  entry('[fd00::1]:80', '[fd00::1]', '[fd00::1]:80'),
  entry('fd00::1', '[fd00::1]', 'fd00::1'),
  entry('[fd00::1]', '[fd00::1]', null),
  entry('a.com:80', 'a.com', 'a.com:80'),
  entry('a.com:80', 'x.a.com:80', 'a.com:80'),
  entry('a.com:80', 'a.com:81', null),
  entry('10.*', '10.1.2.3', null),
  entry('192.168.*', '192.168.1.1', null),
  entry('10.', '10.1.2.3', null),
  entry('1.2.3.4-1.2.3.9', '1.2.3.5', null),
  entry('10.0.0.0/8:80', '10.1.2.3', null),
  entry('<local>', 'intranet', null),
  entry('b.com;a.com', 'a.com', null),
  entry('http://a.com', 'a.com', null),
  entry('a.com.', 'a.com', null),
  entry('a.com', 'a.com.', null),
  entry('"a.com"', 'a.com', null),
  entry('b.com，a.com', 'a.com', null),
  entry('b.com a.com', 'a.com', null),
  entry(',:80,,', 'a.com', null),
  entry('例子.test', 'xn--fsqu00a.test', '例子.test'),
];

export const allCases: readonly Case[] = [...valueCases, ...variableCases, ...loopbackCases, ...noProxyCases];
