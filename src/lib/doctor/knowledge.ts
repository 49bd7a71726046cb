/*
 * What is known about versions. Facts with a date in them go out of date: such a fact may cause a warning, never a
 * failure, and the warning says as of when.
 */

/**
 * The lowest value of the Release DWORD for each .NET Framework, newest first.
 * https://learn.microsoft.com/dotnet/framework/install/how-to-determine-which-versions-are-installed
 */
const netFrameworkReleases: readonly (readonly [minimum: number, version: string])[] = [
  [533_320, '4.8.1'],
  [528_040, '4.8'],
  [461_808, '4.7.2'],
  [461_308, '4.7.1'],
  [460_798, '4.7'],
  [394_802, '4.6.2'],
  [394_254, '4.6.1'],
  [393_295, '4.6'],
  [379_893, '4.5.2'],
  [378_675, '4.5.1'],
  [378_389, '4.5'],
];

/** The version a Release value stands for; values differ by Windows, so the nearest minimum below counts. */
export function netFrameworkVersion(release: number): string {
  return netFrameworkReleases.find(([minimum]) => release >= minimum)?.[1] ?? '4.0';
}

/** Windows by build number. Names of releases are read from the machine, not from here. */
export const windowsBuilds = {
  windows10: 10_240,
  server2016: 14_393,
  /** Knows long paths. */
  version1607: 14_393,
  version1809: 17_763,
  windows11: 22_000,
} as const;

/** Windows 10 left general support on 14 October 2025; the LTSC editions (`EnterpriseS`, `IoTEnterpriseS`) did not. */
export const windowsSupport = {
  asOf: '2026-11',
  windows10Ended: '2025-10-14',
  longTermEditions: /^(?:IoT)?EnterpriseS/,
};

/** Go's own rule: a release is supported until there are two newer majors. */
export const goSupport = { asOf: '2026-11', oldest: [1, 26], supported: '1.26, 1.27' } as const;

/**
 * .NET 8 and 9 left support on 10 November 2026; 10 is supported until November 2028.
 * https://dotnet.microsoft.com/platform/support/policy/dotnet-core
 */
export const dotnetSupport = { asOf: '2026-11', oldest: [10] } as const;

/** What Go needs of the system. go.dev/doc/go1.21#windows, go1.24#linux, go1.27#darwin */
export const goNeeds = { linuxKernel: [3, 2], darwin: [22] } as const;

/** The least that tools around Alibaba Cloud ask for; what is in support changes every year. */
export const pythonNeeds = { minimum: [3, 9] } as const;
/** https://devguide.python.org/versions/ */
export const pythonSupport = { asOf: '2026-11', oldest: [3, 11], supported: '>= 3.11' } as const;
export const nodeNeeds = { minimum: [16] } as const;
/** Even majors, for thirty months each; odd ones end after half a year. https://nodejs.org/about/previous-releases */
export const nodeSupport = {
  asOf: '2026-11',
  oldest: [22],
  ended: [23, 25],
  supported: '22, 24, 26',
} as const;

/** From this Go on SSL_CERT_FILE and SSL_CERT_DIR count on Windows and macOS, too. go.dev/doc/go1.27#cryptox509pkgcryptox509 */
export const goReadsCertificateVariables = [1, 27] as const;

/**
 * Characters of PATH on Windows, which is the machine's and the user's, one behind the other. The settings dialog takes
 * 2047 of each: beyond both and a semicolon, one of them can no longer be edited there. A variable longer than the
 * second cmd.exe drops as a whole.
 */
export const pathLimits = { dialogs: 2 * 2_047 + 1, cmd: 8_191 } as const;

/** What the checks ask for; the least that works, not the newest. */
export interface Requirements {
  readonly netFrameworkRelease: number;
  readonly go: readonly number[];
}

export const defaultRequirements: Requirements = { netFrameworkRelease: 528_040, go: [1, 21] };
