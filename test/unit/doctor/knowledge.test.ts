import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { netFrameworkVersion } from '../../../src/lib/doctor/knowledge.js';
import { compareVersions, parseVersion } from '../../../src/lib/doctor/versions.js';

describe('netFrameworkVersion', () => {
  // Every value of Microsoft's table, and what lies between.
  it.each([
    [378_388, '4.0'],
    [378_389, '4.5'],
    [378_675, '4.5.1'],
    [378_758, '4.5.1'],
    [379_893, '4.5.2'],
    [393_295, '4.6'],
    [393_297, '4.6'],
    [394_254, '4.6.1'],
    [394_271, '4.6.1'],
    [394_802, '4.6.2'],
    [394_806, '4.6.2'],
    [460_798, '4.7'],
    [460_805, '4.7'],
    [461_308, '4.7.1'],
    [461_310, '4.7.1'],
    [461_808, '4.7.2'],
    [461_814, '4.7.2'],
    [528_039, '4.7.2'],
    [528_040, '4.8'],
    [528_049, '4.8'],
    [528_372, '4.8'],
    [528_449, '4.8'],
    [533_320, '4.8.1'],
    [533_325, '4.8.1'],
    [533_509, '4.8.1'],
    [999_999, '4.8.1'],
  ])('%i is %s', (release, version) => {
    expect(netFrameworkVersion(release)).toBe(version);
  });
});

describe('versions', () => {
  it.each([
    ['go1.26.8', [1, 26, 8]],
    ['go1.27', [1, 27]],
    ['go1.28rc1', [1, 28]],
    ['go1.26.8 X:nocoverageredesign', [1, 26, 8]],
    ['10.0.22631', [10, 0, 22_631]],
    ['6.18.44-fc-v657', [6, 18, 44]],
    ['v20.1', [20, 1]],
    ['devel', null],
    ['', null],
  ])('%s is read as %j', (text, numbers) => {
    expect(parseVersion(text)).toEqual(numbers);
  });

  it('are compared as numbers: 1.9 is older than 1.10', () => {
    expect(compareVersions([1, 9], [1, 10])).toBeLessThan(0);
    expect(compareVersions([1, 21], [1, 21, 0])).toBe(0);
  });

  it('are ordered as sorting says, whichever way round', () => {
    const version = fc.array(fc.nat(40), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(version, version, (a, b) => {
        expect(Math.sign(compareVersions(a, b))).toBe(0 - Math.sign(compareVersions(b, a)));
        expect(compareVersions(a, [...a, 0])).toBe(0);
        expect(compareVersions([...a, 1], a)).toBeGreaterThan(0);
      }),
    );
  });
});
