import { oneLine } from './clean-text.js';

/** Marks that turn the direction of what follows: a name could hide in them what it is. */
const turns = /[\u202a-\u202e\u2066-\u2069]/g;

/**
 * A copy of a plain value whose texts can do no more than be read: names and what servers say may hold control
 * characters, which a terminal obeys and a table breaks on.
 */
export function printable<T>(value: T): T {
  if (typeof value === 'string') return oneLine(value).replace(turns, '') as T;
  if (Array.isArray(value)) return value.map((item) => printable(item)) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, printable(item)])) as T;
}
