import type { Messages } from '../../../messages/en.js';
import type { Diagnosis } from '../../../probe/diagnosis/diagnosis.js';
import type { ProbeResult, ProbeRun } from '../../../probe/result.js';
import { otherWarnings } from './causes.js';
import { explanationJson } from './explanation.js';
import { diagnosisWords } from './words.js';

/** Of every JSON document and line; goes up only when a member is renamed, removed or changes its meaning. */
export const schemaVersion = 1;

/**
 * The document of `probe --json`: the run's own value, with the catalogue's sentences in place of facts. The base
 * command puts `schemaVersion` and `command` before it; in a file `probeJsonText` does.
 */
export function probeJson(run: ProbeRun, text: Messages): object {
  return { ...runJson(run), results: run.results.map((result) => resultJson(result, text)) };
}

/** The document as a file has it. */
export function probeJsonText(run: ProbeRun, text: Messages): string {
  const document = { schemaVersion, command: 'probe', ...probeJson(run, text) };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** What is said of a run as a whole. */
export function runJson({
  ok,
  summary,
  startedAt,
  durationMs,
  interrupted,
  deadlineReached,
}: ProbeRun): object {
  return {
    ...{ ok, summary, startedAt, durationMs },
    ...(interrupted ? { interrupted } : {}),
    ...(deadlineReached === null ? {} : { deadlineReached }),
  };
}

/** One result; members that not every result has come only where there is something to say. */
export function resultJson(result: ProbeResult, text: Messages): object {
  const { target, name, tags, kind, host, port, via, bypass, status, ok, phase } = result;
  const { diagnosis, warnings, attempts, timingsMs, details, stats, explanation } = result;
  const words = diagnosis && diagnosisWords(diagnosis, text);
  return {
    ...{ target, name, ...(tags.length > 0 ? { tags } : {}), kind, host, port, via, bypass, status, ok },
    code: diagnosis?.code ?? null,
    phase,
    blame: diagnosis?.blame ?? null,
    message: words?.message ?? null,
    hint: words?.hint ?? null,
    ...(otherWarnings(result).length === 0
      ? {}
      : { warnings: warnings.map((warning) => warningJson(warning, text)) }),
    ...{ attempts, timingsMs, details },
    ...(stats === null ? {} : { stats }),
    ...(explanation === null ? {} : { explanation: explanationJson(explanation, text) }),
  };
}

function warningJson(warning: Diagnosis, text: Messages): object {
  return { code: warning.code, message: diagnosisWords(warning, text).message };
}
