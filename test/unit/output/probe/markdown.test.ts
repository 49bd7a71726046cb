import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { en } from '../../../../src/lib/messages/en.js';
import { zh } from '../../../../src/lib/messages/zh.js';
import { codeMarkdown, escapeMarkdown } from '../../../../src/lib/output/markdown/markdown.js';
import { styleFor } from '../../../../src/lib/output/style.js';
import { probeMarkdown } from '../../../../src/lib/output/views/probe/markdown.js';
import { diagnosisWords } from '../../../../src/lib/output/views/probe/words.js';
import { diagnosis } from '../../../../src/lib/probe/diagnosis/diagnosis.js';
import type { ProbeRun } from '../../../../src/lib/probe/result.js';
import { sampleDiagnosis, sampleFacts, sampleResult, sampleRun } from '../../probe/samples.js';
import { counted, crowd, everyKind, explained, matrix, mixed } from './sample-runs.js';

const catalogues = { en, zh };
const runs = { mixed, everyKind, matrix, counted, crowd };

function markdown(run: ProbeRun, language: 'en' | 'zh' = 'en', colour: 0 | 1 = 0): string {
  const style = styleFor({ width: 80, colour, unicode: true });
  return probeMarkdown(run, { text: catalogues[language], style });
}

function tableLines(text: string): string[] {
  return text.split('\n').filter((line) => line.startsWith('|'));
}

/** A `|` of a value is written as an entity. */
function cellsOf(line: string): string[] {
  return line.split('|').slice(1, -1);
}

describe('the run as Markdown', () => {
  it.each(['en', 'zh'] as const)('reads well in %s', async (language) => {
    for (const [name, run] of Object.entries({ mixed, counted })) {
      // Without the problems, whose sentences change more often.
      const [head = ''] = markdown(run, language).split('\n\n###');
      await expect(`${head}\n`).toMatchFileSnapshot(`golden/${name}.${language}.md`);
    }
  });

  it.each(Object.entries(runs))(
    'has a row for each result, with as many cells as there are heads: %s',
    (_, run) => {
      for (const language of ['en', 'zh'] as const) {
        const [head = '', rule = '', ...rows] = tableLines(markdown(run, language));
        expect(rule).toMatch(/^\|(?: -{3}:? \|)+$/);
        expect(rows).toHaveLength(run.results.length);
        for (const line of [rule, ...rows]) expect(cellsOf(line)).toHaveLength(cellsOf(head).length);
      }
    },
  );

  it('leaves out columns of numbers that nobody has', () => {
    const [head] = tableLines(markdown(sampleRun([sampleResult({ timingsMs: { total: 3 }, via: [] })])));
    expect(head).toBe('| RESULT | TARGET | VIA | DETAIL | TOTAL |');
  });

  it('lists each problem: code, phase and blame, what it means, and what to do', () => {
    const found = sampleDiagnosis('TARGET_REFUSED');
    const { message, hint } = diagnosisWords(found, en);
    const text = markdown(sampleRun([sampleResult({ diagnosis: found })]));
    expect(text).toContain(
      [
        '### What is wrong\n\n- **✖ TARGET_REFUSED (phase: targetTcp, blame: target)**<br>',
        `  ${escapeMarkdown(message)}<br>`,
        `  Hint: ${escapeMarkdown(hint)}\n`,
      ].join('\n'),
    );
  });

  it('has the command of a hint, and the closer look, as code', () => {
    const text = markdown(explained);
    expect(text).toContain('Next: <code>aliproxy sg authorize --port 6379 --cidr 10.0.0.10/32</code>');
    expect(text).toMatch(/Hint: [^\n]*<code>aliproxy sg authorize/);
  });

  it('says whose each of several closer looks is', () => {
    const [failed] = explained.results.filter(({ ok }) => !ok);
    if (!failed) throw new Error('nobody failed');
    const one = markdown(sampleRun([failed]));
    expect(one.match(/Verdict/g)).toHaveLength(1);
    const both = markdown(sampleRun([failed, { ...failed, via: [] }]));
    expect(both).toMatch(/\u2192 direct<br>\n {2}Verdict:/);
    expect(both).toMatch(/\u2192 10\.0\.0\.1\S+<br>\n {2}Verdict:/);
  });

  it('has no colour codes, also where it goes to a terminal', () => {
    expect(markdown(mixed, 'en', 1)).toBe(markdown(mixed));
  });

  it('names those who share a code, up to a number', () => {
    expect(markdown(crowd)).toMatch(/The same: 10\.0\.2\.2:6379, .*, and 129 more<br>/);
  });

  it('says that it was cut short', () => {
    const text = markdown({ ...mixed, interrupted: true, deadlineReached: '--deadline' });
    expect(text).toContain('--deadline ran out.');
    expect(text).toContain('Interrupted:');
  });

  it('lets no name, target or message become markup, or end a cell', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom(
        ...[
          'a|b',
          '`x`',
          '</code><script>alert(1)</script>',
          'a\r\n| x |',
          '\u2028| y',
          '[x](http://h.test)',
        ],
        ...[
          '![i](http://h.test/a.png)',
          '# head',
          '- item',
          '**b**',
          '~~~',
          '@someone',
          '#1',
          '<!--',
          '&lt;',
        ],
      ),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        const facts = { ...sampleFacts.APP_DENIED, said: text, target: text };
        const result = sampleResult({ target: text, name: text, diagnosis: diagnosis('APP_DENIED', facts) });
        const written = markdown(sampleRun([result]));
        const plain = markdown(
          sampleRun([sampleResult({ name: 'x', diagnosis: diagnosis('APP_DENIED', facts) })]),
        );
        expect(written.split('\n').length).toBe(plain.split('\n').length);
        expect(written).not.toMatch(/[\r`]|\]\(/);
        expect(written.replace(/<\/?code>|<br>/g, '')).not.toMatch(/[<>]/);
        const [head = '', , row = ''] = tableLines(written);
        expect(cellsOf(row)).toHaveLength(cellsOf(head).length);
      }),
    );
  });

  it.each([
    ['http://a.test/x：慢了', '<code>http://a.test/x</code>：慢了'],
    ['（http://a.test/x）应答 503', '（<code>http://a.test/x</code>）应答 503'],
    ['http://a.test/x，http://b.test/y。', '<code>http://a.test/x</code>，<code>http://b.test/y</code>。'],
  ])('has of %s only the address as code', (text, written) => {
    expect(escapeMarkdown(text)).toBe(written);
  });

  it('hides an address with entities from GitHub, which would link it and show them', () => {
    expect(codeMarkdown('http://a.test/?q=***')).toBe('<code>http&#58;//a.test/?q=&#42;&#42;&#42;</code>');
    expect(codeMarkdown('http://a.test/?q=1')).toBe('<code>http://a.test/?q=1</code>');
  });

  it('keeps code on one line', () => {
    expect(codeMarkdown('a\r\nb | `c`')).toBe('<code>a b &#124; &#96;c&#96;</code>');
  });
});
