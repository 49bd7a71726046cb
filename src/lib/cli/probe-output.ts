import { type ExitCode, exitCodes, type Interrupted, systemCode, usageFailure } from '../errors.js';
import type { ReportPresentation } from '../output/views/probe/render.js';
import { probeFailure } from '../probe/failures.js';
import { type ReportFormat, reportFormats, screenFormats } from '../probe/report-format.js';
import type { ProbeResult, ProbeRun } from '../probe/result.js';
import type { CommandContext, Report } from './base-command.js';
import { checkWritable, unwritable } from './check-writable.js';
import type { ProbeFlags } from './probe-flags.js';

/** What is printed, and what is written beside it. */
export interface ProbeOutput {
  readonly format: ReportFormat;
  readonly reports: readonly { readonly format: ReportFormat; readonly path: string }[];
  /** Results are printed as they come: as lines for people, or as JSON. */
  readonly stream: 'lines' | 'json' | null;
  readonly explain: boolean;
}

/** Reads the flags of output, and refuses those that contradict one another. Throws usage failures. */
export function readOutput(flags: ProbeFlags, { terminal }: CommandContext): ProbeOutput {
  refuseConflicts(flags);
  const format = readFormat(flags);
  const watch = flags.watch === true;
  const isForReaders = format === 'table' || format === 'wide';
  const explain = flags.explain ?? (isForReaders && !watch && (terminal.interactive || terminal.live));
  if (watch && !isForReaders && format !== 'json' && format !== 'ndjson') {
    throw usageFailure('FLAG_CONFLICT', { flags: ['--watch', `--format ${format}`] });
  }
  // The results of --count have their statistics at the end, those of --explain their explanation.
  const asLines = format === 'ndjson' && flags.count === undefined && !explain;
  const stream = watch ? (isForReaders ? 'lines' : 'json') : asLines ? 'json' : null;
  return { format, reports: (flags.report ?? []).map(readReport), stream, explain };
}

/** Each of these with each of the others behind it. */
const conflicts: readonly (readonly [keyof ProbeFlags, readonly (keyof ProbeFlags)[]])[] = [
  ['watch', ['count', 'wait', 'report', 'explain']],
  ['wait', ['count']],
];

function refuseConflicts(flags: ProbeFlags): void {
  const isGiven = (name: keyof ProbeFlags) => flags[name] !== undefined && flags[name] !== false;
  for (const [name, others] of conflicts) {
    const other = isGiven(name) ? others.find(isGiven) : undefined;
    if (other !== undefined) throw usageFailure('FLAG_CONFLICT', { flags: [`--${name}`, `--${other}`] });
  }
  const { json, format, report = [] } = flags;
  if (json && format !== undefined && format !== 'json') {
    throw usageFailure('FLAG_CONFLICT', { flags: ['--json', `--format ${format}`] });
  }
  const paths = report.map((text) => text.slice(text.indexOf('=') + 1));
  const twice = paths.findIndex((path, index) => paths.indexOf(path) !== index);
  if (twice > 0) {
    const both = [paths.indexOf(paths[twice] ?? ''), twice].map((index) => `--report ${report[index]}`);
    throw usageFailure('FLAG_CONFLICT', { flags: both });
  }
}

function readFormat({ json, format }: ProbeFlags): ReportFormat {
  if (json) return 'json';
  if (format === undefined) return 'table';
  const known = screenFormats.find((one) => one === format);
  if (known !== undefined) return known;
  const expected = `${screenFormats.join(' | ')}${format === 'html' ? '; --report html=FILE' : ''}`;
  throw usageFailure('BAD_FLAG_VALUE', { flag: '--format', value: format, expected });
}

function readReport(text: string) {
  const at = text.indexOf('=');
  const path = text.slice(at + 1);
  const wrong = (problem: 'form' | 'format' | 'stdout') =>
    probeFailure('BAD_REPORT', { text, problem, formats: reportFormats });
  if (at <= 0 || path === '') throw wrong('form');
  const format = reportFormats.find((known) => known === text.slice(0, at));
  if (format === undefined) throw wrong('format');
  if (path === '-') throw wrong('stdout');
  return { format, path };
}

