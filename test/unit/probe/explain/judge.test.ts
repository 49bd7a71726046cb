import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type DiagnosisCode,
  diagnosis,
  diagnosisCodes,
} from '../../../../src/lib/probe/diagnosis/diagnosis.js';
import type { CheckOutcome, ExplainEvidence } from '../../../../src/lib/probe/explain/explain-case.js';
import type { ExplainCheckId } from '../../../../src/lib/probe/explain/explanation.js';
import { judge } from '../../../../src/lib/probe/explain/judge.js';
import type { SeenCertificate } from '../../../../src/lib/probe/run/interception.js';
import { parseTarget } from '../../../../src/lib/probe/target/target.js';
import { parseProxyUrl } from '../../../../src/lib/proxy/proxy-url.js';
import { sampleFacts, sampleResult } from '../samples.js';

const codes = Object.keys(diagnosisCodes) as DiagnosisCode[];
const proxyShown = 'http://10.0.0.10:8080';
const place = '10.0.3.8:6379';

const good: SeenCertificate = { fingerprint256: 'AA', issuer: 'Public CA', verifyError: null };
const bad: SeenCertificate = {
  fingerprint256: 'BB',
  issuer: 'Box CA',
  verifyError: 'SELF_SIGNED_CERT_IN_CHAIN',
};

function check(
  id: ExplainCheckId,
  code: DiagnosisCode | 'ok',
  more: Partial<CheckOutcome> = {},
): CheckOutcome {
  const isDirect = id === 'direct' || id === 'chain';
  return {
    check: {
      ...{ id, target: id === 'canary' ? '10.0.3.9:443' : place, ok: code === 'ok', ms: 3 },
      ...{ proxy: isDirect ? null : proxyShown, code: code === 'ok' ? null : code },
    },
    ...{ address: null, certificate: null },
    ...more,
  };
}

const passedDirectly: CheckOutcome = {
  ...check('other-way', 'ok'),
  check: { ...check('other-way', 'ok').check, proxy: null },
};

interface Setting {
  readonly text?: string;
  readonly via?: string | null;
  readonly phase?: 'targetDns' | 'tunnel' | 'targetTcp';
  readonly tunnel?: number | null;
}

function evidence(
  code: DiagnosisCode,
  outcomes: readonly CheckOutcome[],
  { text = `redis://${place}`, via = proxyShown, phase, tunnel = null }: Setting = {},
): ExplainEvidence {
  const target = parseTarget(text);
  const proxies = (via ?? '')
    .split(',')
    .filter(Boolean)
    .map((url) => parseProxyUrl(url));
  if (!target.ok || proxies.some(({ ok }) => !ok)) throw new Error(text);
  const facts = {
    ...sampleFacts[code],
    proxy: via === null ? null : (proxies.at(-1) as { proxy: { shown: string } }).proxy.shown,
  };
  const own = diagnosisCodes[code].phase;
  const isOwn = via === null || own?.startsWith('proxy');
  const found = diagnosis(code, facts as never, phase ? { phase } : isOwn ? {} : { phase: 'tunnel' });
  const isTls = code.startsWith('TLS_');
  return {
    target: target.target,
    proxies: proxies.flatMap((reading) => (reading.ok ? [reading.proxy] : [])),
    outcomes,
    result: sampleResult({
      ...{ target: target.target.shown, diagnosis: found },
      details: {
        ...{ proxy: null, app: null },
        tls: isTls ? ({ ...bad, subject: 's' } as never) : null,
      },
      timingsMs: via === null ? { targetTcp: 1 } : { proxyTcp: 12, tunnel },
    }),
  };
}

const verdictOf = (...args: Parameters<typeof evidence>) => judge(evidence(...args));

