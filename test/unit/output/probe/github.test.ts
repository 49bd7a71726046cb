import { describe, expect, it } from 'vitest';
import { en } from '../../../../src/lib/messages/en.js';
import { zh } from '../../../../src/lib/messages/zh.js';
import { explanationWords } from '../../../../src/lib/output/views/probe/explanation.js';
import { githubSummary } from '../../../../src/lib/output/views/probe/github-summary.js';
import { diagnosisWords } from '../../../../src/lib/output/views/probe/words.js';
import type { DiagnosisCode } from '../../../../src/lib/probe/diagnosis/diagnosis.js';
import {
  hostileResults,
  hostileTexts,
  withoutNonCharacters,
} from '../../../integration/probe-reports/hostile.js';
import { presentation, render } from '../../../integration/probe-reports/readers.js';
import { sampleDiagnosis, sampleResult, sampleRun } from '../../probe/samples.js';
import { sampleExplanation } from './sample-runs.js';

interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

/**
 * What a runner makes of a line: an interpreter written after actions/runner (`ActionCommand.TryParseV2`, then the older
 * `##[…]` form, which it looks for anywhere in a line), not the runner itself.
 */
function interpret(line: string): Command | null {
  const known = ['error', 'warning', 'notice', 'debug', 'stop-commands', 'set-output', 'add-mask', 'group'];
  const [, head = '', data = ''] = /^\s*::(.*?)::(.*)$/su.exec(line) ?? [];
  const [name = '', ...rest] = head.split(' ');
  if (known.includes(name)) {
    const pairs = rest
      .join(' ')
      .trim()
      .split(',')
      .filter(Boolean)
      .map((pair) => /^([^=]*)=(.*)$/su.exec(pair));
    const properties = Object.fromEntries(
      pairs.flatMap((pair) => (pair ? [[pair[1] ?? '', unescapeText(pair[2] ?? '', true)]] : [])),
    );
    return { name, properties, data: unescapeText(data, false) };
  }
  const [, older = ''] = /##\[([^\]\s]*)[^\]]*\]/.exec(line) ?? [];
  return known.includes(older) ? { name: `##[${older}]`, properties: {}, data: '' } : null;
}

function unescapeText(text: string, isProperty: boolean): string {
  const lines = text.replaceAll('%0D', '\r').replaceAll('%0A', '\n');
  const whole = isProperty ? lines.replaceAll('%3A', ':').replaceAll('%2C', ',') : lines;
  return whole.replaceAll('%25', '%');
}

/** A runner splits what a step prints at each of these. */
function commands(report: string): (Command | null)[] {
  expect(report).toMatch(/\n$/);
  return report
    .slice(0, -1)
    .split(/\r\n|\r|\n/)
    .map(interpret);
}

const failures = (count: number) =>
  Array.from({ length: count }, (_, n) =>
    sampleResult({ name: `t${n + 1}`, diagnosis: sampleDiagnosis('TARGET_REFUSED') }),
  );

