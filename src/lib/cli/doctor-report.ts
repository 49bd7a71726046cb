import { win32 } from 'node:path';
import type { FixOutcome } from '../doctor/fixes/fix-outcome.js';
import type { DoctorResult } from '../doctor/run.js';
import { usageFailure } from '../errors.js';
import type { CommandContext, Report } from './base-command.js';
import { unwritable } from './check-writable.js';

export const reportFormats = ['md', 'html', 'json'] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** The format a file's name asks for. Throws a usage failure for any other ending. */
export function reportFormat(path: string): ReportFormat {
  const ending = win32.extname(path).slice(1).toLowerCase();
  const format = reportFormats.find((known) => known === ending);
  if (format) return format;
  const expected = reportFormats.map((known) => `FILE.${known}`).join(' | ');
  throw usageFailure('BAD_FLAG_VALUE', { flag: '--report', value: path, expected });
}

export interface Sharing {
  readonly result: DoctorResult;
  readonly fixes: readonly FixOutcome[] | null;
  /** This program's. */
  readonly version: string;
  readonly context: CommandContext;
  readonly reportTo: string | undefined;
  /** Where the evidence has been written. */
  readonly savedTo: string | undefined;
}

/**
 * Writes the report for others, where one is asked for, and says at the end what was written where. A disk that is
 * full by now keeps nobody from the result: it is printed before the failure.
 */
export async function shareReport(report: Report, sharing: Sharing): Promise<Report> {
  const { context, reportTo, savedTo } = sharing;
  const { doctor } = context.text;
  const written: string[] = savedTo === undefined ? [] : [doctor.saved(savedTo)];
  if (reportTo !== undefined) {
    try {
      await writeReport(reportTo, sharing);
    } catch (error) {
      context.progress.stop();
      context.print(report.view?.() ?? '');
      throw error;
    }
    written.push(doctor.reported(reportTo));
  }
  if (written.length === 0) return report;
  return { ...report, view: () => `${report.view?.() ?? ''}\n${written.join('\n')}\n` };
}

/**
 * Writes the report, fit for the public: names of hosts, of the machine and its user, and public addresses become
 * labels. Throws a usage failure where it can't be written.
 */
async function writeReport(path: string, sharing: Sharing): Promise<void> {
  const content = await render(reportFormat(path), sharing);
  try {
    await sharing.context.host.files.writeText(path, content);
  } catch (error) {
    throw unwritable(path, error);
  }
}

async function render(format: ReportFormat, { result, fixes, version, context }: Sharing): Promise<string> {
  const { host, language, secrets, text } = context;
  const { anonymise } = await import('../doctor/report/anonymise.js');
  const { explanationsJson, explanationsText } = await import('../output/views/doctor-urls.js');
  const { fixesJson, fixesText } = await import('../output/views/doctor-fix.js');
  // Secrets go first, as everywhere; what follows only arranges what is left.
  const shared = anonymise(secrets.value({ result, fixes }), host.platform);
  if (format === 'json') {
    const { doctorJson } = await import('../output/views/doctor-json.js');
    const document = {
      schemaVersion: 1,
      command: 'doctor',
      redacted: true,
      ...doctorJson(shared.result, text),
      ...explanationsJson(shared.result.explanations, text),
      ...(shared.fixes === null ? {} : { fixes: fixesJson(shared.fixes, text) }),
    };
    return `${JSON.stringify(document, null, 2)}\n`;
  }
  const { plainStyle } = await import('../output/views/doctor-report.js');
  const { formatEvidence } = await import('../doctor/evidence.js');
  const presentation = { text, style: plainStyle };
  const report = {
    result: shared.result,
    version,
    fixes: shared.fixes === null ? null : fixesText(shared.fixes, presentation, 'fix'),
    urls: explanationsText(shared.result.explanations, presentation),
    evidence: formatEvidence(shared.result.evidence),
  };
  if (format === 'md') {
    const { doctorMarkdown } = await import('../output/views/doctor-markdown.js');
    return doctorMarkdown(report, text);
  }
  const { doctorHtml } = await import('../output/views/doctor-html.js');
  return doctorHtml(report, text, language);
}
