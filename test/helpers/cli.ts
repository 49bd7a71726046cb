import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const bin = resolve(import.meta.dirname, '../../bin/run.js');

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly env?: Record<string, string | undefined>;
  readonly cwd?: string;
  /** Ends the program after this long; a test that needs it has failed. */
  readonly limitMs?: number;
}

/** A fresh home, so that nobody's own configuration or credentials play a part. */
export class CliHome {
  readonly folder = mkdtempSync(join(tmpdir(), 'aliproxy-home-'));
  readonly #running = new Set<ChildProcess>();

  /** Runs the built program to its end. */
  run(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
    return this.start(args, options).finished;
  }

  /** Starts the built program; `line(n)` is the n-th line of its output, as soon as it is there. */
  start(args: readonly string[], options: CliOptions = {}): RunningCli {
    const child = spawn(process.execPath, [bin, ...args], {
      cwd: options.cwd ?? this.folder,
      env: { ...this.#environment(), ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#running.add(child);
    child.on('exit', () => this.#running.delete(child));
    return new RunningCli(child, options.limitMs ?? 30_000);
  }

  remove(): void {
    for (const child of this.#running) child.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }

  #environment(): Record<string, string> {
    const { PATH = '', SystemRoot } = process.env;
    return {
      PATH,
      HOME: this.folder,
      USERPROFILE: this.folder,
      APPDATA: join(this.folder, 'AppData', 'Roaming'),
      LOCALAPPDATA: join(this.folder, 'AppData', 'Local'),
      LANG: 'en_US.UTF-8',
      COLUMNS: '80',
      ...(SystemRoot ? { SystemRoot } : {}),
    };
  }
}

export class RunningCli {
  readonly finished: Promise<CliResult>;
  readonly #child: ChildProcess;
  #stdout = '';
  #stderr = '';
  readonly #waiting = new Set<() => void>();

  constructor(child: ChildProcess, limitMs: number) {
    this.#child = child;
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text;
      for (const check of [...this.#waiting]) check();
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
    const limit = setTimeout(() => child.kill('SIGKILL'), limitMs);
    this.finished = new Promise((done) => {
      child.on('close', (code) => {
        clearTimeout(limit);
        done({ code, stdout: this.#stdout, stderr: this.#stderr });
        for (const check of [...this.#waiting]) check();
      });
    });
  }

  /** The n-th line of stdout; rejects where the program ends without it. */
  line(index: number): Promise<string> {
    return new Promise((found, missed) => {
      const check = () => {
        const lines = this.#stdout.split('\n');
        if (lines.length > index + 1) settle(() => found(lines[index] as string));
        else if (this.#child.exitCode !== null)
          settle(() => missed(new Error(`ended with ${this.#child.exitCode}: ${this.#stderr}`)));
      };
      const settle = (act: () => void) => {
        this.#waiting.delete(check);
        act();
      };
      this.#waiting.add(check);
      check();
    });
  }

  end(signal: NodeJS.Signals = 'SIGINT'): Promise<CliResult> {
    this.#child.kill(signal);
    return this.finished;
  }
}
