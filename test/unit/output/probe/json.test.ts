import { describe, expect, it } from 'vitest';
import { en } from '../../../../src/lib/messages/en.js';
import { zh } from '../../../../src/lib/messages/zh.js';
import { probeJsonText, resultJson } from '../../../../src/lib/output/views/probe/json.js';
import { resultLine, summaryLine } from '../../../../src/lib/output/views/probe/ndjson.js';
import { diagnosisWords } from '../../../../src/lib/output/views/probe/words.js';
import { hostileResults, hostileTexts } from '../../../integration/probe-reports/hostile.js';
import { render } from '../../../integration/probe-reports/readers.js';
import { sampleDiagnosis, sampleResult, sampleRun } from '../../probe/samples.js';
import { sampleExplanation } from './sample-runs.js';

const stats = { count: 5, failed: 1, loss: 0.2, minMs: 1, p50Ms: 2, p95Ms: 4, maxMs: 4 };
const slow = sampleDiagnosis('SLO_EXCEEDED');
const ending = sampleDiagnosis('CERT_EXPIRES_SOON');

const whole = sampleResult({
  ...{ name: 'api', tags: ['eu'], status: 'warn', diagnosis: slow, warnings: [slow, ending] },
  ...{ stats, explanation: sampleExplanation },
});

describe('the JSON document of probe', () => {
  it('has its members in this order', () => {
    const run = sampleRun([whole], { interrupted: true, deadlineReached: '--wait', ok: false });
    const document = JSON.parse(probeJsonText(run, en)) as { results: object[] };
    expect(Object.keys(document)).toEqual([
      ...['schemaVersion', 'command', 'ok', 'summary', 'startedAt', 'durationMs', 'interrupted'],
      ...['deadlineReached', 'results'],
    ]);
    expect(document).toMatchObject({
      schemaVersion: 1,
      command: 'probe',
      interrupted: true,
      deadlineReached: '--wait',
    });
    expect(Object.keys(document.results[0] ?? {})).toEqual([
      ...['target', 'name', 'tags', 'kind', 'host', 'port', 'via', 'bypass', 'status', 'ok', 'code', 'phase'],
      ...['blame', 'message', 'hint', 'warnings', 'attempts', 'timingsMs', 'details', 'stats', 'explanation'],
    ]);
  });

  it('leaves out what a plain result has not', () => {
    const run = sampleRun([sampleResult({})]);
    const document = JSON.parse(probeJsonText(run, en)) as { results: object[] };
    expect(Object.keys(document)).toEqual([
      ...['schemaVersion', 'command', 'ok', 'summary', 'startedAt', 'durationMs', 'results'],
    ]);
    expect(Object.keys(document.results[0] ?? {})).toEqual([
      ...['target', 'name', 'kind', 'host', 'port', 'via', 'bypass', 'status', 'ok', 'code', 'phase'],
      ...['blame', 'message', 'hint', 'attempts', 'timingsMs', 'details'],
    ]);
  });

  it.each([
    { what: 'a lone warning stands in code', diagnosis: slow, warnings: [slow], listed: null },
    { what: 'two stand in the list', diagnosis: slow, warnings: [slow, ending], listed: [slow, ending] },
    {
      what: 'one that came before a failure stands in the list',
      ...{ diagnosis: sampleDiagnosis('HTTP_STATUS'), warnings: [ending], listed: [ending] },
    },
  ])('says all warnings once: $what', ({ diagnosis, warnings, listed }) => {
    const json = resultJson(sampleResult({ diagnosis, warnings }), en) as {
      code: string;
      warnings?: object[];
    };
    expect(json.code).toBe(diagnosis.code);
    expect(json.warnings ?? null).toEqual(
      listed?.map((warning) => ({ code: warning.code, message: diagnosisWords(warning, en).message })) ??
        null,
    );
  });

  it('speaks the language of the run, in sentences only', () => {
    const result = sampleResult({
      diagnosis: sampleDiagnosis('TARGET_REFUSED'),
      explanation: sampleExplanation,
    });
    const [english, chinese] = [en, zh].map((text) => resultJson(result, text) as Record<string, unknown>);
    const { message, hint } = diagnosisWords(sampleDiagnosis('TARGET_REFUSED'), zh);
    expect(chinese).toMatchObject({ message, hint });
    const wordless = ({
      message: _message,
      hint: _hint,
      explanation: _explanation,
      ...rest
    }: Record<string, unknown> = {}) => rest;
    expect(wordless(chinese)).toEqual(wordless(english));
    expect(Object.keys(chinese ?? {})).toEqual(Object.keys(english ?? {}));
    expect(JSON.stringify(chinese?.explanation)).toMatch(/[\u4e00-\u9fff]/);
  });

  it('is the same text on stdout and in a file', async () => {
    const run = sampleRun([whole]);
    expect(await render('json', run)).toBe(probeJsonText(run, en));
    expect(await render('json', run, { destination: 'file' })).toBe(probeJsonText(run, en));
  });
});

describe('the JSON lines of probe', () => {
  it('are one result each, and the run at the end', async () => {
    const run = sampleRun([sampleResult({}), sampleResult({ diagnosis: sampleDiagnosis('TARGET_REFUSED') })]);
    const text = await render('ndjson', run);
    expect(text).toMatch(/\n$/);
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ schemaVersion, command, event }) => ({ schemaVersion, command, event }))).toEqual(
      ['result', 'result', 'summary'].map((event) => ({ schemaVersion: 1, command: 'probe', event })),
    );
    expect(lines[1]).toMatchObject({ code: 'TARGET_REFUSED', status: 'fail' });
    expect(lines[2]).toEqual({
      ...{ schemaVersion: 1, command: 'probe', event: 'summary', ok: false, durationMs: 57 },
      summary: { total: 2, pass: 1, warn: 0, fail: 1, blame: [] },
      startedAt: '2026-11-22T08:00:00.000Z',
    });
  });

  it('say when a probe ended where they come one by one', () => {
    expect(resultLine(sampleResult({}), en)).not.toHaveProperty('at');
    expect(resultLine(sampleResult({}), en, Date.UTC(2026, 10, 22, 8))).toMatchObject({
      at: '2026-11-22T08:00:00.000Z',
    });
  });

  it('end with the statistics of what was probed again and again', () => {
    expect(summaryLine(sampleRun([sampleResult({}), whole]))).toMatchObject({
      stats: [{ target: whole.target, name: 'api', via: whole.via, ...stats }],
    });
  });

  it('stay lines, whatever names and messages hold', async () => {
    const results = hostileResults(hostileTexts());
    const lines = (await render('ndjson', sampleRun(results))).split('\n');
    expect(lines).toHaveLength(results.length + 2);
    for (const [index, { name, target, diagnosis }] of results.entries()) {
      const expected = { name, target, message: diagnosis && diagnosisWords(diagnosis, en).message };
      expect(JSON.parse(lines[index] ?? '')).toMatchObject(expected);
    }
  });
});
