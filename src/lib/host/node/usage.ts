import { readdirSync } from 'node:fs';
import type { Usage } from '../usage.js';

export function nodeUsage(): Usage {
  const { user, system } = process.cpuUsage();
  return {
    residentBytes: process.memoryUsage.rss(),
    cpuSeconds: (user + system) / 1e6,
    openFiles: countOpenFiles(),
    startedMs: performance.timeOrigin,
  };
}

/** Is there a process of this id? One of another user is there as well (EPERM). */
export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Linux only; the one that is open for the counting is not counted. */
function countOpenFiles(): number | null {
  try {
    return readdirSync('/proc/self/fd').length - 1;
  } catch {
    return null;
  }
}
