import { describe, expect, it } from 'vitest';
import { en } from '../../../src/lib/messages/en.js';
import { zh } from '../../../src/lib/messages/zh.js';
import { diagnosisWords } from '../../../src/lib/output/views/probe/words.js';
import { missing } from '../../helpers/programs.js';
import { sampleExplanation } from '../../unit/output/probe/sample-runs.js';
import { sampleDiagnosis, sampleResult, sampleRun } from '../../unit/probe/samples.js';
import { hostileResults, hostileTexts, withoutNonCharacters } from './hostile.js';
import { readWith, render } from './readers.js';

/** The standard library's reader, strict about quotes. */
const script = `
import sys, json, csv, io
data = sys.stdin.buffer.read()
text = data.decode("utf-8")
mark = text.startswith("\\ufeff")
reader = csv.reader(io.StringIO(text[1:] if mark else text, newline=""), strict=True)
json.dump({"mark": mark, "rows": list(reader)}, sys.stdout)
`;

interface Reading {
  readonly mark: boolean;
  readonly rows: readonly (readonly string[])[];
}

const readCsv = (report: string) => readWith('python3', ['-c', script], report) as Reading;

function records({ rows: [head = [], ...rows] }: Reading): Record<string, string>[] {
  return rows.map((row) => {
    expect(row).toHaveLength(head.length);
    return Object.fromEntries(head.map((name, index) => [name, row[index] ?? '']));
  });
}

describe.skipIf(missing('python3'))('CSV, as Python reads it', () => {
  it('has a record for each result, the phases in columns, and empty cells for null', async () => {
    const run = sampleRun([
      sampleResult({
        ...{ name: 'cache', tags: ['eu', 'prod'], diagnosis: sampleDiagnosis('TARGET_REFUSED') },
        explanation: sampleExplanation,
        timingsMs: { proxyTcp: 0.4, tunnel: 1.9, total: 2.8 },
        stats: { count: 5, failed: 5, loss: 1, minMs: null, p50Ms: null, p95Ms: null, maxMs: null },
      }),
      sampleResult({ via: [], bypass: { variable: 'NO_PROXY', entry: '10.0.0.0/8', rules: 'go' } }),
    ]);
    const [first, second] = records(readCsv(await render('csv', run)));
    const { message, hint } = diagnosisWords(sampleDiagnosis('TARGET_REFUSED'), en);
    expect(first).toEqual({
      ...{ startedAt: '2026-11-22T08:00:00.000Z', target: 'redis://10.0.3.8:6379', name: 'cache' },
      ...{ tags: 'eu prod', kind: 'redis', host: '10.0.3.8', port: '6379', via: 'http://10.0.0.10:8080' },
      ...{ source: 'flag', bypass: '', status: 'fail', ok: 'false', code: 'TARGET_REFUSED' },
      ...{ phase: 'targetTcp', blame: 'target', message, hint, attempts: '1', proxyDnsMs: '' },
      ...{ proxyTcpMs: '0.4', proxyTlsMs: '', tunnelMs: '1.9', targetDnsMs: '', targetTcpMs: '', tlsMs: '' },
      ...{ appMs: '', transferMs: '', totalMs: '2.8', count: '5', failed: '5', loss: '1' },
      ...{ minMs: '', p50Ms: '', p95Ms: '', maxMs: '', verdict: 'target-behind-proxy' },
    });
    expect(second).toMatchObject({ via: 'direct', bypass: 'NO_PROXY=10.0.0.0/8', ok: 'true', code: '' });
  });

  it('ends each line with CRLF', async () => {
    const report = await render('csv', sampleRun([sampleResult({}), sampleResult({})]));
    expect(report.split('\r\n')).toHaveLength(4);
    expect(report.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  it('marks a file as UTF-8 for Excel, and leaves a pipe without the mark', async () => {
    const run = sampleRun([sampleResult({ name: '数据库', diagnosis: sampleDiagnosis('TARGET_REFUSED') })]);
    const chinese = { text: zh, language: 'zh' as const };
    const piped = readCsv(await render('csv', run, chinese));
    const file = readCsv(await render('csv', run, { ...chinese, destination: 'file' }));
    expect([piped.mark, file.mark]).toEqual([false, true]);
    expect(records(file)).toEqual(records(piped));
    expect(records(file)[0]).toMatchObject({
      ...{ name: '数据库', message: diagnosisWords(sampleDiagnosis('TARGET_REFUSED'), zh).message },
    });
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])(
    'lets no spreadsheet calculate %j',
    async (name) => {
      const [record] = records(readCsv(await render('csv', sampleRun([sampleResult({ name })]))));
      expect(record?.name).toBe(`'${name}`);
    },
  );

  it('gives back whatever names and messages hold', async () => {
    const results = hostileResults(hostileTexts());
    const found = records(readCsv(await render('csv', sampleRun(results))));
    expect(found).toHaveLength(results.length);
    for (const [index, { target, name, diagnosis }] of results.entries()) {
      expect(found[index]).toMatchObject({
        ...{ target: plain(target), name: shown(name ?? '') },
        message: diagnosis ? shown(diagnosisWords(diagnosis, en).message) : '',
      });
    }
  });
});

const plain = (text: string) => withoutNonCharacters(text).replaceAll('\0', '');
const shown = (text: string) => (/^[=+\-@\t\r]/.test(plain(text)) ? `'${plain(text)}` : plain(text));
