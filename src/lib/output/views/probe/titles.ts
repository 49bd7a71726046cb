import type { ProbeResult } from '../../../probe/result.js';
import { oneLine } from './clean-text.js';

/**
 * `name` or target, and the way, on one line: what a result is called where programs compare runs. The same in every
 * language.
 */
export function titleOf(result: ProbeResult): string {
  return oneLine(`${result.name ?? result.target} via ${wayOf(result)}`);
}

/** The proxies, first hop first, as `-x` takes them; `direct` without any. */
export function wayOf({ via }: ProbeResult): string {
  return via.length === 0 ? 'direct' : via.map(({ proxy }) => proxy).join(',');
}

/** The texts, each once: what came before gets ` #2`, ` #3` … */
export function distinct(texts: readonly string[]): string[] {
  const taken = new Set<string>();
  const next = new Map<string, number>();
  return texts.map((text) => {
    let n = next.get(text) ?? 2;
    let shown = text;
    for (; taken.has(shown); n++) shown = `${text} #${n}`;
    next.set(text, n);
    taken.add(shown);
    return shown;
  });
}
