import type { AppDetails, TlsDetails } from '../../../../src/lib/probe/attempt.js';
import type { Explanation } from '../../../../src/lib/probe/explain/explanation.js';
import type { ProbeResult, ProbeRun } from '../../../../src/lib/probe/result.js';
import type { TargetKind } from '../../../../src/lib/probe/target/target.js';
import type { ProxyReply } from '../../../../src/lib/proxy/way/proxy-reply.js';
import { sampleDiagnosis, sampleResult, sampleRun } from '../../probe/samples.js';

export const sampleTls: TlsDetails = {
  ...{ protocol: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384', alpn: 'http/1.1', subject: 'api.internal' },
  ...{ issuer: 'Corp CA', altNames: ['api.internal'], verifyError: null, daysLeft: 9 },
  validFrom: '2026-09-01T00:00:00.000Z',
  validTo: '2026-12-01T00:00:00.000Z',
  fingerprint256: `AA:${'01:'.repeat(30)}FF`,
  ocspStapled: false,
  chain: [
    {
      ...{ subject: 'api.internal', issuer: 'Corp Issuing CA 2', altNames: ['api.internal'] },
      ...{
        validFrom: '2026-09-01T00:00:00.000Z',
        validTo: '2026-12-01T00:00:00.000Z',
        fingerprint256: 'AA:01',
      },
    },
    {
      ...{ subject: 'Corp Issuing CA 2', issuer: 'Corp Root CA', altNames: [], validFrom: null },
      ...{ validTo: '2026-11-01T00:00:00.000Z', fingerprint256: 'BB:02' },
    },
  ],
};

const sampleReply: ProxyReply = {
  ...{
    status: 503,
    reason: 'Service Unavailable',
    authSchemes: [],
    proxyStatusError: null,
    proxyStatus: null,
  },
  ...{
    squidError: 'ERR_CONNECT_FAIL 110',
    smokescreenError: null,
    forwarderError: null,
    aliproxyError: null,
    retryAfterSeconds: null,
  },
  ...{ via: '1.1 gate (squid/5.7)', server: 'squid/5.7', location: null, contentType: 'text/html' },
  ...{ hasBody: true, bodyLine: 'Connection timed out' },
};

export const sampleExplanation: Explanation = {
  verdict: 'target-behind-proxy',
  facts: {
    ...{ place: '10.0.3.8:6379', port: 6379, proxy: 'http://10.0.0.10:8080', proxyMs: 11.8 },
    ...{ proxyAddress: '10.0.0.10', seen: 'silent', canary: '10.0.3.9:22' },
  },
  checks: [
    {
      ...{
        id: 'canary',
        target: '10.0.3.9:22',
        proxy: 'http://10.0.0.10:8080',
        ok: true,
        code: null,
        ms: 21.4,
      },
    },
    { id: 'direct', target: '10.0.3.8:6379', proxy: null, ok: false, code: 'TARGET_TIMEOUT', ms: 2000 },
  ],
  clients: [],
};

const routes = {
  a: [{ proxy: 'http://10.0.0.10:8080', source: 'flag' }],
  b: [{ proxy: 'socks5h://10.0.0.11:1080', source: 'flag' }],
  chain: [
    { proxy: 'https://gate.corp.test:3129', source: 'flag' },
    { proxy: 'socks5h://10.0.0.11:1080', source: 'flag' },
  ],
  environment: [{ proxy: 'http://10.0.0.10:8080', source: 'env:HTTPS_PROXY' }],
};

const tunnelled = { proxyTcp: 12.1, tunnel: 31.4, app: 30.9, total: 74.6 };

function passed(
  target: string,
  kind: TargetKind,
  app: AppDetails,
  more: Partial<Omit<ProbeResult, 'timingsMs'>> = {},
) {
  return sampleResult({
    ...{ target, kind, details: { proxy: null, tls: null, app }, timingsMs: tunnelled },
    ...more,
  });
}

/** A pass, a warning, a failure after three attempts, and a target without a proxy. */
export const mixed: ProbeRun = sampleRun([
  passed('redis://10.0.3.8:6379', 'redis', { reply: '+PONG', note: null }),
  sampleResult({
    ...{ target: 'https://api.internal/health', name: 'api', kind: 'https', host: 'api.internal', port: 443 },
    ...{ diagnosis: sampleDiagnosis('CERT_EXPIRES_SOON'), status: 'warn' },
    details: { proxy: null, tls: sampleTls, app: { status: 200 } },
    timingsMs: { proxyTcp: 12, tunnel: 30.2, tls: 44.1, app: 38, transfer: 0.4, total: 124.9 },
  }),
  sampleResult({
    diagnosis: sampleDiagnosis('TUNNEL_TIMEOUT'),
    attempts: [1, 2, 3].map((n) => ({ n, ok: false, code: 'TUNNEL_TIMEOUT', ms: 10_012 })),
    details: { proxy: sampleReply, tls: null, app: null },
    timingsMs: { proxyTcp: 11.8, tunnel: 10_000, total: 10_012 },
  }),
  sampleResult({ ...{ target: '10.0.3.9:22', kind: 'tcp', via: [] }, timingsMs: { targetTcp: 3, total: 3 } }),
]);

/** The same, after a closer look at the failure. */
export const explained: ProbeRun = {
  ...mixed,
  results: mixed.results.map((result) =>
    result.ok ? result : { ...result, explanation: sampleExplanation },
  ),
};

/** Each kind of target, passed, with what it says of itself. */
export const everyKind: ProbeRun = sampleRun([
  passed('10.0.3.8:22', 'tcp', { protocol: 'ssh' }),
  passed('http://api.internal/', 'http', { status: 204 }),
  passed('https://api.internal/health?deep=1', 'https', { status: 200 }, { via: routes.chain }),
  passed('redis://10.0.3.8:6379', 'redis', { reply: '+PONG', note: 'AUTH_NOT_NEEDED' }),
  passed('rediss://r.redis.test:6379', 'rediss', { reply: '+PONG', note: null }, { via: routes.b }),
  passed('tls://gate.corp.test:443', 'tls', {}, { details: { proxy: null, tls: sampleTls, app: null } }),
  passed('mysql://rm-1.mysql.test:3306', 'mysql', { protocol: 10, serverVersion: '8.0.36', tls: true }),
  passed('postgres://pgm-1.pg.test:5432', 'postgres', { tls: true }),
  passed('ssh://10.0.3.9:22', 'ssh', { serverVersion: 'OpenSSH_9.2p1' }, { via: [] }),
  passed('grpc://10.0.3.10:50051/orders', 'grpc', { status: 'SERVING' }),
  passed('grpcs://10.0.3.10:50052', 'grpcs', { status: 'SERVING' }),
  passed('ws://10.0.3.11:8080/live', 'ws', { status: 101 }),
  passed('wss://live.internal/', 'wss', { status: 101 }, { via: routes.environment }),
  passed('dns://10.0.3.2:53/db.internal.test', 'dns', {
    ...{ rcode: 'NOERROR', answers: ['10.0.3.8', '10.0.3.9', '10.0.3.10'] },
  }),
  passed('proxy://', 'proxy', { canary: null, credentials: 'accepted' }),
  passed('proxy://', 'proxy', { canary: '10.0.3.8:6379', credentials: 'none' }, { via: routes.b }),
]);

const pong = { proxy: null, tls: null, app: { reply: '+PONG' } };

/** Three targets, each over three routes. */
export const matrix: ProbeRun = sampleRun(
  ['redis://10.0.3.8:6379', 'https://api.internal/health', '10.0.3.9:22'].flatMap((target, n) => [
    sampleResult({ target, via: routes.a, timingsMs: tunnelled, details: pong }),
    sampleResult({
      ...{ target, via: routes.b, diagnosis: sampleDiagnosis('TARGET_REFUSED') },
      timingsMs: { proxyTcp: 8.2, tunnel: 9.1, total: 17.3 },
    }),
    n === 0
      ? sampleResult({
          ...{ target, via: [], diagnosis: sampleDiagnosis('TARGET_TIMEOUT') },
          timingsMs: { targetTcp: 5000, total: 5000 },
        })
      : sampleResult({ target, via: [], details: pong, timingsMs: { targetTcp: 3, app: 2, total: 5 } }),
  ]),
);

/** Many probes of two targets. */
export const counted: ProbeRun = sampleRun([
  sampleResult({
    details: pong,
    timingsMs: tunnelled,
    stats: { count: 5, failed: 0, loss: 0, minMs: 70.1, p50Ms: 75.2, p95Ms: 91.8, maxMs: 91.8 },
  }),
  sampleResult({
    ...{ target: '10.0.3.9:22', kind: 'tcp', diagnosis: sampleDiagnosis('TARGET_REFUSED') },
    timingsMs: { proxyTcp: 8.2, tunnel: 9.1, total: 17.3 },
    stats: { count: 3, failed: 1, loss: 0.333, minMs: 20.5, p50Ms: 20.5, p95Ms: 1022, maxMs: 1022 },
  }),
]);

/** Two hundred targets, most of which are refused. */
export const crowd: ProbeRun = sampleRun(
  Array.from({ length: 200 }, (_, n) =>
    sampleResult({
      target: `10.0.${n % 4}.${n}:6379`,
      ...(n % 4 === 0 ? { details: pong } : { diagnosis: sampleDiagnosis('TARGET_REFUSED') }),
      timingsMs: { proxyTcp: 1.2, tunnel: 2.3, total: 3.5 },
    }),
  ),
);
