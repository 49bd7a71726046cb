import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { en } from '../../../../src/lib/messages/en.js';
import { zh } from '../../../../src/lib/messages/zh.js';
import { type Style, styleFor } from '../../../../src/lib/output/style.js';
import { probeView } from '../../../../src/lib/output/views/probe/table.js';
import { diagnosisWords } from '../../../../src/lib/output/views/probe/words.js';
import { columnsOf } from '../../../../src/lib/output/width.js';
import { type DiagnosisCode, diagnosisCodes } from '../../../../src/lib/probe/diagnosis/diagnosis.js';
import { sampleDiagnosis, sampleResult, sampleRun } from '../../probe/samples.js';
import * as samples from './sample-runs.js';

const catalogues = { en, zh };
const { mixed, explained, everyKind, matrix, counted, crowd } = samples;
const runs = { mixed, everyKind, matrix, counted, crowd };
const codes = Object.keys(diagnosisCodes) as DiagnosisCode[];

function style(width: number): Style {
  return styleFor({ width, colour: 0, unicode: true });
}

function view(run: Parameters<typeof probeView>[0], width: number, language: 'en' | 'zh' = 'en') {
  return probeView(run, { text: catalogues[language], style: style(width) });
}

/** Without the blocks, whose sentences change more often than the table. */
function tableOf(shown: string): string {
  return `${shown.split('\n\n')[0]}\n`;
}

/** The lines of the table itself, without its heads. */
function rows(shown: string): string[] {
  return tableOf(shown).trimEnd().split('\n').slice(1);
}

