import type { TunnelFound, TunnelsFound } from '../../../tunnel/control/running-tunnels.js';
import type { ListenerStatus, UpstreamStatus } from '../../../tunnel/observe/status.js';
import type { UpstreamState } from '../../../tunnel/upstreams/upstream-state.js';
import type { Presentation } from '../../presentation.js';
import { type Cell, type Column, renderTable } from '../../table.js';
import { wrapText } from '../../width.js';
import { formatAge, formatBytes, formatLatency } from './amounts.js';

/** From here on a failure and its age stand side by side. */
const roomyWidth = 100;
/** The page and `--json` have more. */
const mostFailures = 5;

/** The tunnels that run, each with what it listens on and what it goes through. */
export function tunnelsView({ tunnels, unreachable }: TunnelsFound, presentation: Presentation): string {
  const { text, style } = presentation;
  const silent = unreachable.map(({ pid, admin, reason }) => {
    const line = `${style.symbol.bad} ${text.tunnelStatus.unreachable(pid, admin, reason)}`;
    return `${style.paint('bad', wrapText(line, style.width))}\n`;
  });
  return [...tunnels.map((tunnel) => tunnelView(tunnel, presentation)), ...silent].join('\n');
}

function tunnelView(tunnel: TunnelFound, presentation: Presentation): string {
  const parts = [heading(tunnel, presentation), listenerTable(tunnel.listeners, presentation)];
  if (tunnel.upstreams.length > 0) parts.push(upstreamTable(tunnel, presentation));
  if (tunnel.recentFailures.length > 0) parts.push(failureTable(tunnel, presentation));
  return parts.join('\n');
}

function heading(tunnel: TunnelFound, { text, style }: Presentation): string {
  const { states, facts } = text.tunnelStatus;
  const { good, bad, note } = style.symbol;
  const state = tunnel.draining
    ? style.paint('note', `${note} ${states.draining}`)
    : tunnel.ready
      ? style.paint('good', `${good} ${states.ready}`)
      : style.paint('bad', `${bad} ${states.down}`);
  const { pid, strategy, logLevel: level, uptimeMs } = tunnel;
  const rest = wrapText(facts({ pid, strategy, level, age: formatAge(uptimeMs) }), style.width);
  return `${style.paint('strong', tunnel.admin)}  ${state}\n${rest}\n`;
}

function listenerTable(listeners: readonly ListenerStatus[], { text, style }: Presentation): string {
  const { listeners: heads, mixed, overTls } = text.tunnelStatus;
  const columns: Column[] = [
    { head: heads.listener, fixed: true },
    { head: heads.protocol },
    ...numbers(heads.active, heads.total, heads.up, heads.down, heads.failed),
  ];
  const rows = listeners.map(({ listen, target, tls, active, total, bytesUp, bytesDown, failed }): Cell[] => [
    { text: listen, tone: 'strong' },
    target === null ? (tls ? overTls : mixed) : `${style.arrow}${target}`,
    ...[String(active), String(total), formatBytes(bytesUp), formatBytes(bytesDown)],
    { text: String(failed), tone: failed > 0 ? 'warning' : 'plain' },
  ]);
  return renderTable(columns, rows, style);
}

function upstreamTable(tunnel: TunnelFound, presentation: Presentation): string {
  const { text, style } = presentation;
  const { upstreams: heads, backup, ago } = text.tunnelStatus;
  const between = style.width < roomyWidth ? '\n' : ' ';
  const columns: Column[] = [
    { head: heads.upstream },
    { head: heads.state },
    ...numbers(heads.active, heads.latency, heads.failures),
    { head: heads.lastFailure, fixed: true },
    { head: heads.since, fixed: true },
  ];
  const rows = tunnel.upstreams.map((upstream): Cell[] => {
    const { active, latencyMs, failures, lastFailure, since } = upstream;
    return [
      { text: upstream.backup ? `${upstream.name} (${backup})` : upstream.name, tone: 'strong' },
      stateCell(upstream, presentation),
      String(active),
      latencyMs === null ? '-' : formatLatency(latencyMs),
      { text: String(failures), tone: failures > 0 ? 'warning' : 'plain' },
      lastFailure === null ? '-' : `${lastFailure.code}${between}${ago(ageOf(lastFailure.at, tunnel))}`,
      ageOf(since, tunnel),
    ];
  });
  return renderTable(columns, rows, style);
}

function failureTable(tunnel: TunnelFound, { text, style }: Presentation): string {
  const { failures: heads, ago } = text.tunnelStatus;
  const columns: Column[] = [
    { head: heads.failure, fixed: true },
    { head: heads.destination },
    { head: heads.through },
    { head: heads.when, fixed: true },
  ];
  const rows = tunnel.recentFailures
    .slice(0, mostFailures)
    .map(({ code, destination, upstream, at }): Cell[] => [
      { text: code, tone: 'warning' },
      destination ?? '-',
      upstream ?? '-',
      ago(ageOf(at, tunnel)),
    ]);
  return renderTable(columns, rows, style);
}

/** By the tunnel's own clock. */
function ageOf(time: string, { now }: TunnelFound): string {
  return formatAge(Date.parse(now) - Date.parse(time));
}

function stateCell({ state }: UpstreamStatus, { text, style }: Presentation): Cell {
  const tone = tones[state];
  return { text: `${style.symbol[tone]} ${text.tunnelStatus.upstreamStates[state]}`, tone };
}

const tones: Readonly<Record<UpstreamState, 'good' | 'bad' | 'warning' | 'note'>> = {
  ...{ up: 'good', suspect: 'warning', 'half-open': 'note', down: 'bad', auth: 'bad' },
};

function numbers(...heads: readonly string[]): Column[] {
  return heads.map((head) => ({ head, align: 'right', fixed: true }));
}