/** Can all reports be written? Throws a usage failure, before anything is probed. */
export async function checkReports({ reports }: ProbeOutput, { host }: CommandContext): Promise<void> {
  for (const { path } of reports) await checkWritable(path, host);
}

/** What prints each result as it comes; undefined where all is printed at the end. */
export async function printerOf(
  { stream }: ProbeOutput,
  { host, text, style, emit, print }: CommandContext,
): Promise<((result: ProbeResult) => void) | undefined> {
  if (stream === 'json') {
    const { resultLine } = await import('../output/views/probe/ndjson.js');
    return (result) => emit(resultLine(result, text, host.clock.now()));
  }
  if (stream === 'lines') {
    const { watchLine } = await import('../output/views/probe/watch.js');
    return (result) => print(`${watchLine(result, { text, style }, host.clock.now())}\n`);
  }
  return undefined;
}

/** Writes the reports, and makes of the run what is left to be printed. */
export async function reportRun(
  run: ProbeRun,
  output: ProbeOutput,
  version: string,
  context: CommandContext,
): Promise<Report> {
  const report = await screenReport(run, output, version, context);
  try {
    await writeReports(run, output, version, context);
  } catch (error) {
    // A disk that is full by now keeps nobody from the result.
    context.progress.stop();
    context.print(report.view?.() ?? '');
    throw error;
  }
  if (output.format === 'github') await appendStepSummary(run, version, context);
  return report;
}

async function screenReport(
  run: ProbeRun,
  { format, stream }: ProbeOutput,
  version: string,
  context: CommandContext,
): Promise<Report> {
  const { text, style, emit, signal } = context;
  const exitCode = exitCodeOf(run, signal);
  if (stream === 'json') {
    const { summaryLine } = await import('../output/views/probe/ndjson.js');
    emit(summaryLine(run));
    return { exitCode, json: null, view: null };
  }
  if (format === 'json') {
    const { probeJson } = await import('../output/views/probe/json.js');
    return { exitCode, json: probeJson(run, text), view: null };
  }
  const { renderProbe } = await import('../output/views/probe/render.js');
  const presentation = { ...common(version, context), style, destination: 'stdout' } as const;
  const rendered = await renderProbe(format, run, presentation);
  return { exitCode, json: null, view: () => (stream === 'lines' ? `\n${rendered}` : rendered) };
}

function exitCodeOf(run: ProbeRun, signal: AbortSignal): ExitCode {
  if (run.interrupted) return (signal.reason as Interrupted).exitCode;
  if (run.deadlineReached !== null) return exitCodes.timeout;
  return run.ok ? exitCodes.ok : exitCodes.no;
}

async function writeReports(
  run: ProbeRun,
  { reports }: ProbeOutput,
  version: string,
  context: CommandContext,
): Promise<void> {
  if (reports.length === 0) return;
  const { renderProbe } = await import('../output/views/probe/render.js');
  const presentation = await presentationOfFile(version, context);
  for (const { format, path } of reports) {
    const content = await renderProbe(format, context.secrets.value(run), presentation);
    try {
      await context.host.files.writeText(path, content);
    } catch (error) {
      throw unwritable(path, error);
    }
  }
}

/** On the page of a GitHub job. That it can't be written is nobody's failure but worth a word. */
async function appendStepSummary(run: ProbeRun, version: string, context: CommandContext): Promise<void> {
  const { host, text, warn } = context;
  const path = host.env.GITHUB_STEP_SUMMARY;
  if (!path) return;
  const { githubSummary } = await import('../output/views/probe/github-summary.js');
  const presentation = await presentationOfFile(version, context);
  try {
    await host.files.appendText(path, githubSummary(context.secrets.value(run), presentation));
  } catch (error) {
    warn(text.errors.FILE_UNWRITABLE.message({ path, reason: systemCode(error) ?? 'UNKNOWN' }));
  }
}

/** Without colours, and wide: nobody reads a file in a window of 80 columns only. */
async function presentationOfFile(version: string, context: CommandContext): Promise<ReportPresentation> {
  const { styleFor } = await import('../output/style.js');
  const style = styleFor({ width: 160, colour: 0, unicode: true });
  return { ...common(version, context), style, destination: 'file' };
}

function common(version: string, { text, language }: CommandContext) {
  return { text, language, version };
}
