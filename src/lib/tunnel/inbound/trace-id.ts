import { type Header, valuesOf } from './request-head.js';

const longest = 128;

/**
 * The trace id that a request brings: of a valid `traceparent` (W3C Trace Context, section 3.2), else an
 * `X-Request-ID`, of which only letters, digits and `._:+=-` are kept, at most 128. Null where it brings none.
 */
export function traceIdOf(headers: readonly Header[]): string | null {
  // With several of one name nobody knows which is meant.
  const [traceparent, anotherParent] = valuesOf(headers, 'traceparent');
  if (traceparent !== undefined && anotherParent === undefined) {
    const traceId = traceIdOfParent(traceparent);
    if (traceId !== null) return traceId;
  }
  const [requestId, anotherId] = valuesOf(headers, 'x-request-id');
  if (requestId === undefined || anotherId !== undefined) return null;
  return requestId.replace(/[^A-Za-z0-9._:+=-]/g, '').slice(0, longest) || null;
}

/** Later versions may be longer, but begin alike; `ff` is none, nor are ids of nothing but zeros. */
function traceIdOfParent(value: string): string | null {
  const match = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-[\da-f]{2}(-.*)?$/.exec(value);
  if (match === null) return null;
  const [, version, traceId = '', parentId = '', more] = match;
  if (version === 'ff' || (version === '00' && more !== undefined)) return null;
  return /^0+$/.test(traceId) || /^0+$/.test(parentId) ? null : traceId;
}
