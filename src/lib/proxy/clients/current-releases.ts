/**
 * The releases that are modelled where no version is known. Dated: what a newer release changed, the differential test
 * tells once it is installed.
 */
export const currentReleases = {
  asOf: '2026-11',
  curl: [8, 22, 0],
  git: [2, 55, 0],
  node: '26.10.0',
  /** The older lines of Node.js that know proxy variables, too. */
  nodeBefore: ['22.23.3', '24.21.0'],
  /** Of Python. */
  requests: '2.34',
  dotnet: '10',
} as const;
