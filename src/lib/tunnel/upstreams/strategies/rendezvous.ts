import type { Candidate } from './candidate.js';

/**
 * Always the same one for the same key: each candidate draws a number from its name and the key, the best comes first
 * (rendezvous hashing, weighted). One that is added or taken away moves only its own share of the keys.
 */
export function orderByKey<T extends Candidate>(candidates: readonly T[], key: string): T[] {
  return candidates
    .map((candidate) => ({ candidate, score: scoreOf(candidate, key) }))
    .sort((a, b) => b.score - a.score)
    .map(({ candidate }) => candidate);
}

function scoreOf({ name, weight }: Candidate, key: string): number {
  const draw = (hash(`${name}\0${key}`) + 0.5) / 2 ** 32;
  return -weight / Math.log(draw);
}

/** FNV-1a, and the finalizer of MurmurHash3: names that differ in their last digit must draw differently. */
function hash(text: string): number {
  let bits = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    bits = Math.imul(bits ^ text.charCodeAt(index), 0x01000193);
  }
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
