import type { Setting } from '../config/configuration.js';
import type { ConfigurationKey } from '../config/schema.js';
import { usageFailure } from '../errors.js';

/** Node's timers fire at once where they are given more than 24 days; nobody waits for more than one. */
export const longestMs = 24 * 3_600_000;

export interface DurationPlace {
  /** With its dashes. */
  readonly flag: string;
  readonly key?: ConfigurationKey;
  /** Default: 1 ms. */
  readonly shortestMs?: number;
}

/** The milliseconds of a duration that can be waited for. Throws a usage failure that names where the value stands. */
export function checkDuration(
  { value, origin }: Setting<number>,
  { flag, key, shortestMs = 1 }: DurationPlace,
): number {
  if (value >= shortestMs && value <= longestMs) return value;
  const expected = `${shortestMs}ms … 24h`;
  if (origin.kind === 'file' && key !== undefined) {
    throw usageFailure('CONFIG_BAD_VALUE', { path: origin.path, line: origin.line, key, expected });
  }
  throw usageFailure('BAD_FLAG_VALUE', { flag, value: `${value}ms`, expected });
}