describe('the verdict on a failure through a proxy', () => {
  it.each<[DiagnosisCode, CheckOutcome[], object]>([
    [
      'PROXY_REFUSED',
      [check('direct', 'TARGET_TIMEOUT')],
      { verdict: 'proxy-down', facts: { proxyMs: null } },
    ],
    ['PROXY_TIMEOUT', [check('direct', 'ok')], { verdict: 'proxy-not-needed', facts: { directMs: 3 } }],
    [
      'PROXY_NOT_A_PROXY',
      [check('direct', 'TARGET_TIMEOUT')],
      { verdict: 'proxy-unusable', facts: { proxyMs: 12 } },
    ],
    [
      'PROXY_CLOSED',
      [check('canary', 'ok')],
      { verdict: 'proxy-refuses', facts: { canary: '10.0.3.9:443' } },
    ],
    ['PROXY_CLOSED', [check('canary', 'PROXY_CLOSED')], { verdict: 'proxy-unusable' }],
    ['PROXY_AUTH_FAILED', [check('direct', 'ok')], { verdict: 'proxy-login' }],
    ['PROXY_RATE_LIMITED', [], { verdict: 'proxy-busy' }],
    ['PROXY_LOOP', [], { verdict: 'proxy-loop' }],
    ['PROXY_FORBIDDEN', [check('port-443', 'ok')], { verdict: 'port-not-allowed', facts: { port: 6379 } }],
    ['PROXY_FORBIDDEN', [check('port-443', 'TARGET_REFUSED')], { verdict: 'port-not-allowed' }],
    [
      'PROXY_FORBIDDEN',
      [check('port-443', 'PROXY_FORBIDDEN'), check('direct', 'ok')],
      { verdict: 'proxy-not-needed' },
    ],
    [
      'PROXY_FORBIDDEN',
      [check('canary', 'ok'), check('port-443', 'PROXY_FORBIDDEN')],
      { verdict: 'proxy-refuses', facts: { canary: '10.0.3.9:443' } },
    ],
    [
      'PROXY_FORBIDDEN',
      [check('port-443', 'PROXY_RATE_LIMITED')],
      { verdict: 'proxy-refuses', facts: { canary: null } },
    ],
    [
      'TARGET_REFUSED',
      [check('canary', 'ok'), check('direct', 'TARGET_TIMEOUT')],
      { verdict: 'target-behind-proxy', facts: { seen: 'refused', canary: '10.0.3.9:443' } },
    ],
    ['TARGET_REFUSED', [check('direct', 'TARGET_REFUSED')], { verdict: 'down-everywhere' }],
    [
      'TARGET_TIMEOUT',
      [check('canary', 'TARGET_TIMEOUT')],
      { verdict: 'proxy-way-out', facts: { canary: '10.0.3.9:443' } },
    ],
    [
      'TARGET_TIMEOUT',
      [check('canary', 'PROXY_FORBIDDEN')],
      { verdict: 'target-behind-proxy', facts: { canary: null } },
    ],
    [
      'TUNNEL_TIMEOUT',
      [check('canary', 'ok'), check('direct', 'ok')],
      { verdict: 'blocked-behind-proxy', facts: { proxyAddress: '10.0.0.10', seen: 'silent' } },
    ],
    [
      'TARGET_UNREACHABLE',
      [passedDirectly],
      { verdict: 'blocked-behind-proxy', facts: { seen: 'unreachable' } },
    ],
    [
      'TUNNEL_CLOSED',
      [check('direct', 'TARGET_TIMEOUT')],
      { verdict: 'target-behind-proxy', facts: { seen: 'closed' } },
    ],
    [
      'TARGET_TIMEOUT',
      [check('other-way', 'ok')],
      { verdict: 'other-way-works', facts: { way: proxyShown } },
    ],
    [
      'TLS_UNTRUSTED',
      [check('chain', 'ok', { certificate: good })],
      { verdict: 'intercepted', facts: { issuer: 'Box CA', directIssuer: 'Public CA' } },
    ],
    [
      'TLS_UNTRUSTED',
      [check('chain', 'TLS_UNTRUSTED', { certificate: bad })],
      { verdict: 'same-certificate' },
    ],
    [
      'TLS_UNTRUSTED',
      [check('chain', 'TLS_UNTRUSTED', { certificate: { ...bad, fingerprint256: 'CC' } })],
      { verdict: 'way-open' },
    ],
    ['TLS_UNTRUSTED', [check('chain', 'TARGET_TIMEOUT')], { verdict: 'way-open' }],
    ['TLS_INTERCEPTED', [], { verdict: 'intercepted', facts: { directIssuer: null } }],
    ['TLS_TIMEOUT', [check('chain', 'ok', { certificate: good })], { verdict: 'tls-held-back' }],
    ['TLS_TIMEOUT', [check('chain', 'TLS_TIMEOUT')], { verdict: 'unexplained' }],
    ['APP_WHITELIST', [], { verdict: 'not-on-whitelist', facts: { clientIp: '10.0.0.10' } }],
    ['CAPTIVE_PORTAL', [], { verdict: 'captive-portal' }],
    ['HTTP_STATUS', [], { verdict: 'way-open' }],
    ['DEADLINE', [], { verdict: 'unexplained' }],
    ['INTERNAL', [], { verdict: 'unexplained' }],
  ])('%s with %j', (code, outcomes, expected) => {
    expect(verdictOf(code, outcomes)).toMatchObject(expected);
  });

  it.each<[string, CheckOutcome[], Setting, object]>([
    [
      'reached by its address',
      [check('by-address', 'ok', { address: '10.0.3.8' })],
      {},
      { verdict: 'name-unknown-at-proxy', facts: { address: '10.0.3.8', reached: true } },
    ],
    [
      'known here, not reached',
      [check('by-address', 'TARGET_TIMEOUT', { address: '10.0.3.8' })],
      {},
      { verdict: 'name-unknown-at-proxy', facts: { reached: false } },
    ],
    [
      'unknown here, too',
      [check('by-address', 'TARGET_DNS')],
      {},
      { verdict: 'name-unknown', facts: { proxy: proxyShown } },
    ],
    ['not looked up', [], {}, { verdict: 'unexplained' }],
    [
      'asked here for a SOCKS proxy',
      [],
      { phase: 'targetDns' },
      { verdict: 'name-unknown', facts: { proxy: null } },
    ],
  ])('a name that the proxy does not know: %s', (_, outcomes, setting, expected) => {
    expect(verdictOf('TARGET_DNS', outcomes, { text: 'redis://r-bp1.redis.test', ...setting })).toMatchObject(
      expected,
    );
  });

  it('an application that is silent inside an open tunnel is not called blocked', () => {
    const silent = verdictOf('APP_TIMEOUT', [check('direct', 'ok')], { tunnel: 5 });
    expect(silent).toMatchObject({ verdict: 'target-behind-proxy', facts: { seen: 'mute' } });
    const passed = verdictOf('APP_TIMEOUT', [passedDirectly], { tunnel: 5 });
    expect(passed).toMatchObject({ verdict: 'blocked-behind-proxy', facts: { seen: 'mute' } });
  });

  it('a proxy that was asked in absolute form may have closed the connection itself', () => {
    expect(verdictOf('APP_CLOSED', [], { text: 'http://a.test/' }).verdict).toBe('unexplained');
    expect(verdictOf('APP_CLOSED', [], { tunnel: 5 }).verdict).toBe('way-open');
  });

  it('names the way to the hop that failed, and no time for a chain', () => {
    const via = 'http://10.0.0.10:8080,socks5h://10.0.0.11:1080';
    expect(verdictOf('PROXY_REFUSED', [], { via })).toMatchObject({
      facts: { proxy: via, proxyAddress: '10.0.0.11', proxyMs: null },
    });
    const seen = evidence('PROXY_AUTH_REQUIRED', [], { via });
    const found = diagnosis('PROXY_AUTH_REQUIRED', { ...sampleFacts.PROXY_AUTH_REQUIRED, proxy: proxyShown });
    expect(judge({ ...seen, result: { ...seen.result, diagnosis: found } })).toMatchObject({
      facts: { proxy: proxyShown },
    });
    expect(verdictOf('TARGET_REFUSED', [], { via })).toMatchObject({ facts: { proxy: via, proxyMs: null } });
  });

  it.each([
    ['http://127.0.0.1:8118', null],
    ['http://8.8.8.8:3128', null],
    ['http://proxy.test:3128', null],
    ['http://[fd00::10]:3128', 'fd00::10'],
    ['http://172.16.4.4:3128', '172.16.4.4'],
  ])('knows from %s what a security group sees: %s', (via, proxyAddress) => {
    expect(verdictOf('TARGET_TIMEOUT', [], { via })).toMatchObject({ facts: { proxyAddress } });
  });
});

