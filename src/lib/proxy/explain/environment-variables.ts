import type { Environment } from '../../host/host.js';
import { spellingOf } from '../../host/variables.js';

/** Null removes the variable. */
export interface VariableChange {
  readonly name: string;
  readonly value: string | null;
}

/**
 * The environment with changes made to it. On Windows a variable is one whatever its case: it keeps the spelling it
 * has there.
 */
export function withVariables(
  env: Environment,
  os: NodeJS.Platform,
  changes: readonly VariableChange[],
): Environment {
  const changed: Record<string, string | undefined> = { ...env };
  for (const { name, value } of changes) {
    const spelling = spellingOf(changed, os, name);
    for (const key of Object.keys(changed)) {
      if (os === 'win32' && key.toUpperCase() === name.toUpperCase()) delete changed[key];
    }
    delete changed[name];
    if (value !== null) changed[spelling] = value;
  }
  return changed;
}

/** The spellings of a proxy variable that programs look for: one on Windows, else upper and lower case. */
export function spellings(name: string, os: NodeJS.Platform): readonly string[] {
  return os === 'win32' ? [name] : [name, name.toLowerCase()];
}
