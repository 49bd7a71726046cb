import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Counts } from '../../../../src/lib/tunnel/observe/counts.js';
import type { Limits } from '../../../../src/lib/tunnel/settings.js';
import { afterwards } from '../world.js';

export interface TunnelFacts {
  readonly residentBytes: number;
  /** The JavaScript heap and what hangs on it. */
  readonly heapBytes: number;
  readonly counts: Counts;
}

export interface TunnelProcess {
  readonly port: number;
  facts(): Promise<TunnelFacts>;
  /** After the garbage is collected. */
  collectedFacts(): Promise<TunnelFacts>;
  /** How many files and sockets it has open; from `/proc`, so on Linux only. */
  descriptors(): number;
}

/** A tunnel in a process of its own, for the time of the test. The load is the test's own process. */
export async function startTunnelProcess(limits: Partial<Limits> = {}): Promise<TunnelProcess> {
  const program = fileURLToPath(new URL('./tunnel-program.ts', import.meta.url));
  const child = spawn(process.execPath, ['--expose-gc', '--import', 'tsx', program, JSON.stringify(limits)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  afterwards(() => child.kill('SIGKILL'));
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error('the tunnel has ended');
    return JSON.parse(value);
  };
  const ask = (line: string): Promise<TunnelFacts> => {
    child.stdin.write(`${line}\n`);
    return next();
  };
  return {
    port: await next(),
    facts: () => ask('facts'),
    collectedFacts: () => ask('collect'),
    descriptors: () => readdirSync(`/proc/${child.pid}/fd`).length,
  };
}

/** Waits until all connections are over; the facts then. */
export async function whenEmpty(tunnel: TunnelProcess, limitMs = 10_000): Promise<TunnelFacts> {
  const end = performance.now() + limitMs;
  while (true) {
    const facts = await tunnel.facts();
    if (facts.counts.active === 0) return facts;
    if (performance.now() > end) throw new Error(`${facts.counts.active} connections are left`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
