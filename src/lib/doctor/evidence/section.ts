import { number, object, type Shape, text, word } from '../shape.js';

/** A family of facts: gathered, not gathered because it failed, or not gathered because there was no need to. */
export type Section<T> =
  | { readonly state: 'ok'; readonly source: string; readonly durationMs: number; readonly value: T }
  | {
      readonly state: 'failed';
      readonly reason: 'timeout' | 'crash';
      readonly detail: string;
      readonly source: string;
      readonly durationMs: number;
    }
  | { readonly state: 'absent'; readonly reason: 'platform' | 'offline' | 'not-selected' };

/** The shape of a section whose value has this shape. */
export function section<T>(value: Shape<T>): Shape<Section<T>> {
  const ok = object({ state: word('ok'), source: text, durationMs: number, value });
  const failed = object({
    state: word('failed'),
    reason: word('timeout', 'crash'),
    detail: text,
    source: text,
    durationMs: number,
  });
  const absent = object({ state: word('absent'), reason: word('platform', 'offline', 'not-selected') });
  return (found, path) => {
    const { state } = object({ state: word('ok', 'failed', 'absent') })(found, path);
    return { ok, failed, absent }[state](found, path);
  };
}
