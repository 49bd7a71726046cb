import { createHash } from 'node:crypto';

type Scalar = string | number | boolean;
type Optional<T> = T | undefined | null;

/** Parameters of a call by wire name. Lists are numbered on the wire (`Tag.1.Key`); structs need dotted names. */
export type Parameters = {
  readonly [name: string]: Optional<
    Scalar | readonly (string | { readonly [name: string]: Optional<Scalar> })[]
  >;
};

/** Without what is not set: pop-core would send the words "undefined" and "null". */
export function withoutUnset(parameters: Parameters): Record<string, unknown> {
  return setMembers(
    Object.fromEntries(
      Object.entries(parameters).map(([name, value]) => [
        name,
        Array.isArray(value)
          ? value.map((item) => (typeof item === 'object' ? setMembers(item) : item))
          : value,
      ]),
    ),
  );
}

function setMembers(members: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined && value !== null),
  );
}

/**
 * A ClientToken: the same for the same step with the same parameters in one run, another for anything else. At most 64
 * ASCII characters. The service answers a repeat with the first result, and refuses other parameters under it.
 */
export function clientToken(runId: string, action: string, parameters: Parameters): string {
  const canonical = JSON.stringify([runId, action, Object.entries(withoutUnset(parameters)).sort(byName)]);
  return `aliproxy-${createHash('sha256').update(canonical).digest('hex').slice(0, 32)}`;
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What aliproxy makes carries this tag from the creating call on; what carries it is what aliproxy looks among. */
export const madeByTag = { Key: 'created-by', Value: 'aliproxy' } as const;
