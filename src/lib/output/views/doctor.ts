import type { Group, Status } from '../../doctor/check.js';
import type { CheckResult } from '../../doctor/judge.js';
import type { DoctorResult } from '../../doctor/run.js';
import type { Presentation } from '../presentation.js';
import type { Style, Tone } from '../style.js';
import { type Cell, renderTable } from '../table.js';
import { columnsOf, wrapText } from '../width.js';
import { explanationsText } from './doctor-urls.js';
import {
  adviceOf,
  foundOf,
  isAutomatic,
  minuteOf,
  placeOf,
  remediesOf,
  systemOf,
  wordsOf,
} from './doctor-words.js';
import { commandLines } from './shell-commands.js';

export interface DoctorTextOptions {
  /** Every check has a line. */
  readonly verbose: boolean;
  /** This program's. */
  readonly version?: string;
  /** Whether `--fix` could be called next: not for other machines, and not right after it. */
  readonly fixable?: boolean;
}

/** The report for people: a table of what matters, what is well in short, how to mend the rest, and a summary. */
export function doctorText(
  result: DoctorResult,
  presentation: Presentation,
  options: DoctorTextOptions,
): string {
  const { checks } = result;
  // Troubles first; among them the order of the report, in which a cause stands before what it spoils.
  const shown = options.verbose
    ? checks
    : (['trouble', 'note'] as const).flatMap((place) => checks.filter((check) => placeOf(check) === place));
  const parts = [heading(result, presentation, options.version)];
  if (shown.length > 0) parts.push(resultTable(shown, presentation));
  const folded = options.verbose ? [] : foldedLines(checks, presentation);
  if (folded.length > 0) parts.push(`${folded.join('\n')}\n`);
  const urls = explanationsText(result.explanations, presentation).replace(/^\n/, '');
  if (urls !== '') parts.push(urls);
  const remedies = remedyText(result, presentation, options);
  if (remedies !== '') parts.push(remedies);
  parts.push(summary(result, presentation, options));
  return parts.join('\n');
}

/** What `--list` prints. */
export function checkListText(
  checks: readonly { readonly id: CheckResult['id']; readonly group: Group }[],
  { text, style }: Presentation,
): string {
  const { columns, titles } = text.doctor;
  return renderTable(
    [{ head: columns.check, fixed: true }, { head: columns.group, fixed: true }, { head: columns.title }],
    checks.map(({ id, group }) => [id, group, titles[id]]),
    style,
  );
}

function heading(result: DoctorResult, { text, style }: Presentation, version: string | undefined): string {
  const { arch, node } = result.platform;
  const name = version === undefined ? 'aliproxy doctor' : `aliproxy doctor ${version}`;
  const facts = [`${name}  ${systemOf(result)}`, arch, `Node.js ${node}`];
  if (result.replayOf !== null) facts.push(text.doctor.replayed(minuteOf(result.replayOf)));
  return `${wrapText(style.paint('strong', facts.join(', ')), style.width)}\n`;
}

function resultTable(checks: readonly CheckResult[], presentation: Presentation): string {
  const { columns } = presentation.text.doctor;
  return renderTable(
    [
      { head: columns.status, fixed: true },
      { head: columns.check, fixed: true },
      { head: columns.found },
      { head: columns.expected },
    ],
    checks.map((check) => row(check, presentation)),
    presentation.style,
  );
}

function row(check: CheckResult, { text, style }: Presentation): Cell[] {
  const { message } = wordsOf(check.finding, text);
  const tone = tones[check.status];
  return [
    { text: statusText(check.status, { text, style }), tone },
    check.id,
    message ?? foundOf(check, text) ?? '-',
    check.expected ?? '',
  ];
}

const tones: Readonly<Record<Status, keyof Style['symbol']>> = {
  pass: 'good',
  info: 'note',
  warn: 'warning',
  fail: 'bad',
  skip: 'quiet',
  error: 'bad',
};

function statusText(status: Status, { text, style }: Presentation): string {
  return `${style.symbol[tones[status]]} ${text.doctor.statuses[status]}`;
}

