import type { Clock } from '../host/clock.js';
import type { Progress } from '../host/progress.js';

const tickMs = 100;
/** From then on the line says why it may take so long. */
const slowMs = 5_000;
/** The spinner, the blank behind it, and the last column, where some terminals already wrap. */
const besideLine = 3;

export interface WaitingOptions {
  /** Columns of the terminal; the line is never wider. */
  readonly width: number;
  /** `waiting: powershell 3.2 s, go 0.4 s` */
  readonly words: (names: string) => string;
  /** Why the one that has taken longest may be slow. */
  readonly reason: (name: string) => string;
  /** Columns a text takes. */
  readonly columnsOf: (text: string) => number;
}

/** A live line of what is still being waited for, the longest first. */
export function showWaiting(
  progress: Progress,
  clock: Clock,
  options: WaitingOptions,
): { update: (waiting: readonly string[]) => void; stop: () => void } {
  const since = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  const draw = () => {
    const now = clock.monotonic();
    const names = [...since].map(([name, started]) => ({ name, waitedMs: now - started }));
    if (names.length > 0) progress.update(waitingLine(names, options));
  };
  return {
    update: (waiting) => {
      for (const name of [...since.keys()]) if (!waiting.includes(name)) since.delete(name);
      for (const name of waiting) if (!since.has(name)) since.set(name, clock.monotonic());
      timer ??= setInterval(draw, tickMs);
      draw();
    },
    stop: () => clearInterval(timer),
  };
}

interface Waited {
  readonly name: string;
  readonly waitedMs: number;
}

/** As many names as fit, and the reason where it fits besides the longest: a line that wraps can't be taken away. */
function waitingLine(
  waiting: readonly Waited[],
  { width, words, reason, columnsOf }: WaitingOptions,
): string {
  const room = width - besideLine;
  const sorted = [...waiting].sort((a, b) => b.waitedMs - a.waitedMs);
  const texts = sorted.map(({ name, waitedMs }) => `${name} ${(waitedMs / 1000).toFixed(1)} s`);
  const line = (count: number) => {
    const rest = texts.length - count;
    return words([...texts.slice(0, count), ...(rest > 0 ? [`+${rest}`] : [])].join(', '));
  };
  const fitting = (tail: string) => {
    for (let count = texts.length; count > 0; count--) {
      if (columnsOf(line(count) + tail) <= room) return line(count) + tail;
    }
    return null;
  };
  const [longest] = sorted;
  const tail = longest && longest.waitedMs >= slowMs ? ` (${reason(longest.name)})` : '';
  return fitting(tail) ?? fitting('') ?? line(1);
}
