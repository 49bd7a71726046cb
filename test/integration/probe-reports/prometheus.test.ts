import { describe, expect, it } from 'vitest';
import { missingModules, testPython } from '../../helpers/python.js';
import { sampleTls } from '../../unit/output/probe/sample-runs.js';
import { sampleDiagnosis, sampleResult, sampleRun } from '../../unit/probe/samples.js';
import { hostileResults, hostileTexts, withoutNonCharacters } from './hostile.js';
import { readWith, render } from './readers.js';

/** Both grammars of prometheus_client: the text format, and OpenMetrics, which also refuses duplicates. */
const script = `
import sys, json, math
from prometheus_client.parser import text_string_to_metric_families as text
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
data = sys.stdin.buffer.read().decode("utf-8")
def plain(families):
    return [{"name": f.name, "type": f.type, "help": f.documentation, "samples":
      [{"name": s.name, "labels": s.labels, "value": s.value, "timestamp": s.timestamp} for s in f.samples]} for f in families]
json.dump({"text": plain(text(data)), "openmetrics": plain(openmetrics(data + "# EOF\\n"))}, sys.stdout)
`;

interface Family {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly samples: readonly {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly value: number;
    readonly timestamp: null;
  }[];
}

const readMetrics = (report: string) =>
  readWith(testPython, ['-c', script], report) as { text: Family[]; openmetrics: Family[] };

const via = 'http://10.0.0.10:8080';
const target = 'redis://10.0.3.8:6379';