/** One line a group for what passed, one a reason for what was skipped, and one for what is not for this system. */
function foldedLines(checks: readonly CheckResult[], presentation: Presentation): string[] {
  const { text } = presentation;
  const at = (place: ReturnType<typeof placeOf>) => checks.filter((check) => placeOf(check) === place);
  const passed = groupBy(at('passed'), ({ group }) => group);
  const width = Math.max(0, ...[...passed.keys()].map(columnsOf));
  const lines = [...passed].map(([group, members]) => {
    const names = members.map(({ id }) => (id.startsWith(`${group}.`) ? id.slice(group.length + 1) : id));
    return foldedLine('pass', group.padEnd(width), names.join(', '), presentation);
  });
  const skipped = groupBy(
    [...at('blocked'), ...at('left-out')],
    ({ finding }) => wordsOf(finding, text).message ?? '-',
  );
  for (const [reason, members] of skipped) {
    const ids = members.map(({ id }) => id).join(', ');
    lines.push(foldedLine('skip', '', text.doctor.skipped(reason, ids), presentation));
  }
  const elsewhere = at('elsewhere').length;
  if (elsewhere > 0) lines.push(foldedLine('skip', '', text.doctor.elsewhere(elsewhere), presentation));
  return lines;
}

function foldedLine(status: Status, label: string, content: string, presentation: Presentation): string {
  const { style, text } = presentation;
  const widest = Math.max(...Object.values(text.doctor.statuses).map(columnsOf)) + 2;
  const word = statusText(status, presentation);
  const lead = `${' '.repeat(Math.max(0, widest - columnsOf(word)))}  ${label === '' ? '' : `${label}  `}`;
  const indent = columnsOf(word + lead);
  const wrapped = wrapText(content, style.width - indent).replaceAll('\n', `\n${' '.repeat(indent)}`);
  return style.paint(tones[status], word) + lead + wrapped;
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

/** One number a remedy; what is only good to know has a heading of its own. */
function remedyText(
  result: DoctorResult,
  { text, style }: Presentation,
  { fixable = false }: DoctorTextOptions,
): string {
  const { doctor } = text;
  const lines: string[] = [];
  let place: ReturnType<typeof placeOf> | undefined;
  remediesOf(result).forEach((check, index) => {
    if (place !== placeOf(check)) {
      place = placeOf(check);
      if (lines.length > 0) lines.push('');
      lines.push(style.paint('strong', place === 'trouble' ? doctor.howToFix : doctor.optional));
    }
    const number = `${index + 1}. `;
    const indent = ' '.repeat(number.length);
    const hint = adviceOf(check, text);
    const only = placeOf(check) === 'trouble' ? null : check.id;
    const marker = fixable && isAutomatic(check.fix, result.platform.os) ? `  ${doctor.automatic(only)}` : '';
    const sentence = wrapText(`${doctor.advice(check.id, hint)}${marker}`, style.width - number.length);
    lines.push(number + sentence.replaceAll('\n', `\n${indent}`));
    const commandPlace = { width: style.width, indent, hanging: `${indent}  ` };
    for (const command of check.fix?.commands ?? []) lines.push(...commandLines(command, commandPlace));
    if (check.docs !== null && !hint.includes(check.docs)) {
      const docs = wrapText(`${doctor.docs}${check.docs}`, style.width - indent.length);
      lines.push(indent + style.paint('quiet', docs).replaceAll('\n', `\n${indent}`));
    }
  });
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

/** How it ended, and what to call next. */
function summary(result: DoctorResult, { text, style }: Presentation, options: DoctorTextOptions): string {
  const { doctor } = text;
  const tone: Tone = !result.ok ? 'bad' : result.summary.error > 0 ? 'warning' : 'good';
  const lines = [style.paint(tone, doctor.summary(result.summary, result.durationMs))];
  const remedies = remediesOf(result);
  const automatic =
    options.fixable &&
    remedies.some((check) => placeOf(check) === 'trouble' && isAutomatic(check.fix, result.platform.os));
  const troubled = result.checks.some((check) => placeOf(check) === 'trouble');
  if (automatic) lines.push(doctor.nextFix);
  if (troubled) lines.push(doctor.nextReport);
  return `${wrapText(lines.join('\n'), style.width)}\n`;
}
