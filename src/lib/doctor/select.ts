import { exitCodes, Failure } from '../errors.js';
import { suggest } from '../suggest.js';
import { type Check, type CheckId, checkIds, groups } from './check.js';
import { checks } from './checks/list.js';
import type { SectionName } from './evidence.js';

/** The failures of `doctor` itself, with the facts their sentences need. */
export interface DoctorFailures {
  /** `source`: the flag, or the place in a file, that the name stands in. */
  UNKNOWN_CHECK: { source: string; name: string; suggestion: string | null };
  NO_CHECKS_LEFT: object;
  EVIDENCE_NOT_JSON: { path: string };
  EVIDENCE_FOREIGN: { path: string };
  EVIDENCE_NEWER: { path: string; version: string };
  EVIDENCE_MALFORMED: { path: string; detail: string };
}

export function doctorFailure<Code extends keyof DoctorFailures>(
  code: Code,
  facts: DoctorFailures[Code],
): Failure<DoctorFailures[Code]> {
  return new Failure(code, facts, { exitCode: exitCodes.usage });
}

export interface Selection {
  /** Ids and groups; empty: all. */
  readonly only: readonly string[];
  readonly skip: readonly string[];
  /** Where `skip` comes from, for the error about an unknown name. Default: the flag. */
  readonly skipSource?: string;
}

/** The ids of the checks to report. Throws a usage failure for an unknown name, and where nothing is left. */
export function selectChecks({ only, skip, skipSource = '--skip' }: Selection): ReadonlySet<CheckId> {
  const wanted = only.length === 0 ? new Set(checkIds) : expand(only, '--only');
  const unwanted = expand(skip, skipSource);
  const left = new Set([...wanted].filter((id) => !unwanted.has(id)));
  if (left.size === 0) throw doctorFailure('NO_CHECKS_LEFT', {});
  return left;
}

/** The sections that these checks, and the checks they need, are judged by. */
export function sectionsFor(ids: ReadonlySet<CheckId>, list: readonly Check[] = checks): Set<SectionName> {
  const sections = new Set<SectionName>();
  const visit = (check: Check) => {
    for (const name of [...check.uses, ...(check.optional ?? [])]) sections.add(name);
    for (const id of check.needs ?? []) {
      const needed = list.find((candidate) => candidate.id === id);
      if (needed) visit(needed);
    }
  };
  for (const check of list) if (ids.has(check.id)) visit(check);
  return sections;
}

/** Ids and groups, as given: flags may be repeated, and each may hold several between commas. */
export function separateNames(given: readonly string[]): string[] {
  return given
    .flatMap((text) => text.split(','))
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function expand(names: readonly string[], source: string): Set<CheckId> {
  const found = new Set<CheckId>();
  for (const name of separateNames(names)) {
    const matching = checks.filter(({ id, group }) => id === name || group === name);
    if (matching.length === 0) {
      const suggestion = suggest(name, [...checkIds, ...groups]);
      throw doctorFailure('UNKNOWN_CHECK', { source, name, suggestion });
    }
    for (const { id } of matching) found.add(id);
  }
  return found;
}
