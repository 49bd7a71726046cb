import {
  type Diagnosis,
  type DiagnosisCode,
  type DiagnosisFacts,
  diagnosis,
} from '../../../src/lib/probe/diagnosis/diagnosis.js';
import type { ProbeResult, ProbeRun } from '../../../src/lib/probe/result.js';

const ends = { target: 'redis://10.0.3.8:6379', port: 6379, proxy: 'http://10.0.0.10:8080' };

/** Facts as they may come, for every code. */
export const sampleFacts: DiagnosisFacts = {
  PROXY_DNS: { ...ends, host: 'proxy.test' },
  PROXY_REFUSED: ends,
  PROXY_TIMEOUT: { ...ends, limitMs: 5_000, tls: false },
  PROXY_UNREACHABLE: { ...ends, errno: 'EHOSTUNREACH' },
  PROXY_TLS: { ...ends, error: 'SELF_SIGNED_CERT_IN_CHAIN', issuer: 'Corp CA' },
  PROXY_WRONG_SCHEME: { ...ends, scheme: 'http', speaks: 'tls' },
  PROXY_CLOSED: { ...ends, scheme: 'http' },
  PROXY_NOT_A_PROXY: { ...ends, status: 405, said: 'Not Allowed' },
  PROXY_PROTOCOL: { ...ends, protocol: 'ssh', said: null },
  PROXY_AUTH_REQUIRED: { ...ends, schemes: ['Basic', 'NTLM'] },
  PROXY_AUTH_FAILED: { ...ends, status: 407 },
  PROXY_AUTH_SCHEME: { ...ends, schemes: ['Negotiate', 'NTLM'] },
  PROXY_FORBIDDEN: { ...ends, status: 403, said: 'Access Denied' },
  PROXY_RATE_LIMITED: { ...ends, status: 429, retryAfterSeconds: 30 },
  PROXY_LOOP: ends,
  TARGET_DNS: { ...ends, host: 'r-bp1.redis.test' },
  TARGET_REFUSED: ends,
  TARGET_TIMEOUT: { ...ends, limitMs: null },
  TARGET_UNREACHABLE: { ...ends, errno: null, status: 502, said: null },
  TARGET_CLOSED: { ...ends, proxy: null },
  TUNNEL_TIMEOUT: { ...ends, limitMs: 10_000, mute: false },
  TUNNEL_CLOSED: ends,
  TLS_TIMEOUT: { ...ends, limitMs: 800 },
  TLS_CLOSED: { ...ends, proxy: null, afterHandshake: false },
  TLS_EXPIRED: { ...ends, validTo: '2021-01-01' },
  TLS_NOT_YET_VALID: { ...ends, validFrom: '2090-01-01' },
  TLS_NAME_MISMATCH: { ...ends, host: '10.0.3.8', names: ['a.test', 'b.test'] },
  TLS_UNTRUSTED: { ...ends, issuer: 'Corp CA', error: 'SELF_SIGNED_CERT_IN_CHAIN' },
  TLS_INTERCEPTED: { ...ends, issuer: 'Fortinet' },
  TLS_PROTOCOL: { ...ends, error: 'ERR_SSL_WRONG_VERSION_NUMBER', protocol: 'http' },
  TLS_CLIENT_CERT: ends,
  CAPTIVE_PORTAL: { ...ends, location: 'https://login.test/' },
  APP_WRONG_PROTOCOL: { ...ends, expected: 'redis', protocol: 'tls' },
  APP_AUTH_REQUIRED: { ...ends, kind: 'redis' },
  APP_AUTH_FAILED: { ...ends, kind: 'redis', said: '-WRONGPASS invalid' },
  APP_DENIED: { ...ends, kind: 'redis', clientIp: null, said: '-DENIED protected mode' },
  APP_TLS_REQUIRED: { ...ends, kind: 'redis' },
  APP_WHITELIST: { ...ends, clientIp: '10.0.0.10' },
  APP_LOADING: ends,
  APP_DEGRADED: { ...ends, said: '-BUSY' },
  APP_OVERLOADED: { ...ends, kind: 'redis' },
  APP_TIMEOUT: { ...ends, kind: 'http', limitMs: 15_000, forwarded: true },
  APP_CLOSED: { ...ends, expected: 'redis' },
  HTTP_STATUS: { ...ends, status: 503, expected: '200-399', retryAfterSeconds: null },
  BODY_MISMATCH: { ...ends, expected: '/ready/', cut: null, encoding: null },
  DNS_RCODE: { ...ends, rcode: 'NXDOMAIN', question: 'db.internal.test', type: 'A' },
  GRPC_NOT_SERVING: { ...ends, service: 'orders.v1', status: 'NOT_SERVING' },
  WS_REFUSED: { ...ends, status: 404, problem: 'status', location: null },
  SLO_EXCEEDED: { ...ends, slo: 'tunnel', ms: 812.4, limitMs: 200 },
  CERT_EXPIRES_SOON: { ...ends, days: 9, validTo: '2026-12-01' },
  DEADLINE: { ...ends, setting: '--deadline', limitMs: 60_000 },
  INTERNAL: { ...ends, detail: 'a tunnel without a proxy' },
};

export function sampleDiagnosis<Code extends DiagnosisCode>(code: Code): Diagnosis {
  return diagnosis(code, sampleFacts[code]);
}

const noTimes = {
  ...{ proxyDns: null, proxyTcp: null, proxyTls: null, tunnel: null, targetDns: null, targetTcp: null },
  ...{ tls: null, app: null, transfer: null, total: 0 },
};

export function sampleResult(
  more: Partial<Omit<ProbeResult, 'timingsMs'>> & { timingsMs?: Partial<ProbeResult['timingsMs']> },
): ProbeResult {
  const found = more.diagnosis ?? null;
  const status = more.status ?? (found ? 'fail' : 'pass');
  return {
    ...{ target: 'redis://10.0.3.8:6379', name: null, kind: 'redis', host: '10.0.3.8', port: 6379 },
    tags: [],
    via: [{ proxy: 'http://10.0.0.10:8080', source: 'flag' }],
    bypass: null,
    warnings: [],
    attempts: [{ n: 1, ok: status !== 'fail', code: found?.code ?? null, ms: more.timingsMs?.total ?? 0 }],
    details: { proxy: null, tls: null, app: null },
    stats: null,
    explanation: null,
    ...more,
    ...{ status, ok: status !== 'fail', diagnosis: found, phase: found?.phase ?? null },
    timingsMs: { ...noTimes, ...more.timingsMs },
  };
}

export function sampleRun(results: readonly ProbeResult[], more: Partial<ProbeRun> = {}): ProbeRun {
  const count = (status: ProbeResult['status']) =>
    results.filter((result) => result.status === status).length;
  return {
    ok: count('fail') === 0,
    summary: {
      total: results.length,
      pass: count('pass'),
      warn: count('warn'),
      fail: count('fail'),
      blame: [],
    },
    ...{ durationMs: 57, results, interrupted: false, deadlineReached: null },
    startedAt: '2026-11-22T08:00:00.000Z',
    ...more,
  };
}
