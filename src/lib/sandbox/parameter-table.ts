import { actionTable, type Product } from '../cloud/action-table.js';

export interface ParameterRule {
  readonly name: string;
  readonly type: 'text' | 'int' | 'float' | 'bool';
  readonly required: boolean;
  readonly values: readonly string[] | null;
  /** Of a number: its range. Of a text: the range of its length in characters. Both ends included. */
  readonly range: readonly [min: number, max: number] | null;
}

const wordPattern =
  /^(?<name>[A-Za-z0-9.]+)(?::(?<type>int|float|bool))?(?<required>!)?(?:=(?<values>\S+)|[@~](?<min>\d+)\.\.(?<max>\d+))?$/;

/** The official parameters of an action by wire name (`Tag.N.Key`); null where the product has no such action. */
export function parameterRules(product: Product, action: string): ReadonlyMap<string, ParameterRule> | null {
  const { actions } = actionTable[product];
  const line = Object.hasOwn(actions, action) ? (actions as Record<string, string>)[action] : undefined;
  if (line === undefined) return null;
  return new Map(
    line
      .split(' ')
      .filter(Boolean)
      .map((word) => {
        const rule = readWord(word);
        return [rule.name, rule];
      }),
  );
}

function readWord(word: string): ParameterRule {
  const parts = wordPattern.exec(word)?.groups;
  if (!parts?.name) throw new TypeError(`not a parameter: ${word}`);
  return {
    name: parts.name,
    type: (parts.type ?? 'text') as ParameterRule['type'],
    required: parts.required !== undefined,
    values: parts.values?.split('|') ?? null,
    range: parts.min === undefined ? null : [Number(parts.min), Number(parts.max)],
  };
}

/** The product that speaks this version; one endpoint serves all of them. */
export function productOfVersion(version: string): Product | null {
  const products = Object.keys(actionTable) as Product[];
  return products.find((product) => actionTable[product].version === version) ?? null;
}

/** `Tag.3.Key` as the table spells it: `Tag.N.Key`. Indexes count from 1. */
export function patternOf(name: string): string {
  return name.replace(/\.[1-9]\d*(?=\.|$)/g, '.N');
}
