import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { testPython } from './python.js';

export interface PythonServer {
  readonly port: number;
  /** What it has printed since. */
  readonly lines: string[];
  stop(): Promise<void>;
}

const folder = resolve(import.meta.dirname, '../fixtures/probe-servers');
const startLimitMs = 15_000;

/** Starts a server of test/fixtures/probe-servers that prints its port, and ends when its stdin does. */
export async function startPython(script: string, ...args: readonly string[]): Promise<PythonServer> {
  const child = spawn(testPython, [resolve(folder, script), ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-2_000);
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const stop = async () => {
    process.off('exit', kill);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.stdin.end();
    const force = setTimeout(kill, 2_000);
    await ended;
    clearTimeout(force);
  };
  const lines: string[] = [];
  const port = await new Promise<number>((found, reject) => {
    const fail = () => reject(new Error(`${script} did not start: ${errors}`));
    const timer = setTimeout(fail, startLimitMs);
    child.once('exit', fail);
    createInterface(child.stdout).on('line', (line) => {
      clearTimeout(timer);
      lines.push(line);
      if (lines.length === 1) found(Number(line));
    });
  });
  lines.shift();
  return { port, lines, stop };
}
