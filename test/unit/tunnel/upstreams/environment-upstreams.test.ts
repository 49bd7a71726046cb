import { describe, expect, it } from 'vitest';
import { upstreamsFromEnvironment } from '../../../../src/lib/tunnel/upstreams/environment-upstreams.js';

type Env = Record<string, string>;

/** `name url use`, one a line. */
function read(env: Env, os: NodeJS.Platform = 'linux'): string[] {
  return upstreamsFromEnvironment(env, os).map(
    ({ name, proxy, only }) => `${name} ${proxy?.shown}${only === null ? '' : ` ${only}`}`,
  );
}

describe('the upstreams of the environment', () => {
  it.each<[env: Env, found: string[]]>([
    [{ HTTPS_PROXY: 'http://10.0.0.10:3128' }, ['env http://10.0.0.10:3128']],
    [{ https_proxy: 'http://10.0.0.10:3128' }, ['env http://10.0.0.10:3128']],
    [{ HTTP_PROXY: 'http://10.0.0.10:3128' }, ['env http://10.0.0.10:3128']],
    [{ ALL_PROXY: 'socks5h://10.0.0.10:1080' }, ['env socks5h://10.0.0.10:1080']],
    [{ all_proxy: 'socks5://10.0.0.10:1080' }, ['env socks5h://10.0.0.10:1080']],
    [{ HTTPS_PROXY: 'a.test:1', HTTP_PROXY: 'http://a.test:1/' }, ['env http://a.test:1']],
    [
      { HTTPS_PROXY: 'http://a.test:1', HTTP_PROXY: 'http://b.test:2', ALL_PROXY: 'http://c.test:3' },
      ['env-https http://a.test:1 tunnel', 'env-http http://b.test:2 http'],
    ],
    [
      { HTTPS_PROXY: 'http://a.test:1', ALL_PROXY: 'http://c.test:3' },
      ['env-https http://a.test:1 tunnel', 'env-http http://c.test:3 http'],
    ],
    [
      { HTTP_PROXY: 'http://b.test:2', ALL_PROXY: 'http://c.test:3' },
      ['env-https http://c.test:3 tunnel', 'env-http http://b.test:2 http'],
    ],
    [
      { HTTPS_PROXY: 'http://u:one@a.test:1', HTTP_PROXY: 'http://u:two@a.test:1' },
      ['env-https http://a.test:1 tunnel', 'env-http http://a.test:1 http'],
    ],
    [{ HTTPS_PROXY: 'http://a.test' }, ['env http://a.test:80']],
    [{ HTTPS_PROXY: 'https://a.test' }, ['env https://a.test:443']],
    [{ HTTPS_PROXY: 'socks5h://a.test' }, ['env socks5h://a.test:1080']],
    [{ HTTPS_PROXY: '', https_proxy: 'http://a.test:1' }, ['env http://a.test:1']],
  ])('of %j are %j', (env, found) => {
    expect(read(env)).toEqual(found);
  });

  it('are found whatever the case of the name on Windows', () => {
    expect(read({ Https_Proxy: 'http://a.test:1' }, 'win32')).toEqual(['env http://a.test:1']);
    expect(() => read({ Https_Proxy: 'http://a.test:1' })).toThrow('NO_UPSTREAM_IN_ENVIRONMENT');
  });

  it('keep their credentials', () => {
    const [found] = upstreamsFromEnvironment({ HTTPS_PROXY: 'http://li:p%40ss@a.test:1' }, 'linux');
    expect(found?.proxy?.credentials).toEqual({ username: 'li', password: 'p@ss' });
    expect(found?.name).not.toContain('li');
  });

  it.each([
    ['10.1.2.3', 443, true],
    ['10.2.0.1', 443, false],
    ['a.corp.test', 443, true],
    ['corp.test', 443, true],
    ['only.test', 8443, true],
    ['only.test', 443, false],
    ['db.test', 443, false],
    ['localhost', 443, false],
  ])('go past the proxy for %s:%i where NO_PROXY says so: %s', (host, port, around) => {
    const env = { HTTPS_PROXY: 'http://a.test:1', NO_PROXY: '10.1.0.0/16, corp.test, only.test:8443' };
    const [found] = upstreamsFromEnvironment(env, 'linux');
    expect(found?.bypass?.({ host, port })).toBe(around);
  });

  it('except nothing without NO_PROXY', () => {
    const env = { HTTPS_PROXY: 'http://a.test:1', no_proxy: ' , ' };
    expect(upstreamsFromEnvironment(env, 'linux')[0]?.bypass).toBeNull();
  });

  it.each<[env: Env, facts: object]>([
    [{ HTTPS_PROXY: 'ftp://a.test:1' }, { source: 'HTTPS_PROXY', problem: 'scheme', scheme: 'ftp' }],
    [{ http_proxy: 'http://a.test:99999' }, { source: 'http_proxy', problem: 'host' }],
    [
      { ALL_PROXY: 'http://li:secret@a b:1' },
      { source: 'ALL_PROXY', text: 'http://***@a b:1', problem: 'host' },
    ],
  ])('are a usage failure that names the variable: %j', (env, facts) => {
    expect(() => read(env)).toThrow(
      expect.objectContaining({ code: 'BAD_UPSTREAM', exitCode: 2, facts: expect.objectContaining(facts) }),
    );
  });

  it('are a usage failure where there are none', () => {
    expect(() => read({ NO_PROXY: '*' })).toThrow(
      expect.objectContaining({ code: 'NO_UPSTREAM_IN_ENVIRONMENT', exitCode: 2 }),
    );
  });
});
