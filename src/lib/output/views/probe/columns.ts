import type { Messages } from '../../../messages/en.js';
import type { ProbeResult } from '../../../probe/result.js';
import type { PhaseName } from '../../../proxy/way/phases.js';
import type { Presentation } from '../../presentation.js';
import type { Cell, Column } from '../../table.js';
import { detailLines } from './seen.js';
import { behindProxyMs, formatMs, formatShare, proxyMs } from './times.js';
import { statusTones, statusWord, viaText } from './words.js';

export type ColumnKey = keyof Messages['probe']['columns'];

export interface ColumnPlan extends Column {
  readonly key: ColumnKey;
  /** `before` is the result of the row above. */
  readonly cell: (result: ProbeResult, before: ProbeResult | null) => Cell;
}

/** Which columns there are, and what stands under what in one cell. */
export interface Layout {
  readonly keys: readonly ColumnKey[];
  readonly viaUnderTarget: boolean;
  readonly detailUnderResult: boolean;
  /** Names the variable that a proxy comes from. */
  readonly sources: boolean;
}

const ends = ['target', 'via', 'result', 'phase'] as const;
export const tableKeys: readonly ColumnKey[] = [...ends, 'proxy', 'tunnel', 'tls', 'app', 'total', 'detail'];
export const wideKeys: readonly ColumnKey[] = [
  ...[...ends, 'proxyDns', 'proxyTcp', 'proxyTls', 'tunnel', 'behind'],
  ...(['targetDns', 'targetTcp', 'tls', 'app', 'transfer', 'total', 'detail'] as const),
] as readonly ColumnKey[];
/** Of many probes, how long they took as a whole says more than the phases of the last. */
export const statsKeys: readonly ColumnKey[] = [
  ...ends,
  ...(['count', 'loss', 'min', 'p50', 'p95', 'max', 'detail'] as const),
];

export function columnPlans(layout: Layout, presentation: Presentation): ColumnPlan[] {
  const all = allColumns(layout, presentation);
  return layout.keys.map((key) => ({ key, head: presentation.text.probe.columns[key], ...all[key] }));
}

type Plan = Omit<ColumnPlan, 'key' | 'head'>;

function allColumns(layout: Layout, presentation: Presentation): Readonly<Record<ColumnKey, Plan>> {
  const { text } = presentation;
  return {
    ...timeColumns,
    ...statsColumns,
    target: { cell: (result, before) => targetCell(result, { before, layout, presentation }) },
    via: { cell: (result) => viaCell(result, layout, presentation) },
    result: word((result) => ({
      text: [
        statusWord(result.status, presentation),
        ...(layout.detailUnderResult ? narrowed(detailLines(result, text)) : []),
      ].join('\n'),
      tone: statusTones[result.status],
    })),
    phase: word(({ phase }) => phase ?? '-'),
    detail: word((result) => detailLines(result, text).join('\n')),
  };
}

const timeColumns = {
  proxy: time(proxyMs, ['proxyDns', 'proxyTcp', 'proxyTls']),
  ...{ proxyDns: phaseTime('proxyDns'), proxyTcp: phaseTime('proxyTcp'), proxyTls: phaseTime('proxyTls') },
  ...{ tunnel: phaseTime('tunnel'), behind: time(behindProxyMs, []) },
  ...{ targetDns: phaseTime('targetDns'), targetTcp: phaseTime('targetTcp'), tls: phaseTime('tls') },
  ...{ app: phaseTime('app'), transfer: phaseTime('transfer') },
  total: time(({ timingsMs }) => timingsMs.total, ['total']),
};

const statsColumns = {
  count: number(({ stats }) => (stats === null ? '-' : String(stats.count))),
  loss: number(({ stats }) => (stats === null ? '-' : formatShare(stats.loss))),
  min: number(({ stats }) => formatMs(stats?.minMs ?? null)),
  p50: number(({ stats }) => formatMs(stats?.p50Ms ?? null)),
  p95: number(({ stats }) => formatMs(stats?.p95Ms ?? null)),
  max: number(({ stats }) => formatMs(stats?.maxMs ?? null)),
};

function word(cell: ColumnPlan['cell']): Plan {
  return { fixed: true, cell };
}

function number(cell: ColumnPlan['cell']): Plan {
  return { fixed: true, align: 'right', cell };
}

/** The time in which the failure or the warning was seen stands out. */
function time(ms: (result: ProbeResult) => number | null, phases: readonly (PhaseName | 'total')[]): Plan {
  return number((result) => {
    const shown = formatMs(ms(result));
    const isMeant = result.phase !== null && phases.includes(result.phase);
    return isMeant ? { text: shown, tone: statusTones[result.status] } : shown;
  });
}

function phaseTime(phase: PhaseName): Plan {
  return time(({ timingsMs }) => timingsMs[phase], [phase]);
}

/** Rows of one target over several routes: it stands in each, so that a row can be read alone, but stands back. */
function targetCell(
  result: ProbeResult,
  {
    before,
    layout,
    presentation,
  }: { before: ProbeResult | null; layout: Layout; presentation: Presentation },
): Cell {
  const lines = result.name === null ? [result.target] : [result.name, result.target];
  if (layout.viaUnderTarget) {
    const { arrow } = presentation.style;
    lines.push(`${arrow} ${viaCell(result, layout, presentation)}`);
  }
  const again = before !== null && before.target === result.target && before.name === result.name;
  return again && !layout.viaUnderTarget ? { text: lines.join('\n'), tone: 'quiet' } : lines.join('\n');
}

function viaCell(result: ProbeResult, { sources }: Layout, presentation: Presentation): string {
  const via = viaText(result, presentation);
  const from = new Set(result.via.flatMap(({ source }) => /^env:(.+)$/.exec(source)?.[1] ?? []));
  return sources && from.size > 0 ? `${via} (${[...from].join(', ')})` : via;
}

/** A fact goes under its code. */
function narrowed(lines: readonly string[]): string[] {
  return lines.map((line) => line.replace(/^([A-Z_]+_[A-Z_]+) /, '$1\n'));
}
