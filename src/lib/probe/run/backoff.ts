import type { Diagnosis } from '../diagnosis/diagnosis.js';

/** Pauses before the second, third … try; the last one repeats. */
const stepsMs = [1_000, 2_000, 4_000, 4_000] as const;
/** So that many who were refused together do not come back together. */
const jitter = 0.2;
/** A longer `Retry-After` is waited for only where the run has a limit of its own. */
const longestAskedMs = 60_000;
/** The last try begins so long before the limit: enough for most answers. */
const lastTryMs = 500;

/**
 * Milliseconds to wait before try `n` (from 2) after a failure: 1, 2, 4, 4 … s, 20 % more or less, or what the other
 * side asked for where that is longer. Where the run's limit comes first, the pause is cut short for one more try just
 * before it, but not against a `Retry-After`. Null: not worth waiting for.
 */
export function pauseBefore(
  n: number,
  failure: Diagnosis,
  { leftMs, random }: { readonly leftMs: number; readonly random: (bytes: number) => Buffer },
): number | null {
  const stepMs = stepsMs[Math.min(n - 2, stepsMs.length - 1)] ?? stepsMs[0];
  const share = random(4).readUInt32LE() / 2 ** 32;
  const ownMs = Math.round(stepMs * (1 - jitter + 2 * jitter * share));
  const askedMs = askedFor(failure);
  if (askedMs > ownMs)
    return askedMs > longestAskedMs && leftMs === Number.POSITIVE_INFINITY ? null : askedMs;
  const shortenedMs = leftMs - lastTryMs;
  return ownMs > shortenedMs && shortenedMs >= lastTryMs ? shortenedMs : ownMs;
}

/** `Retry-After` of a proxy or an HTTP target; 0 where nobody asked. */
function askedFor(failure: Diagnosis): number {
  switch (failure.code) {
    case 'PROXY_RATE_LIMITED':
    case 'HTTP_STATUS':
      return (failure.facts.retryAfterSeconds ?? 0) * 1_000;
    default:
      return 0;
  }
}
