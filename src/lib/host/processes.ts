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

export interface ProgramRequest {
  /** An absolute path. */
  readonly file: string;
  readonly args: readonly string[];
  /** Added to the inherited environment; `undefined` removes a variable. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** How a program ended: by itself, or by a signal (its number, as shells add it to 128). */
export type ProgramEnd =
  | { readonly kind: 'exit'; readonly code: number }
  | { readonly kind: 'signal'; readonly number: number }
  /** Node's error code; it never ran. */
  | { readonly kind: 'not-started'; readonly reason: string };

/** A program that has our terminal, or whatever our own input and output are. */
export interface RunningProgram {
  /** Does a Ctrl-C reach it without us? A terminal sends it to all that share it. */
  readonly hearsInterrupt: boolean;
  /** Never rejects. */
  readonly ended: Promise<ProgramEnd>;
  /** Asks it to end; on Windows everything but a Ctrl-C of the console ends it at once. */
  signal(name: 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGKILL'): void;
}

/** Runs other programs, always without a shell. */
export interface Processes {
  run(request: ProcessRequest): Promise<ProcessResult>;
  /** Starts a program on our own standard streams. If this process ends before it, it is asked to end, too. */
  start(request: ProgramRequest): Promise<RunningProgram>;
  /** The absolute path of a program on PATH, never from the current folder; null where there is none. */
  find(name: string): Promise<string | null>;
}
