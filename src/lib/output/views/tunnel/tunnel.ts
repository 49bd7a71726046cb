import type { TunnelEnded, TunnelReady } from '../../../tunnel/run.js';
import type { Presentation } from '../../presentation.js';
import { type Cell, renderTable } from '../../table.js';
import { endpointUrl } from '../endpoint-url.js';

/** What listens where, and how to use it. */
export function tunnelReadyView({ listen }: TunnelReady, { text, style }: Presentation): string {
  const { heads, protocol, direct, usage, howToEnd } = text.tunnel;
  const urls = listen.map(({ host, port }) => endpointUrl({ scheme: 'http', host, port }));
  const table = renderTable(
    [{ head: heads.protocol }, { head: heads.listening, fixed: true }, { head: heads.through }],
    urls.map((url): Cell[] => [protocol, { text: url, tone: 'strong' }, direct]),
    style,
  );
  const lines = [usage, `  curl -x ${urls[0]} https://example.com`, howToEnd];
  return `${table}\n${lines.join('\n')}\n`;
}

/** What the tunnel did, and what failed on the way. */
export function tunnelEndView(end: TunnelEnded, { text, style }: Presentation): string {
  const { ended, summary, failures, meanings } = text.tunnel;
  const failed = Object.entries(end.failures);
  const failedCount = failed.reduce((sum, [, count]) => sum + count, 0);
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
  const parts = [`\n${ended(formatDuration(end.durationMs))}\n`, numbers];
  if (failed.length > 0) {
    const known = meanings as Readonly<Record<string, string>>;
    const columns = [
      { head: failures.code, fixed: true },
      { head: failures.count, align: 'right', fixed: true },
      { head: failures.meaning },
    ] as const;
    parts.push(
      '\n',
      renderTable(
        columns,
        failed.map(([code, count]) => [code, String(count), known[code] ?? '']),
        style,
      ),
    );
  }
  return parts.join('');
}

/** `223 B`, `18.8 KiB`, `1.5 GiB`. */
function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

/** `0.8 s`, `42 s`, `3 min 5 s`, `2 h 5 min`. */
function formatDuration(ms: number): string {
  if (ms < 10_000) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${seconds % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
