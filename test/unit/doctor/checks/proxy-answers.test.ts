import { describe, expect, it } from 'vitest';
import type { CheckId } from '../../../../src/lib/doctor/check.js';
import { describeProxyVariables } from '../../../../src/lib/doctor/collectors/proxy.js';
import type { ProxyAnswer, ProxyAnswersEvidence } from '../../../../src/lib/doctor/evidence/proxy-answers.js';
import type { Evidence } from '../../../../src/lib/doctor/evidence.js';
import { fixture } from '../evidence-fixtures.js';
import { resultOf, sentencesFor } from './check-results.js';

type Proxy = ProxyAnswersEvidence['proxies'][number];

const answer = (status: number, schemes: string[] = [], credentialsSent = false): ProxyAnswer => ({
  seen: 'answer',
  status,
  schemes,
  credentialsSent,
});
const seen = (what: Exclude<ProxyAnswer['seen'], 'answer'>): ProxyAnswer => ({
  seen: what,
  status: null,
  schemes: [],
  credentialsSent: false,
});
const tls = (what: 'ok' | 'protocol' | 'timeout', certificate: string | null = null) => ({
  seen: what,
  code: what === 'protocol' ? 'ERR_SSL_WRONG_VERSION_NUMBER' : null,
  certificate,
});

/** A machine with these variables, whose proxies answer like this. */
function machine(
  env: Record<string, string>,
  proxies: Partial<Proxy>[],
  os: NodeJS.Platform = 'linux',
): Evidence {
  const base = fixture(os === 'win32' ? 'windows-11' : os === 'darwin' ? 'macos' : 'linux');
  const whole = proxies.map(
    (proxy): Proxy => ({
      variables: ['HTTPS_PROXY'],
      scheme: 'http',
      host: '10.0.0.9',
      port: 3128,
      credentials: false,
      clear: null,
      tls: null,
      secure: null,
      ...proxy,
    }),
  );
  const ok = { state: 'ok', source: 'network', durationMs: 9 } as const;
  const described = describeProxyVariables(env, os);
  const reached = described.variables.flatMap(({ name, effect, endpoint }) =>
    effect === 'proxy' && endpoint
      ? [{ variables: [name], ...endpoint, ok: true, phase: null, code: null, durationMs: 2 }]
      : [],
  );
  return {
    ...base,
    sections: {
      ...base.sections,
      proxy: { ...ok, value: described },
      reachability: { ...ok, value: reached },
      proxyAnswers: { ...ok, value: { target: 'api.test:443', proxies: whole } },
    },
  };
}

const plain = { HTTPS_PROXY: 'http://10.0.0.9:3128' };
const secure = { HTTPS_PROXY: 'https://10.0.0.9:3128' };
const outcome = (id: CheckId, evidence: Evidence) => {
  const { status, finding } = resultOf(id, evidence);
  const facts = finding?.facts as { proxies?: { problem: string }[]; check?: string } | undefined;
  return [status, finding?.code ?? null, facts?.proxies?.[0]?.problem ?? facts?.check ?? null];
};

