import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Files } from '../../src/lib/host/files.js';
import type { Host } from '../../src/lib/host/host.js';
import { readLine } from '../../src/lib/host/node/input.js';
import { silentProgress } from '../../src/lib/host/node/progress.js';
import type { Platform } from '../../src/lib/host/platform.js';
import type {
  ProcessRequest,
  ProcessResult,
  ProgramRequest,
  RunningProgram,
} from '../../src/lib/host/processes.js';
import type { EndSignal } from '../../src/lib/host/signals.js';
import { terminalFrom } from '../../src/lib/host/terminal.js';
import { loopbackNetwork } from './loopback-network.js';

export interface FakeHostOptions {
  env?: Record<string, string | undefined>;
  platform?: Partial<Platform>;
  /** Path -> content. */
  files?: Record<string, string>;
  /** Answers for processes; a file that has none is reported as ENOENT. */
  run?: (request: ProcessRequest) => Partial<ProcessResult> | Promise<Partial<ProcessResult>> | undefined;
  /** Becomes the program that is started on our own streams. */
  start?: (request: ProgramRequest) => RunningProgram;
  /** Program name -> absolute path. */
  programs?: Record<string, string>;
  /** Answers to prompts in order; running out is an error. */
  answers?: unknown[];
  tty?: boolean;
  /** Stdout goes to a file, though the rest is a terminal. */
  outputIsFile?: boolean;
  /** What standard input brings, where it is no terminal. */
  input?: string;
  columns?: number;
  /** The wall clock, which stands still; `sleep` moves it on and returns at once. */
  now?: number;
  /** Ids of other processes that there are. */
  running?: number[];
}

export interface FakeHost extends Host {
  /** Everything written to stdout and stderr. */
  readonly written: { out: string; err: string };
  readonly contents: Map<string, string>;
  readonly questions: string[];
  /** Exit codes with which the process was ended at once. */
  readonly endedWith: number[];
  /** Sends a request to end, as Ctrl-C would. */
  end(signal: EndSignal): void;
}

/** A whole world in memory, but for the network, which is real: a fake one would only prove itself. */
export function fakeHost(options: FakeHostOptions = {}): FakeHost {
  const written = { out: '', err: '' };
  const contents = new Map(Object.entries(options.files ?? {}));
  const listeners = new Set<(signal: EndSignal) => void>();
  const questions: string[] = [];
  const endedWith: number[] = [];
  const answers = [...(options.answers ?? [])];
  let now = options.now ?? Date.UTC(2026, 10, 22, 8);
  const env = { LANG: 'en_US.UTF-8', ...options.env };
  const platform: Platform = { ...defaultPlatform, ...options.platform };
  const answer = (question: string) => {
    questions.push(question);
    if (answers.length === 0) throw new Error(`no answer was prepared for: ${question}`);
    return Promise.resolve(answers.shift() as never);
  };
  return {
    written,
    contents,
    questions,
    endedWith,
    end: (signal) => {
      for (const listener of [...listeners]) listener(signal);
    },
    platform,
    env,
    clock: {
      now: () => now,
      monotonic: () => now,
      sleep: async (ms, signal) => {
        signal?.throwIfAborted();
        now += ms;
      },
    },
    files: memoryFiles(contents),
    processes: {
      find: async (name) => options.programs?.[name] ?? null,
      start: async (request) => options.start?.(request) ?? notStarted,
      run: async (request) => {
        const result = await options.run?.(request);
        const base: ProcessResult = {
          exitCode: 0,
          stdout: '',
          stderr: '',
          timedOut: false,
          notStarted: null,
          durationMs: 1,
        };
        return result ? { ...base, ...result } : { ...base, exitCode: null, notStarted: 'ENOENT' };
      },
    },
    network: loopbackNetwork,
    input: {
      isTerminal: options.tty ?? false,
      line: ({ mostBytes, signal }) =>
        readLine(Readable.from([Buffer.from(options.input ?? '')]), mostBytes, signal),
    },
    output: {
      out: (text) => {
        written.out += text;
      },
      err: (text) => {
        written.err += text;
      },
      unreadBytes: () => 0,
    },
    signals: {
      onEnd: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      endProcess: (exitCode) => void endedWith.push(exitCode),
    },
    prompt: { confirm: answer, input: answer, secret: answer, select: answer },
    usage: () => ({ residentBytes: 50_331_648, cpuSeconds: 1.5, openFiles: 42, startedMs: now }),
    isRunning: (pid) => pid === platform.pid || (options.running ?? []).includes(pid),
    random: (bytes) => randomBytes(bytes),
    terminal: (flags) =>
      terminalFrom({
        env,
        os: platform.os,
        stdinTty: options.tty ?? false,
        stdoutTty: (options.tty ?? false) && !options.outputIsFile,
        stderrTty: options.tty ?? false,
        columns: options.columns ?? 80,
        colourDepth: 1,
        ...flags,
      }),
    progress: () => silentProgress,
    systemLocale: () => 'en-US',
  };
}

const notStarted: RunningProgram = {
  hearsInterrupt: false,
  ended: Promise.resolve({ kind: 'not-started', reason: 'ENOENT' }),
  signal: () => {},
};

const defaultPlatform: Platform = {
  os: 'linux',
  release: '6.1.0',
  version: '#1 SMP Debian',
  arch: 'x64',
  machine: 'x86_64',
  nodeVersion: '20.20.2',
  nodePath: '/usr/bin/node',
  pid: 4242,
  home: '/home/li',
  hostName: 'li-laptop',
  userName: 'li',
  temp: '/tmp',
  cwd: '/home/li/project',
};

/** Windows paths have either separator. */
function isInside(path: string, folder: string): boolean {
  return path.startsWith(`${folder}/`) || path.startsWith(`${folder}\\`);
}

function memoryFiles(contents: Map<string, string>): Files {
  const absent = (path: string) => Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' });
  const readText = async (path: string) => {
    const text = contents.get(path);
    if (text === undefined) throw absent(path);
    return text;
  };
  return {
    readText,
    readBytes: async (path) => Buffer.from(await readText(path), 'utf8'),
    writeText: async (path, text) => void contents.set(path, text),
    createText: async (path, text) => {
      if (contents.has(path)) throw Object.assign(new Error(`EEXIST: ${path}`), { code: 'EEXIST' });
      contents.set(path, text);
    },
    appendText: async (path, text) => void contents.set(path, (contents.get(path) ?? '') + text),
    exists: async (path) => [...contents.keys()].some((key) => key === path || isInside(key, path)),
    list: async (path) => [
      ...new Set(
        [...contents.keys()]
          .filter((key) => isInside(key, path))
          .map((key) => key.slice(path.length + 1).split(/[\\/]/)[0] as string),
      ),
    ],
    mode: async (path) => {
      if (!contents.has(path)) throw absent(path);
      return 0o600;
    },
    remove: async (path) => void contents.delete(path),
    makeFolder: async () => {},
  };
}
