import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { constants as systemConstants } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Environment } from '../host.js';
import type {
  Processes,
  ProcessRequest,
  ProcessResult,
  ProgramEnd,
  ProgramRequest,
  RunningProgram,
} from '../processes.js';
import { firstVariable } from '../variables.js';

/**
 * Runs programs through execa: no shell, `.cmd` shims included. On Windows a time limit ends the whole tree,
 * because a killed parent leaves its children behind there.
 *
 * @param cwd where they run unless told otherwise; default: the current folder, which must still be there
 */
export function nodeProcesses(os: NodeJS.Platform, env: Environment, cwd?: string): Processes {
  return {
    find: (name) => findOnPath(name, os, env),
    start: (request) => startProgram(request, cwd),
    async run(request) {
      const started = performance.now();
      const file = isAbsolute(request.file) ? request.file : await findOnPath(request.file, os, env);
      // On Windows a missing file is handed to cmd.exe, whose "not found" looks like the program's own failure.
      const absent = !file || (os === 'win32' && !(await isProgram(file, os)));
      if (absent) return notStarted('ENOENT', performance.now() - started);
      return await execute({ ...(cwd === undefined ? {} : { cwd }), ...request }, file, {
        os,
        systemRoot: env.SystemRoot ?? 'C:\\Windows',
        started,
      });
    },
  };
}

/** It shares our process group, so a Ctrl-C of the terminal reaches it without our help. */
async function startProgram(
  { file, args, env }: ProgramRequest,
  cwd: string | undefined,
): Promise<RunningProgram> {
  const { execa } = await import('execa');
  const child = execa(file, [...args], {
    env: { ...env },
    ...(cwd === undefined ? {} : { cwd }),
    stdio: 'inherit',
    buffer: false,
    reject: false,
    forceKillAfterDelay: false,
    windowsHide: false,
  });
  return {
    // Whichever of them is redirected: a terminal sends it to all that run in its foreground.
    hearsInterrupt: [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY === true),
    ended: child.then((result): ProgramEnd => {
      if (result.exitCode !== undefined) return { kind: 'exit', code: result.exitCode };
      if (result.signal !== undefined) {
        return { kind: 'signal', number: systemConstants.signals[result.signal as NodeJS.Signals] ?? 0 };
      }
      return { kind: 'not-started', reason: result.code ?? 'UNKNOWN' };
    }),
    signal: (name) => void child.kill(name),
  };
}

/** How long after its limit a program's pipes are still listened to. */
const afterLimitMs = 1_000;

/** A program that prints more, in bytes or characters, is ended: it would keep this one busy for seconds. */
const longestOutput = 4 * 1024 * 1024;

async function execute(
  request: ProcessRequest,
  file: string,
  { os, systemRoot, started }: { os: NodeJS.Platform; systemRoot: string; started: number },
): Promise<ProcessResult> {
  const { execa } = await import('execa');
  const limit = new AbortController();
  const child = execa(file, [...request.args], {
    env: { ...request.env },
    ...(request.cwd === undefined ? {} : { cwd: request.cwd }),
    encoding: request.encoding ?? 'utf8',
    cancelSignal: request.signal ? AbortSignal.any([request.signal, limit.signal]) : limit.signal,
    forceKillAfterDelay: 500,
    maxBuffer: longestOutput,
    reject: false,
    stdin: 'ignore',
    stripFinalNewline: false,
    windowsHide: true,
  });
  let timedOut = false;
  const timer = setTimeout(async () => {
    timedOut = true;
    // First the tree: once the parent is gone, nobody knows its children any more.
    if (os === 'win32' && child.pid) await killTree(child.pid, systemRoot);
    limit.abort();
  }, request.timeoutMs);
  const giveUp = letGo(child, request.timeoutMs + afterLimitMs);
  const result = await child;
  clearTimeout(timer);
  clearTimeout(giveUp);
  request.signal?.throwIfAborted();
  const neverRan = result.exitCode === undefined && result.signal === undefined && !timedOut;
  return {
    exitCode: result.exitCode ?? null,
    stdout: textOf(result.stdout),
    stderr: textOf(result.stderr),
    timedOut,
    notStarted: neverRan ? (result.code ?? 'UNKNOWN') : null,
    durationMs: performance.now() - started,
  };
}

/** What is left of a killed program's family keeps the pipes open: after a while nobody listens to them any more. */
function letGo(child: { stdout: Readable | null; stderr: Readable | null }, ms: number): NodeJS.Timeout {
  return setTimeout(() => {
    child.stdout?.destroy();
    child.stderr?.destroy();
  }, ms);
}

async function killTree(pid: number, systemRoot: string): Promise<void> {
  const { execa } = await import('execa');
  await execa(join(systemRoot, 'System32', 'taskkill.exe'), ['/T', '/F', '/PID', String(pid)], {
    reject: false,
  });
}

/** PATH without the current folder: on Windows a `go.exe` beside the user's project must not be run. */
async function findOnPath(name: string, os: NodeJS.Platform, env: Environment): Promise<string | null> {
  const folders = (firstVariable(['PATH'], env, os)?.value ?? '')
    .split(delimiter)
    .map((folder) => (os === 'win32' ? folder.replace(/^"(.*)"$/, '$1') : folder))
    .filter((folder) => isAbsolute(folder));
  const endings = os === 'win32' ? extensionsFor(name, env) : [''];
  for (const folder of folders) {
    for (const ending of endings) {
      const candidate = join(folder, name + ending);
      if (await isProgram(candidate, os)) return candidate;
    }
  }
  return null;
}

function extensionsFor(name: string, env: Environment): string[] {
  const known = (env.PATHEXT ?? '.COM;.EXE;.BAT;.CMD').toLowerCase().split(';').filter(Boolean);
  return known.some((ending) => name.toLowerCase().endsWith(ending)) ? [''] : known;
}

async function isProgram(path: string, os: NodeJS.Platform): Promise<boolean> {
  try {
    if (!(await stat(path)).isFile()) return false;
    if (os !== 'win32') await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function notStarted(code: string, durationMs: number): ProcessResult {
  return { exitCode: null, stdout: '', stderr: '', timedOut: false, notStarted: code, durationMs };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
