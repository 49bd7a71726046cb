import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { en } from '../../../../src/lib/messages/en.js';
import { zh } from '../../../../src/lib/messages/zh.js';
import { escapeHtml } from '../../../../src/lib/output/html/escape.js';
import { splitCommands } from '../../../../src/lib/output/views/probe/commands.js';
import { probeHtml } from '../../../../src/lib/output/views/probe/html.js';
import { diagnosisWords } from '../../../../src/lib/output/views/probe/words.js';
import { type DiagnosisCode, diagnosisCodes } from '../../../../src/lib/probe/diagnosis/diagnosis.js';
import type { ProbeResult, ProbeRun } from '../../../../src/lib/probe/result.js';
import { Redactor } from '../../../../src/lib/redact.js';
import { sampleDiagnosis, sampleResult, sampleRun } from '../../probe/samples.js';
import { counted, crowd, everyKind, explained, matrix, mixed } from './sample-runs.js';

const catalogues = { en, zh };

function page(run: ProbeRun, language: 'en' | 'zh' = 'en'): string {
  return probeHtml(run, { text: catalogues[language], language, version: '1.2.3' });
}

/** The fold of the nth result. */
function foldOf(html: string, n: number): string {
  const begin = html.indexOf(`<details class="probe`, html.indexOf(`id="r${n}"`) - 40);
  return html.slice(begin, html.indexOf('\n', begin));
}

