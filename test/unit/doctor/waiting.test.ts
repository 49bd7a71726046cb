import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { collectors } from '../../../src/lib/doctor/collectors/list.js';
import { showWaiting } from '../../../src/lib/doctor/waiting.js';
import type { Clock } from '../../../src/lib/host/clock.js';
import { en } from '../../../src/lib/messages/en.js';
import { zh } from '../../../src/lib/messages/zh.js';
import { columnsOf } from '../../../src/lib/output/width.js';

afterEach(() => vi.useRealTimers());

function live({ width = 80, text = en }: { width?: number; text?: typeof en } = {}) {
  vi.useFakeTimers();
  let now = 0;
  const clock: Clock = { now: () => now, monotonic: () => now, sleep: async () => {} };
  const lines: string[] = [];
  const progress = { update: (line: string) => void lines.push(line), stop: () => {} };
  const { waiting: words, slow: reason } = text.doctor;
  const waiting = showWaiting(progress, clock, { width, words, reason, columnsOf });
  const pass = (ms: number) => {
    now += ms;
    vi.advanceTimersByTime(100);
  };
  return { lines, waiting, pass, last: () => lines.at(-1) ?? '' };
}

describe('the live line', () => {
  it('names what is waited for, and for how long, and stands still once stopped', () => {
    const { lines, waiting, pass } = live();
    waiting.update(['powershell', 'go']);
    pass(3_200);
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

  it('says after five seconds why it may be slow', () => {
    const { waiting, pass, last } = live();
    waiting.update(['powershell']);
    pass(4_900);
    expect(last()).toBe('waiting: powershell 4.9 s');
    pass(100);
    expect(last()).toBe('waiting: powershell 5.0 s (PowerShell starts slowly on some machines)');
  });

  it('names first what has taken longest, and counts what does not fit', () => {
    const { waiting, pass, last } = live({ width: 40 });
    waiting.update(['go']);
    pass(1_000);
    waiting.update(['go', 'cloud', 'powershell', 'environment']);
    pass(100);
    expect(last()).toBe('waiting: go 1.1 s, cloud 0.1 s, +2');
  });

  it.each([40, 60, 80, 120])('fits %i columns, whatever is waited for', (width) => {
    const labels = [...new Set(Object.values(collectors).map(({ label }) => label))];
    expect(labels.length).toBeGreaterThan(4);
    const some = fc.subarray(labels, { minLength: 1 });
    fc.assert(
      fc.property(some, some, fc.nat(200_000), fc.boolean(), (first, second, ms, chinese) => {
        const { waiting, pass, lines } = live({ width, text: chinese ? zh : en });
        waiting.update(first);
        pass(ms);
        waiting.update(second);
        pass(ms);
        waiting.stop();
        for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(width - 3);
      }),
    );
  });
});
