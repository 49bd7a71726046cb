import type { Environment } from '../../host/host.js';
import { type FoundVariable, spellingOf } from '../../host/variables.js';
import type { ClientRule } from './client.js';

/** Where variables are looked for. */
export interface VariableWorld {
  readonly os: NodeJS.Platform;
  readonly env: Environment;
}

/** These names, each once: on Windows they are one whatever their case. */
export function distinctNames(names: readonly string[], { os }: VariableWorld): readonly string[] {
  if (os !== 'win32') return names;
  return names.filter(
    (name, index) => names.findIndex((other) => other.toUpperCase() === name.toUpperCase()) === index,
  );
}

/** A variable that is set, maybe to nothing, under the name it has there; on Windows names are one whatever their case. */
export function readVariable(name: string, { env, os }: VariableWorld): FoundVariable | null {
  const spelling = spellingOf(env, os, name);
  const value = env[spelling];
  return value === undefined ? null : { name: spelling, value };
}

/** The first of these that is set, even to nothing. */
export function firstSet(names: readonly string[], world: VariableWorld): FoundVariable | null {
  for (const name of names) {
    const found = readVariable(name, world);
    if (found !== null) return found;
  }
  return null;
}

/** Why no proxy was found: one of these is set to nothing and hides one that is not, or none is set. */
export function absence(names: readonly string[], world: VariableWorld): ClientRule {
  const found = distinctNames(names, world).flatMap((name) => readVariable(name, world) ?? []);
  const empty = found.find(({ value }) => value === '');
  return empty !== undefined && found.some(({ value }) => value !== '')
    ? { kind: 'empty', name: empty.name }
    : { kind: 'unset', names: distinctNames(names, world) };
}
