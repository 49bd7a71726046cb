import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareSemver, isPrerelease } from '../../../src/lib/doctor/semver.js';

/** In order, each later than all before it. https://semver.org/#spec-item-11 */
const ordered = [
  '0.9.0',
  '0.10.0',
  '1.0.0-alpha',
  '1.0.0-alpha.1',
  '1.0.0-alpha.beta',
  '1.0.0-beta',
  '1.0.0-beta.2',
  '1.0.0-beta.11',
  '1.0.0-rc.1',
  '1.0.0',
  '1.0.10',
  '2.1.0',
  '10.0.0',
];

describe('compareSemver', () => {
  it('has the order of semver.org', () => {
    for (const [index, version] of ordered.entries()) {
      for (const [other, second] of ordered.entries()) {
        expect([version, second, Math.sign(compareSemver(version, second) ?? Number.NaN)]).toEqual([
          version,
          second,
          Math.sign(index - other),
        ]);
      }
    }
  });

  it('ignores what a build adds, and a leading v', () => {
    expect(compareSemver('v1.2.3+linux.7', '1.2.3')).toBe(0);
  });

  it.each(['', '1', '1.2', '1.2.3.4', '1.2.x', 'latest', '1.2.3-', '1.2.3-a..b', '1.2.3 4', '01.2.3e4'])(
    'takes %j for no version',
    (text) => {
      expect(compareSemver(text, '1.0.0')).toBeNull();
      expect(compareSemver('1.0.0', text)).toBeNull();
    },
  );

  it('is never confused: turned round it says the opposite', () => {
    const part = fc.constantFrom('0', '1', '9', '10', 'a', '-', 'rc');
    const version = fc
      .tuple(fc.nat(12), fc.nat(12), fc.nat(12), fc.array(part, { maxLength: 3 }))
      .map(([a, b, c, rest]) => `${a}.${b}.${c}${rest.length > 0 ? `-${rest.join('.')}` : ''}`);
    fc.assert(
      fc.property(version, version, (a, b) => {
        const [there, back] = [compareSemver(a, b), compareSemver(b, a)];
        expect(there).not.toBeNull();
        expect(Math.sign(there ?? 0)).toBe(0 - Math.sign(back ?? 0) || 0);
        expect(compareSemver(a, a)).toBe(0);
      }),
    );
  });

  it('knows a prerelease', () => {
    expect(['1.0.0-rc.1', '1.0.0', 'x'].map(isPrerelease)).toEqual([true, false, false]);
  });
});
