import { quoteForBash, quoteForPowershell } from '../../host/shell-words.js';
import type { VariableChange } from './environment-variables.js';

export const shells = ['powershell', 'cmd', 'bash'] as const;
export type Shell = (typeof shells)[number];

/** A change as it is typed in a shell. */
export interface AdviceLine {
  readonly shell: Shell;
  readonly name: string;
  /** Null where cmd has no way to write the value: it expands `%` and ends at `"`. */
  readonly command: string | null;
}

/** Every change in every shell, for the running session. */
export function adviceLines(changes: readonly VariableChange[]): AdviceLine[] {
  return shells.flatMap((shell) =>
    changes.map((change) => ({ shell, name: change.name, command: shellLine(shell, change) })),
  );
}

/** The shell that people of a system mostly sit in front of. */
export function shellOf(os: string): Shell {
  return os === 'win32' ? 'powershell' : 'bash';
}

/** A change in bash and its kin. */
export function bashLine({ name, value }: VariableChange): string {
  return value === null ? `unset ${name}` : `export ${name}=${quoteForBash(value)}`;
}

function shellLine(shell: Shell, change: VariableChange): string | null {
  const { name, value } = change;
  switch (shell) {
    case 'powershell':
      return value === null ? `Remove-Item Env:${name}` : `$env:${name} = ${quoteForPowershell(value)}`;
    case 'cmd':
      return value !== null && /["%\r\n]/.test(value) ? null : `set "${name}=${value ?? ''}"`;
    case 'bash':
      return bashLine(change);
  }
}
