/** Go's settings beyond its folders, and Go's tools. */
export interface GoSettingsFindings {
  /** A newer Go stands behind the one that runs. */
  GO_SHADOWED: { path: string; version: string; newerPath: string; newerVersion: string };
  GO_SEVERAL: { copies: readonly { path: string; version: string | null }[] };
  SUMDB_OFF: object;
  /** The pattern matches every module. */
  SUMDB_NONE_CHECKED: { name: string };
  SUMDB_MALFORMED: { value: string };
  INSECURE_ALL: object;
  INSECURE_SOME: { value: string };
  /** A setting that no Go knows. */
  SUMDB_UNKNOWN_SETTING: { name: string };
  PRIVATE_SET: { value: string };
  PRIVATE_MISTAKES: { name: string; entries: readonly string[]; expected: string };
  TOOLCHAIN_INVALID: { setting: string };
  TOOLCHAIN_REFUSED: { needed: string; version: string; file: string; setting: string };
  TOOLCHAIN_NOT_ON_PATH: { name: string; setting: string };
  TOOLCHAIN_UNCHECKED: { name: string };
  TOOLCHAIN_NO_SOURCE: { name: string };
  TOOLCHAIN_DOWNLOAD: { name: string; version: string; from: string };
  /** `enough`: the Go at hand would do for the module. */
  TOOLCHAIN_DOWNLOAD_FAR: { name: string; version: string; from: string; enough: boolean };
  TOOLCHAIN_AT_HAND: { name: string };
  FLAGS_QUOTE: object;
  FLAGS_NOT_A_FLAG: { word: string };
  FLAGS_REFUSED: { flag: string | null };
  FLAGS_WITHOUT_VALUE: { flag: string };
  FLAGS_MOD: { value: string };
  FLAGS_INSECURE: object;
  FLAGS_CUT: { flag: string; rest: string };
  MODULES_OFF: object;
  GO_ENV_SHADOWED: { settings: readonly { name: string; stored: string; used: string }[] };
  CERTIFICATES_OVERRIDE: { variables: readonly { name: string; value: string; exists: boolean }[] };
  GO_TOOLS_MISSING: { names: readonly string[] };
}
