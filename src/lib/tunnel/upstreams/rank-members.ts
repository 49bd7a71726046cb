import type { Member } from './member.js';
import type { Availability } from './upstream-health.js';

/** Upstreams that may be tried, as good as each other; the strategy orders them. */
export interface Rank {
  readonly members: readonly Member[];
  /** Not known to work: tried when nothing else has. */
  readonly isLastResort: boolean;
}

const ranks: readonly (readonly [availability: Availability, backup: boolean])[] = [
  ['ready', false],
  ['ready', true],
  ['doubtful', false],
  ['doubtful', true],
  ['closed', false],
  ['closed', true],
];

/**
 * Sorts upstreams by their health, the best first: a backup comes before a primary that is not well, and those that are
 * down come last. One that does not take our credentials is not tried at all.
 */
export function rankMembers(members: readonly Member[]): Rank[] {
  const known = members.map((member) => ({ member, availability: member.upstream.availability() }));
  return ranks.flatMap(([availability, backup]) => {
    const same = known.filter(
      (entry) => entry.availability === availability && entry.member.setting.backup === backup,
    );
    if (same.length === 0) return [];
    return { members: same.map(({ member }) => member), isLastResort: availability === 'closed' };
  });
}
