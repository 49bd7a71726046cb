import type { Messages } from '../../../messages/en.js';
import type { ProbeResult } from '../../../probe/result.js';
import type { PhaseName } from '../../../proxy/way/phases.js';
import { escapeHtml } from '../../html/escape.js';
import { formatMs, phaseOrder, phaseSides } from './times.js';
import { statusTones } from './words.js';

/** One phase on the line of an attempt. Shares are of the whole line, from 0 to 1. */
export interface Bar {
  readonly phase: PhaseName;
  readonly startMs: number;
  /** Null: it failed before any time was measured. */
  readonly tookMs: number | null;
  readonly start: number;
  readonly length: number;
}

export interface Waterfall {
  readonly bars: readonly Bar[];
  /** Time of the attempt that belongs to no phase. */
  readonly betweenMs: number;
}

/** Less is nothing to look at: rounding, and the program's own steps. */
const leastBetweenMs = 1;

/**
 * Where each phase stands on the attempt's line. Phases run one after the other, so each begins where the one before
 * it ended; what they leave of the total lies at the end. Phases that were not reached are not there.
 */
export function waterfallOf({
  timingsMs,
  phase: meant,
}: Pick<ProbeResult, 'timingsMs' | 'phase'>): Waterfall {
  const known = phaseOrder.filter((phase) => timingsMs[phase] !== null || phase === meant);
  const sumMs = known.reduce((sum, phase) => sum + (timingsMs[phase] ?? 0), 0);
  const lineMs = Math.max(sumMs, timingsMs.total ?? 0);
  const share = (ms: number) => (lineMs === 0 ? 0 : ms / lineMs);
  let startMs = 0;
  const bars = known.map((phase): Bar => {
    const tookMs = timingsMs[phase];
    const bar = { phase, startMs, tookMs, start: share(startMs), length: share(tookMs ?? 0) };
    startMs += tookMs ?? 0;
    return bar;
  });
  const betweenMs = lineMs - sumMs;
  return { bars, betweenMs: betweenMs >= leastBetweenMs ? betweenMs : 0 };
}

/** The line as one strip, each side in one piece; the table says the same in words. */
export function stripSvg(result: ProbeResult): string {
  const pieces: { kind: 'p' | 't' | 'x'; start: number; length: number }[] = [];
  for (const bar of waterfallOf(result).bars) {
    if (bar.length === 0) continue;
    const kind = isFailed(result, bar) ? 'x' : sideClass(bar);
    const last = pieces.at(-1);
    if (last?.kind === kind) last.length += bar.length;
    else pieces.push({ kind, start: bar.start, length: bar.length });
  }
  const shapes = pieces.map((piece) => rectangle(piece, piece.kind));
  return `<svg class="strip" aria-hidden="true">${shapes.join('')}</svg>`;
}

/** The line as a table: one row a phase, its bar, when it began and how long it took. */
export function waterfallTable(result: ProbeResult, text: Messages): string {
  const { page } = text.probe;
  const { bars, betweenMs } = waterfallOf(result);
  if (bars.length === 0) return '';
  const heads = [page.phaseHead, page.course, page.start, page.took];
  return [
    '<table class="fall"><thead><tr>',
    ...heads.map((head) => `<th scope="col">${escapeHtml(head)}</th>`),
    '</tr></thead><tbody>',
    ...bars.map((bar) => row(bar, result, text)),
    betweenMs > 0
      ? `<tr><th scope="row">${escapeHtml(page.between)}</th><td></td><td></td><td>${formatMs(betweenMs)}</td></tr>`
      : '',
    `</tbody><tfoot><tr><th scope="row">${escapeHtml(page.total)}</th>${totalCell(result)}`,
    `<td></td><td>${formatMs(result.timingsMs.total)}</td></tr></tfoot></table>`,
  ].join('');
}

function row(bar: Bar, result: ProbeResult, text: Messages): string {
  const { page } = text.probe;
  const { phase, startMs, tookMs } = bar;
  const failed = isFailed(result, bar);
  const shape = rectangle(bar, failed ? 'x' : sideClass(bar)) + (failed ? cross(bar) : '');
  const code = result.phase === phase && result.diagnosis !== null ? codeMark(result) : '';
  return [
    `<tr><th scope="row">${escapeHtml(page.phases[phase])} <code>${phase}</code>${code}</th>`,
    `<td><svg aria-hidden="true">${shape}</svg></td>`,
    `<td>${formatMs(startMs)}</td><td>${formatMs(tookMs)}</td></tr>`,
  ].join('');
}

/** A limit on the total is no phase's. */
function totalCell(result: ProbeResult): string {
  return `<td>${result.phase === 'total' && result.diagnosis !== null ? codeMark(result) : ''}</td>`;
}

function codeMark({ status, diagnosis }: ProbeResult): string {
  const mark = statusTones[status] === 'bad' ? '✖' : '!';
  return ` <b class="${status}"><span aria-hidden="true">${mark}</span> ${diagnosis?.code ?? ''}</b>`;
}

function isFailed({ status, phase }: ProbeResult, bar: Bar): boolean {
  return status === 'fail' && phase === bar.phase;
}

function sideClass({ phase }: Bar): 'p' | 't' {
  return phaseSides[phase] === 'proxy' ? 'p' : 't';
}

function rectangle({ start, length }: Pick<Bar, 'start' | 'length'>, kind: 'p' | 't' | 'x'): string {
  return `<rect class="${kind}" x="${percent(start)}" width="${percent(length)}"/>`;
}

/** Where it broke off: at the end of its bar. */
function cross({ start, length }: Bar): string {
  return `<svg x="${percent(start + length)}" y="50%" overflow="visible"><path d="M-4-4 4 4M4-4-4 4"/></svg>`;
}

function percent(share: number): string {
  return `${Math.round(share * 1e4) / 100}%`;
}
