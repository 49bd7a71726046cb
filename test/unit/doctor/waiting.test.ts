import { afterEach, describe, expect, it, vi } from 'vitest';
import { showWaiting } from '../../../src/lib/doctor/waiting.js';
import type { Clock } from '../../../src/lib/host/clock.js';

afterEach(() => vi.useRealTimers());

describe('the live line', () => {
  it('names what is waited for, and for how long, and stands still once stopped', () => {
    vi.useFakeTimers();
    let now = 0;
    const clock: Clock = { now: () => now, monotonic: () => now, sleep: async () => {} };
    const lines: string[] = [];
    const progress = { update: (text: string) => void lines.push(text), stop: () => {} };
    const waiting = showWaiting(progress, clock, (names) => `waiting: ${names}`);
    waiting.update(['powershell', 'go']);
    now = 3_200;
    vi.advanceTimersByTime(100);
    waiting.update(['powershell']);
    expect(lines).toEqual([
      'waiting: powershell 0.0 s, go 0.0 s',
      'waiting: powershell 3.2 s, go 3.2 s',
      'waiting: powershell 3.2 s',
    ]);
    waiting.stop();
    vi.advanceTimersByTime(1_000);
    expect(lines).toHaveLength(3);
  });
});
