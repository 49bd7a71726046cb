import { describe, expect, it } from 'vitest';
import { en } from '../../../../src/lib/messages/en.js';
import { zh } from '../../../../src/lib/messages/zh.js';
import { probeJson, probeJsonText } from '../../../../src/lib/output/views/probe/json.js';
import { resultLine, summaryLine } from '../../../../src/lib/output/views/probe/ndjson.js';
import { type DiagnosisCode, diagnosisCodes } from '../../../../src/lib/probe/diagnosis/diagnosis.js';
import { type Explanation, explainCheckIds } from '../../../../src/lib/probe/explain/explanation.js';
import type { ProbeResult } from '../../../../src/lib/probe/result.js';
import { envRules } from '../../../../src/lib/probe/routing/env-rules.js';
import { targetKinds } from '../../../../src/lib/probe/target/target.js';
import { clientIds } from '../../../../src/lib/proxy/clients/client.js';
import { phaseNames } from '../../../../src/lib/proxy/way/phases.js';
import { readProxyReply } from '../../../../src/lib/proxy/way/proxy-reply.js';
import { complaints, probeSchema } from '../../../helpers/probe-schema.js';
import { hostileResults, hostileTexts } from '../../../integration/probe-reports/hostile.js';
import { sampleDiagnosis, sampleResult, sampleRun } from '../../probe/samples.js';
import { sampleExplanation, sampleTls } from './sample-runs.js';

const codes = Object.keys(diagnosisCodes) as DiagnosisCode[];
const catalogues = { en, zh };

/** With a client that would go another way. */
const explanation: Explanation = {
  ...sampleExplanation,
  clients: [{ client: 'curl', proxy: null, refused: false, rule: { kind: 'opt-in', name: 'ALL_PROXY' } }],
};

const document = (run: ReturnType<typeof sampleRun>, text = en) =>
  JSON.parse(probeJsonText(run, text)) as Record<string, unknown>;

/** A result with everything that a result may have. */
const everything: ProbeResult = sampleResult({
  ...{ name: 'api', tags: ['eu'], kind: 'https', target: 'https://api.internal/health' },
  via: [
    { proxy: 'https://gate.corp.test:3129', source: 'env:HTTPS_PROXY' },
    { proxy: 'socks5h://10.0.0.11:1080', source: 'config' },
  ],
  bypass: { variable: 'NO_PROXY', entry: '10.0.0.0/8', rules: 'node' },
  diagnosis: sampleDiagnosis('TLS_INTERCEPTED'),
  warnings: [sampleDiagnosis('SLO_EXCEEDED'), sampleDiagnosis('CERT_EXPIRES_SOON')],
  timingsMs: Object.fromEntries(phaseNames.map((name, index) => [name, index + 0.5])),
  details: {
    proxy: readProxyReply({
      ...{ status: 200, reason: 'OK', version: '1.1' },
      headers: new Map([
        ['via', ['1.1 gate']],
        ['proxy-authenticate', ['Basic realm="x"']],
      ]),
    }),
    tls: sampleTls,
    app: { reply: '+PONG' },
  },
  stats: { count: 4, failed: 1, loss: 0.25, minMs: 1, p50Ms: 2, p95Ms: 3, maxMs: 3 },
  explanation,
});

describe('the published schema', () => {
  it.each(['en', 'zh'] as const)('takes every code, as a failure and as a warning: %s', (language) => {
    const results = codes.flatMap((code) => [
      sampleResult({ diagnosis: sampleDiagnosis(code) }),
      sampleResult({ diagnosis: sampleDiagnosis(code), status: 'warn', warnings: [sampleDiagnosis(code)] }),
    ]);
    expect(complaints(document(sampleRun(results), catalogues[language]), 'report')).toEqual([]);
  });

  it.each(targetKinds)('takes a target of kind %s', (kind) => {
    expect(complaints(document(sampleRun([sampleResult({ kind })])), 'report')).toEqual([]);
  });

  it('takes what is there in some results only', () => {
    expect(complaints(document(sampleRun([everything])), 'report')).toEqual([]);
  });

  it.each([
    { more: { interrupted: true, ok: false } },
    { more: { deadlineReached: '--deadline' as const, ok: false } },
    { more: { deadlineReached: '--wait' as const, ok: false } },
  ])('takes a run that was cut short: $more', ({ more }) => {
    expect(complaints(document(sampleRun([], more)), 'report')).toEqual([]);
  });

  it('takes the lines of a stream', () => {
    const run = sampleRun([everything, sampleResult({})]);
    for (const result of run.results) {
      expect(complaints(resultLine(result, en), 'resultLine')).toEqual([]);
      expect(complaints(resultLine(result, en, 1_795_334_400_000), 'resultLine')).toEqual([]);
    }
    expect(complaints(summaryLine(run), 'summaryLine')).toEqual([]);
    expect(complaints(summaryLine(sampleRun([])), 'summaryLine')).toEqual([]);
  });

  it('takes the document of an error, with what it has besides', () => {
    const error = { code: 'BAD_TARGET', message: 'no', hint: 'write host:port', flag: '--proxy' };
    expect(complaints({ schemaVersion: 1, command: 'probe', ok: false, error }, 'error')).toEqual([]);
  });

  it('knows each of them for what it is', () => {
    const run = sampleRun([everything]);
    const error = {
      schemaVersion: 1,
      command: 'probe',
      ok: false,
      error: { code: 'X', message: 'm', hint: '' },
    };
    for (const value of [document(run), error, resultLine(everything, en), summaryLine(run)]) {
      expect(complaints(value)).toEqual([]);
    }
    expect(complaints({})).not.toEqual([]);
    expect(
      complaints({ schemaVersion: 1, command: 'probe', ...probeJson(run, en), event: 'summary' }),
    ).not.toEqual([]);
  });

  it('takes whatever names and messages hold', () => {
    expect(complaints(document(sampleRun(hostileResults(hostileTexts(50)))), 'report')).toEqual([]);
  });

  it('lists what the program lists', () => {
    const { $defs } = probeSchema;
    const text = JSON.stringify(probeSchema);
    const enumOf = (path: string) =>
      path.split('.').reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], $defs) as {
        enum: string[];
      };
    expect($defs.code?.enum).toEqual(codes);
    expect($defs.phaseOrTotal?.enum).toEqual([...phaseNames, 'total']);
    expect($defs.blame?.enum).toEqual(Object.keys(en.probe.blame));
    expect(enumOf('resultMembers.properties.kind').enum).toEqual([...targetKinds]);
    expect(enumOf('explanation.properties.verdict').enum).toEqual(Object.keys(en.probe.explanation.verdicts));
    expect(enumOf('explanation.properties.checks.items.properties.id').enum).toEqual([...explainCheckIds]);
    expect(enumOf('explanation.properties.clients.items.properties.client').enum).toEqual([...clientIds]);
    expect(text).toContain(JSON.stringify({ enum: [...envRules] }));
    expect(Object.keys(enumOf('resultMembers.properties.timingsMs.properties'))).toEqual([
      ...phaseNames,
      'total',
    ]);
  });
});

