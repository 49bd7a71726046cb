/** A JSON value of the service, as ordinary objects; numbers too long for JavaScript are texts. */
export type Answer = { readonly [name: string]: unknown };

/**
 * pop-core's answers have no prototype and hold BigNumber objects for integers of more than 15 digits. Null where the
 * value is not an object.
 */
export function plainAnswer(value: unknown): Answer | null {
  const plain = plainValue(value);
  return plain !== null && typeof plain === 'object' && !Array.isArray(plain) ? (plain as Answer) : null;
}

function plainValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainValue);
  if (value === null || typeof value !== 'object') return value;
  if ((value as { _isBigNumber?: unknown })._isBigNumber === true) return String(value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plainValue(item)]));
}

/** A text member, also where the service sends a number; '' where it is absent. */
export function textAt(answer: Answer, name: string): string {
  const value = answer[name];
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

export function numberAt(answer: Answer, name: string): number | null {
  const value = Number(answer[name] ?? Number.NaN);
  return Number.isFinite(value) ? value : null;
}

/** A member that is an object itself; empty where it is absent. */
export function objectAt(answer: Answer, name: string): Answer {
  return plainAnswer(answer[name]) ?? {};
}

/** The objects of a list such as `Vpcs.Vpc[]`; empty where it is absent. */
export function listAt(answer: Answer, outer: string, inner: string): Answer[] {
  const items = objectAt(answer, outer)[inner];
  return Array.isArray(items)
    ? items.flatMap((item): Answer[] => {
        const plain = plainAnswer(item);
        return plain ? [plain] : [];
      })
    : [];
}

/** The texts of a list such as `InstanceIdSets.InstanceIdSet[]`. */
export function textsAt(answer: Answer, outer: string, inner: string): string[] {
  const items = objectAt(answer, outer)[inner];
  return Array.isArray(items) ? items.filter((item): item is string => typeof item === 'string') : [];
}
