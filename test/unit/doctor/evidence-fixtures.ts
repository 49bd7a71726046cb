import { readdirSync, readFileSync } from 'node:fs';
import { type Evidence, readEvidence } from '../../../src/lib/doctor/evidence.js';

const folder = new URL('../../fixtures/evidence/', import.meta.url);

export const fixtureNames = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.replace(/\.json$/, ''))
  .sort();

export function fixtureText(name: string): string {
  return readFileSync(new URL(`${name}.json`, folder), 'utf8');
}

export function fixture(name: string): Evidence {
  const read = readEvidence(fixtureText(name));
  if (!read.ok) throw new Error(`${name}: ${read.problem} ${read.detail}`);
  return read.evidence;
}

/** A value with some members replaced, at any depth. */
export type Deep<T> = { readonly [K in keyof T]?: T[K] extends object | null ? Deep<T[K]> | T[K] : T[K] };

export function changed<T>(value: T, changes: Deep<T>): T {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return changes as T;
  const result = { ...value } as Record<string, unknown>;
  for (const [key, change] of Object.entries(changes)) {
    const plain = change !== null && typeof change === 'object' && !Array.isArray(change);
    result[key] = plain && result[key] !== null ? changed(result[key], change as object) : change;
  }
  return result as T;
}
