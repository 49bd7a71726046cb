import type { Language } from '../../../messages/locale.js';
import type { ReportFormat } from '../../../probe/report-format.js';
import type { ProbeRun } from '../../../probe/result.js';
import type { Presentation } from '../../presentation.js';

/** What a report needs besides the run. Reports for programs use the text only. */
export interface ReportPresentation extends Presentation {
  readonly language: Language;
  /** This program's. */
  readonly version: string;
  /** Files are opened by double click: CSV then begins with the mark by which Excel knows UTF-8. */
  readonly destination: 'stdout' | 'file';
}

type Renderer = (run: ProbeRun, presentation: ReportPresentation) => Promise<string>;

/** One import a format: a run loads only what it prints. */
const renderers: Readonly<Record<ReportFormat, Renderer>> = {
  table: async (run, presentation) => (await import('./table.js')).probeView(run, presentation),
  wide: async (run, presentation) =>
    (await import('./table.js')).probeView(run, presentation, { wide: true }),
  json: async (run, { text }) => (await import('./json.js')).probeJsonText(run, text),
  ndjson: async (run, { text }) => (await import('./ndjson.js')).probeLines(run, text),
  junit: async (run, presentation) => (await import('./junit.js')).probeJunit(run, presentation),
  github: async (run, { text }) => (await import('./github.js')).probeGithub(run, text),
  tap: async (run, { text }) => (await import('./tap.js')).probeTap(run, text),
  prom: async (run) => (await import('./prometheus.js')).probeMetrics(run),
  csv: async (run, presentation) => (await import('./csv.js')).probeCsv(run, presentation),
  md: async (run, presentation) => (await import('./markdown.js')).probeMarkdown(run, presentation),
  html: async (run, presentation) => (await import('./html.js')).probeHtml(run, presentation),
};

/** A run in one of the formats, ending with a line break; its values must be redacted already. */
export async function renderProbe(
  format: ReportFormat,
  run: ProbeRun,
  presentation: ReportPresentation,
): Promise<string> {
  return renderers[format](run, presentation);
}
