import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { en } from '../../../src/lib/messages/en.js';
import { explanationWords } from '../../../src/lib/output/views/probe/explanation.js';
import { diagnosisWords } from '../../../src/lib/output/views/probe/words.js';
import { missing } from '../../helpers/programs.js';
import { sampleExplanation } from '../../unit/output/probe/sample-runs.js';
import { sampleDiagnosis, sampleResult, sampleRun } from '../../unit/probe/samples.js';
import { hostileResults, hostileTexts, withoutNonCharacters } from './hostile.js';
import { readWith, render } from './readers.js';

/** Perl's own TAP::Parser, which `prove` reads with. */
const script = String.raw`
use strict; use warnings; use TAP::Parser; use JSON::PP;
binmode STDIN, ':utf8';
local $/; my $tap = <STDIN>;
my $parser = TAP::Parser->new({ tap => $tap });
my (@tests, $bail);
while (my $result = $parser->next) {
  if ($result->is_test) {
    push @tests, { ok => $result->is_actual_ok ? 1 : 0, number => 0 + $result->number,
      description => $result->description, directive => $result->directive . '', data => undef };
  } elsif ($result->is_yaml) { $tests[-1]{data} = $result->data }
  elsif ($result->is_bailout) { $bail = $result->explanation }
  elsif (!$result->is_plan && !$result->is_version) { push @tests, { unexpected => $result->type . ': ' . $result->as_string } }
}
print JSON::PP->new->ascii->encode({ tests => \@tests, bail => $bail, planned => 0 + $parser->tests_planned,
  version => 0 + $parser->version, errors => [ $parser->parse_errors ], problems => $parser->has_problems ? 1 : 0 });
`;

interface Reading {
  readonly version: number;
  readonly planned: number;
  readonly errors: readonly string[];
  readonly problems: number;
  readonly bail: string | null;
  readonly tests: readonly {
    readonly ok: number;
    readonly number: number;
    readonly description: string;
    readonly directive: string;
    readonly data: Readonly<Record<string, unknown>>;
  }[];
}

const readTap = (report: string) => readWith('perl', ['-e', script], report) as Reading;

