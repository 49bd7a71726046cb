import { describe, expect, it } from 'vitest';
import { en } from '../../../src/lib/messages/en.js';
import { zh } from '../../../src/lib/messages/zh.js';
import { type Style, styleFor } from '../../../src/lib/output/style.js';
import { probeJson, probeView } from '../../../src/lib/output/views/probe.js';
import { columnsOf } from '../../../src/lib/output/width.js';
import { type DiagnosisCode, diagnosisCodes } from '../../../src/lib/probe/diagnosis.js';
import { Redactor } from '../../../src/lib/redact.js';
import { sampleDiagnosis, sampleFacts, sampleResult, sampleRun } from './samples.js';

const catalogues = { en, zh };
const codes = Object.keys(diagnosisCodes) as DiagnosisCode[];

function style(width: number): Style {
  return styleFor({ width, colour: 0, unicode: true });
}

const mixed = sampleRun([
  sampleResult({
    details: { proxy: null, tls: null, app: { reply: '+PONG', note: null } },
    timingsMs: { proxyTcp: 12.1, tunnel: 31.4, app: 30.9, total: 74.6 },
  }),
  sampleResult({
    ...{ target: 'https://api.internal/health', name: 'api', kind: 'https', host: 'api.internal', port: 443 },
    ...{ diagnosis: sampleDiagnosis('CERT_EXPIRES_SOON'), status: 'warn' },
    details: { proxy: null, tls: null, app: { status: 200 } },
    timingsMs: { proxyTcp: 12, tunnel: 30.2, tls: 44.1, app: 38, transfer: 0.4, total: 124.9 },
  }),
  sampleResult({
    diagnosis: sampleDiagnosis('TUNNEL_TIMEOUT'),
    attempts: [1, 2, 3].map((n) => ({ n, ok: false, code: 'TUNNEL_TIMEOUT', ms: 10_012 })),
    timingsMs: { proxyTcp: 11.8, tunnel: 10_000, total: 10_012 },
  }),
  sampleResult({ ...{ target: '10.0.3.9:22', kind: 'tcp', via: [] }, timingsMs: { targetTcp: 3, total: 3 } }),
]);

