import type { Clock } from '../host/clock.js';
import type { Progress } from '../host/progress.js';

const tickMs = 100;

/** A live line of what is still being waited for, and for how long: `powershell 3.2 s, go 0.4 s`. */
export function showWaiting(
  progress: Progress,
  clock: Clock,
  words: (names: string) => string,
): { update: (waiting: readonly string[]) => void; stop: () => void } {
  const since = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  const draw = () => {
    const now = clock.monotonic();
    const names = [...since].map(([name, started]) => `${name} ${((now - started) / 1000).toFixed(1)} s`);
    if (names.length > 0) progress.update(words(names.join(', ')));
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
