import { describe, expect, it } from 'vitest';
import type { Environment } from '../../../../src/lib/host/host.js';
import type { ClientId, ClientWorld } from '../../../../src/lib/proxy/clients/client.js';
import { explained, only, p, worldOf } from '../explained.js';

describe('the reason why clients differ', () => {
  it.each<[string, string, Environment, ClientId[], object]>([
    [
      'a value that Go drops',
      'https://a.test',
      { HTTPS_PROXY: ` ${p}` },
      ['go', 'python'],
      { code: 'malformed', variable: 'HTTPS_PROXY', problem: 'leading-blank' },
    ],
    [
      'a value that Go misreads',
      'https://a.test',
      { HTTPS_PROXY: `${p} ` },
      ['go', 'python'],
      { code: 'malformed', variable: 'HTTPS_PROXY', problem: 'trailing-blank' },
    ],
    [
      'a value that curl refuses',
      'https://a.test',
      { HTTPS_PROXY: 'http://li:p@ss@10.0.0.10:8080' },
      ['go', 'curl'],
      { code: 'malformed', variable: 'HTTPS_PROXY', problem: 'at-in-password' },
    ],
    [
      'a value without a port',
      'https://a.test',
      { HTTPS_PROXY: 'http://proxy.test' },
      ['go', 'curl'],
      { code: 'no-port', variable: 'HTTPS_PROXY' },
    ],
    [
      'an entry for the apex',
      'https://a.test',
      { HTTPS_PROXY: p, NO_PROXY: '.a.test' },
      ['go', 'curl'],
      { code: 'bypass', variable: 'NO_PROXY', entry: '.a.test', clients: ['curl'] },
    ],
    [
      'a wildcard',
      'https://x.a.test',
      { HTTPS_PROXY: p, NO_PROXY: '*.a.test' },
      ['go', 'curl'],
      { code: 'bypass', variable: 'NO_PROXY', entry: '*.a.test', clients: ['go'] },
    ],
    [
      'this machine',
      'https://localhost',
      { HTTPS_PROXY: p },
      ['go', 'curl'],
      { code: 'loopback', clients: ['go'] },
    ],
    [
      'a name in upper case only',
      'http://a.test',
      { HTTP_PROXY: p },
      ['go', 'curl'],
      { code: 'case', variable: 'HTTP_PROXY', clients: ['go'] },
    ],
    [
      'two spellings with different values',
      'https://a.test',
      { HTTPS_PROXY: p, https_proxy: 'http://other.test:1' },
      ['go', 'curl'],
      { code: 'case', variable: 'HTTPS_PROXY', clients: ['go'] },
    ],
    [
      'a value without a port in both spellings',
      'https://a.test',
      { HTTPS_PROXY: 'http://proxy.test', https_proxy: 'http://proxy.test' },
      ['go', 'curl'],
      { code: 'no-port', variable: 'HTTPS_PROXY', clients: ['curl'] },
    ],
    [
      'a SOCKS proxy without a port',
      'https://a.test',
      { HTTPS_PROXY: 'socks5://proxy.test' },
      ['go', 'dotnet'],
      { code: 'no-port', variable: 'HTTPS_PROXY', clients: ['dotnet'] },
    ],
    [
      'a list as of GOPROXY',
      'https://a.test',
      { HTTPS_PROXY: 'https://goproxy.test,direct' },
      ['go', 'curl'],
      { code: 'malformed', variable: 'HTTPS_PROXY', problem: 'misread' },
    ],
    [
      'ALL_PROXY only, and not that some do not speak its protocol',
      'https://a.test',
      { ALL_PROXY: 'socks5://10.0.0.10:1080' },
      ['go', 'curl', 'python'],
      { code: 'all-only', variable: 'ALL_PROXY', clients: ['curl'] },
    ],
    [
      'a property of Java that holds a URL',
      'https://a.test',
      { HTTPS_PROXY: p, JAVA_TOOL_OPTIONS: '-Dhttps.proxyHost=http://10.0.0.10' },
      ['go', 'java'],
      { code: 'malformed', variable: 'https.proxyHost', problem: 'not-a-host', clients: ['java'] },
    ],
    [
      'variables for a scheme that only some ask',
      'ws://a.test',
      { http_proxy: p },
      ['go', 'curl', 'node'],
      { code: 'scheme', scheme: 'ws', clients: ['curl'] },
    ],
    [
      'HTTP_PROXY only',
      'https://a.test',
      { HTTP_PROXY: p, NODE_USE_ENV_PROXY: '1' },
      ['go', 'node'],
      { code: 'https-missing', variable: 'HTTP_PROXY', clients: ['node'] },
    ],
    [
      'ALL_PROXY only',
      'https://a.test',
      { ALL_PROXY: p },
      ['go', 'curl', 'python'],
      { code: 'all-only', variable: 'ALL_PROXY', clients: ['curl', 'python'] },
    ],
    [
      'a mark of CGI',
      'http://a.test',
      { HTTP_PROXY: p, http_proxy: p, REQUEST_METHOD: 'GET' },
      ['go', 'curl'],
      { code: 'cgi', variable: 'HTTP_PROXY', mark: 'REQUEST_METHOD', clients: ['go'] },
    ],
    [
      'a client that has to be told',
      'https://a.test',
      { HTTPS_PROXY: p },
      ['go', 'curl', 'node'],
      { code: 'opt-in', clients: ['node'] },
    ],
    [
      'an empty variable',
      'https://a.test',
      { HTTPS_PROXY: p, https_proxy: '' },
      ['go', 'python'],
      { code: 'empty', variable: 'https_proxy', clients: ['python'] },
    ],
    [
      'SOCKS',
      'https://a.test',
      { HTTPS_PROXY: 'socks5://10.0.0.10:1080' },
      ['go', 'python'],
      { code: 'unsupported', variable: 'HTTPS_PROXY', scheme: 'socks5', clients: ['python'] },
    ],
  ])('names %s', (_name, url, env, clients, difference) => {
    expect(explained(url, worldOf(env), { clients }).difference).toMatchObject(difference);
  });

  it('names a setting of a client of its own', () => {
    const world = worldOf(
      { HTTPS_PROXY: p },
      { settings: { curl: [{ name: 'proxy', value: 'other.test:1' }] } },
    );
    expect(explained('https://a.test', world, only('go', 'curl')).difference).toEqual({
      code: 'own-setting',
      variable: 'proxy',
      clients: ['curl'],
    });
  });

  it.each<[string, Environment, ClientWorld['settings'], ClientId[], object]>([
    [
      'of wget, although a variable has the same name',
      { https_proxy: p },
      { wget: [{ name: 'https_proxy', value: 'http://other.test:1' }] },
      ['go', 'wget'],
      { code: 'own-setting', variable: 'https_proxy', clients: ['wget'] },
    ],
    [
      'of wget, although two variables differ',
      { HTTPS_PROXY: p, https_proxy: 'http://q.test:1' },
      { wget: [{ name: 'https_proxy', value: 'http://other.test:1' }] },
      ['go', 'wget'],
      { code: 'own-setting', variable: 'https_proxy', clients: ['wget'] },
    ],
    [
      'of git, set to nothing',
      { HTTPS_PROXY: p },
      { git: [{ name: 'http.proxy', value: '' }] },
      ['go', 'git'],
      { code: 'own-setting', variable: 'http.proxy', clients: ['git'] },
    ],
  ])('names a setting %s', (_name, env, settings, clients, difference) => {
    expect(explained('https://a.test', worldOf(env, { settings }), { clients }).difference).toEqual(
      difference,
    );
  });

  it('names the settings of Windows', () => {
    const windows = {
      enabled: true,
      server: '10.0.0.9:1',
      override: '',
      autoConfigUrl: null,
      autoDetect: false,
    };
    const world = worldOf({}, { os: 'win32', windows });
    const clients = { clients: ['go', 'python', 'windows'] as const };
    expect(explained('https://a.test', world, clients).difference).toEqual({
      code: 'windows-settings',
      clients: ['python'],
    });
  });
});
