import { createHash } from 'node:crypto';

/** A value as it is kept, with all its secrets. */
export interface Stored {
  readonly text: string;
  /** REG_EXPAND_SZ: `%NAME%` in it is replaced when it is read. */
  readonly expandable: boolean;
}

/** Where a value is kept. */
export type Place =
  | { readonly kind: 'user-variable'; readonly name: string }
  /** The user's PATH, to which this folder is added. */
  | { readonly kind: 'user-path'; readonly folder: string }
  /** `file`: the one that `go env -w` writes. */
  | { readonly kind: 'go-env'; readonly name: string; readonly file: string };

/** One change of one value; null: there is none. */
export interface Edit {
  readonly place: Place;
  readonly before: Stored | null;
  readonly after: Stored | null;
}

export function nameOf(place: Place): string {
  return place.kind === 'user-path' ? 'Path' : place.name;
}

export function isSame(a: Stored | null, b: Stored | null): boolean {
  return a === null || b === null ? a === b : a.text === b.text && a.expandable === b.expandable;
}

/** Recognizes a value without keeping it. */
export function digestOf(stored: Stored | null): string | null {
  if (stored === null) return null;
  return createHash('sha256').update(`${stored.expandable}\n${stored.text}`).digest('hex');
}
