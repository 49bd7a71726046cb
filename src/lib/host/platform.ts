/** Facts about this process and its operating system that need no other process. */
export interface Platform {
  readonly os: NodeJS.Platform;
  /** `os.release()`, for example `10.0.22631`. */
  readonly release: string;
  /** `os.version()`, for example `Windows 11 Pro`. */
  readonly version: string;
  /** Architecture this Node was built for: `x64`, `arm64`, `ia32`. */
  readonly arch: string;
  /** `os.machine()`: the machine's own architecture. */
  readonly machine: string;
  /** Without the leading `v`. */
  readonly nodeVersion: string;
  readonly nodePath: string;
  readonly pid: number;
  readonly home: string;
  /** The machine's own name, and who runs this; empty where that is not known. */
  readonly hostName: string;
  readonly userName: string;
  readonly temp: string;
  readonly cwd: string;
}
