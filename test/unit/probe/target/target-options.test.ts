import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTarget } from '../../../../src/lib/probe/target/target.js';
import { fragmentOptions, noOptions, readFragment } from '../../../../src/lib/probe/target/target-options.js';

describe('the options in the fragment of a target', () => {
  it('are read, and not shown', () => {
    const options =
      'expect=200,204;timeout=3s;name=my%20api;body=^re%3Bady;slo=tls=50ms;slo=total=1s;tag=prod;tag=web';
    expect(parseTarget(`https://api.test/health#${options}`)).toMatchObject({
      target: {
        shown: 'https://api.test/health',
        path: '/health',
        name: 'my api',
        tags: ['prod', 'web'],
        options: {
          expectStatus: [
            { from: 200, to: 200 },
            { from: 204, to: 204 },
          ],
          expectBody: /^re;ady/,
          timeoutMs: 3_000,
          slo: [
            { phase: 'tls', limitMs: 50 },
            { phase: 'total', limitMs: 1_000 },
          ],
          routes: null,
          headers: [],
        },
      },
    });
  });

  it('may be none', () => {
    expect(readFragment('')).toEqual({ ok: true, name: null, tags: [], options: noOptions });
    expect(parseTarget('cache.test:1#')).toMatchObject({ ok: true, target: { shown: 'cache.test:1' } });
  });

  it('count as they were said last, but for tags and the limits of different phases', () => {
    expect(readFragment('name=a;name=b;slo=tls=1s;slo=tls=2s;timeout=1s;timeout=2s')).toMatchObject({
      name: 'b',
      options: { timeoutMs: 2_000, slo: [{ phase: 'tls', limitMs: 2_000 }] },
    });
  });

  it.each([
    'speed=5',
    'name',
    'name=',
    'expect=abc',
    'body=(',
    'timeout=0s',
    'slo=tls',
    'slo=x=1s',
    'tag=',
    '=5',
    'EXPECT=200',
  ])('are refused where they are not known or have no valid value: %s', (part) => {
    expect(readFragment(`timeout=1s;${part}`)).toEqual({ ok: false, what: part });
  });

  it('are not repeated where they may be the end of a password', () => {
    expect(parseTarget('redis://li:12#se-cret@cache.test')).toEqual({
      ...{ ok: false, problem: 'option', what: null },
    });
    expect(parseTarget('cache.test:1#speed=5')).toEqual({ ok: false, problem: 'option', what: 'speed=5' });
  });

  it('never throw, and say what is wrong with a part of the text only', () => {
    const part = fc
      .tuple(fc.constantFrom(...fragmentOptions, 'other'), fc.string())
      .map((pair) => pair.join('='));
    const text = fc.oneof(
      fc.string(),
      fc.array(part).map((parts) => parts.join(';')),
    );
    fc.assert(
      fc.property(text, (fragment) => {
        const reading = readFragment(fragment);
        if (!reading.ok && reading.what !== null) expect(fragment).toContain(reading.what);
      }),
    );
  });
});
