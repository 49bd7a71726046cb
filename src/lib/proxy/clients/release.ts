/** The numbers of a version: `[7, 88, 1]`. */
export type Release = readonly [major: number, minor: number, patch: number];

/** The first three numbers of a version, `8.5.0-DEV` or `v22.3`; null where there is none. */
export function parseRelease(text: string): Release | null {
  const [, major, minor, patch = '0'] = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text) ?? [];
  return major === undefined || minor === undefined ? null : [Number(major), Number(minor), Number(patch)];
}

/** Is this release the same as that one, or newer? */
export function isSince(release: Release, [major, minor, patch]: Release): boolean {
  if (release[0] !== major) return release[0] > major;
  if (release[1] !== minor) return release[1] > minor;
  return release[2] >= patch;
}