describe.skipIf(missingModules('prometheus_client'))('metrics, as prometheus_client reads them', () => {
  it('tell success, times, causes and what is known of each target', async () => {
    const run = sampleRun([
      sampleResult({ timingsMs: { proxyTcp: 12.1, tunnel: 31.4, app: 30.9, total: 74.6 } }),
      sampleResult({
        ...{ target: 'https://api.internal/', kind: 'https', name: 'api', via: [], status: 'warn' },
        diagnosis: sampleDiagnosis('CERT_EXPIRES_SOON'),
        warnings: [sampleDiagnosis('CERT_EXPIRES_SOON')],
        details: { proxy: null, tls: sampleTls, app: { status: 204 } },
      }),
      sampleResult({
        ...{ name: 'down', diagnosis: sampleDiagnosis('TARGET_REFUSED') },
        attempts: [1, 2, 3].map((n) => ({ n, ok: false, code: 'TARGET_REFUSED', ms: 2 })),
      }),
      sampleResult({
        name: 'often',
        stats: { count: 4, failed: 1, loss: 0.25, minMs: 1, p50Ms: 2, p95Ms: 3.5, maxMs: 4 },
      }),
    ]);
    const { text } = readMetrics(await render('prom', run));
    const found = new Map(text.map(({ name, samples }) => [name, samples.map((s) => [s.labels, s.value])]));
    const first = { target, kind: 'redis', via };
    const api = { target: 'https://api.internal/', kind: 'https', via: 'direct', name: 'api' };
    const down = { ...first, name: 'down' };
    const often = { ...first, name: 'often' };
    expect(found.get('aliproxy_probe_success')).toEqual([
      [first, 1],
      [api, 1],
      [down, 0],
      [often, 1],
    ]);
    expect(found.get('aliproxy_probe_duration_seconds')?.[0]).toEqual([first, 0.0746]);
    expect(found.get('aliproxy_probe_phase_duration_seconds')?.slice(0, 3)).toEqual([
      [{ ...first, phase: 'proxyTcp' }, 0.0121],
      [{ ...first, phase: 'tunnel' }, 0.0314],
      [{ ...first, phase: 'app' }, 0.0309],
    ]);
    expect(found.get('aliproxy_probe_failure_info')).toEqual([
      [{ ...down, code: 'TARGET_REFUSED', phase: 'targetTcp', blame: 'target' }, 1],
    ]);
    expect(found.get('aliproxy_probe_warning_info')).toEqual([
      [{ ...api, code: 'CERT_EXPIRES_SOON', phase: 'tls' }, 1],
    ]);
    // The chain's, which ends before its first certificate.
    expect(found.get('aliproxy_probe_cert_expiry_timestamp_seconds')).toEqual([
      [api, Date.UTC(2026, 10, 1) / 1000],
    ]);
    expect(found.get('aliproxy_probe_http_status_code')).toEqual([[api, 204]]);
    expect(found.get('aliproxy_probe_attempts')?.map(([, value]) => value)).toEqual([1, 1, 3, 1]);
    expect(found.get('aliproxy_probe_repeats')).toEqual([[often, 4]]);
    expect(found.get('aliproxy_probe_loss_ratio')).toEqual([[often, 0.25]]);
    expect(found.get('aliproxy_probe_latency_seconds')).toEqual([
      [{ ...often, stat: 'min' }, 0.001],
      [{ ...often, stat: 'p50' }, 0.002],
      [{ ...often, stat: 'p95' }, 0.0035],
      [{ ...often, stat: 'max' }, 0.004],
    ]);
    expect(found.get('aliproxy_probe_run_success')).toEqual([[{}, 0]]);
    expect(found.get('aliproxy_probe_run_timestamp_seconds')).toEqual([
      [{}, Date.UTC(2026, 10, 22, 8) / 1000],
    ]);
  });

  it('name, type and explain each metric once, and leave out what has no value', async () => {
    const { text, openmetrics } = readMetrics(await render('prom', sampleRun([sampleResult({ via: [] })])));
    const names = text.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).not.toContain('aliproxy_probe_http_status_code');
    expect(names).not.toContain('aliproxy_probe_latency_seconds');
    for (const { name, type, help, samples } of text) {
      expect({ name, type, helped: help.length > 10, timestamps: samples.some((s) => s.timestamp) }).toEqual({
        ...{ name, type: 'gauge', helped: true, timestamps: false },
      });
    }
    expect(openmetrics).toEqual(text);
  });

  it("keep to the rules of promtool's linter, and can be summed over every label", async () => {
    const stats = { count: 4, failed: 1, loss: 0.25, minMs: 1, p50Ms: 2, p95Ms: 3.5, maxMs: 4 };
    const { text } = readMetrics(await render('prom', sampleRun([sampleResult({ stats })])));
    const labels = text.flatMap(({ samples }) => samples.flatMap((sample) => Object.entries(sample.labels)));
    for (const [name, value] of labels) {
      expect(name).toMatch(/^[a-z][a-z_]*$/);
      // Theirs are the labels of histograms and summaries.
      expect(name).not.toMatch(/^(?:le|quantile|job|instance)$/);
      expect(value).not.toBe('total');
    }
    for (const { name } of text)
      expect(name).not.toMatch(/_(?:total|count|sum|bucket|ms|milliseconds)$|[A-Z]/);
  });

  it('fail for a run that was cut short, even if all that is there passed', async () => {
    const run = sampleRun([sampleResult({})], { ok: false, interrupted: true });
    const { text } = readMetrics(await render('prom', run));
    const [success] = text.filter(({ name }) => name === 'aliproxy_probe_run_success');
    expect(success?.samples[0]?.value).toBe(0);
  });

  it('never have the same labels twice, whatever is probed twice', async () => {
    const slow = [sampleDiagnosis('SLO_EXCEEDED'), sampleDiagnosis('SLO_EXCEEDED')];
    const warned = { ...{ diagnosis: slow[0] ?? null, status: 'warn' as const }, warnings: slow };
    const names = ['a', 'a', 'a #2', 'a', '', '\ud800', '\udfff', '#2'];
    const run = sampleRun([
      ...[sampleResult({}), sampleResult({}), sampleResult(warned)],
      ...names.map((name) => sampleResult({ name })),
    ]);
    const { text } = readMetrics(await render('prom', run));
    for (const { samples } of text) {
      const series = samples.map(({ labels }) => JSON.stringify(Object.entries(labels).sort()));
      expect(new Set(series).size).toBe(series.length);
    }
    const success = text.find(({ name }) => name === 'aliproxy_probe_success');
    expect(success?.samples.map(({ labels }) => labels.name ?? null)).toEqual([
      ...[null, '#2', '#3', 'a', 'a #2', 'a #2 #2', 'a #3', '#4', '\ufffd', '\ufffd #2', '#2 #2'],
    ]);
  });

  it('give back whatever names hold', async () => {
    const results = hostileResults(hostileTexts());
    const { text } = readMetrics(await render('prom', sampleRun(results)));
    const success = text.find(({ name }) => name === 'aliproxy_probe_success');
    expect(success?.samples).toHaveLength(results.length);
    for (const [index, { target: shown, name }] of results.entries()) {
      const labels = success?.samples[index]?.labels;
      expect(labels?.target).toBe(withoutNonCharacters(shown));
      expect(labels?.name?.startsWith(withoutNonCharacters(name ?? '')) ?? name === '').toBe(true);
    }
  });
});
