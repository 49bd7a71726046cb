import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Counters } from '../../../../src/lib/tunnel/observe/counts.js';
import { Histogram } from '../../../../src/lib/tunnel/observe/histogram.js';
import { HistoryRecorder } from '../../../../src/lib/tunnel/observe/history.js';
import { RecentFailures } from '../../../../src/lib/tunnel/observe/recent-failures.js';
import { SetupTimes } from '../../../../src/lib/tunnel/observe/setup-times.js';
import { sampleSession } from './sample-session.js';

describe('a histogram', () => {
  it('counts a value on a bound below it, and one beyond all bounds only in the sum', () => {
    const histogram = new Histogram([1, 2, 5]);
    for (const value of [0.5, 1, 1.5, 5, 6]) histogram.observe(value);
    expect(histogram.value).toEqual({ bounds: [1, 2, 5], cumulative: [2, 3, 4], sum: 14, count: 5 });
  });

  it('never falls from bucket to bucket', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 20, noNaN: true })), (values) => {
        const histogram = new Histogram([1, 2, 5]);
        for (const value of values) histogram.observe(value);
        const { bounds, cumulative, count } = histogram.value;
        expect(cumulative).toEqual(bounds.map((bound) => values.filter((value) => value <= bound).length));
        expect(count).toBe(values.length);
      }),
    );
  });
});

describe('the times until a way was found', () => {
  it('are those of the newest 1,024', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 10_000 }), { maxLength: 3_000, size: 'max' }),
        (times) => {
          const setupTimes = new SetupTimes();
          for (const time of times) setupTimes.add(time);
          const sorted = times.slice(-1_024).sort((a, b) => a - b);
          const rank = (share: number) => sorted[Math.ceil(share * sorted.length) - 1];
          expect(setupTimes.summary()).toEqual(
            sorted.length === 0 ? null : { p50: rank(0.5), p95: rank(0.95), max: sorted.at(-1) },
          );
        },
      ),
      { numRuns: 30 },
    );
  });

  it('have a median of what came since a moment', () => {
    const setupTimes = new SetupTimes();
    for (const time of [100, 100, 100]) setupTimes.add(time);
    const { count } = setupTimes;
    expect(setupTimes.medianSince(count)).toBeNull();
    for (const time of [3, 1, 2]) setupTimes.add(time);
    expect(setupTimes.medianSince(count)).toBe(2);
    for (let n = 0; n < 2_000; n++) setupTimes.add(7);
    expect(setupTimes.medianSince(count)).toBe(7);
  });
});

describe('the history', () => {
  it('has what happened within each second', () => {
    const counters = new Counters();
    const setupTimes = new SetupTimes();
    counters.opened('a');
    const history = new HistoryRecorder(counters, setupTimes);
    counters.opened('a');
    counters.of('b').up(10);
    counters.of('a').down(20);
    setupTimes.add(5);
    history.sample(1_000);
    counters.failed('a', 'DENIED');
    counters.finished('a');
    history.sample(2_000);
    history.sample(3_000);
    expect(history.value(500_000.4)).toEqual({
      intervalMs: 1_000,
      samples: [
        { atMs: 501_000, active: 2, opened: 1, failed: 0, bytesUp: 10, bytesDown: 20, setupMs: 5 },
        { atMs: 502_000, active: 1, opened: 0, failed: 1, bytesUp: 0, bytesDown: 0, setupMs: null },
        { atMs: 503_000, active: 1, opened: 0, failed: 0, bytesUp: 0, bytesDown: 0, setupMs: null },
      ],
    });
  });

  it('ends after five minutes', () => {
    const history = new HistoryRecorder(new Counters(), new SetupTimes());
    for (let second = 1; second <= 1_000; second++) history.sample(second);
    const { samples } = history.value(0);
    expect([samples.length, samples[0]?.atMs, samples.at(-1)?.atMs]).toEqual([300, 701, 1_000]);
  });
});

describe('recent failures', () => {
  it('are the newest 50, the newest first', () => {
    let now = 0;
    const failures = new RecentFailures(() => now);
    for (now = 1; now <= 120; now++) failures.failed(sampleSession({ code: `CODE_${now}` }));
    const codes = failures.list().map(({ code }) => code);
    expect(codes).toEqual(Array.from({ length: 50 }, (_, index) => `CODE_${120 - index}`));
  });

  it('say who wanted what by which way', () => {
    const failures = new RecentFailures(() => Date.UTC(2026, 10, 22, 8));
    failures.failed(sampleSession({ code: 'TARGET_REFUSED', destination: { host: '::1', port: 6379 } }));
    failures.failed(
      sampleSession({ code: 'BAD_REQUEST', destination: null, upstream: null, protocol: null }),
    );
    const common = { listener: '127.0.0.1:3128', client: '127.0.0.1:50412', at: '2026-11-22T08:00:00.000Z' };
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    expect(failures.list()).toEqual([
      { ...common, traceId, code: 'BAD_REQUEST', protocol: null, destination: null, upstream: null },
      {
        ...common,
        ...{ traceId, code: 'TARGET_REFUSED', protocol: 'connect' },
        ...{ destination: '[::1]:6379', upstream: 'proxy-a' },
      },
    ]);
  });
});

describe('counters', () => {
  it('sum up all listeners, and lose nothing of one that is closed', () => {
    const counters = new Counters();
    for (const name of ['a', 'b', 'b']) counters.opened(name);
    counters.of('a').up(1);
    counters.of('b').up(2);
    counters.failed('b', 'DENIED');
    counters.closed('client');
    expect(counters.snapshot()).toEqual({
      ...{ connections: 3, active: 3, bytesUp: 3, bytesDown: 0 },
      ...{ failures: { DENIED: 1 }, closed: { client: 1 } },
    });
    expect(counters.at('b')).toMatchObject({ connections: 2, active: 2, bytesUp: 2, failed: 1 });
    expect(counters.at('never-used')).toMatchObject({ connections: 0 });
  });
});
