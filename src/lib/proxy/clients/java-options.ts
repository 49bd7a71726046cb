import type { FoundVariable } from '../../host/variables.js';
import { readVariable, type VariableWorld } from './variables.js';

/** A system property, and the variable that sets it. */
export interface JavaProperty {
  readonly value: string;
  readonly variable: string;
}

export interface JavaOptions {
  readonly properties: ReadonlyMap<string, JavaProperty>;
  /** A variable that names a file of arguments (`@file`), which is not read here. */
  readonly fileIn: string | null;
}

/**
 * The options that a Java program gets from the environment, the strongest last: JAVA_TOOL_OPTIONS (every virtual
 * machine), JDK_JAVA_OPTIONS (the `java` launcher since 9; JVM tools and embedding programs don't read it), and
 * _JAVA_OPTIONS, which beats the command line.
 */
const variables = ['JAVA_TOOL_OPTIONS', 'JDK_JAVA_OPTIONS', '_JAVA_OPTIONS'];

export function readJavaOptions(world: VariableWorld): JavaOptions {
  const properties = new Map<string, JavaProperty>();
  let fileIn: string | null = null;
  for (const found of variables.flatMap((name) => readVariable(name, world) ?? [])) {
    for (const option of splitOptions(found)) {
      const [, name, value = ''] = /^-D([^=]+)(?:=(.*))?$/s.exec(option) ?? [];
      if (name !== undefined) properties.set(name, { value, variable: found.name });
      else if (option.startsWith('@') && !option.startsWith('@@')) fileIn = found.name;
    }
  }
  return { properties, fileIn };
}

/** Words between blanks; single and double quotes hold blanks together, and nothing is escaped. */
function splitOptions({ value }: FoundVariable): string[] {
  const words = value.match(/(?:"[^"]*"?|'[^']*'?|[^\s"'])+/g) ?? [];
  return words.map((word) => word.replace(/"([^"]*)"?|'([^']*)'?/g, '$1$2'));
}
