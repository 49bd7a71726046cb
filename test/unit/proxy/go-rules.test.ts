import { describe, expect, it } from 'vitest';
import { goProxyFor, readGoProxy } from '../../../src/lib/proxy/go-rules.js';
import { type Case, loopbackCases, noProxyCases, valueCases, variableCases } from './go-rules-cases.js';
import { targetOf } from './go-rules-target.js';

function check(row: Case): void {
  const decision = goProxyFor(targetOf(row.url), row.env, 'linux');
  expect({ proxy: decision.proxy, rule: decision.rule }).toEqual({ proxy: row.proxy, rule: row.rule });
  expect(decision.bypass?.entry).toBe(row.entry);
}

describe('how Go reads the value of a proxy variable', () => {
  it.each(valueCases)('$name', check);

  it.each([
    ['http://user:p#ss@h:3128', 'http', 'http:'],
    ['http://10.0.0.9:3128 ', 'http', 'http:'],
    ['http:\\\\h:3128', 'http', ''],
    ['proxy:3128', 'http', 'proxy:3128'],
    ['SOCKS5://H:1080', 'socks5', 'H:1080'],
  ])('%s: scheme %s, host "%s"', (value, scheme, host) => {
    const reading = readGoProxy(value);
    expect(reading).toMatchObject({ kind: 'proxy', url: { scheme, host } });
  });
});

describe('which variable Go asks', () => {
  it.each(variableCases)('$name', check);

  it('takes a variable in any case on Windows, and reports the name as it is spelled', () => {
    const env = { Https_Proxy: 'http://p:1', no_Proxy: 'a.com' };
    const decision = goProxyFor({ scheme: 'https', host: 'b.com', port: 443 }, env, 'win32');
    expect(decision).toMatchObject({ proxy: 'http://p:1', variable: 'Https_Proxy' });
    expect(goProxyFor({ scheme: 'https', host: 'a.com', port: 443 }, env, 'win32')).toEqual({
      proxy: null,
      variable: 'Https_Proxy',
      bypass: { variable: 'no_Proxy', entry: 'a.com' },
      rule: 'no-proxy',
    });
    expect(goProxyFor({ scheme: 'https', host: 'b.com', port: 443 }, env, 'linux').rule).toBe('unset');
  });
});

describe('what Go always reaches directly', () => {
  it.each(loopbackCases)('$name', check);
});

describe('what NO_PROXY covers in Go', () => {
  it.each(noProxyCases)('$name', check);

  it('takes an IPv6 target without brackets, too', () => {
    const env = { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'fd00::/8' };
    expect(goProxyFor({ scheme: 'https', host: 'fd00::9', port: 443 }, env, 'linux').rule).toBe('no-proxy');
  });
});
