import { describe, expect, it } from 'vitest';
import { exceededSlos } from '../../../../src/lib/probe/run/exceeded-slos.js';
import { phaseNames, type Timings } from '../../../../src/lib/proxy/way/phases.js';

const ends = { target: 'a.test:1', port: 1, proxy: null };
const nothing = Object.fromEntries(
  [...phaseNames, 'total'].map((name) => [name, null]),
) as unknown as Timings;

describe('an SLO', () => {
  it.each([...phaseNames, 'total' as const])(
    'of %s warns of that phase, and blames who does the work',
    (phase) => {
      const [warning, ...more] = exceededSlos([{ phase, limitMs: 10 }], { ...nothing, [phase]: 10.1 }, ends);
      expect(more).toEqual([]);
      const proxySide = ['proxyDns', 'proxyTcp', 'proxyTls', 'tunnel'].includes(phase);
      expect(warning).toMatchObject({ code: 'SLO_EXCEEDED', phase, blame: proxySide ? 'proxy' : 'target' });
      expect(warning?.facts).toEqual({ ...ends, slo: phase, ms: 10.1, limitMs: 10 });
    },
  );

  it('is kept by a phase that took exactly so long, and by one that was not reached', () => {
    const slos = [
      { phase: 'tls', limitMs: 10 },
      { phase: 'tunnel', limitMs: 1 },
    ] as const;
    expect(exceededSlos(slos, { ...nothing, tls: 10, total: 50 }, ends)).toEqual([]);
  });

  it('warns once for each that is exceeded, in the order they were given', () => {
    const slos = [
      { phase: 'total', limitMs: 20 },
      { phase: 'app', limitMs: 40 },
      { phase: 'tls', limitMs: 5 },
    ] as const;
    const warnings = exceededSlos(slos, { ...nothing, tls: 9, app: 30, total: 39 }, ends);
    expect(warnings.map(({ phase }) => phase)).toEqual(['total', 'tls']);
  });
});
