import { describe, expect, it } from 'vitest';
import type { ClientDecision, ClientOutcome } from '../../../../src/lib/proxy/clients/client.js';
import type { ProxyEndpoint } from '../../../../src/lib/proxy/proxy-endpoint.js';
import { disagreement } from './agreement.js';
import { explainTarget } from './explain-target.js';
import type { Seen } from './first-bytes.js';
import type { Observation } from './world.js';

const decision = (outcome: ClientOutcome, proxy: ProxyEndpoint | null = null): ClientDecision => ({
  client: 'curl',
  outcome,
  proxy,
  rule: null,
  notes: [],
});
const through = (scheme: string, host = 'p.test', port = 3128) => decision('proxy', { scheme, host, port });
const at = (host: string, port: number, seen: Seen): Observation => ({
  mark: '',
  host,
  address: host,
  port,
  seen,
});
const connect = (authority: string): Seen => ({ kind: 'connect', authority });
const origin: Seen = { kind: 'origin', path: '/', host: 'a.test' };

/** Judges whose verdict is always "the same" would make every differential test worthless. */
describe('the judge of the differential tests', () => {
  it.each<[what: string, ClientDecision, url: string, Observation[], failed: boolean, agrees: boolean]>([
    ['direct', decision('direct'), 'https://a.test/', [at('a.test', 443, { kind: 'tls' })], true, true],
    [
      'direct, another host',
      decision('direct'),
      'https://a.test/',
      [at('b.test', 443, { kind: 'tls' })],
      true,
      false,
    ],
    [
      'direct, another port',
      decision('direct'),
      'https://a.test/',
      [at('a.test', 80, { kind: 'tls' })],
      true,
      false,
    ],
    [
      'direct, but a proxy was asked',
      decision('direct'),
      'https://a.test/',
      [at('p.test', 3128, connect('a.test:443'))],
      true,
      false,
    ],
    ['direct, but nothing happened', decision('direct'), 'https://a.test/', [], true, false],
    [
      'direct to a name in other letters',
      decision('direct'),
      'http://A.Test./',
      [at('a.test', 80, origin)],
      false,
      true,
    ],
    [
      'direct to localhost',
      decision('direct'),
      'http://localhost/',
      [at('127.0.0.1', 80, origin)],
      false,
      true,
    ],
    ['direct to IPv6', decision('direct'), 'http://[FD00:0::1]/', [at('fd00::1', 80, origin)], false, true],
    ['a tunnel', through('http'), 'https://a.test/', [at('p.test', 3128, connect('a.test:443'))], true, true],
    [
      'a tunnel to something else',
      through('http'),
      'https://a.test/',
      [at('p.test', 3128, connect('b.test:443'))],
      true,
      false,
    ],
    [
      'a tunnel to another port',
      through('http'),
      'https://a.test/',
      [at('p.test', 3128, connect('a.test:80'))],
      true,
      false,
    ],
    [
      'another proxy',
      through('http'),
      'https://a.test/',
      [at('q.test', 3128, connect('a.test:443'))],
      true,
      false,
    ],
    [
      'a whole URL',
      through('http'),
      'http://a.test/',
      [at('p.test', 3128, { kind: 'absolute', url: 'http://u@a.test/' })],
      false,
      true,
    ],
    [
      'a path only, to the proxy',
      through('http'),
      'http://a.test/',
      [at('p.test', 3128, origin)],
      false,
      false,
    ],
    [
      'TLS to the proxy',
      through('https'),
      'https://a.test/',
      [at('p.test', 3128, { kind: 'tls' })],
      true,
      true,
    ],
    [
      'TLS to a plain proxy',
      through('http'),
      'https://a.test/',
      [at('p.test', 3128, { kind: 'tls' })],
      true,
      false,
    ],
    [
      'SOCKS 5',
      through('socks5h', 'p.test', 1080),
      'https://a.test/',
      [at('p.test', 1080, { kind: 'socks5' })],
      true,
      true,
    ],
    [
      'SOCKS 4 for 5',
      through('socks5', 'p.test', 1080),
      'https://a.test/',
      [at('p.test', 1080, { kind: 'socks4' })],
      true,
      false,
    ],
    [
      'a proxy, then direct',
      through('http'),
      'https://a.test/',
      [at('p.test', 3128, connect('a.test:443')), at('a.test', 443, { kind: 'tls' })],
      true,
      false,
    ],
    ['a host that no resolver takes', through('http', '"http', 80), 'https://a.test/', [], true, true],
    ['a proxy, but nothing happened', through('http'), 'https://a.test/', [], true, false],
    ['an error', decision('error'), 'https://a.test/', [], true, true],
    [
      'an error, but it went',
      decision('error'),
      'https://a.test/',
      [at('a.test', 443, { kind: 'tls' })],
      true,
      false,
    ],
    ['an error, but nobody said so', decision('error'), 'https://a.test/', [], false, false],
    ['a scheme not spoken', decision('none'), 'redis://a.test/', [], true, true],
  ])('%s', (_what, said, url, observed, failed, agrees) => {
    expect(disagreement(said, explainTarget(url), { observed, failed }) === null).toBe(agrees);
  });
});
