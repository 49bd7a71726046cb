import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Failure } from '../../../../src/lib/errors.js';
import type { ProbeFailures } from '../../../../src/lib/probe/failures.js';
import type { PlannedRoute } from '../../../../src/lib/probe/routing/planned-route.js';
import { parseProxyChain } from '../../../../src/lib/probe/routing/proxy-chain.js';
import {
  environmentProxies,
  planRoutes,
  type RouteChoice,
  type RoutingRequest,
  targetOn,
} from '../../../../src/lib/probe/routing/routing.js';
import { parseTarget, type Target } from '../../../../src/lib/probe/target/target.js';
import { curlRules } from '../../../../src/lib/proxy/clients/curl.js';
import { goRules } from '../../../../src/lib/proxy/clients/go.js';
import { nodeRules } from '../../../../src/lib/proxy/clients/node.js';

function target(text: string, routes: readonly RouteChoice[] | null = null): Target {
  const reading = parseTarget(text);
  if (!reading.ok) throw new Error(text);
  return { ...reading.target, options: { ...reading.target.options, routes } };
}

function way(text: string, source: RouteChoice['source'] = 'flag'): RouteChoice {
  const reading = parseProxyChain(text);
  if (!reading.ok) throw new Error(text);
  return { proxies: reading.proxies, source };
}

function asked(more: Partial<RoutingRequest> = {}): RoutingRequest {
  return { routes: [], direct: false, noProxy: null, envRules: 'go', nodeVersion: '26.10.0', ...more };
}

type Env = Record<string, string | undefined>;

const plan = (to: Target, request: Partial<RoutingRequest>, env: Env = {}) =>
  planRoutes(to, asked(request), env, 'linux');

/** `direct`, or the proxies and where they stand. */
const told = (routes: readonly PlannedRoute[]) =>
  routes.map(({ proxies, source }) =>
    proxies.length === 0 ? 'direct' : `${proxies.map(({ shown }) => shown).join(',')} ${source}`,
  );

function failureOf(work: () => unknown): Failure<ProbeFailures['REFUSED_VARIABLE']> {
  try {
    work();
  } catch (error) {
    return error as Failure<ProbeFailures['REFUSED_VARIABLE']>;
  }
  throw new Error('expected a failure');
}

describe('the routes to a target', () => {
  const redis = target('redis://cache.test');

  it.each([
    [{ routes: [way('a.test:1')] }, ['http://a.test:1 flag']],
    [
      { routes: [way('a.test:1'), way('b.test:1,socks5://c.test:2')] },
      ['http://a.test:1 flag', 'http://b.test:1,socks5://c.test:2 flag'],
    ],
    [{ routes: [way('a.test:1', 'config')], direct: true }, ['http://a.test:1 config', 'direct']],
    [{ direct: true }, ['direct']],
    [{}, ['http://env.test:1 env:HTTPS_PROXY']],
    [{ noProxy: 'cache.test' }, ['direct']],
    [{ noProxy: 'other.test' }, ['http://env.test:1 env:HTTPS_PROXY']],
    [{ routes: [way('a.test:1')], noProxy: '.test' }, ['direct']],
    [{ routes: [way('a.test:1')], noProxy: 'other.test', direct: true }, ['http://a.test:1 flag', 'direct']],
  ] as const)('%j', (request, routes) => {
    expect(told(plan(redis, request, { HTTPS_PROXY: 'env.test:1' }))).toEqual(routes);
  });

  it('are its own where it has some', () => {
    const own = target('redis://cache.test', [
      way('own.test:1', 'config'),
      { proxies: [], source: 'config' },
    ]);
    const env = { HTTPS_PROXY: 'env.test:1' };
    expect(told(plan(own, {}, env))).toEqual(['http://own.test:1 config', 'direct']);
    expect(told(plan(own, { routes: [way('a.test:1')], direct: true }, env))).toEqual([
      ...['http://own.test:1 config', 'direct'],
    ]);
  });

  it('name the entry that excludes it', () => {
    const bypass = (request: Partial<RoutingRequest>, env: Env) => plan(redis, request, env)[0]?.bypass;
    const env = { HTTPS_PROXY: 'http://env.test:1', NO_PROXY: 'a,.test' };
    expect(bypass({}, { ...env, NO_PROXY: 'a,.test' })).toEqual({
      variable: 'NO_PROXY',
      entry: '.test',
      rules: 'go',
    });
    expect(bypass({ envRules: 'curl' }, env)).toEqual({
      variable: 'NO_PROXY',
      entry: '.test',
      rules: 'curl',
    });
    expect(bypass({ envRules: 'node' }, env)).toEqual({
      variable: 'NO_PROXY',
      entry: '.test',
      rules: 'node',
    });
    for (const envRules of ['go', 'curl', 'node'] as const) {
      expect(bypass({ envRules, noProxy: 'cache.test' }, env)).toEqual({
        ...{ variable: '--no-proxy', entry: 'cache.test', rules: envRules },
      });
      expect(told(plan(redis, { envRules, noProxy: '' }, { ...env, no_proxy: '*' }))).toEqual([
        'http://env.test:1 env:HTTPS_PROXY',
      ]);
    }
  });
});

