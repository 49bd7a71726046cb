import type { Messages } from '../../../messages/en.js';
import type { ProbeResult, ProbeRun } from '../../../probe/result.js';
import { resultJson, runJson, schemaVersion } from './json.js';

const head = { schemaVersion, command: 'probe' } as const;

/**
 * A finished probe as one JSON line. Where lines are printed as they come (`--watch`), `atMs` says when it ended, since
 * 1970; there it has no explanation yet.
 */
export function resultLine(result: ProbeResult, text: Messages, atMs: number | null = null): object {
  const at = atMs === null ? {} : { at: new Date(atMs).toISOString() };
  return { ...head, event: 'result', ...at, ...resultJson(result, text) };
}

/** The last line: the run as a whole, and the statistics of each target where it was probed again and again. */
export function summaryLine(run: ProbeRun): object {
  const repeated = run.results.filter(({ stats }) => stats !== null);
  const stats = repeated.map(({ target, name, via, stats: of }) => ({ target, name, via, ...of }));
  return { ...head, event: 'summary', ...runJson(run), ...(stats.length > 0 ? { stats } : {}) };
}

/** A whole run: one line a result, then the summary. */
export function probeLines(run: ProbeRun, text: Messages): string {
  const lines = [...run.results.map((result) => resultLine(result, text)), summaryLine(run)];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}
