import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diagnosis } from '../../../../src/lib/probe/diagnosis/diagnosis.js';
import { pauseBefore } from '../../../../src/lib/probe/run/backoff.js';
import { sampleDiagnosis, sampleFacts } from '../samples.js';

const refused = sampleDiagnosis('TARGET_REFUSED');
const asking = (retryAfterSeconds: number | null) =>
  diagnosis('PROXY_RATE_LIMITED', { ...sampleFacts.PROXY_RATE_LIMITED, retryAfterSeconds });
/** The uppermost byte of the random number. */
const drawing = (top: number) => (bytes: number) => Buffer.from([...Array(bytes - 1).fill(0), top]);
const unlimited = Number.POSITIVE_INFINITY;

describe('the pause before another try', () => {
  it('is 1, 2, 4, 4 … s', () => {
    const random = drawing(0x80);
    const pauses = [2, 3, 4, 5, 6, 400].map((n) => pauseBefore(n, refused, { leftMs: unlimited, random }));
    expect(pauses).toEqual([1_000, 2_000, 4_000, 4_000, 4_000, 4_000]);
  });

  it.each([
    ['least', 0x00, 800, 3_200],
    ['most', 0xff, 1_198, 4_794],
  ])('is 20 %% off at %s', (_name, top, first, fourth) => {
    const limits = { leftMs: unlimited, random: drawing(top) };
    expect([pauseBefore(2, refused, limits), pauseBefore(5, refused, limits)]).toEqual([first, fourth]);
  });

  it.each([
    ['is what the other side asks for', 30, unlimited, 30_000],
    ['is the longer of the two', 1, unlimited, 2_000],
    ['is not worth an hour', 3_600, unlimited, null],
    ["is the other side's to its last second, within the limit", 90, 100_000, 90_000],
    ['is not shortened against what was asked', 90, 10_000, 90_000],
    ['is our own where nobody asked', null, unlimited, 2_000],
    ['leaves time for a last try', null, 2_300, 1_800],
    ['is not cut into slivers', null, 900, 2_000],
  ])('%s', (_name, seconds, leftMs, expected) => {
    const asked = pauseBefore(3, asking(seconds), { leftMs, random: drawing(0x80) });
    expect(asked).toBe(expected);
  });

  it('heeds the Retry-After of an HTTP target', () => {
    const busy = diagnosis('HTTP_STATUS', { ...sampleFacts.HTTP_STATUS, retryAfterSeconds: 9 });
    expect(pauseBefore(2, busy, { leftMs: unlimited, random: drawing(0) })).toBe(9_000);
  });

  it('is between 500 ms and 4.8 s, whatever is drawn and left', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 500 }), fc.nat(1_000_000), fc.nat(255), (n, leftMs, top) => {
        const ms = pauseBefore(n, refused, { leftMs, random: drawing(top) });
        expect(ms).toBeGreaterThanOrEqual(500);
        expect(ms).toBeLessThanOrEqual(4_800);
      }),
    );
  });
});
