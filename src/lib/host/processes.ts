export interface ProcessRequest {
  /** An absolute path, or a bare name that is looked up on PATH (never in the current folder). */
  readonly file: string;
  readonly args: readonly string[];
  readonly timeoutMs: number;
  /** Added to the inherited environment; `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly signal?: AbortSignal;
  /** `latin1` keeps every byte: for programs that answer in an unknown code page. Default `utf8`. */
  readonly encoding?: 'utf8' | 'latin1';
}

/**
 * What became of a process. It is a value, also when the process could not start: callers decide what that means.
 * `notStarted` is Node's error code (ENOENT, EACCES, EINVAL …) where it never ran.
 */
export interface ProcessResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
  readonly notStarted: string | null;
  readonly durationMs: number;
}

/** Runs other programs, always without a shell. */
export interface Processes {
  run(request: ProcessRequest): Promise<ProcessResult>;
  /** The absolute path of a program on PATH, never from the current folder; null where there is none. */
  find(name: string): Promise<string | null>;
}
