// What Linux tells of a running process, from /proc: processor time, memory, descriptors.
import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts processor time in these for every program (USER_HZ). */
const ticksPerSecond = 100;
const kibibyte = 1_024;

/** User and system time of a process and of all it started, in seconds. */
export function processorSeconds(pid) {
  return sum(pid, (one) => {
    const [utime, stime] = fieldsOf(one).slice(11, 13).map(Number);
    return (utime + stime) / ticksPerSecond;
  });
}

/** Resident memory of a process and of all it started, in bytes. */
export function residentBytes(pid) {
  return sum(pid, (one) => kibibyte * Number(/VmRSS:\s+(\d+)/.exec(readProc(one, 'status'))?.[1] ?? 0));
}

export function descriptorCount(pid) {
  return readdirSync(`/proc/${pid}/fd`).length;
}

function sum(pid, measure) {
  return withChildren(pid).reduce((total, one) => total + measure(one), 0);
}

function withChildren(pid) {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readProc(pid, `task/${task}/children`).split(' ').filter(Boolean),
  );
  return [pid, ...children.flatMap(withChildren)];
}

/** What follows the name, which may hold spaces; `state` is the first. */
function fieldsOf(pid) {
  const text = readProc(pid, 'stat');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** Empty where the process has just ended. */
function readProc(pid, name) {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'latin1');
  } catch {
    return '';
  }
}