describe('the table of probe', () => {
  it('shows all columns where there is room', () => {
    expect(probeView(mixed, { text: en, style: style(130) })).toMatchInlineSnapshot(`
      "TARGET                       VIA             RESULT  PHASE   PROXY  TUNNEL   TLS   APP  TOTAL  DETAIL
      redis://10.0.3.8:6379        10.0.0.10:8080  ✔ pass  -        12.1    31.4     -  30.9   74.6  PONG
      api                          10.0.0.10:8080  ! warn  tls      12.0    30.2  44.1  38.0  124.9  CERT_EXPIRES_SOON
      https://api.internal/health
      redis://10.0.3.8:6379        10.0.0.10:8080  ✖ fail  tunnel   11.8   10000     -     -  10012  TUNNEL_TIMEOUT
                                                                                                     3 attempts
      10.0.3.9:22                  direct          ✔ pass  -           -       -     -     -    3.0  open

      ! CERT_EXPIRES_SOON (tls, target)
        the certificate of redis://10.0.3.8:6379 expires in 9 days (2026-12-01)
        Hint: renew it in time; "--cert-days" sets when this warns.

      ✖ TUNNEL_TIMEOUT (tunnel, network)
        http://10.0.0.10:8080 did not open a tunnel to redis://10.0.3.8:6379 within 10 s
        Hint: the proxy is probably still dialling: aliproxy sg authorize --port 6379 --cidr <the proxy's private address>/32, or a
        longer --tunnel-timeout.

      4 probed: 2 passed, 1 with a warning, 1 failed. Times in milliseconds.
      "
    `);
  });

  it('gives up what is least needed at 80 columns', () => {
    expect(probeView(mixed, { text: en, style: style(80) })).toMatchInlineSnapshot(`
      "TARGET                       RESULT             PROXY  TUNNEL   TLS   APP  TOTAL
      redis://10.0.3.8:6379        ✔ pass              12.1    31.4     -  30.9   74.6
      → 10.0.0.10:8080             PONG
      api                          ! warn              12.0    30.2  44.1  38.0  124.9
      https://api.internal/health  CERT_EXPIRES_SOON
      → 10.0.0.10:8080
      redis://10.0.3.8:6379        ✖ fail              11.8   10000     -     -  10012
      → 10.0.0.10:8080             TUNNEL_TIMEOUT
                                   3 attempts
      10.0.3.9:22                  ✔ pass                 -       -     -     -    3.0
      → direct                     open

      ! CERT_EXPIRES_SOON (tls, target)
        the certificate of redis://10.0.3.8:6379 expires in 9 days (2026-12-01)
        Hint: renew it in time; "--cert-days" sets when this warns.

      ✖ TUNNEL_TIMEOUT (tunnel, network)
        http://10.0.0.10:8080 did not open a tunnel to redis://10.0.3.8:6379 within 10
        s
        Hint: the proxy is probably still dialling: aliproxy sg authorize --port 6379
        --cidr <the proxy's private address>/32, or a longer --tunnel-timeout.

      4 probed: 2 passed, 1 with a warning, 1 failed. Times in milliseconds.
      "
    `);
  });

  it('speaks Chinese at 80 columns', () => {
    expect(probeView(mixed, { text: zh, style: style(80) })).toMatchInlineSnapshot(`
      "目标                         结果               代理   隧道   TLS  应用   总计
      redis://10.0.3.8:6379        ✔ 通过             12.1   31.4     -  30.9   74.6
      → 10.0.0.10:8080             PONG
      api                          ! 警告             12.0   30.2  44.1  38.0  124.9
      https://api.internal/health  CERT_EXPIRES_SOON
      → 10.0.0.10:8080
      redis://10.0.3.8:6379        ✖ 失败             11.8  10000     -     -  10012
      → 10.0.0.10:8080             TUNNEL_TIMEOUT
                                   3 次尝试
      10.0.3.9:22                  ✔ 通过                -      -     -     -    3.0
      → 直连                       已连通

      ! CERT_EXPIRES_SOON（tls，目标）
        redis://10.0.3.8:6379 的证书将在 9 天后过期（2026-12-01）
        提示: 请及时更新；“--cert-days”设置提前多少天警告。

      ✖ TUNNEL_TIMEOUT（tunnel，网络）
        http://10.0.0.10:8080 在 10 秒内没有建立到 redis://10.0.3.8:6379 的隧道
        提示: 代理多半还在连接目标：aliproxy sg authorize --port 6379 --cidr <代理的私
        网地址>/32，或加大 --tunnel-timeout。

      共探测 4 个：2 个通过，1 个警告，1 个失败。时间单位为毫秒。
      "
    `);
  });

  it.each([40, 60, 80, 100, 120, 200])('never writes a line wider than %i columns', (width) => {
    const all = sampleRun(codes.map((code) => sampleResult({ diagnosis: sampleDiagnosis(code) })));
    for (const text of [en, zh]) {
      for (const run of [mixed, all]) {
        const lines = probeView(
          { ...run, interrupted: true, deadlineReached: true },
          { text, style: style(width) },
        );
        expect(Math.max(...lines.split('\n').map(columnsOf))).toBeLessThanOrEqual(width);
      }
    }
  });

  it('has one block for each code, however many targets share it', () => {
    const same = sampleResult({ diagnosis: sampleDiagnosis('PROXY_REFUSED') });
    const shown = probeView(sampleRun([same, same, same]), { text: en, style: style(120) });
    expect(shown.match(/PROXY_REFUSED \(/g)).toHaveLength(1);
    expect(shown).toContain('(and 2 more)');
  });
});

describe('the sentences of probe', () => {
  it.each(codes)('%s has a message and a hint in both languages', (code) => {
    for (const [language, text] of Object.entries(catalogues)) {
      const entry = text.probe.diagnoses[code];
      const facts = sampleFacts[code] as never;
      for (const sentence of [entry.message(facts), entry.hint(facts)]) {
        expect(sentence).toMatch(/\S/);
        expect(sentence).not.toMatch(/undefined|null|NaN|\[object/);
        // A hint that looks like a URL with a password would be printed as ***.
        expect(new Redactor().text(sentence)).toBe(sentence);
        if (language === 'en') expect(sentence).not.toMatch(/[\u4e00-\u9fff]/);
      }
    }
  });

  it.each(['PROXY_UNREACHABLE', 'TARGET_UNREACHABLE', 'TLS_TIMEOUT', 'TLS_NOT_YET_VALID'] as const)(
    '%s: doctor checks neither clock nor routes nor firewall, so nobody is sent there',
    (code) => {
      for (const text of Object.values(catalogues)) {
        const facts = {
          ...sampleFacts[code],
          proxy: code === 'TARGET_UNREACHABLE' ? null : 'http://10.0.0.10:1',
        };
        expect(text.probe.diagnoses[code].hint(facts as never)).not.toContain('aliproxy doctor');
      }
    },
  );

  it.each(codes)('%s: the hint names only commands that exist', (code) => {
    const known = /^(?:doctor|probe|tunnel|vpc create|sg authorize|ecs create|sandbox)\b/;
    for (const text of Object.values(catalogues)) {
      const hint = text.probe.diagnoses[code].hint(sampleFacts[code] as never);
      for (const [, command] of hint.matchAll(/aliproxy ((?!does|itself)[a-z].*)/g))
        expect(command).toMatch(known);
    }
  });
});

describe('the document of probe', () => {
  it('has sentences in the language asked for, and no facts', () => {
    const run = sampleRun([sampleResult({ diagnosis: sampleDiagnosis('PROXY_REFUSED') })]);
    expect(JSON.stringify(probeJson(run, zh))).toContain('没有程序在监听');
    expect(JSON.stringify(probeJson(run, en))).not.toMatch(/"facts"|"diagnosis"|"retryable"/);
  });

  it('says that it was interrupted, and only then', () => {
    const run = sampleRun([]);
    expect(probeJson(run, en)).not.toHaveProperty('interrupted');
    expect(probeJson({ ...run, interrupted: true }, en)).toHaveProperty('interrupted', true);
  });

  it('lists the warnings where there is more than one', () => {
    const warnings = [sampleDiagnosis('CERT_EXPIRES_SOON'), sampleDiagnosis('APP_AUTH_REQUIRED')];
    const [first] = warnings;
    const warned = sampleResult({ diagnosis: first ?? null, status: 'warn', warnings });
    expect(probeJson(sampleRun([warned]), en)).toMatchObject({
      results: [
        {
          code: 'CERT_EXPIRES_SOON',
          warnings: [
            { code: 'CERT_EXPIRES_SOON', message: expect.stringContaining('9 days') },
            { code: 'APP_AUTH_REQUIRED', message: expect.any(String) },
          ],
        },
      ],
    });
  });
});
