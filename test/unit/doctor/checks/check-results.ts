import type { CheckId } from '../../../../src/lib/doctor/check.js';
import type { Evidence, SectionName } from '../../../../src/lib/doctor/evidence.js';
import { type CheckResult, judge } from '../../../../src/lib/doctor/judge.js';
import { en } from '../../../../src/lib/messages/en.js';
import { zh } from '../../../../src/lib/messages/zh.js';
import { changed, type Deep, fixture } from '../evidence-fixtures.js';

/** What a check says on a machine of the fixtures, changed. */
export function resultOn(machine: string, id: CheckId, changes: Deep<Evidence> = {}): CheckResult {
  return resultOf(id, changed(fixture(machine), changes));
}

export function resultOf(id: CheckId, evidence: Evidence): CheckResult {
  const found = judge(evidence).find((check) => check.id === id);
  if (!found) throw new Error(`there is no check ${id}`);
  return found;
}

/** A machine on which a section was not gathered. */
export function without(
  machine: string,
  name: SectionName,
  reason: 'absent' | 'timeout' | 'crash',
): Evidence {
  const evidence = fixture(machine);
  const section =
    reason === 'absent'
      ? ({ state: 'absent', reason: 'not-selected' } as const)
      : ({ state: 'failed', reason, detail: 'x', source: 'powershell', durationMs: 25_000 } as const);
  return { ...evidence, sections: { ...evidence.sections, [name]: section } };
}

/** The sentences for a result, in English and in Chinese. */
export function sentencesFor({ finding }: CheckResult): { message: string; hint: string }[] {
  if (finding === null) return [];
  return [en, zh].map(({ doctor }) => {
    const words = doctor.findings[finding.code] as {
      message: (facts: unknown) => string;
      hint: (facts: unknown) => string;
    };
    return { message: words.message(finding.facts), hint: words.hint(finding.facts) };
  });
}