describe('the verdict on a direct failure', () => {
  it.each<[DiagnosisCode, CheckOutcome[], Setting, object]>([
    ['TARGET_TIMEOUT', [], {}, { verdict: 'no-route-direct' }],
    ['TARGET_UNREACHABLE', [], {}, { verdict: 'no-route-direct' }],
    ['TARGET_REFUSED', [], {}, { verdict: 'target-direct', facts: { seen: 'refused' } }],
    ['TARGET_TIMEOUT', [], { text: 'a.test:1' }, { verdict: 'target-direct', facts: { seen: 'silent' } }],
    ['TARGET_CLOSED', [], {}, { verdict: 'target-direct', facts: { seen: 'closed' } }],
    [
      'TARGET_TIMEOUT',
      [check('other-way', 'ok')],
      {},
      { verdict: 'other-way-works', facts: { proxy: null, way: proxyShown } },
    ],
    [
      'TARGET_DNS',
      [],
      { text: 'a.test:1' },
      { verdict: 'name-unknown', facts: { host: 'a.test', proxy: null } },
    ],
    ['TLS_UNTRUSTED', [], {}, { verdict: 'way-open' }],
    ['APP_TIMEOUT', [], {}, { verdict: 'target-direct', facts: { seen: 'mute' } }],
    ['APP_LOADING', [], {}, { verdict: 'way-open' }],
  ])('%s with %j %j', (code, outcomes, setting, expected) => {
    const phase = diagnosisCodes[code].phase === 'targetTcp' ? { phase: 'targetTcp' as const } : {};
    expect(verdictOf(code, outcomes, { via: null, ...phase, ...setting })).toMatchObject(expected);
  });

  it('says nothing of a name where the resolver could not be asked', () => {
    const unsure = evidence('TARGET_DNS', [], { via: null, text: 'a.test:1' });
    const found = diagnosis('TARGET_DNS', sampleFacts.TARGET_DNS, { blame: 'network' });
    expect(judge({ ...unsure, result: { ...unsure.result, diagnosis: found } }).verdict).toBe('unexplained');
  });
});

