import type { ProbeResult } from '../../../probe/result.js';
import type { Presentation } from '../../presentation.js';
import type { Cell } from '../../table.js';
import { columnsOf } from '../../width.js';
import {
  type ColumnKey,
  type ColumnPlan,
  columnPlans,
  type Layout,
  statsKeys,
  tableKeys,
  wideKeys,
} from './columns.js';
import { viaText } from './words.js';

/** A target stays in one piece up to so many columns, unless numbers would have to go for it. */
const wholeTarget = 40;
const narrowestTarget = 24;
const gap = 2;

/** Least needed first; what stays to the end is not here. */
const droppable: readonly ColumnKey[] = [
  ...(['behind', 'transfer', 'targetDns', 'proxyDns', 'tls', 'app', 'targetTcp', 'proxyTls'] as const),
  ...(['tunnel', 'proxy', 'proxyTcp', 'min', 'count', 'max', 'p95'] as const),
];

/**
 * All columns of the contract where they fit. On a narrow terminal, in this order: what nobody has goes, the proxy
 * moves under its target (or below the table, where all rows share it), the phase goes (the block below the table names
 * it), the detail moves under the result, then the numbers go one by one but for the total, or loss and median. What is
 * still too wide wraps.
 */
export function fitColumns(
  results: readonly ProbeResult[],
  presentation: Presentation,
  { wide }: { wide: boolean },
): Fit {
  const hasStats = results.some(({ stats }) => stats !== null);
  let layout: Layout = {
    keys: hasStats ? statsKeys : wide ? wideKeys : tableKeys,
    ...{ viaUnderTarget: false, detailUnderResult: false, sources: wide },
  };
  let columns = columnPlans(layout, presentation);
  const { moves, losses } = squeezes(results, { columns, presentation });
  const steps = [
    ...moves.map((squeeze) => ({ squeeze, target: wholeTarget })),
    ...losses.map((squeeze) => ({ squeeze, target: narrowestTarget })),
  ];
  for (const { squeeze, target } of steps) {
    if (neededWidth(columns, { results, target }) <= presentation.style.width) break;
    layout = squeeze(layout);
    columns = columnPlans(layout, presentation);
  }
  return { columns, viaLeftOut: !layout.keys.includes('via') && !layout.viaUnderTarget };
}

export interface Fit {
  readonly columns: readonly ColumnPlan[];
  /** All rows went the same way, and there was no room to say so in each. */
  readonly viaLeftOut: boolean;
}

/** The cells, row by row. */
export function rowsOf(columns: readonly ColumnPlan[], results: readonly ProbeResult[]): Cell[][] {
  return results.map((result, index) => columns.map(({ cell }) => cell(result, results[index - 1] ?? null)));
}

type Squeeze = (layout: Layout) => Layout;

function squeezes(
  results: readonly ProbeResult[],
  { columns, presentation }: { columns: readonly ColumnPlan[]; presentation: Presentation },
): { moves: readonly Squeeze[]; losses: readonly Squeeze[] } {
  const drop =
    (...dropped: readonly ColumnKey[]): Squeeze =>
    (layout) => ({ ...layout, keys: layout.keys.filter((key) => !dropped.includes(key)) });
  const unused = columns
    .filter(({ key, cell }) => droppable.includes(key) && results.every((row) => cell(row, null) === '-'))
    .map(({ key }) => key);
  const oneWay = new Set(results.map((result) => viaText(result, presentation))).size === 1;
  const viaUnderTarget = !oneWay || results.length === 1;
  return {
    moves: [
      drop(...unused),
      (layout) => ({ ...drop('via')(layout), viaUnderTarget }),
      drop('phase'),
      (layout) => ({ ...drop('detail')(layout), detailUnderResult: true }),
    ],
    losses: droppable.map((key) => drop(key)),
  };
}

/** The width at which only a target of more than so many columns has to wrap. */
function neededWidth(
  columns: readonly ColumnPlan[],
  { results, target }: { results: readonly ProbeResult[]; target: number },
): number {
  const rows = rowsOf(columns, results);
  const widths = columns.map(({ key, head }, index) => {
    const cells = rows.map((row) => row[index] ?? '');
    const texts = [head, ...cells.map((cell) => (typeof cell === 'string' ? cell : cell.text))];
    const widest = texts.reduce((most, text) => Math.max(most, ...text.split('\n').map(columnsOf)), 0);
    return key === 'target' ? Math.min(widest, target) : widest;
  });
  return widths.reduce((total, width) => total + width, gap * (columns.length - 1));
}
