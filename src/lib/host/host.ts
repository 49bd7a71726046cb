import type { Clock } from './clock.js';
import type { Files } from './files.js';
import type { Input } from './input.js';
import type { Network } from './network.js';
import type { Output } from './output.js';
import type { Platform } from './platform.js';
import type { Processes } from './processes.js';
import type { Progress } from './progress.js';
import type { Prompt } from './prompt.js';
import type { Signals } from './signals.js';
import type { Terminal } from './terminal.js';
import type { Usage } from './usage.js';

/** Environment variables. On Windows names are case-insensitive: read them through `variable`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Everything outside the program, handed in as one value. */
export interface Host {
  readonly platform: Platform;
  readonly env: Environment;
  readonly clock: Clock;
  readonly files: Files;
  readonly processes: Processes;
  readonly network: Network;
  readonly input: Input;
  readonly output: Output;
  readonly signals: Signals;
  readonly prompt: Prompt;
  /** What this process takes from the machine, now. */
  usage(): Usage;
  /** Is there a process of this id? */
  isRunning(pid: number): boolean;
  /** Random bytes, for tokens and nonces. */
  random(bytes: number): Buffer;
  /** The terminal, once the flags that shape it are known. */
  terminal(options: { noColor: boolean; noInput: boolean; json: boolean }): Terminal;
  /** A live line on stderr, silent unless the terminal is live. */
  progress(terminal: Terminal): Progress;
  /** The system's locale as the JavaScript engine sees it; slow the first time (it starts ICU). */
  systemLocale(): string;
}