describe('the environment, as a client reads it', () => {
  const [redis, web] = [target('redis://cache.test'), target('http://web.test')];

  it.each([
    ['go', redis, { HTTP_PROXY: 'a.test:1' }, 'direct'],
    ['go', web, { HTTP_PROXY: 'a.test:1', HTTPS_PROXY: 'b.test:1' }, 'http://a.test:1 env:HTTP_PROXY'],
    ['go', redis, { ALL_PROXY: 'a.test:1' }, 'direct'],
    ['go', redis, { HTTPS_PROXY: 'http://a.test' }, 'http://a.test:80 env:HTTPS_PROXY'],
    ['go', redis, { HTTPS_PROXY: 'https://a.test' }, 'https://a.test:443 env:HTTPS_PROXY'],
    ['go', redis, { https_proxy: 'socks5://a.test' }, 'socks5h://a.test:1080 env:https_proxy'],
    ['go', redis, { HTTPS_PROXY: 'http://a b%zz:w@h:1' }, 'direct'],
    [
      'go',
      target('ws://chat.test'),
      { HTTP_PROXY: 'a.test:1', HTTPS_PROXY: 'b.test:1' },
      'http://b.test:1 env:HTTPS_PROXY',
    ],
    ['curl', redis, { ALL_PROXY: 'a.test:1' }, 'http://a.test:1 env:ALL_PROXY'],
    ['curl', web, { HTTP_PROXY: 'a.test:1' }, 'direct'],
    ['curl', web, { http_proxy: 'a.test' }, 'http://a.test:80 env:http_proxy'],
    ['curl', redis, { HTTPS_PROXY: 'socks5://a.test' }, 'socks5://a.test:1080 env:HTTPS_PROXY'],
    ['curl', redis, { HTTPS_PROXY: 'socks5h://a.test:2' }, 'socks5h://a.test:2 env:HTTPS_PROXY'],
    ['curl', redis, { HTTPS_PROXY: 'http://a.test:1/path' }, 'http://a.test:1 env:HTTPS_PROXY'],
    ['node', redis, { HTTP_PROXY: 'http://a.test:1' }, 'http://a.test:1 env:HTTP_PROXY'],
    [
      'node',
      redis,
      { HTTPS_PROXY: 'http://a.test:1', NODE_OPTIONS: '--no-use-env-proxy' },
      'http://a.test:1 env:HTTPS_PROXY',
    ],
    ['node', redis, { HTTPS_PROXY: 'socks5://a.test' }, 'socks5h://a.test:1080 env:HTTPS_PROXY'],
    ['node', redis, { ALL_PROXY: 'http://a.test:1' }, 'direct'],
  ] as const)('%s: %s', (envRules, to, env, route) => {
    expect(told(plan(to, { envRules }, env))).toEqual([route]);
  });

  it.each(['go', 'curl', 'node'] as const)('has the credentials of the variable: %s', (envRules) => {
    const [route] = plan(redis, { envRules }, { HTTPS_PROXY: 'http://li:w%40rd@a.test:1' });
    expect(route?.proxies[0]).toMatchObject({
      shown: 'http://a.test:1',
      credentials: { username: 'li', password: 'w@rd' },
    });
  });

  it.each([
    ['24.21.0', null],
    ['26.10.0', { username: 'li', password: '' }],
  ])('has a user without a password only where this Node.js sends one: %s', (nodeVersion, credentials) => {
    const [route] = plan(redis, { envRules: 'node', nodeVersion }, { HTTPS_PROXY: 'http://li@a.test:1' });
    expect(route?.proxies[0]?.credentials).toEqual(credentials);
  });

  it('is read by the current Node.js where this one knows no proxy variables', () => {
    const env = { HTTPS_PROXY: 'http://a.test:1' };
    const request = { envRules: 'node', nodeVersion: '20.20.2' } as const;
    expect(told(plan(redis, request, env))).toEqual(['http://a.test:1 env:HTTPS_PROXY']);
  });

  it.each([
    ['curl', { HTTPS_PROXY: 'http://li:wo rd@a.test:1' }, 'REFUSED_VARIABLE'],
    ['curl', { HTTPS_PROXY: 'http://li:wo@rd@a.test:1' }, 'REFUSED_VARIABLE'],
    ['curl', { HTTPS_PROXY: 'ftp://a.test:1' }, 'REFUSED_VARIABLE'],
    // For curl a number is an address.
    ['curl', { HTTPS_PROXY: '3128' }, 'REFUSED_VARIABLE'],
    ['curl', { HTTPS_PROXY: 'socks4://a.test:1' }, 'BAD_PROXY'],
    ['node', { HTTPS_PROXY: 'a.test:1' }, 'REFUSED_VARIABLE'],
    ['node', { HTTPS_PROXY: 'http://a.test:1/path' }, 'REFUSED_VARIABLE'],
    ['go', { HTTPS_PROXY: 'ftp://a.test:1' }, 'BAD_PROXY'],
  ] as const)('stops the run where %s would not go by %j', (envRules, env, code) => {
    const { facts, ...failure } = failureOf(() => plan(redis, { envRules }, env));
    expect(failure).toMatchObject({ code, exitCode: 2 });
    expect(JSON.stringify(facts)).toContain('HTTPS_PROXY');
    expect(JSON.stringify(facts)).not.toMatch(/wo|rd@/);
  });

  it('stops where Go refuses, because it takes itself for a CGI program', () => {
    const env = { HTTP_PROXY: 'a.test:1', REQUEST_METHOD: 'GET' };
    expect(failureOf(() => plan(web, {}, env)).facts).toMatchObject({
      variable: 'HTTP_PROXY',
      mark: 'REQUEST_METHOD',
    });
  });

  it('leads no other way than the client would go', () => {
    const clients = { go: goRules, curl: curlRules, node: nodeRules };
    const value = fc.oneof(
      fc.constantFrom(
        '',
        'a.test:1',
        'http://a.test',
        'https://li:w@b.test:2',
        'socks5://c.test',
        'socks4://d.test:4',
      ),
      fc.constantFrom(
        'http://a.test:1/x',
        'http://li:w@x@b.test:2',
        '://',
        'http://',
        '10.0.0.10:8080',
        'ftp://e:5',
      ),
      fc.string({ maxLength: 12 }),
    );
    const exceptions = fc.constantFrom('', '*', '.test', 'cache.test', '10.0.0.0/8', 'other');
    const keys = { http_proxy: value, HTTPS_PROXY: value, ALL_PROXY: value, NO_PROXY: exceptions };
    const envs = fc.record(keys, { requiredKeys: [] });
    fc.assert(
      fc.property(fc.constantFrom('go', 'curl', 'node'), fc.boolean(), envs, (envRules, plain, set) => {
        const env = { ...set, NODE_USE_ENV_PROXY: '1' };
        const scheme = plain ? 'http' : 'https';
        const place = { scheme, host: 'cache.test', port: plain ? 80 : 6379 };
        const url = { ...place, url: `${scheme}://cache.test:${place.port}/`, explicitPort: true, path: '/' };
        const world = {
          os: 'linux',
          env,
          versions: { node: '26.10.0' },
          settings: {},
          windows: null,
        } as const;
        const { outcome, proxy } = clients[envRules].decide(url, world);
        let routes: PlannedRoute[] | null = null;
        try {
          routes = plan(
            plain ? target('http://cache.test') : target('redis://cache.test'),
            { envRules },
            env,
          );
        } catch (error) {
          expect((error as Failure).code).toMatch(/^(?:BAD_PROXY|REFUSED_VARIABLE)$/);
        }
        if (routes === null) {
          expect(outcome).not.toBe('direct');
          return;
        }
        const [last] = routes[0]?.proxies ?? [];
        if (last === undefined) expect(outcome).toBe('direct');
        else expect({ host: last.host, port: last.port }).toEqual({ host: proxy?.host, port: proxy?.port });
      }),
      { numRuns: 500 },
    );
  });
});