describe('annotations for GitHub', () => {
  it('are an error for each failure, a warning for each warning, and the counts', async () => {
    const warnings = [sampleDiagnosis('CERT_EXPIRES_SOON'), sampleDiagnosis('SLO_EXCEEDED')];
    const run = sampleRun([
      sampleResult({}),
      sampleResult({ ...{ name: 'api', status: 'warn', warnings }, diagnosis: warnings[0] ?? null }),
      sampleResult({ name: 'cache', via: [], diagnosis: sampleDiagnosis('TARGET_REFUSED') }),
    ]);
    const report = await render('github', run);
    const said = (code: DiagnosisCode) => {
      const { message, hint } = diagnosisWords(sampleDiagnosis(code), en);
      return `${message}%0AHint: ${hint}`.replaceAll(/%(?!0A)/g, '%25');
    };
    expect(report.split('\n')).toEqual([
      `::error title=TARGET_REFUSED%3A cache via direct::${said('TARGET_REFUSED')}`,
      `::warning title=CERT_EXPIRES_SOON%3A api via http%3A//10.0.0.10%3A8080::${said('CERT_EXPIRES_SOON')}`,
      `::warning title=SLO_EXCEEDED%3A api via http%3A//10.0.0.10%3A8080::${said('SLO_EXCEEDED')}`,
      '::notice title=aliproxy probe::3 probed: 1 passed, 1 with a warning, 1 failed.',
      '',
    ]);
    expect(commands(report).map((command) => command?.name)).toEqual([
      ...['error', 'warning', 'warning', 'notice'],
    ]);
  });

  it('tell what a closer look found, with the failure', async () => {
    const looked = sampleResult({
      ...{ diagnosis: sampleDiagnosis('TUNNEL_TIMEOUT'), warnings: [sampleDiagnosis('SLO_EXCEEDED')] },
      explanation: sampleExplanation,
    });
    const [error, warning] = commands(await render('github', sampleRun([looked])));
    const { sentence } = explanationWords(sampleExplanation, en);
    expect(error?.data).toContain(`\n${en.probe.explanation.verdict}: ${sentence}`);
    expect(warning?.data).not.toContain(sentence);
  });

  it('are in the language of the run', async () => {
    const run = sampleRun([sampleResult({ name: '缓存', diagnosis: sampleDiagnosis('TARGET_REFUSED') })]);
    const [error, notice] = commands(await render('github', run, { text: zh, language: 'zh' }));
    const { message, hint } = diagnosisWords(sampleDiagnosis('TARGET_REFUSED'), zh);
    expect(error?.properties.title).toBe('TARGET_REFUSED: 缓存 via http://10.0.0.10:8080');
    expect(error?.data).toBe(`${message}\n${zh.common.hint}: ${hint}`);
    expect(notice?.data).toBe('共探测 1 个：0 个通过，0 个警告，1 个失败。');
  });

  it('fail a strict warning once, as an error', async () => {
    const warnings = [sampleDiagnosis('CERT_EXPIRES_SOON')];
    const strict = sampleResult({ status: 'fail', warnings, diagnosis: warnings[0] ?? null });
    const found = commands(await render('github', sampleRun([strict])));
    expect(found.map((command) => command?.name)).toEqual(['error', 'notice']);
  });

  it.each([9, 10, 11, 400])(
    'are at most ten of a kind, and the last one names the others: %i',
    async (count) => {
      const found = commands(await render('github', sampleRun(failures(count))));
      const errors = found.filter((command) => command?.name === 'error');
      expect(errors.length).toBeLessThanOrEqual(10);
      const last = errors.at(-1);
      if (count === 9) expect(last?.properties.title).toBe('TARGET_REFUSED: t9 via http://10.0.0.10:8080');
      else {
        expect(last?.properties.title).toBe('TARGET_REFUSED');
        expect(last?.data).toMatch(new RegExp(`^${count - 8} more: TARGET_REFUSED t9 via `));
        expect(last?.data.endsWith('and 342 others')).toBe(count === 400);
      }
    },
  );

  it('say that a run was cut short, and stay within ten', async () => {
    const late = sampleRun(failures(30), { ok: false, deadlineReached: '--wait' });
    const errors = commands(await render('github', late)).filter((command) => command?.name === 'error');
    expect(errors).toHaveLength(10);
    expect(errors.at(-1)).toMatchObject({ properties: { title: 'DEADLINE' } });
    const stopped = sampleRun([sampleResult({})], { ok: false, interrupted: true });
    expect(commands(await render('github', stopped))[0]).toMatchObject({
      ...{ name: 'error', properties: { title: 'INTERRUPTED' } },
    });
  });

  it('are all that a runner finds, whatever names and messages hold, and it reads them back', async () => {
    for (const text of hostileTexts()) {
      const [failed, warned] = hostileResults([text, text]);
      if (!failed || !warned) throw new Error('no results');
      const found = commands(await render('github', sampleRun([failed, warned])));
      expect(found.map((command) => command?.name)).toEqual(['error', 'warning', 'warning', 'notice']);
      const [error] = found;
      expect(Object.keys(error?.properties ?? {})).toEqual(['title']);
      const shown = withoutNonCharacters(text).replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ');
      expect(error?.properties.title).toBe(`PROXY_FORBIDDEN: ${shown} via http://10.0.0.10:8080`);
      expect(error?.data).toContain(`forbids ${withoutNonCharacters(text)} `);
    }
  });
});

describe('the summary of a step', () => {
  it('is the Markdown report', async () => {
    const run = sampleRun(failures(3));
    expect(githubSummary(run, presentation())).toBe(`${await render('md', run)}\n`);
  });

  it('stays below the size at which GitHub refuses it, and keeps what failed', () => {
    const said = 'x'.repeat(400);
    const results = Array.from({ length: 4000 }, (_, n) =>
      sampleResult({
        target: `redis://${said}-${n}.test:6379`,
        ...(n % 40 === 0 ? { diagnosis: sampleDiagnosis('TARGET_REFUSED') } : {}),
      }),
    );
    const text = githubSummary(sampleRun(results), presentation());
    expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
    expect(text.match(/-\d+\.test:6379/g)?.length).toBeGreaterThanOrEqual(100);
    expect(text).toContain('3900 results are left out here');
    expect(text).toContain('4000 probed: 3900 passed');
  });

  it('leaves out failures too where even they are too long', () => {
    const results = failures(6000).map((result) => ({
      ...result,
      target: `redis://${'x'.repeat(400)}.test:1`,
    }));
    const text = githubSummary(sampleRun(results), presentation());
    expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
    expect(text).toMatch(/\d{4} results are left out here/);
    expect(text).toContain('6000 failed');
  });
});
