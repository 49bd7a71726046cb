import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { en } from '../../../../src/lib/messages/en.js';
import { phaseOrder } from '../../../../src/lib/output/views/probe/times.js';
import { stripSvg, waterfallOf, waterfallTable } from '../../../../src/lib/output/views/probe/waterfall.js';
import { phaseNames } from '../../../../src/lib/proxy/way/phases.js';
import { sampleDiagnosis, sampleResult } from '../../probe/samples.js';

const tenths = fc.integer({ min: 0, max: 100_000 }).map((n) => n / 10);
const phases = fc.record(
  Object.fromEntries(phaseNames.map((name) => [name, fc.option(tenths, { freq: 2 })])) as Record<
    (typeof phaseNames)[number],
    fc.Arbitrary<number | null>
  >,
);
const times = fc.tuple(phases, tenths).map(([known, betweenMs]) => {
  const sum = Object.values(known).reduce<number>((total, ms) => total + (ms ?? 0), 0);
  return { ...known, total: Math.round((sum + betweenMs) * 10) / 10 };
});

/** `x` and `width` of the bars of a table, in percent. */
function barsIn(markup: string): { x: number; width: number }[] {
  return [...markup.matchAll(/<rect class="[ptx]" x="([\d.]+)%" width="([\d.]+)%"\/>/g)].map(
    ([, x, width]) => ({
      x: Number(x),
      width: Number(width),
    }),
  );
}

describe('the waterfall', () => {
  it('knows all phases, in their order', () => {
    expect(phaseOrder).toEqual(phaseNames);
  });

  it('has a bar for each phase that happened, one after the other, and they add up to the total', () => {
    fc.assert(
      fc.property(times, (timingsMs) => {
        const { bars, betweenMs } = waterfallOf({ timingsMs, phase: null });
        const happened = phaseNames.filter((name) => timingsMs[name] !== null);
        expect(bars.map(({ phase }) => phase)).toEqual(happened);
        let end = 0;
        for (const bar of bars) {
          expect(bar.start).toBeCloseTo(end, 9);
          expect(bar.tookMs).toBe(timingsMs[bar.phase]);
          if (timingsMs.total > 0) expect(bar.length * timingsMs.total).toBeCloseTo(bar.tookMs ?? 0, 6);
          end = bar.start + bar.length;
        }
        const known = bars.reduce((sum, { tookMs }) => sum + (tookMs ?? 0), 0);
        expect(Math.abs(known + betweenMs - timingsMs.total)).toBeLessThan(1);
      }),
    );
  });

  it('is drawn to scale: the bars of the table, read back, are the timings', () => {
    fc.assert(
      fc.property(times, (timingsMs) => {
        const drawn = barsIn(waterfallTable(sampleResult({ timingsMs }), en));
        const happened = phaseNames.flatMap((name) => timingsMs[name] ?? []);
        expect(drawn).toHaveLength(happened.length);
        let begun = 0;
        for (const [index, { x, width }] of drawn.entries()) {
          if (timingsMs.total === 0) continue;
          expect(x).toBeCloseTo((begun / timingsMs.total) * 100, 1);
          expect(width).toBeCloseTo(((happened[index] ?? 0) / timingsMs.total) * 100, 1);
          begun += happened[index] ?? 0;
        }
      }),
    );
  });

  it('never draws beyond its line, also where rounded phases add up to more than the total', () => {
    const timingsMs = { ...sampleResult({}).timingsMs, proxyTcp: 0.1, tunnel: 0.1, app: 0.1, total: 0.2 };
    const { bars, betweenMs } = waterfallOf({ timingsMs, phase: null });
    expect(bars.at(-1)).toMatchObject({ start: expect.closeTo(2 / 3), length: expect.closeTo(1 / 3) });
    expect(betweenMs).toBe(0);
  });

  it('lists the time that belongs to no phase apart', () => {
    const table = waterfallTable(sampleResult({ timingsMs: { targetTcp: 3, app: 2, total: 105 } }), en);
    expect(table).toContain('<th scope="row">in no phase</th><td></td><td></td><td>100.0</td>');
  });

  it('leaves out phases that were not reached, and marks where it broke off', () => {
    const result = sampleResult({
      diagnosis: sampleDiagnosis('TUNNEL_TIMEOUT'),
      timingsMs: { proxyTcp: 10, tunnel: 90, total: 100 },
    });
    const table = waterfallTable(result, en);
    expect([...table.matchAll(/<code>(\w+)<\/code>/g)].map(([, phase]) => phase)).toEqual([
      'proxyTcp',
      'tunnel',
    ]);
    expect(table).toMatch(
      /<code>tunnel<\/code> <b class="fail"><span aria-hidden="true">✖<\/span> TUNNEL_TIMEOUT/,
    );
    expect(table).toContain('<rect class="x" x="10%" width="90%"/><svg x="100%"');
    expect(table).not.toContain('>0.0</td><td>-</td>');
  });

  it('marks a phase that failed before any time was measured', () => {
    const result = sampleResult({ diagnosis: sampleDiagnosis('PROXY_DNS'), timingsMs: { total: 0 } });
    expect(waterfallTable(result, en)).toMatch(/<code>proxyDns<\/code> <b class="fail">.*<td>-<\/td>/);
  });

  it('draws a warning in the colour of its side, with its code', () => {
    const diagnosis = sampleDiagnosis('CERT_EXPIRES_SOON');
    const result = sampleResult({ diagnosis, status: 'warn', timingsMs: { tls: 10, total: 10 } });
    const table = waterfallTable(result, en);
    expect(table).toContain('<rect class="t"');
    expect(table).toMatch(/<b class="warn"><span aria-hidden="true">!<\/span> CERT_EXPIRES_SOON/);
  });

  it('is one strip of both sides for the line of a result', () => {
    const timingsMs = { proxyDns: 1, proxyTcp: 1, tunnel: 2, tls: 3, app: 1, total: 8 };
    expect(barsIn(stripSvg(sampleResult({ timingsMs })))).toEqual([
      { x: 0, width: 50 },
      { x: 50, width: 50 },
    ]);
  });
});
