import { describe, expect, it } from 'vitest';
import { en } from '../../../src/lib/messages/en.js';
import { zh } from '../../../src/lib/messages/zh.js';
import { explanationWords } from '../../../src/lib/output/views/probe/explanation.js';
import { diagnosisWords } from '../../../src/lib/output/views/probe/words.js';
import { missingModules, testPython } from '../../helpers/python.js';
import { sampleExplanation } from '../../unit/output/probe/sample-runs.js';
import { sampleDiagnosis, sampleResult, sampleRun } from '../../unit/probe/samples.js';
import { hostileResults, hostileTexts } from './hostile.js';
import { readWith, render } from './readers.js';

/** Two readers that know nothing of each other: the standard library's parser (expat), and junitparser. */
const script = `
import sys, json
import xml.etree.ElementTree as tree
from junitparser import JUnitXml
data = sys.stdin.buffer.read()
root = tree.fromstring(data)
def plain(case):
    found = [e for e in case if e.tag in ("failure", "error")]
    return {"name": case.get("name"), "classname": case.get("classname"), "time": case.get("time"),
      "tags": [e.tag for e in case],
      "found": [{"tag": e.tag, "type": e.get("type"), "message": e.get("message"), "text": e.text} for e in found],
      "output": case.findtext("system-out"),
      "properties": {p.get("name"): p.get("value") for p in case.iter("property")}}
suites = [s for s in JUnitXml.fromstring(data)]
def parsed(suite):
    stated = (suite.tests, suite.failures, suite.errors, suite.skipped)
    cases = [{"name": c.name, "classname": c.classname, "time": c.time, "output": c.system_out,
      "found": [{"kind": type(r).__name__, "type": r.type, "message": r.message, "text": r.text} for r in c.result]} for c in suite]
    suite.update_statistics()
    counted = (suite.tests, suite.failures, suite.errors, suite.skipped)
    return {"stated": stated, "counted": counted, "timestamp": suite.timestamp, "cases": cases}
json.dump({"tree": [plain(c) for c in root.iter("testcase")], "suites": [parsed(s) for s in suites],
  "root": root.tag}, sys.stdout)
`;

interface Found {
  readonly type: string;
  readonly message: string;
  readonly text: string | null;
}

interface Reading {
  readonly root: string;
  readonly tree: readonly {
    readonly name: string;
    readonly classname: string;
    readonly time: string | null;
    readonly tags: readonly string[];
    readonly found: readonly (Found & { readonly tag: string })[];
    readonly output: string | null;
    readonly properties: Readonly<Record<string, string>>;
  }[];
  readonly suites: readonly {
    readonly stated: readonly number[];
    readonly counted: readonly number[];
    readonly timestamp: string;
    readonly cases: readonly {
      readonly name: string;
      readonly classname: string;
      readonly time: number;
      readonly output: string | null;
      readonly found: readonly (Found & { readonly kind: string })[];
    }[];
  }[];
}

const readJunit = (report: string) => readWith(testPython, ['-c', script], report) as Reading;

