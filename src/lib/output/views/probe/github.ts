import type { Messages } from '../../../messages/en.js';
import type { Diagnosis } from '../../../probe/diagnosis/diagnosis.js';
import type { Explanation } from '../../../probe/explain/explanation.js';
import type { ProbeResult, ProbeRun } from '../../../probe/result.js';
import { causeText, otherWarnings } from './causes.js';
import { wellFormed } from './clean-text.js';
import { titleOf } from './titles.js';

type Command = 'error' | 'warning' | 'notice';

interface Annotation {
  readonly command: Command;
  readonly code: string;
  /** Of the result. */
  readonly name: string;
  readonly message: string;
}

/** GitHub shows so many of each kind for a step, and drops the others without a word. */
const mostShown = 10;
/** Names in the annotation that stands for the rest. */
const mostNamed = 50;

/**
 * Workflow commands: an `::error` for each failure, a `::warning` for each warning, and one `::notice` with the counts.
 * Nothing else is printed, and every line is a command of ours: the runner reads what a target says as no command.
 */
export function probeGithub(run: ProbeRun, text: Messages): string {
  const { reports } = text.probe;
  const found = run.results.flatMap((result) => annotationsOf(result, text));
  const lines = [...shownOf('error', found, text), ...shownOf('warning', found, text)];
  if (run.interrupted) lines.push(line('error', 'INTERRUPTED', reports.interrupted));
  if (run.deadlineReached !== null) {
    lines.push(line('error', 'DEADLINE', reports.cutShort(run.deadlineReached)));
  }
  lines.push(line('notice', 'aliproxy probe', reports.counts(run.summary)));
  return lines.join('');
}

function annotationsOf(result: ProbeResult, text: Messages): Annotation[] {
  const { ok, diagnosis, warnings, explanation } = result;
  const name = titleOf(result);
  const annotation = (command: Command, found: Diagnosis, looked: Explanation | null): Annotation => ({
    ...{ command, code: found.code, name, message: causeText(found, looked, text) },
  });
  // Under `--strict` the first warning is what failed.
  const rest = ok ? warnings : otherWarnings(result);
  return [
    ...(!ok && diagnosis ? [annotation('error', diagnosis, explanation)] : []),
    ...rest.map((warning) => annotation('warning', warning, null)),
  ];
}

/** All, or the first nine and one that names the others. */
function shownOf(command: Command, found: readonly Annotation[], text: Messages): string[] {
  const { reports } = text.probe;
  const all = found.filter((annotation) => annotation.command === command);
  const limit = command === 'error' ? mostShown - 1 : mostShown;
  if (all.length <= limit) return all.map(annotationLine);
  const rest = all.slice(limit - 1);
  const named = rest.slice(0, mostNamed).map(({ code, name }) => `${code} ${name}`);
  if (rest.length > mostNamed) named.push(reports.andOthers(rest.length - mostNamed));
  const codes = [...new Set(rest.map(({ code }) => code))].join(', ');
  return [
    ...all.slice(0, limit - 1).map(annotationLine),
    line(command, codes, reports.andMore(rest.length, named.join('\n'))),
  ];
}

function annotationLine({ command, code, name, message }: Annotation): string {
  return line(command, `${code}: ${name}`, message);
}

function line(command: Command, title: string, message: string): string {
  return `::${command} title=${escapeProperty(title)}::${escapeData(message)}\n`;
}

/** As the runner reads it; `%` first, so that what is written here is not escaped again. */
function escapeData(text: string): string {
  return wellFormed(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
