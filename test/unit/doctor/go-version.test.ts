import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareGoVersions, isLanguageVersion } from '../../../src/lib/doctor/go-version.js';

describe('compareGoVersions', () => {
  /** In Go's order (checked with `go/version.Compare`); those of one line are equal. */
  const order = [
    ['go1', '1.0', 'go1.0.0'],
    ['go1.9'],
    ['go1.20rc1'],
    ['go1.20', '1.20.0'],
    ['go1.20.1'],
    ['go1.21'],
    ['go1.21beta1'],
    ['go1.21rc1'],
    ['1.21rc2'],
    ['go1.21.0'],
    ['go1.21.3'],
    ['go1.26.8', 'go1.26.8-custom', 'go1.26.8 X:nocoverage'],
    ['go1.27'],
    ['go1.27rc1'],
    ['go1.27.0'],
    ['go1.100.0'],
  ];

  it('has the order of Go itself', () => {
    order.forEach((left, i) => {
      order.forEach((right, j) => {
        for (const a of left) {
          for (const b of right)
            expect([a, b, Math.sign(compareGoVersions(a, b) ?? 9)]).toEqual([a, b, Math.sign(i - j)]);
        }
      });
    });
  });

  it.each(['', 'go', 'devel go1.28-abc', '1.2.3.4', 'go1.2_', 'v1.2.3'])(
    'does not take %j for a version',
    (text) => {
      expect(compareGoVersions(text, 'go1.21.0')).toBeNull();
      expect(compareGoVersions('go1.21.0', text)).toBeNull();
    },
  );

  it('is an order', () => {
    const version = fc
      .tuple(
        fc.nat(2),
        fc.nat(30),
        fc.option(
          fc.oneof(
            fc.nat(9).map((n) => `.${n}`),
            fc.constant('rc1'),
          ),
        ),
      )
      .map(([major, minor, end]) => `go${major}.${minor}${end ?? ''}`);
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        const compare = (x: string, y: string) => Math.sign(compareGoVersions(x, y) ?? Number.NaN);
        expect(compare(a, b)).toBe(0 - compare(b, a));
        if (compare(a, b) <= 0 && compare(b, c) <= 0) expect(compare(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });
});

describe('isLanguageVersion', () => {
  it.each([
    ['1.21', true],
    ['go1.21', true],
    ['1', true],
    ['1.21.0', false],
    ['1.21rc1', false],
  ])('%s: %s', (text, expected) => {
    expect(isLanguageVersion(text)).toBe(expected);
  });
});