describe.skipIf(missingModules('junitparser'))('JUnit, as junitparser and expat read it', () => {
  it('has a suite for the run and a case for each result', async () => {
    const times = { proxyTcp: 12.1, tunnel: 31.4, app: 30.9, total: 74.6 };
    const run = sampleRun([
      sampleResult({ timingsMs: times }),
      sampleResult({ diagnosis: sampleDiagnosis('CERT_EXPIRES_SOON'), status: 'warn', name: 'api', via: [] }),
      sampleResult({ diagnosis: sampleDiagnosis('TARGET_REFUSED') }),
    ]);
    const { root, suites, tree } = readJunit(await render('junit', run));
    expect(root).toBe('testsuites');
    expect(suites).toHaveLength(1);
    expect(suites[0]).toMatchObject({
      stated: [3, 1, 0, 0],
      counted: [3, 1, 0, 0],
      timestamp: '2026-11-22T08:00:00',
    });
    expect(tree.map(({ name, classname, tags }) => ({ name, classname, tags }))).toEqual([
      {
        name: 'redis://10.0.3.8:6379 via http://10.0.0.10:8080',
        classname: 'probe.redis',
        tags: ['properties'],
      },
      { name: 'api via direct', classname: 'probe.redis', tags: ['properties'] },
      {
        name: 'redis://10.0.3.8:6379 via http://10.0.0.10:8080 #2',
        classname: 'probe.redis',
        tags: ['properties', 'failure'],
      },
    ]);
    expect(suites[0]?.cases[0]?.time).toBeCloseTo(0.0746, 6);
    expect(tree[0]?.properties).toEqual({
      ...{ target: 'redis://10.0.3.8:6379', attempts: '1', 'timingsMs.proxyTcp': '12.1' },
      ...{ 'timingsMs.tunnel': '31.4', 'timingsMs.app': '30.9', 'timingsMs.total': '74.6' },
    });
    expect(tree[2]?.properties).toMatchObject({
      code: 'TARGET_REFUSED',
      phase: 'targetTcp',
      blame: 'target',
    });
  });

  it.each([
    { language: 'en' as const, text: en },
    { language: 'zh' as const, text: zh },
  ])('tells cause and hint in the language of the run: $language', async ({ language, text }) => {
    const found = sampleDiagnosis('TARGET_REFUSED');
    const { suites } = readJunit(
      await render('junit', sampleRun([sampleResult({ diagnosis: found })]), { language, text }),
    );
    const { message, hint } = diagnosisWords(found, text);
    expect(suites[0]?.cases[0]?.found).toEqual([
      {
        kind: 'Failure',
        type: 'TARGET_REFUSED',
        message,
        text: `${message}\n${text.common.hint}: ${hint}`,
      },
    ]);
  });

  it('tells what a closer look found', async () => {
    const looked = sampleResult({
      diagnosis: sampleDiagnosis('TUNNEL_TIMEOUT'),
      explanation: sampleExplanation,
    });
    const { tree } = readJunit(await render('junit', sampleRun([looked])));
    const { sentence, next } = explanationWords(sampleExplanation, en);
    expect(tree[0]?.properties.verdict).toBe('target-behind-proxy');
    expect(tree[0]?.found[0]?.text?.split('\n').slice(2)).toEqual([
      `${en.probe.explanation.verdict}: ${sentence}`,
      `${en.probe.explanation.next}: ${next}`,
    ]);
  });

  it('passes a target with warnings, and says them in its output', async () => {
    const warnings = [sampleDiagnosis('CERT_EXPIRES_SOON'), sampleDiagnosis('SLO_EXCEEDED')];
    const [first] = warnings;
    const warned = sampleResult({ diagnosis: first ?? null, status: 'warn', warnings });
    const { suites } = readJunit(await render('junit', sampleRun([warned])));
    const [shown] = suites[0]?.cases ?? [];
    expect(shown?.found).toEqual([]);
    expect(shown?.output).toContain('CERT_EXPIRES_SOON: ');
    expect(shown?.output).toContain('SLO_EXCEEDED: ');
  });

  it('fails on the first warning under --strict, and says the others in the output', async () => {
    const warnings = [sampleDiagnosis('CERT_EXPIRES_SOON'), sampleDiagnosis('SLO_EXCEEDED')];
    const [first] = warnings;
    const strict = sampleResult({ diagnosis: first ?? null, status: 'fail', warnings });
    const { suites } = readJunit(await render('junit', sampleRun([strict])));
    const [shown] = suites[0]?.cases ?? [];
    expect(shown?.found.map(({ type }) => type)).toEqual(['CERT_EXPIRES_SOON']);
    expect(shown?.output).not.toContain('CERT_EXPIRES_SOON');
    expect(shown?.output).toContain('SLO_EXCEEDED: ');
  });

  it('has an error for what the deadline cut off, and for the run', async () => {
    const run = sampleRun([sampleResult({ diagnosis: sampleDiagnosis('DEADLINE') }), sampleResult({})], {
      ...{ ok: false, deadlineReached: '--deadline' },
    });
    const { suites } = readJunit(await render('junit', run));
    expect(suites[0]).toMatchObject({ stated: [3, 0, 2, 0], counted: [3, 0, 2, 0] });
    expect(suites[0]?.cases.map(({ found }) => found.map(({ kind, type }) => `${kind} ${type}`))).toEqual([
      ['Error DEADLINE'],
      [],
      ['Error DEADLINE'],
    ]);
  });

  it('never shows an interrupted run all green', async () => {
    const run = sampleRun([sampleResult({})], { ok: false, interrupted: true });
    const { suites } = readJunit(await render('junit', run));
    expect(suites[0]).toMatchObject({ stated: [2, 0, 1, 0], counted: [2, 0, 1, 0] });
    expect(suites[0]?.cases[1]?.found[0]).toMatchObject({ kind: 'Error', type: 'INTERRUPTED' });
  });

  it('gives back whatever names and messages hold, but for what XML can not hold', async () => {
    const results = hostileResults(hostileTexts());
    const { suites, tree } = readJunit(await render('junit', sampleRun(results)));
    expect(suites[0]?.cases).toHaveLength(results.length);
    expect(new Set(tree.map(({ name }) => name)).size).toBe(results.length);
    for (const [index, { target, diagnosis, ok }] of results.entries()) {
      expect(tree[index]?.properties.target).toBe(legal(target));
      if (ok || !diagnosis) continue;
      const { message, hint } = diagnosisWords(diagnosis, en);
      const found = {
        type: diagnosis.code,
        message: legal(message),
        text: legal(`${message}\nHint: ${hint}`),
      };
      expect(tree[index]?.found).toEqual([{ tag: 'failure', ...found }]);
      expect(suites[0]?.cases[index]?.found).toEqual([{ kind: 'Failure', ...found }]);
    }
  });
});

/** XML 1.0 section 2.2, by code points. */
function legal(text: string): string {
  return Array.from(text)
    .filter((character) => {
      const code = character.codePointAt(0) ?? 0;
      if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd;
      return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || code >= 0x10000;
    })
    .join('');
}
