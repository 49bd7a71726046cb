import type { FixOutcome, FixReport } from '../doctor/fixes/fix-outcome.js';
import type { DoctorRequest, DoctorResult } from '../doctor/run.js';
import { exitCodes, Interrupted, usageFailure } from '../errors.js';
import type { CommandContext, Report } from './base-command.js';

/** The flags of `doctor` that change something, as oclif gives them. */
export interface FixFlags {
  readonly fix?: boolean;
  readonly undo?: boolean;
  readonly yes?: boolean;
  readonly 'dry-run'?: boolean;
}

/** What a run is to change; `null`: nothing. */
export type FixMode = 'fix' | 'undo' | null;

/** Flags that `--undo` has no use for. */
const foreignToUndo = ['only', 'skip', 'list', 'offline', 'strict', 'url', 'report', 'save-evidence'];

/** Reads the flags; usage failures come before anything is looked at. */
export function fixModeOf(
  flags: FixFlags & Readonly<Record<string, unknown>>,
  { terminal }: CommandContext,
): FixMode {
  const mode = flags.undo ? 'undo' : flags.fix ? 'fix' : null;
  const refuse = (...names: string[]) => usageFailure('FLAG_CONFLICT', { flags: names });
  if (flags.fix && flags.undo) throw refuse('--fix', '--undo');
  if (mode === null) {
    const lonely = ['yes', 'dry-run'].find((name) => flags[name] === true);
    if (lonely) throw usageFailure('MISSING_FLAG', { flag: '--fix', command: 'doctor' });
    return null;
  }
  if (flags.replay !== undefined) throw refuse(`--${mode}`, '--replay');
  if (flags.list === true) throw refuse(`--${mode}`, '--list');
  const foreign = mode === 'undo' && foreignToUndo.find((name) => isGiven(flags[name]));
  if (foreign) throw refuse('--undo', `--${foreign}`);
  if (!terminal.interactive && !flags.yes && !flags['dry-run']) {
    throw usageFailure('CONFIRMATION_NEEDED', { action: `"aliproxy doctor --${mode}"` });
  }
  return mode;
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== false;
}

/** Examines, asks and mends; the result is the machine afterwards. Rejects with an `Interrupted` that tells what was done. */
export async function fixMachine(
  request: DoctorRequest,
  flags: FixFlags,
  context: CommandContext,
): Promise<FixReport> {
  const { host, secrets, text, style } = context;
  const { runFixes } = await import('../doctor/fixes/run-fixes.js');
  const { fixItemText } = await import('../output/views/doctor-fix.js');
  const report = await runFixes(
    request,
    {
      dryRun: flags['dry-run'] === true,
      secrets,
      confirm: async (item) => {
        if (flags.yes) return true;
        return await ask(fixItemText(item, { text, style }), text.doctorFix.apply, context);
      },
    },
    host,
  );
  if (report.interrupted) throw await stopped(report.interrupted, report.fixes, context, 'fix');
  return report;
}

/** The document and the text of a run with `--fix`, from those of the examination. */
export async function fixReport(
  { fixes, result }: { readonly fixes: readonly FixOutcome[]; readonly result: DoctorResult },
  report: Report,
  { text, style }: CommandContext,
): Promise<Report> {
  const { fixesJson, fixesText } = await import('../output/views/doctor-fix.js');
  const failed = fixes.some(({ state }) => state === 'failed');
  const ok = result.ok && !failed;
  return {
    exitCode: ok ? exitCodes.ok : exitCodes.no,
    json: { ...report.json, ok, fixes: fixesJson(fixes, text) },
    view: () => `${report.view?.() ?? ''}\n${fixesText(fixes, { text, style }, 'fix')}`,
  };
}

/** `--undo`: takes back what the last `--fix` changed. */
export async function undoReport(flags: FixFlags, context: CommandContext): Promise<Report> {
  const { host, secrets, text, style, signal } = context;
  const { undoFixes } = await import('../doctor/fixes/undo.js');
  const { fixesJson, fixesText, undoItemText } = await import('../output/views/doctor-fix.js');
  const { minuteOf } = await import('../output/views/doctor-words.js');
  const report = await undoFixes(
    {
      dryRun: flags['dry-run'] === true,
      secrets,
      signal,
      confirm: async (item) => {
        if (flags.yes) return true;
        return await ask(
          undoItemText(item, { text, style }),
          text.doctorFix.undo(minuteOf(item.when)),
          context,
        );
      },
    },
    host,
  );
  if (report.interrupted) throw await stopped(report.interrupted, report.fixes, context, 'undo');
  return {
    exitCode: report.ok ? exitCodes.ok : exitCodes.no,
    json: { ok: report.ok, fixes: fixesJson(report.fixes, text) },
    view: () => fixesText(report.fixes, { text, style }, 'undo'),
  };
}

async function ask(item: string, question: string, { host, progress, secrets, signal }: CommandContext) {
  progress.stop();
  host.output.err(secrets.text(item));
  return await host.prompt.confirm(question, { signal });
}

/** What was done until Ctrl-C: on stderr, or in the document's error. */
async function stopped(
  interrupted: Interrupted,
  fixes: readonly FixOutcome[],
  { host, json, progress, secrets, text, style }: CommandContext,
  kind: 'fix' | 'undo',
): Promise<Interrupted> {
  const { fixesJson, fixesText } = await import('../output/views/doctor-fix.js');
  progress.stop();
  if (!json && fixes.length > 0) {
    host.output.err(
      secrets.text(`\n${fixesText(fixes, { text, style }, kind)}\n${text.doctorFix.stopped}\n`),
    );
  }
  return new Interrupted(interrupted.facts.signal, { fixes: fixesJson(fixes, text) });
}
