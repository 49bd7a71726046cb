import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type DiagnosisCode,
  diagnosis,
  diagnosisCodes,
} from '../../../../src/lib/probe/diagnosis/diagnosis.js';
import { clientWays } from '../../../../src/lib/probe/explain/client-ways.js';
import type { ExplainCase } from '../../../../src/lib/probe/explain/explain-case.js';
import { planChecks } from '../../../../src/lib/probe/explain/plan-checks.js';
import { asIntercepted, nameInterceptions } from '../../../../src/lib/probe/run/interception.js';
import { parseTarget } from '../../../../src/lib/probe/target/target.js';
import { parseProxyUrl } from '../../../../src/lib/proxy/proxy-url.js';
import { sampleDiagnosis, sampleFacts, sampleResult } from '../samples.js';

const codes = Object.keys(diagnosisCodes) as DiagnosisCode[];
const canary = { host: '10.0.3.9', port: 443 };

function failure(
  code: DiagnosisCode,
  text = 'redis://10.0.3.8',
  {
    via = 'http://10.0.0.10:8080' as string | null,
    phase = 'tunnel' as 'tunnel' | 'targetDns',
    tunnel = null as number | null,
  } = {},
): ExplainCase {
  const target = parseTarget(text);
  const proxy = via === null ? null : parseProxyUrl(via);
  if (!target.ok || proxy?.ok === false) throw new Error(text);
  const found = diagnosis(code, sampleFacts[code], { phase });
  return {
    target: target.target,
    proxies: proxy ? [proxy.proxy] : [],
    result: sampleResult({ diagnosis: found, timingsMs: { tunnel } }),
  };
}

const ids = (...args: Parameters<typeof failure>) =>
  planChecks(failure(...args), canary).map(({ id, host, port }) => `${id} ${host}:${port}`);

describe('the connections that explain a failure', () => {
  it.each<[string, string[], string[]]>([
    ['a proxy that is down', ids('PROXY_REFUSED'), ['direct 10.0.3.8:6379']],
    [
      'a rule',
      ids('PROXY_FORBIDDEN'),
      ['canary 10.0.3.9:443', 'port-443 10.0.3.8:443', 'direct 10.0.3.8:6379'],
    ],
    [
      'a rule about 443',
      ids('PROXY_FORBIDDEN', 'https://10.0.3.8'),
      ['canary 10.0.3.9:443', 'direct 10.0.3.8:443'],
    ],
    [
      'a name',
      ids('TARGET_DNS', 'redis://a.test'),
      ['canary 10.0.3.9:443', 'by-address a.test:6379', 'direct a.test:6379'],
    ],
    [
      'a name that is resolved here',
      ids('TARGET_DNS', 'redis://a.test', { phase: 'targetDns' }),
      ['canary 10.0.3.9:443', 'direct a.test:6379'],
    ],
    ['silence', ids('TUNNEL_TIMEOUT'), ['canary 10.0.3.9:443', 'direct 10.0.3.8:6379']],
    ['the canary itself', ids('TUNNEL_TIMEOUT', '10.0.3.9:443'), ['direct 10.0.3.9:443']],
    ['silence inside an open tunnel', ids('APP_TIMEOUT', 'redis://10.0.3.8', { tunnel: 4 }), []],
    ['a certificate', ids('TLS_UNTRUSTED', 'https://a.test'), ['chain a.test:443']],
    ['a wrong password', ids('APP_AUTH_FAILED'), []],
    ['a direct way', ids('TARGET_TIMEOUT', '10.0.3.8:1', { via: null }), []],
    ['the localhost of a proxy elsewhere', ids('TARGET_REFUSED', '127.0.0.1:1'), ['canary 10.0.3.9:443']],
    [
      'the localhost of a proxy here',
      ids('TARGET_REFUSED', '127.0.0.1:1', { via: 'http://127.0.0.1:3128' }),
      ['canary 10.0.3.9:443', 'direct 127.0.0.1:1'],
    ],
    ['the proxy as the target', ids('PROXY_FORBIDDEN', 'proxy://'), []],
  ])('%s', (_, planned, expected) => {
    expect(planned).toEqual(expected);
  });

  it('property: at most four, whatever failed', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...codes),
        fc.constantFrom('a.test:1', 'https://10.0.3.8', 'proxy://'),
        (code, text) => {
          expect(planChecks(failure(code, text), canary).length).toBeLessThanOrEqual(4);
        },
      ),
    );
  });
});

