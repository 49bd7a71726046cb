/** A version by the rules of semver.org 2.0.0, without its build part. */
interface Semver {
  readonly numbers: readonly [number, number, number];
  readonly prerelease: readonly string[];
}

/** Negative, zero or positive; null where one of the two is no version. https://semver.org/#spec-item-11 */
export function compareSemver(a: string, b: string): number | null {
  const [first, second] = [parseSemver(a), parseSemver(b)];
  if (!first || !second) return null;
  for (const index of [0, 1, 2] as const) {
    const difference = first.numbers[index] - second.numbers[index];
    if (difference !== 0) return difference;
  }
  return comparePrereleases(first.prerelease, second.prerelease);
}

export function isPrerelease(version: string): boolean {
  return (parseSemver(version)?.prerelease.length ?? 0) > 0;
}

function parseSemver(text: string): Semver | null {
  const match = /^v?(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?:-([0-9a-z.-]{1,100}))?(?:\+[0-9a-z.-]*)?$/i.exec(text);
  if (!match) return null;
  const prerelease = match[4]?.split('.') ?? [];
  if (prerelease.includes('')) return null;
  return { numbers: [Number(match[1]), Number(match[2]), Number(match[3])], prerelease };
}

/** A release comes after its prereleases; numbers before words; the longer of two alike is the later. */
function comparePrereleases(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return b.length - a.length;
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const [left, right] = [a[index], b[index]];
    if (left === undefined) return -1;
    if (right === undefined) return 1;
    const difference = compareIdentifiers(left, right);
    if (difference !== 0) return difference;
  }
  return 0;
}

function compareIdentifiers(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => (/^\d+$/.test(text) ? Number(text) : null));
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'number') return -1;
  if (typeof right === 'number') return 1;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
