import { describe, expect, it } from 'vitest';
import type { Check } from '../../../../src/lib/doctor/check.js';
import { checks } from '../../../../src/lib/doctor/checks/list.js';
import type { SectionName } from '../../../../src/lib/doctor/evidence.js';
import { fixture } from '../evidence-fixtures.js';
import { resultOf, without } from './check-results.js';

/** Machines on which every check that belongs there is asked, and none waits for another one. */
const machines = ['windows-11', 'linux', 'macos'];

/** A check, a section it uses, and a machine it is for. */
const rows = checks.flatMap((check) =>
  machines
    .filter((machine) => isFor(check, machine))
    .flatMap((machine) => check.uses.map((section) => [check.id, section, machine, check] as const)),
);

describe('a check whose evidence is missing', () => {
  it.each(rows)('%s without %s on %s says so', (id, section, machine, check) => {
    const codeOf = (reason: 'absent' | 'timeout' | 'crash') => {
      const { status, finding } = resultOf(id, without(machine, section, reason));
      return [status, finding?.code];
    };
    const waits = needsSection(check, section);
    expect(codeOf('absent')).toEqual(['skip', 'NOT_COLLECTED']);
    expect(codeOf('timeout')).toEqual(waits ? ['skip', 'NEEDS'] : ['error', 'COLLECTOR_TIMEOUT']);
    expect(codeOf('crash')).toEqual(waits ? ['skip', 'NEEDS'] : ['error', 'COLLECTOR_CRASHED']);
  });

  it.each(
    checks.flatMap((check) => (check.optional ?? []).map((section) => [check.id, section, check] as const)),
  )('%s without %s, which it can do without, is judged all the same', (id, section, check) => {
    for (const machine of machines.filter((name) => isFor(check, name))) {
      const { status, finding } = resultOf(id, without(machine, section, 'crash'));
      expect([status, finding?.code]).not.toEqual(['error', 'CHECK_CRASHED']);
      expect(finding?.code).not.toBe('COLLECTOR_CRASHED');
    }
  });

  it.each(checks.filter(({ platforms }) => platforms).map((check) => [check.id, check] as const))(
    '%s is skipped on other systems',
    (id, check) => {
      for (const machine of machines.filter((name) => !isFor(check, name))) {
        expect(resultOf(id, fixture(machine))).toMatchObject({
          status: 'skip',
          finding: { code: 'NOT_HERE' },
        });
      }
    },
  );
});

function isFor({ platforms }: Check, machine: string): boolean {
  return platforms === undefined || platforms.includes(fixture(machine).platform.os);
}

/** Does it wait for a check that is judged by this section? */
function needsSection({ needs = [] }: Check, section: SectionName): boolean {
  return checks.some(
    (check) => needs.includes(check.id) && (check.uses.includes(section) || needsSection(check, section)),
  );
}
