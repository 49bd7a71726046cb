import { integerFlag } from './flags.js';

/** `--pid`: which of the tunnels that run is meant. */
export const pidFlag = integerFlag(1, 4_294_967_295);

/** Its summary where the command needs exactly one. */
export const pidSummary = 'Which tunnel, by its process; not needed where only one runs.';

/** The value of `--pid`; null where there is none. */
export function pidOf(flags: Readonly<Record<string, unknown>>): number | null {
  return (flags.pid as number | undefined) ?? null;
}
