import type { Change } from '../../doctor/check.js';
import type { FixItem, FixOutcome, FixState } from '../../doctor/fixes/fix-outcome.js';
import type { FixTrouble, FixTroubleCode, FixTroubles } from '../../doctor/fixes/troubles.js';
import type { UndoItem } from '../../doctor/fixes/undo.js';
import type { Messages } from '../../messages/en.js';
import type { ErrorText } from '../../messages/text.js';
import type { Presentation } from '../presentation.js';
import type { Style, Tone } from '../style.js';
import { type Cell, renderTable } from '../table.js';
import { columnsOf, wrapText } from '../width.js';
import { wordsOf } from './doctor-words.js';

/** The `fixes` of the JSON document. */
export function fixesJson(fixes: readonly FixOutcome[], text: Messages): object[] {
  return fixes.map(({ check, kind, change, before, after, state, trouble, commands, lines, verdict }) => ({
    check,
    description: text.doctor.fixes[kind] ?? kind,
    change,
    before,
    after,
    state,
    error: trouble && { code: trouble.code, ...troubleWords(trouble, text) },
    ...(commands.length > 0 ? { commands } : {}),
    ...(lines.length > 0 ? { lines } : {}),
    ...(verdict === null ? {} : { verdict }),
  }));
}

/** One fix, before somebody is asked about it. */
export function fixItemText(
  { check, status, finding, changes }: FixItem,
  presentation: Presentation,
): string {
  const { text, style } = presentation;
  const message = wordsOf(finding, text).message ?? '';
  const head = wrapText(
    `${style.paint('strong', check)} (${text.doctor.statuses[status]}): ${message}`,
    style.width - 2,
  ).replaceAll('\n', '\n  ');
  const ready = changes.filter(({ edit }) => edit !== null);
  const parts = ready.map((planned) => {
    const shown = changeText(planned, text);
    return planned.note === null ? shown : `${shown}\n${text.doctorFix.notes[planned.note]}`;
  });
  return `\n${head}\n${indented(parts.join('\n'), '  ', style)}\n`;
}

/** One change, before somebody is asked whether to take it back. */
export function undoItemText(item: UndoItem, presentation: Presentation): string {
  const { text, style } = presentation;
  const shown = changeText(item, text);
  return `\n${style.paint('strong', item.check)}\n${indented(shown, '  ', style)}\n`;
}

/** What was done, what not and why, and what is left to do. */
export function fixesText(
  fixes: readonly FixOutcome[],
  presentation: Presentation,
  kind: 'fix' | 'undo',
): string {
  const { text, style } = presentation;
  const { doctorFix } = text;
  if (fixes.length === 0) return `${kind === 'fix' ? doctorFix.nothingToFix : doctorFix.nothingToUndo}\n`;
  const parts = [
    `${style.paint('strong', kind === 'fix' ? doctorFix.title : doctorFix.undoTitle)}\n${fixTable(fixes, presentation)}`,
    troublesText(fixes, presentation),
    closingText(fixes, presentation),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

const tones: Readonly<Record<FixState, keyof Style['symbol']>> = {
  applied: 'good',
  undone: 'good',
  declined: 'quiet',
  failed: 'bad',
  'by-hand': 'warning',
  'dry-run': 'note',
};

function fixTable(fixes: readonly FixOutcome[], { text, style }: Presentation): string {
  const { columns, states } = text.doctorFix;
  const rows = fixes.map((fix): Cell[] => {
    const tone = tones[fix.state];
    const shown =
      fix.change === null ? text.doctor.fixes[fix.kind] : changeText({ ...fix, change: fix.change }, text);
    const verdict = fix.verdict === null ? '' : `\n${style.arrow} ${text.doctor.statuses[fix.verdict]}`;
    const trouble = fix.trouble === null ? '' : `\n${troubleWords(fix.trouble, text).message}`;
    return [
      { text: `${style.symbol[tone]} ${states[fix.state]}`, tone },
      `${fix.check}${verdict}`,
      `${shown ?? fix.kind}${trouble}`,
    ];
  });
  return renderTable(
    [{ head: columns.state, fixed: true }, { head: columns.check, fixed: true }, { head: columns.change }],
    rows,
    style,
  );
}

interface Shown {
  readonly change: Change;
  readonly before: string | null;
  readonly after: string | null;
  readonly trouble?: FixTrouble | null;
}

/** The place, what is there (`-`) and what comes instead (`+`); neither is known of what was not looked at. */
function changeText(
  { change, before, after, trouble }: Shown,
  { doctorFix: { places, notSet, hiddenDifference } }: Messages,
): string {
  const name = change.kind === 'user-path' ? 'PATH' : change.name;
  // A shell's profile knows no "user variables".
  const place = trouble?.code === 'SHELL_PROFILE' ? name : places[change.kind](name);
  if (before === null && after === null) return place;
  const lines = [
    ...(change.kind === 'user-path' && before === null ? [] : [`- ${quoted(before) ?? notSet}`]),
    ...(change.kind === 'user-path' && after === null ? [] : [`+ ${quoted(after) ?? notSet}`]),
    ...(before === after ? [hiddenDifference] : []),
  ];
  return [place, ...lines].join('\n');
}

/** A blank at the end is what is wrong with many a value: it must be seen. */
function quoted(value: string | null): string | null {
  const shown = value?.replace(/\p{Cc}/gu, '\ufffd') ?? null;
  return shown === null || shown === shown.trim() ? shown : `"${shown}"`;
}

/** One hint for each distinct trouble; lines for one profile stand together. */
function troublesText(fixes: readonly FixOutcome[], { text, style }: Presentation): string {
  const hints = new Map<string, { checks: string[]; lines: string[] }>();
  for (const { check, trouble, lines } of fixes) {
    if (trouble === null) continue;
    const { hint } = troubleWords(trouble, text);
    const known = hints.get(hint) ?? { checks: [], lines: [] };
    if (!known.checks.includes(check)) known.checks.push(check);
    known.lines.push(...lines);
    hints.set(hint, known);
  }
  return [...hints]
    .map(([hint, { checks, lines }]) => {
      const sentence = wrapText(`${checks.join(', ')}: ${hint}`, style.width);
      return `${[sentence, ...lines.map((line) => `  ${line}`)].join('\n')}\n`;
    })
    .join('');
}

function closingText(fixes: readonly FixOutcome[], { text, style }: Presentation): string {
  const { doctorFix } = text;
  const done = fixes.filter(({ state }) => state === 'applied' || state === 'undone');
  const applied = done.some(({ state }) => state === 'applied');
  const lines: [Tone, string][] = [];
  if (done.some(({ change }) => change?.kind === 'user-variable' || change?.kind === 'user-path')) {
    lines.push(['warning', doctorFix.newTerminal]);
    if (applied) lines.push(['plain', doctorFix.seenAfter]);
  }
  if (applied) lines.push(['plain', doctorFix.undoable]);
  return lines.map(([tone, line]) => `${style.paint(tone, wrapText(line, style.width))}\n`).join('');
}

function troubleWords(trouble: FixTrouble, text: Messages): { message: string; hint: string } {
  const entry = text.doctorFix.troubles[trouble.code] as ErrorText<FixTroubles[FixTroubleCode]>;
  return { message: entry.message(trouble.facts), hint: entry.hint(trouble.facts) };
}

function indented(block: string, indent: string, style: Style): string {
  return wrapText(block, style.width - columnsOf(indent)).replace(/^/gm, indent);
}
