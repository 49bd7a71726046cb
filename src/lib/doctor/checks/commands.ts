import type { Fix } from '../check.js';
import type { FixKind } from '../findings.js';

/**
 * Sets variables for this user; a masked user part (`***`) is for the reader to fill in. PowerShell takes typographic
 * quotes for quotes, too.
 */
export function setVariables(
  kind: FixKind,
  values: readonly { readonly name: string; readonly value: string }[],
  os: string,
): Fix {
  const commands = values.map(({ name, value }) =>
    os === 'win32'
      ? {
          shell: 'powershell' as const,
          command: `[Environment]::SetEnvironmentVariable('${name}', '${value.replace(/['‘’‚‛]/g, '$&$&')}', 'User')`,
        }
      : { shell: 'bash' as const, command: `export ${name}='${value.replaceAll("'", "'\\''")}'` },
  );
  const changes = values.map(({ name, value }) => ({ kind: 'user-variable', name, value }) as const);
  return { kind, commands, safe: true, changes };
}

export function unsetVariable(kind: FixKind, name: string, os: string): Fix {
  const command =
    os === 'win32'
      ? ({
          shell: 'powershell',
          command: `[Environment]::SetEnvironmentVariable('${name}', $null, 'User')`,
        } as const)
      : ({ shell: 'bash', command: `unset ${name}` } as const);
  return { kind, commands: [command], safe: true, changes: [{ kind: 'user-variable', name, value: null }] };
}

/** No command on Windows: PATH there is edited in the settings, since every one-liner loses its unexpanded entries. */
export function appendToPath(kind: FixKind, folder: string, os: string): Fix {
  const changes = [{ kind: 'user-path', folder }] as const;
  if (os === 'win32') return { kind, commands: [], safe: true, changes };
  const path = folder.replace(/[\\"$`]/g, '\\$&').replace(/^~/, '$HOME');
  const command = `export PATH="$PATH:${path}"`;
  return { kind, commands: [{ shell: 'bash', command }], safe: true, changes };
}

/** `go env -w NAME=value`, or `go env -u NAME`. Of no use where the environment has the variable: that one wins. */
export function setGoEnvironment(kind: FixKind, name: string, value: string | null, os: string): Fix {
  const shell = os === 'win32' ? 'powershell' : 'bash';
  const pair = `${name}=${value}`;
  const quoted =
    shell === 'powershell'
      ? `'${pair.replace(/['‘’‚‛]/g, '$&$&')}'`
      : /^[\w@%+=:,./-]+$/.test(pair)
        ? pair
        : `'${pair.replaceAll("'", "'\\''")}'`;
  const command = value === null ? `go env -u ${name}` : `go env -w ${quoted}`;
  return { kind, commands: [{ shell, command }], safe: true, changes: [{ kind: 'go-env', name, value }] };
}
