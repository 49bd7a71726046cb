/** `1.26.8`, `go1.27`, `10.0.22631` as numbers; missing parts are absent. Null where it is no version. */
export function parseVersion(text: string): readonly number[] | null {
  const digits = /^(?:go|v)?(\d+(?:\.\d+)*)/.exec(text.trim())?.[1];
  return digits === undefined ? null : digits.split('.').map(Number);
}

/** Negative, zero or positive, part by part as numbers; a missing part counts as 0. */
export function compareVersions(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** For sorting; what is no version comes last. */
export function newestFirst(a: string, b: string): number {
  return compareVersions(parseVersion(b) ?? [], parseVersion(a) ?? []);
}
