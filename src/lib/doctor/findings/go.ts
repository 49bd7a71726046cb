/** Go, its version and its folders. */
export interface GoFindings {
  GO_MISSING: object;
  GO_NOT_ON_PATH: { path: string };
  GO_TIMEOUT: object;
  GO_BROKEN: { exitCode: number | null; detail: string };
  GO_TOO_OLD: { version: string; minimum: string };
  GO_UNSUPPORTED: { version: string; supported: string; asOf: string };
  GO_DEVELOPMENT: { version: string };
  GO_VERSION_UNKNOWN: object;
  GOROOT_WRONG: { value: string };
  GOROOT_SET: { value: string };
  GOROOT_OTHER: { value: string; own: string };
  GOPATH_RELATIVE: { value: string };
  GOPATH_IS_GOROOT: { value: string };
  GOPATH_AWKWARD: { value: string };
  GOBIN_NOT_ON_PATH: { bin: string };
  GOPROXY_OFF: object;
  GOPROXY_ENTRY: { entry: string };
  GOPROXY_DEFAULT: object;
}