/** TAP 14 escapes `#` and `\`; this Perl leaves that to its user. */
const unescaped = (description: string) => description.replace(/^- /, '').replace(/\\([\\#])/g, '$1');

describe.skipIf(missing('perl'))('TAP, as Perl reads it', () => {
  it('states the version that prove takes', async () => {
    expect(await render('tap', sampleRun([]))).toMatch(/^TAP version 13\n1\.\.0\n/);
  });

  it('has a plan and a line for each result, with diagnostics', async () => {
    const run = sampleRun([
      sampleResult({ timingsMs: { proxyTcp: 12.1, tunnel: 31.4, app: 30.9, total: 74.6 } }),
      sampleResult({ diagnosis: sampleDiagnosis('TARGET_REFUSED'), name: 'cache #1', via: [] }),
    ]);
    const { tests, ...rest } = readTap(await render('tap', run));
    const { message, hint } = diagnosisWords(sampleDiagnosis('TARGET_REFUSED'), en);
    expect(rest).toEqual({ version: 13, planned: 2, errors: [], problems: 1, bail: null });
    expect(
      tests.map(({ description, ...test }) => ({ ...test, description: unescaped(description) })),
    ).toEqual([
      {
        ...{ ok: 1, number: 1, directive: '' },
        description: 'redis://10.0.3.8:6379 via http://10.0.0.10:8080',
        data: {
          ...{ target: 'redis://10.0.3.8:6379', kind: 'redis', status: 'pass', attempts: '1' },
          timingsMs: { proxyTcp: '12.1', tunnel: '31.4', app: '30.9', total: '74.6' },
        },
      },
      {
        ...{ ok: 0, number: 2, directive: '', description: 'cache #1 via direct' },
        data: {
          ...{ target: 'redis://10.0.3.8:6379', kind: 'redis', status: 'fail', code: 'TARGET_REFUSED' },
          ...{ phase: 'targetTcp', blame: 'target', message, hint, attempts: '1', timingsMs: { total: '0' } },
        },
      },
    ]);
  });

  it('says nothing is wrong with a run in which all pass', async () => {
    const warned = sampleResult({ diagnosis: sampleDiagnosis('CERT_EXPIRES_SOON'), status: 'warn' });
    const { problems, tests } = readTap(await render('tap', sampleRun([sampleResult({}), warned])));
    expect(problems).toBe(0);
    expect(tests[1]).toMatchObject({
      ok: 1,
      directive: '',
      data: { status: 'warn', code: 'CERT_EXPIRES_SOON' },
    });
  });

  it('tells all warnings, statistics, and what a closer look found', async () => {
    const warnings = [sampleDiagnosis('CERT_EXPIRES_SOON'), sampleDiagnosis('SLO_EXCEEDED')];
    const stats = { count: 4, failed: 1, loss: 0.25, minMs: 1, p50Ms: 2, p95Ms: null, maxMs: 4 };
    const diagnosis = sampleDiagnosis('TUNNEL_TIMEOUT');
    const looked = sampleResult({ diagnosis, warnings, stats, explanation: sampleExplanation });
    const { tests } = readTap(await render('tap', sampleRun([looked])));
    expect(tests[0]?.data).toMatchObject({
      ...{ verdict: 'target-behind-proxy', ...explanationWords(sampleExplanation, en) },
      warnings: warnings.map((warning) => ({
        ...{ code: warning.code, message: diagnosisWords(warning, en).message },
      })),
      stats: { count: '4', failed: '1', loss: '0.25', minMs: '1', p50Ms: '2', maxMs: '4' },
    });
  });

  it('bails out where the run was cut short, also when all that is there passed', async () => {
    const passed = [sampleResult({})];
    const stopped = readTap(await render('tap', sampleRun(passed, { ok: false, interrupted: true })));
    expect(stopped.bail).toBe(en.probe.reports.interrupted);
    const late = readTap(await render('tap', sampleRun(passed, { ok: false, deadlineReached: '--wait' })));
    expect(late.bail).toBe(en.probe.reports.cutShort('--wait'));
  });

  it('gives back whatever names and messages hold', async () => {
    const results = hostileResults(hostileTexts());
    const report = await render('tap', sampleRun(results));
    const { tests, planned, errors, bail } = readTap(report);
    expect({ tests: tests.length, planned, errors, bail }).toEqual({
      ...{ tests: results.length, planned: results.length, errors: [], bail: null },
    });
    for (const [index, result] of results.entries()) {
      expect(tests[index]).toMatchObject({ ok: Number(result.ok), number: index + 1, directive: '' });
      expect(tests[index]?.data).toMatchObject(expectedData(result));
    }
  });

  it('has YAML of version 1.2 in its blocks', async () => {
    const results = hostileResults(hostileTexts());
    const blocks = (await render('tap', sampleRun(results))).match(/^ {2}---\n[\s\S]*?^ {2}\.\.\.$/gm) ?? [];
    expect(blocks).toHaveLength(results.length);
    for (const [index, result] of results.entries()) {
      const block = (blocks[index] ?? '').replace(/\n {2}\.\.\.$/, '\n').replace(/^ {2}/gm, '');
      expect(parse(block)).toMatchObject(expectedData(result));
    }
  });
});

function expectedData({ target, status, diagnosis }: ReturnType<typeof hostileResults>[number]) {
  const shown = (text: string) =>
    withoutNonCharacters(text)
      .replaceAll('\ufeff', '\ufffd')
      .replace(/[\u2028\u2029]/g, ' ');
  return {
    ...{ target: shown(target), status },
    ...(diagnosis ? { code: diagnosis.code, message: shown(diagnosisWords(diagnosis, en).message) } : {}),
  };
}
