import type { TunnelEnded } from '../../../tunnel/run/run-tunnel.js';
import type { Presentation } from '../../presentation.js';
import { renderTable } from '../../table.js';
import { formatBytes, formatDuration } from './amounts.js';

/** What the tunnel did, and what failed on the way. */
export function tunnelEndView(end: TunnelEnded, { text, style }: Presentation): string {
  const { ended, summary } = text.tunnel;
  const failedCount = Object.values(end.failures).reduce((sum, count) => sum + count, 0);
  const numbers = renderTable(
    [summary.connections, summary.up, summary.down, summary.failed, summary.cut].map((head) => ({
      head,
      align: 'right',
      fixed: true,
    })),
    [
      [
        String(end.connections),
        formatBytes(end.bytesUp),
        formatBytes(end.bytesDown),
        { text: String(failedCount), tone: failedCount > 0 ? 'warning' : 'plain' },
        { text: String(end.cut), tone: end.cut > 0 ? 'warning' : 'plain' },
      ],
    ],
    style,
  );
  const failures = tunnelFailuresView(end, { text, style });
  return `\n${ended(formatDuration(end.durationMs))}\n${numbers}${failures && `\n${failures}`}`;
}

/** What failed, by code; nothing where nothing did. */
export function tunnelFailuresView(
  { failures: counts }: Pick<TunnelEnded, 'failures'>,
  { text, style }: Presentation,
): string {
  const failed = Object.entries(counts);
  if (failed.length === 0) return '';
  const { failures, meanings } = text.tunnel;
  const known = meanings as Readonly<Record<string, string>>;
  const columns = [
    { head: failures.code, fixed: true },
    { head: failures.count, align: 'right', fixed: true },
    { head: failures.meaning },
  ] as const;
  return renderTable(
    columns,
    failed.map(([code, count]) => [code, String(count), known[code] ?? '']),
    style,
  );
}
