import type { Messages } from '../../../messages/en.js';
import type { ProbeResult, ProbeRun } from '../../../probe/result.js';
import { causeText, otherWarnings } from './causes.js';
import type { ReportPresentation } from './render.js';
import { phaseOrder } from './times.js';
import { distinct, titleOf } from './titles.js';
import { diagnosisWords } from './words.js';
import { element, escapeXml } from './xml.js';

/**
 * JUnit XML as Jenkins and GitLab read it: one suite, one case for each result. A target that the run's time limit cut
 * off is an `error`, what failed by itself a `failure`; warnings pass and stand in `system-out`. A run that was cut
 * short has one more case that says so, because what is missing must not look green.
 */
export function probeJunit(run: ProbeRun, { text, version }: ReportPresentation): string {
  const names = distinct(run.results.map(titleOf));
  const cases = run.results.map((result, index) => caseOf(result, names[index] ?? '', text));
  const cut = cutShort(run, text);
  if (cut) cases.push(cut);
  const errors = run.results.filter(isCutOff).length + (cut ? 1 : 0);
  const counts = {
    tests: cases.length,
    failures: run.results.filter((result) => !result.ok && !isCutOff(result)).length,
    errors,
    skipped: 0,
    time: seconds(run.durationMs),
  };
  const about = element('properties', {}, [
    element('property', { name: 'aliproxy.version', value: version }),
    element('property', { name: 'ok', value: String(run.ok) }),
  ]);
  // Ant's schema knows no zone and no fraction; it is UTC.
  const timestamp = run.startedAt.slice(0, 19);
  const suite = element('testsuite', { name: 'aliproxy probe', ...counts, timestamp }, [about, ...cases]);
  const suites = element('testsuites', { name: 'aliproxy probe', ...counts }, [suite]);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${suites}\n`;
}

function caseOf(result: ProbeResult, name: string, text: Messages): string {
  const { kind, timingsMs } = result;
  const time = timingsMs.total === null ? null : seconds(timingsMs.total);
  const notes = [...failuresOf(result, text), ...warningsOf(result, text)];
  return element('testcase', { classname: `probe.${kind}`, name, time }, [propertiesOf(result), ...notes]);
}

function propertiesOf(result: ProbeResult): string {
  const { target, diagnosis, phase, attempts, timingsMs, stats, explanation } = result;
  const values: Record<string, string | number | null> = {
    target,
    code: diagnosis?.code ?? null,
    phase,
    blame: diagnosis?.blame ?? null,
    verdict: explanation?.verdict ?? null,
    attempts: attempts.length,
  };
  for (const name of [...phaseOrder, 'total' as const]) values[`timingsMs.${name}`] = timingsMs[name];
  for (const [name, value] of Object.entries(stats ?? {})) values[`stats.${name}`] = value;
  const known = Object.entries(values).filter(([, value]) => value !== null);
  return element(
    'properties',
    {},
    known.map(([name, value]) => element('property', { name, value })),
  );
}

function failuresOf(result: ProbeResult, text: Messages): string[] {
  const { ok, diagnosis, explanation } = result;
  if (ok || diagnosis === null) return [];
  const { message } = diagnosisWords(diagnosis, text);
  const name = isCutOff(result) ? 'error' : 'failure';
  const body = escapeXml(causeText(diagnosis, explanation, text));
  return [element(name, { type: diagnosis.code, message }, body)];
}

/** All but the one that fails the case under `--strict`. */
function warningsOf(result: ProbeResult, text: Messages): string[] {
  const shown = result.ok ? result.warnings : otherWarnings(result);
  if (shown.length === 0) return [];
  const lines = shown.map((warning) => `${warning.code}: ${causeText(warning, null, text)}`);
  return [element('system-out', {}, escapeXml(lines.join('\n')))];
}

function cutShort({ interrupted, deadlineReached }: ProbeRun, text: Messages): string | null {
  const { reports } = text.probe;
  const found = interrupted
    ? { type: 'INTERRUPTED', message: reports.interrupted }
    : deadlineReached && { type: 'DEADLINE', message: reports.cutShort(deadlineReached) };
  if (!found) return null;
  return element('testcase', { classname: 'probe', name: 'the run as a whole', time: 0 }, [
    element('error', found),
  ]);
}

function isCutOff({ ok, diagnosis }: ProbeResult): boolean {
  return !ok && diagnosis?.code === 'DEADLINE';
}

/** Seconds with all digits that were measured, never in exponent form. */
function seconds(ms: number): string {
  return (ms / 1000).toFixed(4);
}
