import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEvidence } from '../../../../src/lib/doctor/evidence.js';
import { loadMessages } from '../../../../src/lib/messages/locale.js';
import { escapeMarkdown } from '../../../../src/lib/output/markdown/markdown.js';
import { doctorMarkdown } from '../../../../src/lib/output/views/doctor-markdown.js';
import { fixtureNames } from '../evidence-fixtures.js';
import { reportOf, reportSaying } from './report-of.js';

const render = async (name: string, language: 'en' | 'zh') =>
  doctorMarkdown(await reportOf(name, language), await loadMessages(language));

/** A line of a table as its cells; a `|` of a value is written as an entity. */
const cellsOf = (line: string) => line.split('|').slice(1, -1);

describe('the report as Markdown', () => {
  it.each([
    ['windows-net-4.7.2', 'en'],
    ['windows-net-4.7.2', 'zh'],
  ] as const)('%s in %s', async (name, language) => {
    const text = (await render(name, language)).replace(/```json\n[\s\S]*?\n```/, '```json\n{}\n```');
    await expect(text).toMatchFileSnapshot(`../golden/${name}.${language}.md`);
  });

  it.each(fixtureNames)('has whole tables, closed folds and no label for nothing: %s', async (name) => {
    for (const language of ['en', 'zh'] as const) {
      const text = await render(name, language);
      const rows = text.split('\n').filter((line) => line.startsWith('|'));
      expect(rows.length).toBeGreaterThan(10);
      for (const row of rows) expect([2, 5]).toContain(cellsOf(row).length);
      expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
      expect(text).not.toMatch(/undefined|\[object|null \|/);
    }
  });

  it('holds evidence that can be replayed', async () => {
    const text = await render('windows-11-chinese', 'en');
    const [, json = ''] = /```json\n([\s\S]*?)\n```/.exec(text) ?? [];
    expect(readEvidence(json).ok).toBe(true);
  });

  it('fits an issue', async () => {
    for (const name of fixtureNames) expect((await render(name, 'en')).length).toBeLessThan(65_536);
  });

  it.each(['` `` ``` ````', 'a\n```\nb', '</details>', '| a | b |'])(
    'shows %j inside its blocks, and as nothing else',
    async (hostile) => {
      const text = doctorMarkdown(await reportSaying(hostile), await loadMessages('en'));
      const ticks = /(`{3,})json\n([\s\S]*?)\n\1/.exec(text);
      expect(ticks?.[2]).toBe(hostile);
      for (const row of text.split('\n').filter((line) => line.startsWith('| ⚠️'))) {
        expect(cellsOf(row)).toHaveLength(5);
      }
    },
  );
});

describe('a text in Markdown', () => {
  it.each([
    ['HTTP_PROXY and _this_ *that*', 'HTTP_PROXY and &#95;this&#95; &#42;that&#42;'],
    ['~\\go and \\\\server', '&#126;\\go and &#92;\\server'],
    ['a\nb', 'a<br>b'],
    ['<script>alert(1)</script>', '&#60;script&#62;alert(1)&#60;/script&#62;'],
    ['AT&T', 'AT&#38;T'],
    ['[x](y)', '&#91;x&#93;(y)'],
    ['ask @golang about #1', 'ask <code>@golang</code> about <code>&#35;1</code>'],
    ['http://***@h:1, then', '<code>http&#58;//&#42;&#42;&#42;@h:1</code>, then'],
    ['请安装 4.8：https://a.test/x。', '请安装 4.8：<code>https://a.test/x</code>。'],
    ['经 http://h:1，然后', '经 <code>http://h:1</code>，然后'],
  ])('%j is written %j', (text, expected) => {
    expect(escapeMarkdown(text)).toBe(expected);
  });

  it('never ends a cell, opens a tag or a link, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const written = escapeMarkdown(text);
        expect(written).not.toMatch(/[|`[\]\n\r]/);
        expect(written.replace(/<\/?code>|<br>/g, '')).not.toMatch(/[<>]/);
      }),
    );
  });
});
