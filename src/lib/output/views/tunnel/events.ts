import type { TunnelReady } from '../../../tunnel/run/ready.js';
import type { Reload } from '../../../tunnel/run/reloader.js';
import type { UpstreamChange } from '../../../tunnel/upstreams/upstream-state.js';
import type { Presentation } from '../../presentation.js';
import { failureJson, failureText } from '../failure.js';

/** A line for people when an upstream begins or ceases to be used; nothing for the doubts in between. */
export function upstreamChangeLine(change: UpstreamChange, { text, style }: Presentation): string {
  const { upstream, from, to, code } = change;
  if (to === 'suspect' || to === 'half-open' || (from === 'suspect' && to === 'up')) return '';
  const { upstreamNow, states } = text.tunnel;
  const tone = to === 'up' ? 'good' : 'bad';
  return `${style.paint(tone, style.symbol[tone])} ${upstreamNow(upstream, states[to], code)}\n`;
}

/** What came of a reload, for people. */
export function reloadLines(reload: Reload, { text, style }: Presentation): string {
  const { reloaded, reloadedNothing, needsRestart, notReloaded } = text.tunnel;
  if (!reload.ok) return failureText(reload.failure, { text, style }) + notReloaded.concat('\n');
  const { changed, restart } = reload;
  const lines = [
    ...(changed.length > 0 ? [reloaded(changed)] : restart.length > 0 ? [] : [reloadedNothing]),
    ...(restart.length > 0 ? [needsRestart(restart)] : []),
  ];
  const tone = restart.length > 0 ? 'warning' : 'good';
  return lines.map((line) => `${style.paint(tone, style.symbol[tone])} ${line}\n`).join('');
}

/** The same for programs. */
export function reloadJson(
  reload: Reload,
  { listen, forwards }: TunnelReady,
  text: Presentation['text'],
): { readonly ok: boolean } {
  if (!reload.ok) return { ok: false, error: failureJson(reload.failure, text) } as { ok: false };
  const { changed, restart } = reload;
  const isElsewhere = changed.includes('listen') || changed.includes('forwards');
  return { ok: true, changed, restart, ...(isElsewhere && { listen, forwards }) } as { ok: true };
}
