import type { TunnelPlan } from '../../../tunnel/run/plan.js';
import type { TunnelReady } from '../../../tunnel/run/ready.js';
import type { TunnelSettings } from '../../../tunnel/settings.js';
import type { Presentation } from '../../presentation.js';
import { type Cell, type Column, renderTable } from '../../table.js';
import { endpointUrl } from '../endpoint-url.js';

/** What listens where and leads where, through what, and how to use it. */
export function tunnelReadyView(
  ready: TunnelReady,
  { settings }: Pick<TunnelPlan, 'settings'>,
  { text, style }: Presentation,
): string {
  const { statusPage, usage, howToEnd } = text.tunnel;
  const url = ready.listen[0] && urlOf(ready.listen[0], settings);
  const lines = [
    ...(ready.admin === null ? [] : [statusPage(`${ready.admin}/`)]),
    ...(url === undefined ? [] : [usage, `  curl -x ${url} https://example.com`]),
    howToEnd,
  ];
  return `${tunnelTables(ready, settings, { text, style })}\n${lines.join('\n')}\n`;
}

/** What `--check` says: the same tables, of what was asked for. */
export function tunnelCheckView(
  asked: Pick<TunnelReady, 'listen' | 'forwards'>,
  { settings }: Pick<TunnelPlan, 'settings'>,
  { text, style }: Presentation,
): string {
  const found = `${style.paint('good', style.symbol.good)} ${text.tunnel.checked}\n`;
  return `${tunnelTables(asked, settings, { text, style })}\n${found}`;
}

function tunnelTables(
  ready: Pick<TunnelReady, 'listen' | 'forwards'>,
  settings: TunnelSettings,
  presentation: Presentation,
): string {
  const upstreams = upstreamTable(settings, presentation);
  return listenerTable(ready, settings, presentation) + (upstreams && `\n${upstreams}`);
}

function listenerTable(
  { listen, forwards }: Pick<TunnelReady, 'listen' | 'forwards'>,
  settings: TunnelSettings,
  { text, style }: Presentation,
): string {
  const { heads, protocol, forward, anywhere, separator } = text.tunnel;
  const isForwarding = forwards.length > 0;
  const columns: Column[] = [
    { head: heads.protocol },
    { head: heads.listening, fixed: true },
    ...(isForwarding ? [{ head: heads.leadsTo }] : []),
    { head: heads.through },
  ];
  const row = (kind: string, place: string, target: string, way: string): Cell[] => [
    kind,
    { text: place, tone: 'strong' },
    ...(isForwarding ? [target] : []),
    way,
  ];
  const way = throughAny(settings, text);
  const rows = [
    ...listen.map((address) => row(protocol, urlOf(address, settings), anywhere, way)),
    ...forwards.map(({ name, listen: { host, port }, target }, index) => {
      const place = `${host.includes(':') ? `[${host}]` : host}:${port}`;
      const only = settings.forwards[index]?.upstreams;
      return row(name ?? forward, place, target, only ? only.join(separator) : way);
    }),
  ];
  return renderTable(columns, rows, style);
}

/** Only where there is something to tell of them. */
function upstreamTable({ upstreams, strategy }: TunnelSettings, { text, style }: Presentation): string {
  if (upstreams.length < 2) return '';
  const { upstreamHeads, direct, backup, use, separator } = text.tunnel;
  const isWeighted = upstreams.some(({ weight }) => weight !== 1);
  const hasNotes = upstreams.some((upstream) => upstream.backup || upstream.only !== null);
  const columns: Column[] = [
    { head: upstreamHeads.name },
    { head: upstreamHeads.address },
    ...(isWeighted ? [{ head: upstreamHeads.weight, align: 'right', fixed: true } as const] : []),
    ...(hasNotes ? [{ head: upstreamHeads.note }] : []),
  ];
  const rows = upstreams.map(({ name, proxy, weight, backup: isBackup, only }): Cell[] => {
    const notes = [...(isBackup ? [backup] : []), ...(only === null ? [] : [use[only]])];
    return [
      { text: name, tone: 'strong' },
      proxy?.shown ?? direct,
      ...(isWeighted ? [String(weight)] : []),
      ...(hasNotes ? [notes.join(separator)] : []),
    ];
  });
  return `${renderTable(columns, rows, style)}${text.tunnel.strategy(strategy)}\n`;
}

function throughAny({ upstreams }: TunnelSettings, text: Presentation['text']): string {
  const [first] = upstreams;
  if (first !== undefined && upstreams.length === 1) return first.proxy?.shown ?? text.tunnel.direct;
  return text.tunnel.several(upstreams.length);
}

function urlOf({ host, port }: { host: string; port: number }, { tls }: TunnelSettings): string {
  return endpointUrl({ scheme: tls === null ? 'http' : 'https', host, port });
}
