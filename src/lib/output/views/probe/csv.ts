import type { ProbeResult, ProbeRun } from '../../../probe/result.js';
import { wellFormed } from './clean-text.js';
import type { ReportPresentation } from './render.js';
import { phaseOrder } from './times.js';
import { wayOf } from './titles.js';
import { diagnosisWords } from './words.js';

type Value = string | number | boolean | null;

/** By this Excel knows UTF-8; elsewhere it is noise, so that a pipe does not get it. */
const byteOrderMark = '\ufeff';

/**
 * RFC 4180: a header, one record for each result, lines end with CRLF. Texts are quoted, numbers are not, and what is
 * null is empty. Columns are the same in every run, and new ones come at the end.
 */
export function probeCsv(run: ProbeRun, { text, destination }: ReportPresentation): string {
  const records = run.results.map((result) => {
    const words = result.diagnosis && diagnosisWords(result.diagnosis, text);
    return { ...factsOf(result, run), message: words?.message ?? null, hint: words?.hint ?? null };
  });
  const lines = [columns.join(','), ...records.map((record) => columns.map((name) => cell(record[name])))];
  const mark = destination === 'file' ? byteOrderMark : '';
  return mark + lines.map((line) => `${typeof line === 'string' ? line : line.join(',')}\r\n`).join('');
}

const columns = [
  ...(['startedAt', 'target', 'name', 'tags', 'kind', 'host', 'port', 'via', 'source', 'bypass'] as const),
  ...(['status', 'ok', 'code', 'phase', 'blame', 'message', 'hint', 'attempts'] as const),
  ...phaseOrder.map((name) => `${name}Ms` as const),
  ...(['totalMs', 'count', 'failed', 'loss', 'minMs', 'p50Ms', 'p95Ms', 'maxMs', 'verdict'] as const),
] as const;

type Column = (typeof columns)[number];

function factsOf(
  result: ProbeResult,
  { startedAt }: ProbeRun,
): Record<Exclude<Column, 'message' | 'hint'>, Value> {
  const { target, name, tags, kind, host, port, via, bypass, status, ok } = result;
  const { diagnosis, phase, attempts, timingsMs, stats, explanation } = result;
  const times = Object.fromEntries(phaseOrder.map((phaseName) => [`${phaseName}Ms`, timingsMs[phaseName]]));
  return {
    ...{ startedAt, target, name, tags: tags.join(' ') || null, kind, host, port },
    via: wayOf(result),
    source: via[0]?.source ?? null,
    bypass: bypass && `${bypass.variable}=${bypass.entry}`,
    ...{ status, ok, code: diagnosis?.code ?? null, phase, blame: diagnosis?.blame ?? null },
    attempts: attempts.length,
    ...(times as Record<`${(typeof phaseOrder)[number]}Ms`, number | null>),
    totalMs: timingsMs.total,
    ...{ count: stats?.count ?? null, failed: stats?.failed ?? null, loss: stats?.loss ?? null },
    ...{ minMs: stats?.minMs ?? null, p50Ms: stats?.p50Ms ?? null },
    ...{ p95Ms: stats?.p95Ms ?? null, maxMs: stats?.maxMs ?? null, verdict: explanation?.verdict ?? null },
  };
}

function cell(value: Value): string {
  if (value === null) return '';
  return typeof value === 'string' ? `"${harmless(value).replaceAll('"', '""')}"` : String(value);
}

/** A spreadsheet would calculate a text that begins like this; behind an apostrophe it shows it. */
function harmless(text: string): string {
  const shown = wellFormed(text).replaceAll('\0', '');
  return /^[=+\-@\t\r]/.test(shown) ? `'${shown}` : shown;
}
