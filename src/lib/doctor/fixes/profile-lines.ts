import { posix } from 'node:path';
import type { Host } from '../../host/host.js';
import { insideDoubleQuotes } from '../../host/shell-words.js';
import { bashLine } from '../../proxy/explain/shell-lines.js';
import type { Change } from '../check.js';

/** Lines for the file that the user's shell reads when it starts. */
export interface ProfileLines {
  /** With the home folder as `~`. */
  readonly file: string;
  readonly lines: readonly string[];
}

/** The file of the shell that SHELL names, and this change as that shell writes it. */
export function profileLines(change: Exclude<Change, { kind: 'go-env' }>, host: Host): ProfileLines {
  const shell = posix.basename(host.env.SHELL ?? '');
  if (shell === 'fish') return { file: '~/.config/fish/config.fish', lines: [fishLine(change)] };
  return { file: profileOf(shell, host.platform.os), lines: [shLine(change)] };
}

/** The login shell of a macOS terminal does not read `.bashrc`. */
function profileOf(shell: string, os: NodeJS.Platform): string {
  if (shell === 'zsh') return '~/.zshrc';
  if (shell === 'bash') return os === 'darwin' ? '~/.bash_profile' : '~/.bashrc';
  return '~/.profile';
}

function shLine(change: Exclude<Change, { kind: 'go-env' }>): string {
  return change.kind === 'user-path'
    ? `export PATH="$PATH:${insideDoubleQuotes(change.folder)}"`
    : bashLine(change);
}

function fishLine(change: Exclude<Change, { kind: 'go-env' }>): string {
  if (change.kind === 'user-path') return `fish_add_path --append "${insideDoubleQuotes(change.folder)}"`;
  const { name, value } = change;
  return value === null ? `set -e ${name}` : `set -gx ${name} '${value.replace(/[\\']/g, '\\$&')}'`;
}
