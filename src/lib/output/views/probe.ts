import type { Messages } from '../../messages/en.js';
import type { ErrorText } from '../../messages/text.js';
import type { Diagnosis } from '../../probe/diagnosis.js';
import type { ProbeResult, ProbeRun } from '../../probe/result.js';
import type { Presentation } from '../presentation.js';
import type { Style, Tone } from '../style.js';
import { type Cell, type Column, renderTable } from '../table.js';
import { columnsOf, wrapText } from '../width.js';
import type { FailureWords } from './failure.js';

/** The document of `probe --json`: the run's own value, with the catalogue's sentences in place of facts. */
export function probeJson(run: ProbeRun, text: Messages): object {
  const { results, interrupted, deadlineReached, ...rest } = run;
  return {
    ...rest,
    ...(interrupted ? { interrupted } : {}),
    ...(deadlineReached ? { deadlineReached } : {}),
    results: results.map((result) => resultJson(result, text)),
  };
}

function resultJson({ diagnosis, warnings, ...result }: ProbeResult, text: Messages): object {
  const { target, name, kind, host, port, via, bypass, status, ok, phase, ...measured } = result;
  const words = diagnosis && wordsFor(diagnosis, text);
  return {
    ...{ target, name, kind, host, port, via, bypass, status, ok },
    code: diagnosis?.code ?? null,
    phase,
    blame: diagnosis?.blame ?? null,
    message: words?.message ?? null,
    hint: words?.hint ?? null,
    ...(warnings.length > 1 ? { warnings: warnings.map((warning) => warningJson(warning, text)) } : {}),
    ...measured,
  };
}

function warningJson(warning: Diagnosis, text: Messages): object {
  return { code: warning.code, message: wordsFor(warning, text).message };
}

function wordsFor({ code, facts }: Diagnosis, text: Messages): FailureWords {
  const entry = text.probe.diagnoses[code] as ErrorText<object>;
  return { message: entry.message(facts), hint: entry.hint(facts) };
}

/** The table, one block for each distinct code, and the count. */
export function probeView(run: ProbeRun, { text, style }: Presentation): string {
  const words = text.probe;
  const parts = run.results.length > 0 ? [resultTable(run.results, { text, style })] : [];
  parts.push(...codeBlocks(run.results, { text, style }));
  const closing = [wrapText(words.summary(run.summary), style.width)];
  if (run.deadlineReached) closing.push(style.paint('warning', words.deadlineReached));
  if (run.interrupted) closing.push(style.paint('warning', wrapText(words.interrupted, style.width)));
  return `${[...parts, `${closing.join('\n')}\n`].join('\n')}`;
}

type ColumnKey = keyof Messages['probe']['columns'];

interface ColumnPlan extends Column {
  readonly key: ColumnKey;
  readonly cell: (result: ProbeResult) => Cell;
}

/** Which columns there are, and what stands under what in one cell. */
interface Layout {
  readonly dropped: readonly ColumnKey[];
  readonly viaUnderTarget: boolean;
  readonly detailUnderResult: boolean;
}

const timeKeys: readonly ColumnKey[] = ['tls', 'app', 'tunnel', 'proxy'];
const narrowestTarget = 24;
const gap = 2;

/**
 * All columns of the contract where they fit. On a narrow terminal, in this order: times that nobody has go, the proxy
 * moves under its target, the phase goes (the block below the table names it), the detail moves under the result, the
 * other times go but for the total. What is still too wide wraps.
 */
function resultTable(results: readonly ProbeResult[], presentation: Presentation): string {
  let layout: Layout = { dropped: [], viaUnderTarget: false, detailUnderResult: false };
  let columns = columnPlans(layout, presentation);
  const isUnused = (key: ColumnKey) =>
    columns.some((column) => column.key === key && results.every((result) => column.cell(result) === '-'));
  const isRouted = results.some(({ via, bypass }) => via.length > 0 || bypass !== null);
  const drop = (...keys: ColumnKey[]) => ({ dropped: [...layout.dropped, ...keys] });
  const squeezes: readonly (() => Partial<Layout>)[] = [
    () => drop(...timeKeys.filter(isUnused)),
    () => (isRouted ? { ...drop('via'), viaUnderTarget: true } : {}),
    () => drop('phase'),
    () => ({ ...drop('detail'), detailUnderResult: true }),
    ...timeKeys.map((key) => () => drop(key)),
  ];
  for (const squeeze of squeezes) {
    if (neededWidth(columns, results) <= presentation.style.width) break;
    layout = { ...layout, ...squeeze() };
    columns = columnPlans(layout, presentation);
  }
  return renderTable(
    columns,
    results.map((result) => columns.map(({ cell }) => cell(result))),
    presentation.style,
  );
}

