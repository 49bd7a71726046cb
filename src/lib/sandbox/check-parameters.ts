import type { Product } from '../cloud/action-table.js';
import { suggest } from '../suggest.js';
import { type ParameterRule, patternOf } from './parameter-table.js';
import { invalid, ServiceError } from './service-error.js';

/** Accepted by every action, and left out of the reference's tables. */
const accountParameters = new Set(['OwnerId', 'OwnerAccount', 'ResourceOwnerId', 'ResourceOwnerAccount']);

/**
 * Holds what was sent against the official table: names, types, values, ranges, and what is required.
 *
 * @throws ServiceError with the service's code for the first parameter that is wrong. An unknown name, which the cloud
 * ignores, is refused with a code of our own: it is nearly always a slip of the caller's.
 */
export function checkParameters(
  product: Product,
  rules: ReadonlyMap<string, ParameterRule>,
  sent: ReadonlyMap<string, string>,
): void {
  for (const [name, value] of sent) {
    if (accountParameters.has(name)) continue;
    const rule = rules.get(patternOf(name));
    if (!rule) throw unknownName(name, rules);
    checkValue(product, name, value, rule);
  }
  const given = new Set([...sent].filter(([, value]) => value !== '').map(([name]) => patternOf(name)));
  for (const { name, required } of rules.values()) {
    if (!required || given.has(name)) continue;
    const [root] = name.split('.N');
    throw new ServiceError(`Missing${root}`, 400, `${root} is mandatory for this action.`);
  }
}

function unknownName(name: string, rules: ReadonlyMap<string, ParameterRule>): ServiceError {
  const near = suggest(patternOf(name), rules.keys());
  return new ServiceError(
    'SandboxUnknownParameter',
    400,
    `This action has no parameter "${name}", and the cloud would ignore it.${near ? ` Did you mean "${near}"?` : ''}`,
  );
}

const shapes = { int: /^-?\d{1,15}$/, float: /^-?\d{1,15}(?:\.\d+)?$/, bool: /^(?:true|false)$/i } as const;

function checkValue(product: Product, name: string, value: string, rule: ParameterRule): void {
  if (value === '' && !rule.required) return;
  if (rule.type !== 'text' && !shapes[rule.type].test(value)) throw invalid(name);
  if (rule.values && !rule.values.includes(value)) throw invalid(name);
  if (!rule.range) return;
  const size = rule.type === 'text' ? [...value].length : Number(value);
  if (size >= rule.range[0] && size <= rule.range[1]) return;
  throw rule.type === 'text' ? invalid(name, malformedCode(product, rule.name)) : invalid(name);
}

/** The VPC service spells one of its codes like this; clients know it so. */
const misspelt: Readonly<Record<string, string>> = { 'Vpc.Description': 'InvalidVpcDiscription.Malformed' };

function malformedCode(product: Product, name: string): string {
  return misspelt[`${product}.${name}`] ?? `Invalid${name.split('.').at(-1)}.Malformed`;
}
