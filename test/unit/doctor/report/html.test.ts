import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadMessages } from '../../../../src/lib/messages/locale.js';
import { escapeHtml } from '../../../../src/lib/output/html/escape.js';
import { doctorHtml } from '../../../../src/lib/output/views/doctor-html.js';
import type { DoctorReport } from '../../../../src/lib/output/views/doctor-report.js';
import { fixtureNames } from '../evidence-fixtures.js';
import { reportOf, reportSaying } from './report-of.js';

const render = async (name: string, language: 'en' | 'zh') =>
  doctorHtml(await reportOf(name, language), await loadMessages(language), language);

const voidTags = new Set(['meta', 'br', '!doctype']);

/** Names of the open tags at the end; throws at one that is closed without being open. */
function openTags(page: string): string[] {
  const open: string[] = [];
  for (const [, slash, name = ''] of page.matchAll(/<(\/?)([!a-z][a-z0-9]*)(?:\s[^<>]*)?>/gi)) {
    const tag = name.toLowerCase();
    if (voidTags.has(tag)) continue;
    if (slash === '') open.push(tag);
    else if (open.pop() !== tag) throw new Error(`</${tag}> closes nothing`);
  }
  return open;
}

describe('the report as a page', () => {
  it.each(fixtureNames)('is whole and needs nothing else: %s', async (name) => {
    for (const language of ['en', 'zh'] as const) {
      const page = await render(name, language);
      expect(openTags(page)).toEqual([]);
      expect(page).not.toMatch(
        /<(?:script|link|img|iframe|object|form)|\ssrc=|\son\w+=|\sstyle=|url\(|@import/i,
      );
      expect(page).not.toMatch(/undefined|\[object|NaN/);
      expect(page).toContain(`<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">`);
    }
  });

  it('allows its own style and nothing else', async () => {
    const page = await render('windows-11-chinese', 'en');
    const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(page) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(page).toContain(
      `content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`,
    );
    expect(page.indexOf('Content-Security-Policy')).toBeLessThan(page.indexOf('<style>'));
  });

  it('links to documents only', async () => {
    const report = await reportOf('windows-11-chinese', 'en');
    const page = doctorHtml(report, await loadMessages('en'), 'en');
    const docs = new Set(report.result.checks.map(({ docs }) => docs));
    const links = [...page.matchAll(/href="([^"]*)"/g)].map(([, address]) => address as string);
    expect(links.length).toBeGreaterThan(3);
    for (const address of links) expect(docs).toContain(address);
  });

  it('tells each status by a sign and a word, and has heads for its tables and sections', async () => {
    const page = await render('windows-11-chinese', 'zh');
    for (const word of ['失败', '警告', '提示', '通过', '跳过']) {
      expect(page).toMatch(new RegExp(`<span aria-hidden="true">.</span> ${word}`));
    }
    expect(page.match(/<h1>/g)).toHaveLength(1);
    expect(page.match(/<th scope="col">/g)).toHaveLength(4);
    expect(page).toContain('<th scope="row">');
    expect([...page.matchAll(/<h([1-6])/g)].map(([, level]) => level).join('')).toMatch(/^12(?:3|2)*$/);
  });

  it('has the commands as they are typed, and shows a blank that nobody would see', async () => {
    const page = await render('windows-11-chinese', 'en');
    expect(page).toContain(
      '<figcaption>PowerShell</figcaption><pre><code>[Environment]::SetEnvironmentVariable(',
    );
    expect(page).toContain('<code>HTTPS_PROXY=http://127.0.0.1:7890\u2423</code>');
  });

  it('has no section for what was not asked for', async () => {
    const page = await render('linux', 'en');
    expect(page).toContain('Nothing is wrong.');
    expect(page).not.toContain('Who uses which proxy');
    expect(page).not.toContain('What --fix did');
  });
});

describe('a hostile value', () => {
  let words: Awaited<ReturnType<typeof loadMessages>>;
  let plain: DoctorReport;
  beforeAll(async () => {
    words = await loadMessages('en');
    plain = await reportSaying('plain');
  });
  const structure = (page: string) => [...page.matchAll(/<[^>]*>/g)].map(([tag]) => tag).join('');

  it.each([
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onload='x",
    '</pre></style><b>',
    '&lt;',
  ])('%j is text wherever it stands', async (hostile) => {
    const page = doctorHtml(await reportSaying(hostile), words, 'en');
    expect(structure(page)).toBe(structure(doctorHtml(plain, words, 'en')));
  });

  it('can not become markup, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(escapeHtml(text)).not.toMatch(/[<>"']|&(?!#\d+;)|[^\P{Cc}\n\t]/u);
      }),
    );
  });
});