describe('the published schema, on a document that has drifted', () => {
  const whole = document(
    sampleRun([everything, sampleResult({ diagnosis: sampleDiagnosis('TARGET_REFUSED') })], {
      deadlineReached: '--wait',
      ok: false,
    }),
  );
  const nodes = objectsIn(whole);

  it('looks into every object', () => {
    expect(nodes.length).toBeGreaterThan(15);
  });

  it('refuses a member that nobody announced, everywhere but in what targets say', () => {
    const taken = nodes.filter(({ path }) => {
      const changed = structuredClone(whole);
      at(changed, path).announced = false;
      return complaints(changed, 'report').length === 0;
    });
    expect(taken.map(({ path }) => path.join('.'))).toEqual(['results.0.details.app']);
  });

  it('refuses a document in which a member is missing that always was there', () => {
    const optional = new Set<string>();
    for (const { path, value } of nodes) {
      for (const key of Object.keys(value)) {
        const changed = structuredClone(whole);
        delete at(changed, path)[key];
        if (complaints(changed, 'report').length === 0)
          optional.add([...path, key].join('.').replace(/\d+/g, 'N'));
      }
    }
    expect([...optional].toSorted()).toEqual([
      ...['deadlineReached', 'results.N.details.app.reply', 'results.N.explanation'],
      ...['results.N.stats', 'results.N.tags', 'results.N.warnings'],
    ]);
  });

  it('refuses a value of another type', () => {
    const taken = nodes.flatMap(({ path, value }) =>
      Object.keys(value).filter((key) => {
        const changed = structuredClone(whole);
        at(changed, path)[key] = [[]];
        return complaints(changed, 'report').length === 0;
      }),
    );
    expect(taken).toEqual(['reply']);
  });

  it.each([
    ['a code', 'results.1', 'code', 'TARGET_BORED'],
    ['a phase', 'results.1', 'phase', 'target_tcp'],
    ['a blame', 'results.1', 'blame', 'user'],
    ['a kind', 'results.1', 'kind', 'gopher'],
    ['a status', 'results.1', 'status', 'skip'],
    ['a source', 'results.1.via.0', 'source', ''],
    ['a version', '', 'schemaVersion', 2],
    ['a port', 'results.1', 'port', 0],
    ['a time', 'results.1.timingsMs', 'total', -1],
    ['a date', '', 'startedAt', 'today'],
    ['a verdict', 'results.0.explanation', 'verdict', 'the-moon'],
  ])('refuses %s that is not known', (_what, path, key, value) => {
    const changed = structuredClone(whole);
    at(changed, path.split('.').filter(Boolean))[key] = value;
    expect(complaints(changed, 'report')).not.toEqual([]);
  });

  it.each([
    ['a pass with a code', { status: 'pass', ok: true }],
    ['a failure that is ok', { status: 'fail', ok: true }],
    ['a warning that is not', { status: 'warn', ok: false }],
    ['a failure without a code', { code: null }],
    ['a failure without a hint', { hint: null }],
  ])('refuses %s', (_what, change) => {
    const changed = structuredClone(whole);
    Object.assign(at(changed, ['results', '1']), change);
    expect(complaints(changed, 'report')).not.toEqual([]);
  });
});

type Node = Record<string, unknown>;

/** Every object in a document, by its path; not what targets say, which is open. */
function objectsIn(value: unknown, path: readonly string[] = []): { path: readonly string[]; value: Node }[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => objectsIn(item, [...path, String(index)]));
  if (value === null || typeof value !== 'object') return [];
  const inside = Object.entries(value).flatMap(([key, item]) => objectsIn(item, [...path, key]));
  return [{ path, value: value as Node }, ...inside];
}

function at(value: Node, path: readonly string[]): Node {
  return path.reduce<Node>((node, key) => node[key] as Node, value);
}
