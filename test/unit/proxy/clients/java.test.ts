import { describe, expect, it } from 'vitest';
import { javaRules } from '../../../../src/lib/proxy/clients/java.js';
import { readJavaOptions } from '../../../../src/lib/proxy/clients/java-options.js';
import { decideFor } from './decide-for.js';

const tool = (options: string) => ({ env: { JAVA_TOOL_OPTIONS: options } });

/** Seen with Java 17 and 25 by the differential test. */
describe('which proxy java.net takes', () => {
  it.each<[string, string, string, string]>([
    [
      'the own one',
      '-Dhttp.proxyHost=p.test -Dhttp.proxyPort=3128',
      'http://a.test/',
      'proxy http://p.test:3128; named http.proxyHost',
    ],
    [
      'the default port',
      '-Dhttp.proxyHost=p.test',
      'http://a.test/',
      'proxy http://p.test:80; named http.proxyHost',
    ],
    [
      'https has its own',
      '-Dhttps.proxyHost=p.test',
      'https://a.test/',
      'proxy http://p.test:443; named https.proxyHost',
    ],
    [
      'https does not take http.proxyHost',
      '-Dhttp.proxyHost=p.test',
      'https://a.test/',
      'direct; opt-in https.proxyHost',
    ],
    [
      'proxyHost is for all',
      '-DproxyHost=p.test -DproxyPort=3128',
      'https://a.test/',
      'proxy http://p.test:3128; named proxyHost',
    ],
    [
      'the port of another prefix',
      '-Dhttp.proxyHost=p.test -DproxyPort=3128',
      'http://a.test/',
      'proxy http://p.test:3128; named http.proxyHost',
    ],
    [
      'an empty one is none',
      '-Dhttp.proxyHost= -DproxyHost=p.test',
      'http://a.test/',
      'proxy http://p.test:80; named proxyHost',
    ],
    [
      'SOCKS comes last',
      '-DsocksProxyHost=s.test -Dhttp.proxyHost=p.test',
      'http://a.test/',
      'proxy http://p.test:80; named http.proxyHost',
    ],
    [
      'SOCKS for https',
      '-DsocksProxyHost=s.test',
      'https://a.test/',
      'proxy socks5://s.test:1080; named socksProxyHost',
    ],
    [
      'SOCKS 4',
      '-DsocksProxyHost=s.test -DsocksProxyVersion=4',
      'http://a.test/',
      'proxy socks4://s.test:1080; named socksProxyHost',
    ],
    [
      'SOCKS for every other socket',
      '-DsocksProxyHost=s.test -DsocksProxyPort=9',
      'redis://a.test/',
      'proxy socks5://s.test:9; named socksProxyHost',
    ],
    ['no HTTP proxy for another socket', '-DproxyHost=p.test', 'redis://a.test/', 'direct; scheme redis'],
    ['FTP', '-DftpProxyHost=p.test', 'ftp://a.test/', 'proxy http://p.test:80; named ftpProxyHost'],
    [
      'FTP goes on without a strange one',
      '-Dftp.proxyHost=http://p.test',
      'ftp://a.test/',
      'direct; malformed ftp.proxyHost not-a-host',
    ],
    [
      'a hexadecimal port',
      '-Dhttp.proxyHost=p.test -Dhttp.proxyPort=0x50',
      'http://a.test/',
      'proxy http://p.test:80; named http.proxyHost',
    ],
    [
      'an octal port',
      '-Dhttp.proxyHost=p.test -Dhttp.proxyPort=010',
      'http://a.test/',
      'proxy http://p.test:8; named http.proxyHost',
    ],
    [
      'a port that is no number',
      '-Dhttp.proxyHost=p.test -Dhttp.proxyPort=80x',
      'http://a.test/',
      'proxy http://p.test:80; named http.proxyHost',
    ],
    [
      'a port that is too high',
      '-Dhttp.proxyHost=p.test -Dhttp.proxyPort=99999',
      'http://a.test/',
      'error; malformed http.proxyPort bad-port',
    ],
    [
      'a port below 0',
      '-Dhttp.proxyHost=p.test -Dhttp.proxyPort=-1',
      'http://a.test/',
      'error; malformed http.proxyPort bad-port',
    ],
    [
      'a URL is a strange name',
      '-Dhttp.proxyHost=http://p.test',
      'http://a.test/',
      'error; malformed http.proxyHost not-a-host',
    ],
    [
      'its password is not shown',
      '-Dhttp.proxyHost=http://u:secret@p.test',
      'http://a.test/',
      'error; malformed http.proxyHost not-a-host',
    ],
    [
      'an IPv6 proxy in brackets',
      '-Dhttp.proxyHost=[fd99::1]',
      'http://a.test/',
      'proxy http://[fd99::1]:80; named http.proxyHost',
    ],
  ])('%s', (_name, options, url, expected) => {
    const note = / (?:opt-in|scheme) |; (?:opt-in|scheme) /.test(expected)
      ? ''
      : '; set-in JAVA_TOOL_OPTIONS';
    expect(decideFor(javaRules, url, tool(options))).toBe(expected + note);
  });

  it('does not look at proxy variables', () => {
    const env = {
      http_proxy: 'http://p.test:1',
      HTTP_PROXY: 'http://p.test:1',
      ALL_PROXY: 'http://p.test:1',
    };
    expect(decideFor(javaRules, 'http://a.test/', { env })).toBe('direct; opt-in http.proxyHost');
  });

  it('asks the system where it is told to, which is not read here', () => {
    const said = 'unknown; unread java.net.useSystemProxies; set-in JAVA_TOOL_OPTIONS';
    expect(decideFor(javaRules, 'http://a.test/', tool('-Djava.net.useSystemProxies=true'))).toBe(said);
    const both = tool('-Djava.net.useSystemProxies=true -Dhttp.proxyHost=p.test');
    expect(decideFor(javaRules, 'http://a.test/', both)).toMatch(/^proxy http:\/\/p\.test:80; /);
  });
});

