import type { ClientDecision, ClientNote } from './client.js';
import { parseRelease, type Release } from './release.js';

/**
 * Decides as the current release of a client; as the installed one where that would do something else. A note says
 * which, where it matters.
 */
export function decideAsInstalled(
  version: string | undefined,
  current: Release,
  decideAs: (release: Release) => ClientDecision,
): ClientDecision {
  const today = decideAs(current);
  const installed = version === undefined ? null : parseRelease(version);
  if (version === undefined || installed === null) {
    return withNote(today, { kind: 'modelled', version: current.join('.') });
  }
  const there = decideAs(installed);
  const same = JSON.stringify(there) === JSON.stringify(today);
  return same ? today : withNote(there, { kind: 'installed', version });
}

function withNote(decision: ClientDecision, note: ClientNote): ClientDecision {
  return { ...decision, notes: [...decision.notes, note] };
}
