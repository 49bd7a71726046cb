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
  return { kind, commands, safe: true };
}

export function unsetVariable(kind: FixKind, name: string, os: string): Fix {
  const command =
    os === 'win32'
      ? ({
          shell: 'powershell',
          command: `[Environment]::SetEnvironmentVariable('${name}', $null, 'User')`,
        } as const)
      : ({ shell: 'bash', command: `unset ${name}` } as const);
  return { kind, commands: [command], safe: true };
}

/** Null on Windows: PATH there is edited in the settings, since every one-liner loses its unexpanded entries. */
export function appendToPath(kind: FixKind, folder: string, os: string): Fix | null {
  if (os === 'win32') return null;
  const path = folder.replace(/[\\"$`]/g, '\\$&').replace(/^~/, '$HOME');
  return { kind, commands: [{ shell: 'bash', command: `export PATH="$PATH:${path}"` }], safe: true };
}