describe('what clients would do instead', () => {
  const https = failure('TARGET_REFUSED', 'https://a.test/');
  const ways = (env: Record<string, string>, of = https) =>
    clientWays(of, env, 'linux').map(({ client, proxy, refused }) => [client, refused ? 'error' : proxy]);

  it('names those that go another way than the probe did', () => {
    const env = { HTTPS_PROXY: 'http://10.0.0.10:8080', NODE_USE_ENV_PROXY: '1' };
    expect(ways(env)).toEqual([]);
    expect(ways({ ...env, https_proxy: 'http://10.0.0.11:1' })).toEqual([
      ['curl', 'http://10.0.0.11:1'],
      ['node', 'http://10.0.0.11:1'],
    ]);
    expect(ways({ ...env, NO_PROXY: 'a.test' })).toEqual([
      ['go', null],
      ['curl', null],
      ['node', null],
    ]);
  });

  it('says of Redis that Go goes direct; curl and Node do not speak it', () => {
    expect(ways({ HTTPS_PROXY: 'http://10.0.0.10:8080' }, failure('TARGET_REFUSED'))).toEqual([['go', null]]);
  });

  it('tells no difference between socks5 and socks5h', () => {
    const socks = failure('TARGET_REFUSED', 'https://a.test/', { via: 'socks5h://10.0.0.10:1080' });
    expect(ways({ HTTPS_PROXY: 'socks5://10.0.0.10:1080' }, socks).map(([client]) => client)).not.toContain(
      'go',
    );
  });

  it('shows no credentials', () => {
    const env = { HTTPS_PROXY: 'http://li:Canary-1@10.0.0.12:1' };
    expect(JSON.stringify(clientWays(https, env, 'linux'))).not.toContain('Canary');
  });
});

describe('interception', () => {
  const tls = (fingerprint256: string, verifyError: string | null) =>
    ({ proxy: null, app: null, tls: { fingerprint256, verifyError, issuer: 'x' } }) as never;
  const throughProxy = sampleResult({
    ...{ target: 'https://a.test', diagnosis: sampleDiagnosis('TLS_UNTRUSTED') },
    details: tls('BB', 'SELF_SIGNED_CERT_IN_CHAIN'),
  });
  const direct = (fingerprint: string, fault: string | null, target = 'https://a.test') =>
    sampleResult({ target, via: [], details: tls(fingerprint, fault) });

  it.each([
    ['the direct one is good and another', direct('AA', null), 'TLS_INTERCEPTED'],
    ['both are the same', direct('BB', 'SELF_SIGNED_CERT_IN_CHAIN'), 'TLS_UNTRUSTED'],
    ['the direct one is bad, too', direct('AA', 'CERT_HAS_EXPIRED'), 'TLS_UNTRUSTED'],
    ['it is of another target', direct('AA', null, 'https://b.test'), 'TLS_UNTRUSTED'],
  ])('between results of one run: %s', (_, other, code) => {
    const [named] = nameInterceptions([throughProxy, other]);
    expect(named?.diagnosis).toMatchObject({
      code,
      ...(code === 'TLS_INTERCEPTED' ? { blame: 'network' } : {}),
    });
    expect(named?.attempts.at(-1)?.code).toBe(code);
  });

  it('leaves every other code and every direct result alone', () => {
    for (const code of codes.filter((one) => one !== 'TLS_UNTRUSTED')) {
      const result = sampleResult({ diagnosis: sampleDiagnosis(code) });
      expect(asIntercepted(result)).toBe(result);
    }
    const untrusted = diagnosis('TLS_UNTRUSTED', { ...sampleFacts.TLS_UNTRUSTED, proxy: null });
    const result = sampleResult({ diagnosis: untrusted, via: [] });
    expect(asIntercepted(result)).toBe(result);
  });
});
