import { insideDoubleQuotes, quoteForBash, quoteForPowershell } from '../../host/shell-words.js';
import type { VariableChange } from '../../proxy/explain/environment-variables.js';
import { bashLine, shellOf } from '../../proxy/explain/shell-lines.js';
import type { Fix, FixCommand, Verdict } from '../check.js';
import type { FixKind } from '../findings.js';

/** A variable, and what it should be. */
export interface Assignment {
  readonly name: string;
  readonly value: string;
}

/** For a person to run: `--fix` does nothing of it. */
export function byHand(kind: FixKind, commands: readonly FixCommand[], safe: boolean): Fix {
  return { kind, commands, safe, changes: [] };
}

/** A command that is the same in the shells of every system. */
export function ownShell(command: string, os: string): FixCommand {
  return { shell: shellOf(os), command };
}

/** Sets variables for this user; a masked user part (`***`) is for the reader to fill in. */
export function setVariables(kind: FixKind, values: readonly Assignment[], os: string): Fix {
  const commands = values.map((change) => userVariable(change, os));
  const changes = values.map(({ name, value }) => ({ kind: 'user-variable', name, value }) as const);
  return { kind, commands, safe: true, changes };
}

/** What proxy variables should be, and the fix that sets them; nothing where there are none. */
export function setProxies(
  values: readonly Assignment[],
  os: string,
): Partial<Pick<Verdict, 'expected' | 'fix'>> {
  if (values.length === 0) return {};
  return {
    expected: values.map(({ name, value }) => `${name}=${value}`).join('\n'),
    fix: setVariables('setProxyVariables', values, os),
  };
}

export function unsetVariable(kind: FixKind, name: string, os: string): Fix {
  const change = { name, value: null };
  return {
    kind,
    commands: [userVariable(change, os)],
    safe: true,
    changes: [{ kind: 'user-variable', ...change }],
  };
}

/** `[NullString]`: since PowerShell 7.5 a `$null` leaves an empty variable behind (PowerShell/PowerShell#27414). */
function userVariable(change: VariableChange, os: string): FixCommand {
  if (os !== 'win32') return { shell: 'bash', command: bashLine(change) };
  const { name, value } = change;
  const word = value === null ? '[NullString]::Value' : quoteForPowershell(value);
  return {
    shell: 'powershell',
    command: `[Environment]::SetEnvironmentVariable('${name}', ${word}, 'User')`,
  };
}

/** No command on Windows: PATH there is edited in the settings, since every one-liner loses its unexpanded entries. */
export function appendToPath(kind: FixKind, folder: string, os: string): Fix {
  const changes = [{ kind: 'user-path', folder }] as const;
  if (os === 'win32') return { kind, commands: [], safe: true, changes };
  const command = `export PATH="$PATH:${insideDoubleQuotes(folder)}"`;
  return { kind, commands: [{ shell: 'bash', command }], safe: true, changes };
}

/** `go env -w NAME=value`, or `go env -u NAME`. Of no use where the environment has the variable: that one wins. */
export function setGoEnvironment(kind: FixKind, name: string, value: string | null, os: string): Fix {
  const command = value === null ? `go env -u ${name}` : `go env -w ${pairForShell(`${name}=${value}`, os)}`;
  return { kind, commands: [ownShell(command, os)], safe: true, changes: [{ kind: 'go-env', name, value }] };
}

function pairForShell(pair: string, os: string): string {
  if (os === 'win32') return quoteForPowershell(pair);
  return /^[\w@%+=:,./-]+$/.test(pair) ? pair : quoteForBash(pair);
}