describe('the page of probe', () => {
  it.each(['en', 'zh'] as const)('needs nothing else, and allows its own style only: %s', (language) => {
    const html = page(mixed, language);
    const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(html) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(html).toContain(
      `content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`,
    );
    expect(html).toContain(`<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">`);
    expect(html).not.toMatch(/<(?:script|link|img|iframe|object|form)|\ssrc=|\son\w+=|\sstyle=|@import/i);
    expect([...html.matchAll(/url\(([^)]*)\)/g)].map(([, to]) => to)).toEqual(['#hatch']);
    expect(html).not.toMatch(/undefined|\[object|NaN/);
  });

  it('says what the run comes to, in a word and in numbers', () => {
    expect(page(mixed)).toContain('<p class="verdict">1 of 4 failed</p>');
    expect(page(mixed, 'zh')).toContain('<p class="verdict">4 个目标中有 1 个失败</p>');
    expect(page(everyKind)).toContain('<p class="verdict">All 16 passed</p>');
    expect(page(sampleRun([]))).toContain('<p class="verdict">Nothing was probed to its end</p>');
    const tiles = [...page(mixed).matchAll(/<li[^>]*><b>(\d+)<\/b><span>([^<]*)<\/span>/g)];
    expect(tiles.map(([, count, word]) => `${count} ${word}`)).toEqual([
      '4 probed',
      '2 passed',
      '1 with a warning',
      '1 failed',
    ]);
  });

  it('says that it was cut short, and whose the fault is', () => {
    const html = page({
      ...mixed,
      ...{ interrupted: true, deadlineReached: '--wait' },
      summary: { ...mixed.summary, blame: ['network', 'target'] },
    });
    expect(html).toContain('--wait ran out.');
    expect(html).toContain('Interrupted:');
    expect(html).toContain('<dd>network, target</dd>');
  });

  it('has a line for each result that unfolds into its waterfall', () => {
    const html = page(everyKind);
    expect(html.match(/<details class="probe /g)).toHaveLength(everyKind.results.length);
    expect(html.match(/<table class="fall">/g)).toHaveLength(everyKind.results.length);
    expect(foldOf(html, 4)).toContain('<b>redis://10.0.3.8:6379</b> PONG, no password is set there');
  });

  it('opens what failed, but not a crowd of it', () => {
    expect([...page(mixed).matchAll(/id="r(\d)" open/g)].map(([, n]) => n)).toEqual(['2', '3']);
    expect(page(crowd).match(/ open>/g)).toHaveLength(10);
  });

  it('has message, hint with its command, closer look, attempts and answer of a failure', () => {
    const fold = foldOf(page(explained), 3);
    const { message, hint } = diagnosisWords(sampleDiagnosis('TUNNEL_TIMEOUT'), en);
    expect(fold).toContain(`<p>${escapeHtml(message)}</p><p class="hint"><b>Hint:</b> `);
    const commands = splitCommands(hint).filter(({ isCommand }) => isCommand);
    expect(commands.length).toBeGreaterThan(0);
    for (const { text } of commands) expect(fold).toContain(`<code>${escapeHtml(text)}</code>`);
    expect(fold).toContain('<code>aliproxy sg authorize --port 6379 --cidr 10.0.0.10/32</code>');
    expect(fold.match(/<b class="fail">fail<\/b> TUNNEL_TIMEOUT/g)).toHaveLength(3);
    expect(fold).toContain('<dt>X-Squid-Error</dt><dd>ERR_CONNECT_FAIL 110</dd>');
    expect(fold).not.toContain('X-Smokescreen-Error');
  });

  it('has the chain of certificates with the days that each has left', () => {
    const fold = foldOf(page(mixed), 2);
    expect(fold).toMatch(
      /api\.internal<\/th><td>Corp Issuing CA 2<\/td><td>2026-12-01<\/td><td class="n">8 days left/,
    );
    expect(fold).toMatch(/<b class="fail"><span aria-hidden="true">✖<\/span> expired 22 days ago<\/b>/);
    expect(foldOf(page(mixed, 'zh'), 2)).toContain('已过期 22 天');
  });

  it('has the numbers of many probes', () => {
    expect(foldOf(page(counted), 1)).toContain('<span class="ms">P50 75.2 ms</span>');
    expect(foldOf(page(counted), 2)).toMatch(/<dt>LOSS<\/dt><dd>33\.3%<\/dd>.*<dt>P95<\/dt><dd>1022<\/dd>/);
  });

  it.each(Object.keys(diagnosisCodes) as DiagnosisCode[])('tells %s in both languages', (code) => {
    for (const language of ['en', 'zh'] as const) {
      const html = page(sampleRun([sampleResult({ diagnosis: sampleDiagnosis(code) })]), language);
      expect(html).toContain(`<article class="fail" id="${code}">`);
      expect(html).not.toMatch(/undefined|\[object|NaN/);
    }
  });

  it('says a hint once that a crowd has in common, and leads there', () => {
    const html = page(crowd);
    const { hint } = diagnosisWords(sampleDiagnosis('TARGET_REFUSED'), en);
    expect(html.split(escapeHtml(hint))).toHaveLength(2);
    expect(foldOf(html, 2)).toContain('<a href="#TARGET_REFUSED">TARGET_REFUSED</a>');
    expect(html).toContain('id="TARGET_REFUSED"');
  });

  it('offers a choice by status, where there is something to choose', () => {
    expect([...page(mixed).matchAll(/id="only-(\w+)"/g)].map(([, kind]) => kind)).toEqual([
      'all',
      'pass',
      'warn',
      'fail',
    ]);
    expect(page(everyKind)).not.toContain('<fieldset>');
  });

  it('tells every status by a sign and a word', () => {
    const html = page(mixed, 'zh');
    for (const word of ['通过', '警告', '失败']) {
      expect(html).toMatch(new RegExp(`<span aria-hidden="true">.</span> ${word}`));
    }
  });

  it('stays below 3 MB for 1,000 targets with all details', () => {
    const [, warned, failed] = mixed.results as [ProbeResult, ProbeResult, ProbeResult];
    const results = Array.from({ length: 1000 }, (_, n): ProbeResult => {
      const target = `https://service-${n}.internal.example.test/health`;
      if (n % 10 === 0) return { ...failed, target };
      const details = { ...warned.details, proxy: failed.details.proxy };
      return { ...warned, ...{ target, details, status: 'pass', diagnosis: null, phase: null } };
    });
    expect(Buffer.byteLength(page(sampleRun(results)))).toBeLessThan(3_000_000);
  });

  it('says nothing that was redacted', () => {
    const secrets = new Redactor();
    secrets.add('canary-4711');
    const said = {
      ...sampleDiagnosis('APP_DENIED'),
      facts: { ...sampleDiagnosis('APP_DENIED').facts, said: 'canary-4711' },
    };
    const run = sampleRun([
      sampleResult({
        diagnosis: said as ProbeResult['diagnosis'],
        details: {
          proxy: null,
          tls: null,
          app: { reply: '-ERR canary-4711', url: 'redis://u:canary-4711@h:1' },
        },
      }),
    ]);
    expect(page(run)).toContain('canary-4711');
    expect(page(secrets.value(run))).not.toContain('canary-4711');
  });

  it('keeps the routes of a target apart', () => {
    const html = page(matrix);
    expect(html).toContain('<a href="#r2">redis://10.0.3.8:6379</a> → socks5h://10.0.0.11:1080');
  });
});
