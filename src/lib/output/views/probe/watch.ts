import type { ProbeResult } from '../../../probe/result.js';
import type { Presentation } from '../../presentation.js';
import { columnsOf, wrapText } from '../../width.js';
import { printable } from './printable.js';
import { detailLines } from './seen.js';
import { formatMs } from './times.js';
import { nameOf, statusTones, statusWord, viaText } from './words.js';

const gap = '  ';
const msColumns = 7;

/**
 * One probe of `--watch` as a line, when it ended: time of day, status, total, target, way and what was seen. A line
 * like any other, so that it reads the same in a pipe and in the log of a job; what does not fit goes on, indented.
 */
export function watchLine(probed: ProbeResult, presentation: Presentation, atMs: number): string {
  const { text, style } = presentation;
  const result = printable(probed);
  const { status, timingsMs } = result;
  const word = statusWord(status, presentation);
  const widest = Math.max(...Object.values(text.probe.status).map(columnsOf)) + 2;
  const ms = `${formatMs(timingsMs.total)} ms`;
  const head = [
    new Date(atMs).toTimeString().slice(0, 8),
    style.paint(statusTones[status], word) + ' '.repeat(Math.max(0, widest - columnsOf(word))),
    ms.padStart(msColumns + 3),
  ].join(gap);
  const way = `${nameOf(result)} ${style.arrow} ${viaText(result, presentation)}`;
  const rest = [way, ...detailLines(result, text)].join(gap);
  const indent = ' '.repeat(columnsOf(head) + gap.length);
  const room = style.width - indent.length;
  if (room >= 20) return head + gap + wrapText(rest, room).replaceAll('\n', `\n${indent}`);
  return `${head}\n${wrapText(rest, style.width - 2).replace(/^/gm, gap)}`;
}