describe('no verdict claims more than was seen', () => {
  const outcome = fc.record({
    id: fc.constantFrom<ExplainCheckId>('canary', 'port-443', 'by-address', 'direct', 'chain'),
    code: fc.constantFrom<DiagnosisCode | 'ok'>(
      'ok',
      'TARGET_REFUSED',
      'TARGET_TIMEOUT',
      'TARGET_DNS',
      'PROXY_FORBIDDEN',
      'PROXY_CLOSED',
      'TLS_UNTRUSTED',
      'INTERNAL',
    ),
    address: fc.constantFrom(null, '10.0.3.8'),
    certificate: fc.constantFrom(null, good, bad),
  });
  const outcomes = fc.uniqueArray(outcome, { selector: ({ id }) => id, maxLength: 5 });

  it('property: every code, with any checks', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...codes),
        outcomes,
        fc.constantFrom('redis://10.0.3.8:6379', 'redis://r-bp1.redis.test'),
        fc.boolean(),
        (code, made, text, direct) => {
          if (
            direct &&
            (code.startsWith('PROXY_') || code.startsWith('TUNNEL_') || code === 'TLS_INTERCEPTED')
          )
            return;
          const seen = made.map(({ id, code: said, ...more }) => check(id, said, more));
          const told = verdictOf(code, seen, { text, via: direct ? null : proxyShown });
          const ok = (id: ExplainCheckId) => seen.some(({ check: one }) => one.id === id && one.ok);
          const chain = seen.find(({ check: one }) => one.id === 'chain')?.certificate;
          const canary = seen.find(({ check: one }) => one.id === 'canary')?.check;
          switch (told.verdict) {
            case 'blocked-behind-proxy':
            case 'proxy-not-needed':
              expect(ok('direct')).toBe(true);
              break;
            case 'port-not-allowed':
              expect(seen.find(({ check: one }) => one.id === 'port-443')?.check.code ?? 'TARGET_').toMatch(
                /^TARGET_/,
              );
              break;
            case 'target-behind-proxy':
            case 'proxy-refuses':
              expect(told.facts.canary !== null).toBe(canary?.ok === true);
              break;
            case 'proxy-way-out':
              expect(canary?.code).toMatch(/^TARGET_/);
              break;
            case 'name-unknown-at-proxy':
              expect(told.facts.reached).toBe(ok('by-address'));
              expect(told.facts.address).toBe('10.0.3.8');
              break;
            case 'intercepted':
              expect(code === 'TLS_INTERCEPTED' || chain === good).toBe(true);
              break;
            case 'same-certificate':
              expect(chain).toBe(bad);
              break;
            case 'tls-held-back':
              expect(chain).not.toBeNull();
              break;
            case 'down-everywhere':
              expect(code).toBe('TARGET_REFUSED');
              break;
            case 'way-open':
              expect(code).toMatch(
                /^(?:TLS|APP)_|^(?:HTTP_STATUS|BODY_MISMATCH|DNS_RCODE|GRPC_NOT_SERVING|WS_REFUSED|SLO_EXCEEDED|CERT_EXPIRES_SOON)$/,
              );
              break;
            default:
              expect(told.verdict).toMatch(/./);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
