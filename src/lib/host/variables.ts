import type { Environment, Host } from './host.js';

/** An environment variable with the name it was found under. */
export interface FoundVariable {
  readonly name: string;
  readonly value: string;
}

/** The value of a variable; undefined where it is not set, or empty. */
export function variable(
  name: string,
  { env, platform }: Pick<Host, 'env' | 'platform'>,
): string | undefined {
  return env[spellingOf(env, platform.os, name)] || undefined;
}

/** The first of these variables that is not empty. */
export function firstVariable(
  names: readonly string[],
  env: Environment,
  os: NodeJS.Platform,
): FoundVariable | null {
  for (const wanted of names) {
    const name = spellingOf(env, os, wanted);
    const value = env[name];
    if (value) return { name, value };
  }
  return null;
}

/** The name under which a variable stands in the environment, or would. Names are one on Windows whatever their case. */
export function spellingOf(env: Environment, os: NodeJS.Platform, name: string): string {
  if (os !== 'win32') return name;
  return Object.keys(env).find((key) => key.toUpperCase() === name.toUpperCase()) ?? name;
}

/** The folder of Windows; below it stands `System32`, where its own programs are. */
export function systemRoot(host: Host): string {
  return variable('SystemRoot', host) ?? 'C:\\Windows';
}
