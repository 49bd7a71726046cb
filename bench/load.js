// The load generator and the targets of the tunnel benches: tunnel-load/main.go, built and run in processes of their own.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../scripts/steps.js';

/** Builds the load into a folder; ends the process where there is no Go. */
export function buildLoad(folder) {
  const program = join(folder, 'load');
  const source = join(root, 'bench', 'tunnel-load', 'main.go');
  const { status, stderr, error } = spawnSync('go', ['build', '-o', program, source], { encoding: 'utf8' });
  if (status === 0) return program;
  process.stderr.write(`The load of this bench is a Go program, and it can't be built: ${error ?? stderr}\n`);
  return process.exit(2);
}

/** Starts the targets; where they listen. */
export async function startTarget(program, children) {
  const child = spawn(program, ['target'], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const [line] = await once(createInterface(child.stdout), 'line');
  return `127.0.0.1:${line}`;
}

/** A load generator; what it returns does one job after the other. */
export function startClient(program, children) {
  const child = spawn(program, ['client'], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const answers = [];
  createInterface(child.stdout).on('line', (line) => answers.shift()?.(JSON.parse(line)));
  return (job) =>
    new Promise((resolve) => {
      answers.push(resolve);
      child.stdin.write(`${JSON.stringify(job)}\n`);
    });
}
