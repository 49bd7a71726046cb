import { exitCodes, Failure } from '../../errors.js';
import { readAssignment } from './saved-environment-line.js';

export interface SavedEnvironmentFailures {
  /** Neither NAME=value nor anything else that is known. */
  ENVIRONMENT_LINE: { path: string; line: number };
  /** Begins like JSON and is none, or is no object of texts. */
  ENVIRONMENT_JSON: { path: string; line: number };
  /** The table of `Get-ChildItem env:`, which cuts long values off and pads short ones. */
  ENVIRONMENT_TABLE: { path: string; line: number };
}

export interface SavedEnvironment {
  readonly values: Readonly<Record<string, string>>;
  /** The system it seems to come from; null where nothing tells. */
  readonly os: 'win32' | 'darwin' | 'linux' | null;
}

/**
 * Reads an environment that was written to a file: `env`, `printenv` (also with `-0`) and cmd's `set`, one
 * `NAME=value` a line and the value as it stands, quotes and trailing blanks included; lines of shells that set
 * variables (`export`, `declare -x`, `set "…"`, `$env:NAME = '…'`), unquoted by the shell's rules; a JSON object, or
 * PowerShell's array of names and values. UTF-8, or UTF-16 with a byte order mark as Windows PowerShell writes.
 * Throws a `Failure` with exit code 2 that names file and line, never a value.
 */
export function readSavedEnvironment(bytes: Uint8Array, path: string): SavedEnvironment {
  const { text, utf16 } = decode(bytes);
  const values = /^\s*[[{]/.test(text) ? readJson(text, path) : readLines(text, path);
  return { values, os: systemOf(values, utf16) };
}

function decode(bytes: Uint8Array): { text: string; utf16: boolean } {
  const buffer = Buffer.from(bytes);
  if (buffer[0] === 0xff && buffer[1] === 0xfe) return { text: buffer.toString('utf16le', 2), utf16: true };
  if (buffer[0] === 0xfe && buffer[1] === 0xff) {
    const even = Buffer.from(buffer.subarray(2, buffer.length - (buffer.length % 2)));
    return { text: even.swap16().toString('utf16le'), utf16: true };
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(buffer), utf16: false };
  } catch {
    // A code page of Windows: names and proxies are ASCII, and every byte is kept.
    return { text: buffer.toString('latin1'), utf16: false };
  }
}

function readJson(text: string, path: string): Record<string, string> {
  const refused = (line: number) => failure('ENVIRONMENT_JSON', path, line);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const position = Number(/position (\d+)/.exec(String((error as Error).message))?.[1] ?? text.length);
    throw refused(lineAt(text, position));
  }
  const members = Array.isArray(value) ? value.map(readPair) : Object.entries(value as object);
  const values: [string, string][] = [];
  for (const member of members) {
    const [name, content] = member ?? [];
    if (typeof name !== 'string' || name === '' || typeof content !== 'string') {
      throw refused(typeof name === 'string' ? lineAt(text, text.indexOf(JSON.stringify(name))) : 1);
    }
    values.push([name, content]);
  }
  return Object.fromEntries(values);
}

/** `Get-ChildItem env: | ConvertTo-Json` gives `[{"Name":"A","Value":"b",…},…]`. */
function readPair(item: unknown): [unknown, unknown] | null {
  if (item === null || typeof item !== 'object') return null;
  const { Name, Key, Value } = item as Record<string, unknown>;
  return [Name ?? Key, Value];
}

function readLines(text: string, path: string): Record<string, string> {
  const values: [string, string][] = [];
  // `env -0`: no value holds a NUL, so nothing has to be told apart by line.
  const separator = text.includes('\0') ? '\0' : '\n';
  const lines = text.split(separator);
  let index = 0;
  while (index < lines.length) {
    const line = lines[index] ?? '';
    const read = separator === '\0' ? readPlain(line) : readAssignment(lines, index);
    if (read === null) {
      const table = /^-+\s+-+\s*$/.test(line) || /^Name\s+Value\s*$/.test(line);
      throw failure(table ? 'ENVIRONMENT_TABLE' : 'ENVIRONMENT_LINE', path, index + 1);
    }
    if (read.name !== null) values.push([read.name, read.value]);
    index += read.lines;
  }
  return Object.fromEntries(values);
}

function readPlain(entry: string): ReturnType<typeof readAssignment> {
  const equals = entry.indexOf('=', 1);
  if (/^\s*$/.test(entry)) return { name: null, value: '', lines: 1 };
  return equals < 0 ? null : { name: entry.slice(0, equals), value: entry.slice(equals + 1), lines: 1 };
}

/** Variables that each system sets by itself. */
function systemOf(values: Readonly<Record<string, string>>, utf16: boolean): SavedEnvironment['os'] {
  const names = new Set(Object.keys(values).map((name) => name.toUpperCase()));
  if (names.has('SYSTEMROOT') || names.has('WINDIR') || names.has('PATHEXT') || utf16) return 'win32';
  if (names.has('__CF_USER_TEXT_ENCODING') || names.has('XPC_SERVICE_NAME')) return 'darwin';
  if (values.HOME?.startsWith('/Users/')) return 'darwin';
  return values.HOME !== undefined || values.PATH?.startsWith('/') === true ? 'linux' : null;
}

function lineAt(text: string, position: number): number {
  return text.slice(0, Math.max(position, 0)).split('\n').length;
}

function failure<Code extends keyof SavedEnvironmentFailures>(code: Code, path: string, line: number) {
  return new Failure(code, { path, line }, { exitCode: exitCodes.usage });
}
