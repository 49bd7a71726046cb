import { win32 } from 'node:path';
import type { Host } from './host.js';
import { systemRoot } from './variables.js';

/** The values of a registry key; DWORDs as numbers. */
export type RegistryValues = ReadonlyMap<string, string | number>;

/** `absent`: there is no such key. `unreadable`: reg.exe could not be run, or was refused. */
export type RegistryAnswer =
  | { readonly state: 'ok'; readonly values: RegistryValues }
  | { readonly state: 'absent' }
  | { readonly state: 'unreadable' };

const limitMs = 4_000;

export type ReadRegistry = (key: string) => Promise<RegistryAnswer>;

/** Is on every Windows: where even this key can't be read, "not found" means "refused". */
const alwaysThere = 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';

/**
 * Reads keys of the 64-bit registry with reg.exe, the way that is left where PowerShell is locked. Its exit code is 1
 * for "no such key" and for "disabled by your administrator" alike, and its text is translated. Each key is asked once.
 */
export function registryReader(host: Host, signal: AbortSignal): ReadRegistry {
  const asked = new Map<string, Promise<RegistryAnswer>>();
  const ask = (key: string) => {
    const answer = asked.get(key) ?? queryKey(host, key, signal);
    asked.set(key, answer);
    return answer;
  };
  return async (key) => {
    const [answer, canary] = await Promise.all([ask(key), ask(alwaysThere)]);
    return answer.state === 'absent' && canary.state !== 'ok' ? { state: 'unreadable' } : answer;
  };
}

async function queryKey(host: Host, key: string, signal: AbortSignal): Promise<RegistryAnswer> {
  const result = await host.processes.run({
    file: win32.join(systemRoot(host), 'System32', 'reg.exe'),
    args: ['query', key, '/reg:64'],
    timeoutMs: limitMs,
    signal,
    encoding: 'latin1',
  });
  if (result.exitCode === 0) return { state: 'ok', values: parseRegQuery(result.stdout) };
  return result.exitCode === 1 ? { state: 'absent' } : { state: 'unreadable' };
}

/** A value of a key that was read; null where there is no such value, or no such key. */
export function registryValue(answer: RegistryAnswer, name: string): string | number | null {
  return answer.state === 'ok' ? (answer.values.get(name) ?? null) : null;
}

/** Lines of `reg query`: name, type and data, with four blanks before each. The type words are not translated. */
export function parseRegQuery(stdout: string): RegistryValues {
  const values = new Map<string, string | number>();
  for (const line of stdout.split(/\r?\n/)) {
    const [, name, type, data = ''] = /^ {4}(.+?) {4}(REG_[A-Z_]+)(?: {4}(.*))?$/.exec(line) ?? [];
    if (name === undefined || type === undefined) continue;
    const number = type === 'REG_DWORD' || type === 'REG_QWORD' ? Number(data) : Number.NaN;
    values.set(name, Number.isNaN(number) ? data : number);
  }
  return values;
}
