import { posix, win32 } from 'node:path';
import type { Host } from '../../host/host.js';
import type { ProgramEnd } from '../../host/processes.js';
import { childNotFound, childNotStarted } from '../failures.js';

/** A program that is run with the tunnel and ends it. */
export interface ChildCommand {
  /** As it was typed. */
  readonly name: string;
  /** An absolute path. */
  readonly file: string;
  readonly args: readonly string[];
}

export interface ChildRun {
  readonly command: ChildCommand;
  /** Added to the environment. */
  readonly variables: Readonly<Record<string, string>>;
  /** Aborts when the child is to end: it is asked, and ended after `graceMs`. */
  readonly signal: AbortSignal;
  readonly graceMs: number;
  /** From now on Ctrl-C is the child's business, and it does not outlive us; returns how to take it back. */
  readonly divertInterrupts: (diversion: {
    readonly onInterrupt: () => void;
    readonly onEndNow: () => void;
  }) => () => void;
}

/** Finds the program of a command line. Throws a usage failure where there is none. */
export async function findChild(
  words: readonly string[],
  { processes, files, platform }: Pick<Host, 'processes' | 'files' | 'platform'>,
): Promise<ChildCommand> {
  const [name = '', ...args] = words;
  const { resolve } = platform.os === 'win32' ? win32 : posix;
  if (!/[/\\]/.test(name) || (platform.os !== 'win32' && !name.includes('/'))) {
    const file = await processes.find(name);
    if (file === null) throw childNotFound(name);
    return { name, file, args };
  }
  const file = resolve(platform.cwd, name);
  if (!(await files.exists(file))) throw childNotFound(name);
  return { name, file, args };
}

/** Runs it to its end; its exit code, as a shell tells it. Throws a usage failure where it can't be started. */
export async function runChild(
  { command, variables, signal, graceMs, divertInterrupts }: ChildRun,
  { processes }: Pick<Host, 'processes'>,
): Promise<number> {
  const program = await processes.start({ file: command.file, args: command.args, env: variables });
  const takeBack = divertInterrupts({
    onInterrupt: () => {
      if (!program.hearsInterrupt) program.signal('SIGINT');
    },
    onEndNow: () => program.signal('SIGKILL'),
  });
  let timer: NodeJS.Timeout | undefined;
  const askToEnd = () => {
    program.signal('SIGTERM');
    timer = setTimeout(() => program.signal('SIGKILL'), graceMs);
  };
  if (signal.aborted) askToEnd();
  else signal.addEventListener('abort', askToEnd, { once: true });
  try {
    return exitCodeOf(await program.ended, command.name);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', askToEnd);
    takeBack();
  }
}

function exitCodeOf(end: ProgramEnd, name: string): number {
  if (end.kind === 'not-started') throw childNotStarted(name, end.reason);
  return end.kind === 'exit' ? end.code : 128 + end.number;
}