function columnPlans(layout: Layout, { text, style }: Presentation): ColumnPlan[] {
  const { columns } = text.probe;
  const time = (key: ColumnKey, ms: (result: ProbeResult) => number | null): ColumnPlan => ({
    ...{ key, head: columns[key], align: 'right', fixed: true },
    cell: (result) => formatMs(ms(result)),
  });
  const word = (key: ColumnKey, cell: ColumnPlan['cell']): ColumnPlan => ({
    ...{ key, head: columns[key], fixed: true, cell },
  });
  const target = (result: ProbeResult) =>
    [
      ...(result.name === null ? [] : [result.name]),
      result.target,
      ...(layout.viaUnderTarget ? [`${style.arrow} ${viaOf(result, text)}`] : []),
    ].join('\n');
  const result = (shown: ProbeResult): Cell => {
    const tone = tones[shown.status];
    const status = `${style.symbol[tone]} ${text.probe.status[shown.status]}`;
    return { text: layout.detailUnderResult ? `${status}\n${detailOf(shown, text)}` : status, tone };
  };
  const all: ColumnPlan[] = [
    { key: 'target', head: columns.target, cell: target },
    { key: 'via', head: columns.via, cell: (shown) => viaOf(shown, text) },
    word('result', result),
    word('phase', ({ phase }) => phase ?? '-'),
    time('proxy', ({ timingsMs: { proxyDns, proxyTcp, proxyTls } }) => sum(proxyDns, proxyTcp, proxyTls)),
    time('tunnel', ({ timingsMs }) => timingsMs.tunnel),
    time('tls', ({ timingsMs }) => timingsMs.tls),
    time('app', ({ timingsMs }) => timingsMs.app),
    time('total', ({ timingsMs }) => timingsMs.total),
    word('detail', (shown) => detailOf(shown, text)),
  ];
  return all.filter(({ key }) => !layout.dropped.includes(key));
}

/** The width at which only the target may still have to wrap. */
function neededWidth(columns: readonly ColumnPlan[], results: readonly ProbeResult[]): number {
  const widths = columns.map(({ key, head, cell }) => {
    const cells = results.map((result) => cell(result));
    const texts = cells.map((value) => (typeof value === 'string' ? value : value.text));
    const widest = Math.max(columnsOf(head), ...texts.flatMap((value) => value.split('\n').map(columnsOf)));
    return key === 'target' ? Math.min(widest, narrowestTarget) : widest;
  });
  return widths.reduce((total, width) => total + width, gap * (columns.length - 1));
}

const tones: Readonly<Record<ProbeResult['status'], Tone & ('good' | 'warning' | 'bad')>> = {
  pass: 'good',
  warn: 'warning',
  fail: 'bad',
};

function viaOf({ via, bypass }: ProbeResult, text: Messages): string {
  if (bypass) return text.probe.bypass(bypass.variable, bypass.entry);
  if (via.length === 0) return text.probe.direct;
  return via.map(({ proxy }) => proxy.replace(/^http:\/\//, '')).join(',');
}

/** The code of a failure or warning; of a pass, what was seen. More than one attempt stays visible. */
function detailOf(result: ProbeResult, text: Messages): string {
  const { diagnosis, attempts } = result;
  const seen = diagnosis?.code ?? seenBy(result, text);
  return attempts.length > 1 ? `${seen}\n${text.probe.attempts(attempts.length)}` : seen;
}

function seenBy({ kind, details: { app } }: ProbeResult, text: Messages): string {
  if (kind === 'http' || kind === 'https') return String(app?.status ?? '-');
  if (kind === 'tcp') return app?.protocol ? String(app.protocol) : text.probe.open;
  const notes: Readonly<Record<string, string>> = text.probe.notes;
  const note = notes[String(app?.note)];
  const reply = app?.reply === '+PONG' ? 'PONG' : null;
  return [reply, note].filter(Boolean).join('\n') || '-';
}

function codeBlocks(results: readonly ProbeResult[], presentation: Presentation): string[] {
  const byCode = new Map<string, ProbeResult[]>();
  for (const result of results) {
    if (!result.diagnosis) continue;
    const { code } = result.diagnosis;
    byCode.set(code, [...(byCode.get(code) ?? []), result]);
  }
  return [...byCode.values()].map((same) => codeBlock(same, presentation));
}

function codeBlock(same: readonly ProbeResult[], { text, style }: Presentation): string {
  const [first] = same;
  if (!first?.diagnosis) return '';
  const { code, phase, blame } = first.diagnosis;
  const { message, hint } = wordsFor(first.diagnosis, text);
  const tone = tones[first.status];
  const more = same.length > 1 ? text.probe.andMore(same.length - 1) : '';
  const head = `${style.symbol[tone]} ${text.probe.block(code, phase, text.probe.blame[blame])}`;
  return [
    style.paint(tone, wrapText(head, style.width)),
    indented(`${message}${more}`, style),
    indented(`${style.paint('strong', `${text.common.hint}:`)} ${hint}`, style),
    '',
  ].join('\n');
}

function indented(line: string, style: Style): string {
  return wrapText(line, style.width - gap)
    .split('\n')
    .map((part) => `${' '.repeat(gap)}${part}`)
    .join('\n');
}

function formatMs(ms: number | null): string {
  if (ms === null) return '-';
  return ms < 1000 ? ms.toFixed(1) : String(Math.round(ms));
}

function sum(...values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
}
