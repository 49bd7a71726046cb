import type { ProbeRun } from '../../../probe/result.js';
import type { Presentation } from '../../presentation.js';
import { renderTable } from '../../table.js';
import { wrapText } from '../../width.js';
import { type CodeGroup, explanationsOf, groupByCode, isMatrix, othersLine } from './code-blocks.js';
import { explanationLines } from './explanation.js';
import { fitColumns, rowsOf } from './layout.js';
import { printable } from './printable.js';
import { diagnosisWords, endingLines, statusTones, viaText } from './words.js';

const indent = 2;
const namedAtMost = 5;

/** The table, one block for each distinct code, and the count. `wide`: each phase has its column. */
export function probeView(
  reported: ProbeRun,
  presentation: Presentation,
  { wide = false }: { wide?: boolean } = {},
): string {
  const { text, style } = presentation;
  const words = text.probe;
  const run = printable(reported);
  const parts: string[] = [];
  const closing = [wrapText(words.summary(run.summary), style.width)];
  if (run.results.length > 0) {
    const { columns, viaLeftOut } = fitColumns(run.results, presentation, { wide });
    parts.push(renderTable(columns, rowsOf(columns, run.results), style));
    const [first] = run.results;
    if (viaLeftOut && first)
      closing.unshift(wrapText(words.allVia(viaText(first, presentation)), style.width));
  }
  const isMany = isMatrix(run.results);
  parts.push(...groupByCode(run.results).map((group) => codeBlock(group, isMany, presentation)));
  for (const line of endingLines(run, text))
    closing.push(style.paint('warning', wrapText(line, style.width)));
  return [...parts, `${closing.join('\n')}\n`].join('\n');
}

/** What it means, who else has it, what to do, and what a closer look found. */
function codeBlock(group: CodeGroup, isMany: boolean, presentation: Presentation): string {
  const { code, status, diagnosis } = group;
  const { text, style } = presentation;
  const { phase, blame } = diagnosis;
  const { message, hint } = diagnosisWords(diagnosis, text);
  const tone = statusTones[status];
  const head = `${style.symbol[tone]} ${text.probe.block(code, phase, text.probe.blame[blame])}`;
  const others = othersLine(group, presentation, { namedAtMost, isMatrix: isMany });
  const lines = [message, ...(others === null ? [] : [others])];
  lines.push(`${style.paint('strong', `${text.common.hint}:`)} ${hint}`);
  for (const { of, explanation } of explanationsOf(group, presentation)) {
    lines.push(...(of === null ? [] : [of]), ...explanationLines(explanation, presentation, hint));
  }
  return [
    style.paint(tone, wrapText(head, style.width)),
    ...lines.map((line) => indented(line, presentation)),
    '',
  ].join('\n');
}

function indented(line: string, { style }: Presentation): string {
  return wrapText(line, style.width - indent)
    .split('\n')
    .map((part) => `${' '.repeat(indent)}${part}`)
    .join('\n');
}