describe('proxy://', () => {
  const itself = target('proxy://');

  it('goes to each proxy once, and never directly', () => {
    const routes = [way('a.test:1'), way('b.test:1,socks5h://[fd00::1]:2')];
    const planned = plan(itself, { routes, direct: true, noProxy: '*' });
    expect(told(planned)).toEqual(['http://a.test:1 flag', 'http://b.test:1,socks5h://[fd00::1]:2 flag']);
    expect(planned.map((route) => targetOn(route, itself))).toMatchObject([
      { host: 'a.test', port: 1, shown: 'proxy://' },
      { host: 'fd00::1', port: 2, shown: 'proxy://' },
    ]);
  });

  it.each([
    [
      'go',
      { HTTP_PROXY: 'a.test:1', HTTPS_PROXY: 'http://a.test:1', NO_PROXY: '*' },
      ['http://a.test:1 env:HTTP_PROXY'],
    ],
    [
      'go',
      { HTTP_PROXY: 'a.test:1', HTTPS_PROXY: 'li:w@a.test:1' },
      ['http://a.test:1 env:HTTP_PROXY', 'http://a.test:1 env:HTTPS_PROXY'],
    ],
    ['go', { HTTP_PROXY: 'a.test:1', REQUEST_METHOD: 'GET' }, ['http://a.test:1 env:HTTP_PROXY']],
    [
      'curl',
      { http_proxy: 'a.test:1', ALL_PROXY: 'b.test:1' },
      ['http://a.test:1 env:http_proxy', 'http://b.test:1 env:ALL_PROXY'],
    ],
    ['node', { HTTP_PROXY: 'http://a.test:1' }, ['http://a.test:1 env:HTTP_PROXY']],
    ['go', {}, []],
  ] as const)('finds the proxies of the environment: %s %j', (envRules, env, routes) => {
    expect(told(environmentProxies(asked({ envRules }), env, 'linux'))).toEqual(routes);
  });

  it.each([[{}], [{ direct: true }]])('needs a proxy: %j', (request) => {
    expect(failureOf(() => plan(itself, request)).code).toBe('NO_PROXY_TO_PROBE');
    expect(
      failureOf(() => plan({ ...itself, options: { ...itself.options, routes: [] } }, request)).code,
    ).toBe('NO_PROXY_TO_PROBE');
  });

  it('leaves other targets where they are', () => {
    const redis = target('redis://cache.test');
    const [route] = plan(redis, { routes: [way('a.test:1')] });
    expect(route && targetOn(route, redis)).toBe(redis);
  });
});