describe('the exceptions of java.net', () => {
  const through = (options: string) => tool(`-DproxyHost=p.test ${options}`);

  it.each<[string, string, string, string]>([
    ['a name', '-Dhttp.nonProxyHosts=a.test', 'http://a.test/', 'bypass http.nonProxyHosts a.test'],
    ['also for https', '-Dhttp.nonProxyHosts=a.test', 'https://a.test/', 'bypass http.nonProxyHosts a.test'],
    [
      'an asterisk in front',
      '-Dhttp.nonProxyHosts=b.test|*.a.test',
      'http://x.a.test/',
      'bypass http.nonProxyHosts *.a.test',
    ],
    ['an asterisk behind', '-Dhttp.nonProxyHosts=10.*', 'http://10.1.2.3/', 'bypass http.nonProxyHosts 10.*'],
    ['asterisks around', '-Dhttp.nonProxyHosts=*.a.*', 'http://x.a.test/', 'bypass http.nonProxyHosts *.a.*'],
    ['all', '-Dhttp.nonProxyHosts=*', 'http://a.test/', 'bypass http.nonProxyHosts *'],
    [
      'whatever the case',
      '-Dhttp.nonProxyHosts=A.test',
      'http://a.TEST/',
      'bypass http.nonProxyHosts A.test',
    ],
    [
      'IPv6 in brackets',
      '-Dhttp.nonProxyHosts=[fd00::1]',
      'http://[fd00::1]/',
      'bypass http.nonProxyHosts [fd00::1]',
    ],
    ['FTP has its own', '-Dftp.nonProxyHosts=a.test', 'ftp://a.test/', 'bypass ftp.nonProxyHosts a.test'],
  ])('%s', (_name, options, url, rule) => {
    expect(decideFor(javaRules, url, through(options))).toBe(`direct; ${rule}; set-in JAVA_TOOL_OPTIONS`);
  });

  it.each<[string, string, string]>([
    ['no apex of an asterisk', '-Dhttp.nonProxyHosts=*.a.test', 'http://a.test/'],
    ['no asterisk inside', '-Dhttp.nonProxyHosts=a*test', 'http://a.test/'],
    ['no block', '-Dhttp.nonProxyHosts=10.0.0.0/8', 'http://10.1.2.3/'],
    ['no comma', '-Dhttp.nonProxyHosts=b.test,a.test', 'http://a.test/'],
    ['no IPv6 without brackets', '-Dhttp.nonProxyHosts=fd00::1', 'http://[fd00::1]/'],
    ['NO_PROXY is not looked at', '-Dhttp.nonProxyHosts=b.test', 'http://a.test/'],
  ])('%s', (_name, options, url) => {
    const world = { env: { ...through(options).env, NO_PROXY: '*' } };
    expect(decideFor(javaRules, url, world)).toMatch(/^proxy http:\/\/p\.test:/);
  });

  it.each(['localhost', '127.0.0.1', '127.9.9.9', '[::1]', '0.0.0.0'])('%s goes direct by itself', (host) => {
    expect(decideFor(javaRules, `http://${host}/`, through(''))).toBe('direct; loopback');
    expect(decideFor(javaRules, `http://${host}/`, through('-Dhttp.nonProxyHosts=a.test'))).toBe(
      'direct; loopback',
    );
    expect(decideFor(javaRules, `http://${host}/`, through('-Dhttp.nonProxyHosts='))).toMatch(/^proxy /);
  });

  it('do not keep https from a SOCKS proxy, which is asked for again with exceptions of its own', () => {
    const options = '-DsocksProxyHost=s.test -Dhttp.nonProxyHosts=a.test';
    const said = 'proxy socks5://s.test:1080; named socksProxyHost; set-in JAVA_TOOL_OPTIONS';
    expect(decideFor(javaRules, 'https://a.test/', tool(options))).toBe(said);
    expect(decideFor(javaRules, 'http://a.test/', tool(options))).toMatch(/^direct; bypass /);
    const own = tool(`${options} -DsocksNonProxyHosts=a.test`);
    expect(decideFor(javaRules, 'https://a.test/', own)).toMatch(/^direct; bypass http\.nonProxyHosts/);
    // A socket knows an IPv6 literal only by its long form.
    expect(decideFor(javaRules, 'https://[::1]/', tool(options))).toBe(said);
  });
});