describe('the table of probe', () => {
  const goldens = (['mixed', 'everyKind', 'matrix', 'counted'] as const).flatMap((name) =>
    ([80, 120] as const).flatMap((width) =>
      (['en', 'zh'] as const).map((language) => ({ name, width, language })),
    ),
  );
  it.each(goldens)('$name at $width columns in $language', async ({ name, width, language }) => {
    await expect(tableOf(view(runs[name], width, language))).toMatchFileSnapshot(
      `golden/${name}.${language}.${width}.txt`,
    );
  });

  it('gives each phase its column under wide', async () => {
    const shown = probeView(mixed, { text: en, style: style(160) }, { wide: true });
    await expect(tableOf(shown)).toMatchFileSnapshot('golden/mixed.en.wide.160.txt');
  });

  it.each([40, 60, 80, 100, 120, 200])('never writes a line wider than %i columns', (width) => {
    const all = sampleRun(codes.map((code) => sampleResult({ diagnosis: sampleDiagnosis(code) })));
    for (const text of [en, zh]) {
      for (const run of [mixed, everyKind, matrix, counted, all]) {
        for (const wide of [false, true]) {
          const ended = { ...run, interrupted: true, deadlineReached: '--deadline' as const };
          const shown = probeView(ended, { text, style: style(width) }, { wide });
          expect(Math.max(...shown.split('\n').map(columnsOf))).toBeLessThanOrEqual(width);
        }
      }
    }
  });

  it('cuts nothing off, however long or wide a target and its name are', () => {
    const word = fc.stringMatching(/^[a-z0-9./?=数据库]{1,120}$/);
    fc.assert(
      fc.property(word, word, fc.integer({ min: 40, max: 200 }), (path, name, width) => {
        const target = `https://h.test/${path}`;
        const shown = view(sampleRun([sampleResult({ target, name, timingsMs: { total: 1 } })]), width);
        const column = rows(shown).map((line) => line.split(/ {2}/)[0]?.trim() ?? '');
        expect(column.join('')).toContain(name.trim() + target);
      }),
    );
  });

  it('keeps a target of usual length in one piece at 120 columns', () => {
    for (const line of rows(view(matrix, 120))) expect(line).toMatch(/^(?:redis|https|10)\S*\d\s|health\s/);
  });

  it('says once, below the table, what way all rows share where there is no room', () => {
    const shown = view(crowd, 80);
    expect(shown).toContain('All rows via: 10.0.0.10:8080\n');
    expect(shown.match(/10\.0\.0\.10:8080/g)?.length).toBeLessThan(5);
    expect(rows(shown)).toHaveLength(200);
    expect(view(crowd, 120)).not.toContain('All rows via');
  });

  it('names the variable that a proxy comes from under wide', () => {
    const via = [{ proxy: 'http://10.0.0.10:8080', source: 'env:HTTPS_PROXY' }];
    const shown = probeView(
      sampleRun([sampleResult({ via })]),
      { text: en, style: style(160) },
      { wide: true },
    );
    expect(shown).toContain('10.0.0.10:8080 (HTTPS_PROXY)');
  });

  it('shows a chain hop by hop, and the entry that sent a target past the proxy', () => {
    const via = ['http://a.test:3128', 'socks5h://b.test:1080'].map((proxy) => ({ proxy, source: 'flag' }));
    expect(view(sampleRun([sampleResult({ via })]), 140)).toContain('a.test:3128 → socks5h://b.test:1080');
    const bypass = { variable: 'NO_PROXY', entry: '10.0.0.0/8', rules: 'go' as const };
    const shown = view(sampleRun([sampleResult({ via: [], bypass })]), 140);
    expect(shown).toContain('direct: NO_PROXY has 10.0.0.0/8');
  });

  it('shows what happened as "-" where it did not, and never as 0', () => {
    const shown = view(sampleRun([sampleResult({ timingsMs: { targetTcp: 3, total: 3 }, via: [] })]), 120);
    expect(rows(shown)[0]).toMatch(/direct\s+✔ pass\s+-\s+-\s+-\s+-\s+-\s+3\.0\s/);
  });

  it('keeps a pass after more than one attempt visible', () => {
    const attempts = [1, 2, 3].map((n) => ({ n, ok: n === 3, code: null, ms: 1 }));
    expect(view(sampleRun([sampleResult({ attempts })]), 120)).toContain('3 attempts');
  });

  it('shows every warning, not only the first', () => {
    const warnings = [sampleDiagnosis('CERT_EXPIRES_SOON'), sampleDiagnosis('SLO_EXCEEDED')] as const;
    const shown = view(sampleRun([sampleResult({ diagnosis: warnings[0], status: 'warn', warnings })]), 120);
    expect(rows(shown).join('\n')).toMatch(/CERT_EXPIRES_SOON 9 days[\s\S]*SLO_EXCEEDED/);
    expect(shown).toMatch(/^! CERT_EXPIRES_SOON \(/m);
    expect(shown).toMatch(/^! SLO_EXCEEDED \(/m);
  });

  it.each([
    ['HTTP_STATUS', 'HTTP_STATUS 503'],
    ['DNS_RCODE', 'DNS_RCODE NXDOMAIN'],
    ['WS_REFUSED', 'WS_REFUSED 404'],
    ['APP_WRONG_PROTOCOL', 'APP_WRONG_PROTOCOL tls'],
    ['APP_WHITELIST', 'APP_WHITELIST 10.0.0.10'],
  ] as const)('%s: says in each row what differs between those that share the code', (code, expected) => {
    const shown = view(sampleRun([sampleResult({ diagnosis: sampleDiagnosis(code) })]), 120);
    expect(rows(shown)[0]).toContain(expected);
  });

  it('prints no control character that a name or a server brings', () => {
    const name = 'a\u001b[31mb\r\n\u0007\u202ec';
    const shown = view(sampleRun([sampleResult({ name })]), 120);
    expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f\u202e]/);
    expect(shown).toMatch(/^a \[31mb +c/m);
  });
});

describe('the end of the table', () => {
  it('says what ended the run, and of many probes not that some are missing', () => {
    const ended = { interrupted: true, deadlineReached: '--wait' } as const;
    expect(view({ ...mixed, ...ended }, 120)).toMatch(
      /--wait ran out\.\nInterrupted: targets .* not listed\.\n$/,
    );
    expect(view({ ...counted, interrupted: true }, 120)).toMatch(/Times in milliseconds\.\nInterrupted\.\n$/);
  });
});

describe('the blocks below the table', () => {
  const failed = (code: DiagnosisCode, target: string) =>
    sampleResult({ target, diagnosis: sampleDiagnosis(code) });

  it.each(['en', 'zh'] as const)(
    'have code, phase and blame, what it means, and what to do: %s',
    (language) => {
      const text = catalogues[language];
      const found = sampleDiagnosis('TARGET_REFUSED');
      const { message, hint } = diagnosisWords(found, text);
      const shown = view(sampleRun([sampleResult({ diagnosis: found })]), 400, language);
      const [, block] = shown.split('\n\n');
      expect(block?.split('\n')).toEqual([
        language === 'en'
          ? '✖ TARGET_REFUSED (phase: targetTcp, blame: target)'
          : '✖ TARGET_REFUSED（阶段：targetTcp，责任方：目标）',
        `  ${message}`,
        `  ${text.common.hint}: ${hint}`,
      ]);
    },
  );

  it('are one for each code, and name the first who share it', () => {
    const shown = view(crowd, 120);
    expect(shown.match(/^✖ TARGET_REFUSED \(/gm)).toHaveLength(1);
    expect(shown).toContain('The same: 10.0.2.2:6379, 10.0.3.3:6379');
    expect(shown).toContain('and 144 more');
  });

  it('name all others where they are few', () => {
    const same = ['a.test:1', 'b.test:2', 'c.test:3'].map((target) => failed('PROXY_REFUSED', target));
    const shown = view(sampleRun(same), 120);
    expect(shown).toContain('The same: b.test:2, c.test:3\n');
  });

  it('say which route, where a target was probed over several', () => {
    expect(view(matrix, 160)).toContain('10.0.3.9:22 (socks5h://10.0.0.11:1080)');
  });

  it('tell failures before warnings', () => {
    const warned = sampleResult({ diagnosis: sampleDiagnosis('CERT_EXPIRES_SOON'), status: 'warn' });
    const shown = view(sampleRun([warned, failed('TARGET_REFUSED', 'a.test:1')]), 120);
    expect(shown.indexOf('✖ TARGET_REFUSED (')).toBeGreaterThan(0);
    expect(shown.indexOf('✖ TARGET_REFUSED (')).toBeLessThan(shown.indexOf('! CERT_EXPIRES_SOON ('));
  });

  it('show a warning as failed that --strict made one', () => {
    const [first, second] = [sampleDiagnosis('CERT_EXPIRES_SOON'), sampleDiagnosis('SLO_EXCEEDED')];
    const strict = sampleResult({ diagnosis: first, warnings: [first, second], status: 'fail' });
    const shown = view(sampleRun([strict]), 120);
    expect(shown).toMatch(/^✖ CERT_EXPIRES_SOON \(/m);
    expect(shown).toMatch(/^✖ SLO_EXCEEDED \(/m);
  });

  it('show the warning beside a failure as what it is', () => {
    const [failure, warning] = [sampleDiagnosis('HTTP_STATUS'), sampleDiagnosis('CERT_EXPIRES_SOON')];
    const shown = view(sampleRun([sampleResult({ diagnosis: failure, warnings: [warning] })]), 120);
    expect(shown).toMatch(/^✖ HTTP_STATUS \(/m);
    expect(shown).toMatch(/^! CERT_EXPIRES_SOON \(/m);
  });

  it('hold the closer look at their failures', () => {
    const shown = view(explained, 120);
    const block = shown.slice(shown.indexOf('✖ TUNNEL_TIMEOUT ('), shown.indexOf('! CERT_EXPIRES_SOON ('));
    expect(block).toContain('aliproxy sg authorize --port 6379 --cidr 10.0.0.10/32');
    expect(block).toContain('10.0.3.9:22');
  });
});
