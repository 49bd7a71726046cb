// Shared by the benches: their one flag, medians, and the machine that figures belong to.
import { cpus, release } from 'node:os';

/** `--runs N`; ends the process where it is no number of at least 3. */
export function runsAsked(fallback) {
  const at = process.argv.indexOf('--runs');
  const runs = at < 0 ? fallback : Number(process.argv[at + 1]);
  if (Number.isInteger(runs) && runs >= 3) return runs;
  process.stderr.write('--runs takes a whole number of at least 3\n');
  return process.exit(2);
}

export function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

export function machine() {
  return `Node ${process.versions.node}, ${process.platform} ${release()}, ${cpus().length} x ${cpus()[0]?.model}`;
}