describe('the option variables', () => {
  it.each<[string, Record<string, string>, string, string | undefined]>([
    ['the last one counts', { JAVA_TOOL_OPTIONS: '-Da=1 -Da=2' }, 'a', '2 JAVA_TOOL_OPTIONS'],
    [
      'the launcher beats the tools',
      { JAVA_TOOL_OPTIONS: '-Da=1', JDK_JAVA_OPTIONS: '-Da=2' },
      'a',
      '2 JDK_JAVA_OPTIONS',
    ],
    ['the oldest beats all', { _JAVA_OPTIONS: '-Da=3', JDK_JAVA_OPTIONS: '-Da=2' }, 'a', '3 _JAVA_OPTIONS'],
    ['without a value', { JAVA_TOOL_OPTIONS: '-Da' }, 'a', ' JAVA_TOOL_OPTIONS'],
    ['quotes around', { JAVA_TOOL_OPTIONS: `"-Da=1 2"` }, 'a', '1 2 JAVA_TOOL_OPTIONS'],
    ['quotes inside', { JAVA_TOOL_OPTIONS: `-Da="1 "'2"3'` }, 'a', '1 2"3 JAVA_TOOL_OPTIONS'],
    ['a quote that does not end', { JAVA_TOOL_OPTIONS: `-Da="1 2` }, 'a', '1 2 JAVA_TOOL_OPTIONS'],
    ['line breaks separate', { JAVA_TOOL_OPTIONS: '-Xmx9m\n-Da=1\t-Db=2' }, 'a', '1 JAVA_TOOL_OPTIONS'],
    ['a value with an equals sign', { JAVA_TOOL_OPTIONS: '-Da=b=c' }, 'a', 'b=c JAVA_TOOL_OPTIONS'],
    ['another option', { JAVA_TOOL_OPTIONS: '-XDa=1' }, 'a', undefined],
  ])('%s', (_name, env, name, expected) => {
    const property = readJavaOptions({ env, os: 'linux' }).properties.get(name);
    expect(property && `${property.value} ${property.variable}`).toBe(expected);
  });

  it('may name a file, which is not read', () => {
    const env = { JDK_JAVA_OPTIONS: '@options.txt', JAVA_TOOL_OPTIONS: '-Dhttp.proxyHost=p.test' };
    expect(decideFor(javaRules, 'http://a.test/', { env })).toBe('unknown; unread JDK_JAVA_OPTIONS');
  });
});
