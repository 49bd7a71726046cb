import { describe, expect, it } from 'vitest';
import { Interrupted } from '../../../../src/lib/errors.js';
import { drainTime } from '../../../../src/lib/tunnel/run/drain-time.js';

describe('the time for draining', () => {
  it.each([
    ['win32', 'SIGHUP', 60_000, 8_000],
    ['win32', 'SIGHUP', 3_000, 3_000],
    ['win32', 'SIGINT', 60_000, 60_000],
    ['win32', 'SIGBREAK', 60_000, 60_000],
    ['linux', 'SIGHUP', 60_000, 60_000],
  ] as const)('on %s after %s of %i ms is %i ms', (os, signal, wantedMs, expected) => {
    expect(drainTime(wantedMs, new Interrupted(signal), os)).toBe(expected);
  });

  it('is the wanted one where something else ended it', () => {
    expect(drainTime(60_000, undefined, 'win32')).toBe(60_000);
  });
});