describe('proxy.scheme', () => {
  it.each<[string, Record<string, string>, Partial<Proxy>, unknown[]]>([
    ['a proxy that answers', plain, { clear: answer(200) }, ['pass', null, null]],
    ['one that refuses, in HTTP', plain, { clear: answer(403) }, ['pass', null, null]],
    [
      'TLS bytes from a proxy named http://',
      plain,
      { clear: seen('tls') },
      ['fail', 'PROXY_SCHEME', 'secure'],
    ],
    [
      'a proxy that closes, and does speak TLS',
      plain,
      { clear: seen('closed'), tls: tls('ok') },
      ['fail', 'PROXY_SCHEME', 'secure'],
    ],
    [
      'a proxy that closes, and speaks no TLS',
      plain,
      { clear: seen('closed'), tls: tls('protocol') },
      ['warn', 'PROXY_SCHEME', 'closes'],
    ],
    ['another protocol', plain, { clear: seen('not-http') }, ['fail', 'PROXY_SCHEME', 'other']],
    ['no answer in time', plain, { clear: seen('timeout') }, ['info', 'PROXY_SCHEME', 'silent']],
    ['gone meanwhile', plain, { clear: seen('unreachable') }, ['pass', null, null]],
    [
      'named https://, and speaks TLS',
      secure,
      { scheme: 'https', clear: seen('closed'), tls: tls('ok'), secure: answer(200) },
      ['pass', null, null],
    ],
    [
      'named https://, with an issuer that only the system may know',
      secure,
      { scheme: 'https', clear: seen('closed'), tls: tls('ok', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE') },
      ['pass', null, null],
    ],
    [
      'named https://, with the certificate of another name',
      secure,
      { scheme: 'https', clear: seen('closed'), tls: tls('ok', 'ERR_TLS_CERT_ALTNAME_INVALID') },
      ['warn', 'PROXY_SCHEME', 'certificate'],
    ],
    [
      'named https://, and answers in clear',
      secure,
      { scheme: 'https', clear: answer(407, ['Basic']), tls: tls('protocol') },
      ['fail', 'PROXY_SCHEME', 'plain'],
    ],
    [
      'named https://, and neither works',
      secure,
      { scheme: 'https', clear: seen('timeout'), tls: tls('timeout') },
      ['warn', 'PROXY_SCHEME', 'tls-fails'],
    ],
  ])('%s', (_name, env, proxy, expected) => {
    const evidence = machine(env, [proxy]);
    expect(outcome('proxy.scheme', evidence)).toEqual(expected);
    for (const { message } of sentencesFor(resultOf('proxy.scheme', evidence))) {
      expect(message).toMatch(/10\.0\.0\.9:3128/);
      expect(message).not.toMatch(/undefined|null/);
    }
  });

  it.each<[NodeJS.Platform, string]>([
    ['linux', "export HTTPS_PROXY='http://***@10.0.0.9:3128'"],
    ['darwin', "export HTTPS_PROXY='http://***@10.0.0.9:3128'"],
    ['win32', "[Environment]::SetEnvironmentVariable('HTTPS_PROXY', 'http://***@10.0.0.9:3128', 'User')"],
  ])('gives the same value with http:// on %s, the credentials masked', (os, command) => {
    const env = { HTTPS_PROXY: 'https://li:s3cret@10.0.0.9:3128' };
    const proxy = { scheme: 'https', clear: answer(200), tls: tls('protocol') } as const;
    const result = resultOf('proxy.scheme', machine(env, [proxy], os));
    expect(result).toMatchObject({
      found: 'https://10.0.0.9:3128',
      expected: 'HTTPS_PROXY=http://***@10.0.0.9:3128',
      fix: { kind: 'setProxyVariables', safe: true, commands: [{ command }] },
    });
    expect(JSON.stringify(result)).not.toContain('s3cret');
  });

  it('writes the port that https:// implied', () => {
    const proxy = {
      scheme: 'https',
      host: 'proxy.test',
      port: 443,
      clear: answer(200),
      tls: tls('protocol'),
    } as const;
    const result = resultOf('proxy.scheme', machine({ HTTPS_PROXY: 'https://proxy.test/' }, [proxy]));
    expect(result.expected).toBe('HTTPS_PROXY=http://proxy.test:443');
  });

  it('names all proxies, and is as bad as the worst', () => {
    const proxies = [
      { variables: ['HTTP_PROXY'], clear: seen('closed'), tls: tls('timeout') },
      { port: 8080, clear: seen('not-http') },
    ];
    const result = resultOf('proxy.scheme', machine(plain, proxies));
    expect(result).toMatchObject({ status: 'fail', found: 'http://10.0.0.9:3128\nhttp://10.0.0.9:8080' });
    const [english] = sentencesFor(result);
    expect(english?.message.split('\n')).toHaveLength(2);
  });
});

describe('proxy.auth', () => {
  it.each<[string, Partial<Proxy>, unknown[]]>([
    ['200', { clear: answer(200) }, ['pass', null, null]],
    ['a proxy that forbids the target', { clear: answer(403) }, ['pass', null, null]],
    ['407 without credentials', { clear: answer(407, ['Basic']) }, ['fail', 'PROXY_AUTH', 'missing']],
    [
      '407 with credentials',
      { credentials: true, clear: answer(407, ['Basic'], true) },
      ['fail', 'PROXY_AUTH', 'wrong'],
    ],
    [
      "tinyproxy's 401 with credentials",
      { credentials: true, clear: answer(401, [], true) },
      ['fail', 'PROXY_AUTH', 'wrong'],
    ],
    ['a 401 that is the target of nobody', { clear: answer(401) }, ['pass', null, null]],
    [
      'NTLM and Negotiate only',
      { clear: answer(407, ['NTLM', 'Negotiate']) },
      ['fail', 'PROXY_AUTH', 'scheme'],
    ],
    ['NTLM or Basic', { clear: answer(407, ['NTLM', 'BASIC']) }, ['fail', 'PROXY_AUTH', 'missing']],
    ['no answer', { clear: seen('timeout') }, ['skip', 'NEEDS', 'proxy.scheme']],
    [
      'a 407 inside TLS',
      {
        scheme: 'https',
        credentials: true,
        clear: seen('closed'),
        tls: tls('ok'),
        secure: answer(407, ['Basic'], true),
      },
      ['fail', 'PROXY_AUTH', 'wrong'],
    ],
    [
      'a 407 in clear from a proxy that is asked with TLS',
      { scheme: 'https', clear: answer(407, ['Basic']), tls: tls('protocol') },
      ['skip', 'NEEDS', 'proxy.scheme'],
    ],
  ])('%s', (_name, proxy, expected) => {
    expect(outcome('proxy.auth', machine(plain, [proxy]))).toEqual(expected);
  });

  it('says how special characters are escaped, in both languages', () => {
    const evidence = machine(plain, [{ credentials: true, clear: answer(407, ['Basic'], true) }]);
    for (const { hint } of sentencesFor(resultOf('proxy.auth', evidence))) {
      expect(hint).toContain('%40');
      expect(hint).toContain('%23');
    }
  });

  it('says which scheme Go can not speak', () => {
    const evidence = machine(plain, [{ clear: answer(407, ['Negotiate', 'NTLM']) }]);
    expect(sentencesFor(resultOf('proxy.auth', evidence)).map(({ message }) => message)).toEqual([
      '10.0.0.9:3128 wants Negotiate, NTLM, which Go does not speak',
      '10.0.0.9:3128 要求 Negotiate、NTLM 认证，而 Go 不支持',
    ]);
  });
});

describe.each(['proxy.scheme', 'proxy.auth'] as const)('%s', (id) => {
  it('is skipped without a proxy, for SOCKS, and for values that nobody can dial', () => {
    expect(outcome(id, machine({}, []))).toEqual(['skip', 'PROXY_NONE', null]);
    expect(outcome(id, machine({ HTTPS_PROXY: 'socks5://h:1080' }, []))).toEqual([
      'skip',
      'PROXY_NOT_HTTP',
      null,
    ]);
    expect(outcome(id, machine({ HTTPS_PROXY: ' http://h:1' }, []))).toEqual([
      'skip',
      'NEEDS',
      'proxy.reachable',
    ]);
  });

  it('waits for proxy.reachable', () => {
    const { status, finding } = resultOf(id, fixture('windows-11-chinese'));
    expect([status, finding]).toEqual(['skip', { code: 'NEEDS', facts: { check: 'proxy.reachable' } }]);
  });
});
