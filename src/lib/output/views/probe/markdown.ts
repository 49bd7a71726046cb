import type { ProbeResult, ProbeRun } from '../../../probe/result.js';
import { codeMarkdown, escapeMarkdown, table } from '../../markdown/markdown.js';
import type { Presentation } from '../../presentation.js';
import type { Tone } from '../../style.js';
import { type CodeGroup, explanationsOf, groupByCode, isMatrix, othersLine } from './code-blocks.js';
import { type ColumnKey, columnPlans, statsKeys, tableKeys } from './columns.js';
import { splitCommands } from './commands.js';
import { explanationLines } from './explanation.js';
import { printable } from './printable.js';
import { detailLines } from './seen.js';
import { diagnosisWords, endingLines, statusTones, statusWord, viaText } from './words.js';

/** The run as GitHub-flavoured Markdown: for a file, a comment, or the summary of a job. */
export function probeMarkdown(reported: ProbeRun, presentation: Presentation): string {
  const { text } = presentation;
  const { page } = text.probe;
  const run = printable(reported);
  const groups = groupByCode(run.results);
  const parts = [
    `## ${escapeMarkdown(page.title)}`,
    `**${escapeMarkdown(page.verdict(run.summary))}**`,
    escapeMarkdown(text.probe.summary(run.summary)),
    ...endingLines(run, text).map(escapeMarkdown),
    ...(run.results.length === 0 ? [] : [resultTable(run.results, presentation)]),
    ...(groups.length === 0 ? [] : [`### ${escapeMarkdown(page.problems)}`]),
    ...groups.map((group) => codeItem(group, isMatrix(run.results), presentation)),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** The columns of the table on a terminal, the result first; a column of numbers that nobody has is left out. */
function resultTable(results: readonly ProbeResult[], presentation: Presentation): string {
  const { text } = presentation;
  const hasStats = results.some(({ stats }) => stats !== null);
  const numbers = (hasStats ? statsKeys : tableKeys).filter((key) => !spelled.has(key));
  const layout = { keys: numbers, viaUnderTarget: false, detailUnderResult: false, sources: false };
  const columns = columnPlans(layout, presentation)
    .map(({ key, cell }) => ({ key, cells: results.map((result) => plain(cell(result, null))) }))
    .filter(({ cells }) => cells.some((cell) => cell !== '-'));
  const heads = text.probe.columns;
  return table(
    [heads.result, heads.target, heads.via, heads.detail, ...columns.map(({ key }) => heads[key])],
    results.map((result, index) => [
      statusCell(result, presentation),
      targetCell(result),
      escapeMarkdown(viaText(result, presentation)),
      escapeMarkdown(detailLines(result, text).join('\n')),
      ...columns.map(({ cells }) => cells[index] ?? ''),
    ]),
    columns.length,
  );
}

const spelled: ReadonlySet<ColumnKey> = new Set(['result', 'target', 'via', 'phase', 'detail']);

function plain(cell: string | { readonly text: string }): string {
  return typeof cell === 'string' ? cell : cell.text;
}

function statusCell({ status }: ProbeResult, presentation: Presentation): string {
  const shown = escapeMarkdown(statusWord(status, presentation));
  return status === 'fail' ? `**${shown}**` : shown;
}

function targetCell({ name, target }: ProbeResult): string {
  const shown = codeMarkdown(target);
  return name === null ? shown : `${escapeMarkdown(name)}<br>${shown}`;
}

function codeItem(group: CodeGroup, isMany: boolean, presentation: Presentation): string {
  const { code, status, diagnosis } = group;
  const { text, style } = presentation;
  const { phase, blame } = diagnosis;
  const { message, hint } = diagnosisWords(diagnosis, text);
  const symbol = style.symbol[statusTones[status]];
  const head = `${symbol} ${text.probe.block(code, phase, text.probe.blame[blame])}`;
  const others = othersLine(group, presentation, { namedAtMost, isMatrix: isMany });
  const uncoloured = { text, style: { ...style, paint: (_tone: Tone, shown: string) => shown } };
  const lines = [
    `**${escapeMarkdown(head)}**`,
    escapeMarkdown(message),
    ...(others === null ? [] : [escapeMarkdown(others)]),
    `${escapeMarkdown(text.common.hint)}: ${hintMarkdown(hint)}`,
    ...explanationsOf(group, presentation).flatMap(({ of, explanation }) => [
      ...(of === null ? [] : [escapeMarkdown(of)]),
      ...explanationLines(explanation, uncoloured).map(hintMarkdown),
    ]),
  ];
  return `- ${lines.join('<br>\n  ')}`;
}

const namedAtMost = 20;

/** `<password>@` in a command is no password: written so, it is not taken for one when the text is redacted. */
function hintMarkdown(hint: string): string {
  return splitCommands(hint)
    .map(({ text, isCommand }) => (isCommand ? codeMarkdown(text) : escapeMarkdown(text)))
    .join('')
    .replaceAll('&#62;@', '&#62;&#64;');
}
