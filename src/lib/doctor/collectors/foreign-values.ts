/** What came from outside, as what it should be; null where it is something else. */

/** The members of an object; not of a list. */
export function membersOf(value: unknown): Readonly<Record<string, unknown>> | null {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? { ...value } : null;
}

/** The members of an object that is written as JSON. */
export function parseMembers(json: string): Readonly<Record<string, unknown>> | null {
  try {
    return membersOf(JSON.parse(json));
  } catch {
    return null;
  }
}

/** Null for an empty text: the registry and PowerShell tell "not there" so. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

export function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
