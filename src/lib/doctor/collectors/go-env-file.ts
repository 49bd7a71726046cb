import type { Host } from '../../host/host.js';
import { readIfThere } from '../../host/read-if-there.js';

/** The file of `go env -w`. */
export interface GoEnvFile {
  readonly path: string;
  readonly values: ReadonlyMap<string, string>;
}

/** Null where it is turned off (`GOENV=off`), absent, or can't be read: Go then goes on without it, too. */
export async function readGoEnvFile(host: Host, path: string | undefined): Promise<GoEnvFile | null> {
  if (!path || path === 'off') return null;
  const text = await readIfThere(host, path);
  return text === null ? null : { path, values: parseGoEnvFile(text) };
}

/** One `NAME=value` a line, nothing quoted; other lines are passed over, and the last of a name counts (cfg.go). */
export function parseGoEnvFile(text: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, name, value] = /^([A-Z][^=]*)=(.*)$/.exec(line.replace(/\r$/, '')) ?? [];
    if (name === undefined) continue;
    // Nothing is as good as not there, whatever stood before it.
    if (value) values.set(name, value);
    else values.delete(name);
  }
  return values;
}
