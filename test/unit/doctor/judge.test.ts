import { describe, expect, it } from 'vitest';
import { type Check, checkIds, verdict } from '../../../src/lib/doctor/check.js';
import { checks } from '../../../src/lib/doctor/checks/list.js';
import { judge } from '../../../src/lib/doctor/judge.js';
import { defaultRequirements } from '../../../src/lib/doctor/knowledge.js';
import { changed, fixture } from './evidence-fixtures.js';

const machine = fixture('windows-11');

function check(id: Check['id'], parts: Partial<Check>): Check {
  return { id, group: 'os', uses: [], judge: () => verdict('pass'), ...parts };
}

const judged = (list: readonly Check[], evidence = machine) =>
  judge(evidence, defaultRequirements, list).map(({ status, finding }) => [status, finding?.code ?? null]);

describe('judge', () => {
  it('knows every id, in the order of the report, each after those it needs', () => {
    expect(checks.map(({ id }) => id)).toEqual(checkIds);
    checks.forEach(({ needs = [] }, index) => {
      for (const id of needs) expect(checks.findIndex((other) => other.id === id)).toBeLessThan(index);
    });
  });

  it('skips a check whose prerequisite did not pass, and what builds on that', () => {
    expect(
      judged([
        check('go.installed', { judge: () => verdict('fail') }),
        check('go.version', { needs: ['go.installed'] }),
        check('go.gopath', { needs: ['go.version'] }),
        check('go.goroot', {}),
      ]),
    ).toEqual([
      ['fail', null],
      ['skip', 'NEEDS'],
      ['skip', 'NEEDS'],
      ['pass', null],
    ]);
  });

  it('goes on after a warning', () => {
    expect(
      judged([
        check('go.installed', { judge: () => verdict('warn') }),
        check('go.version', { needs: ['go.installed'] }),
      ]),
    ).toEqual([
      ['warn', null],
      ['pass', null],
    ]);
  });

  it('reports a check that throws as an error, and the others all the same', () => {
    const crash = check('os.version', {
      judge: () => {
        throw new Error('boom');
      },
    });
    const [first, second] = judge(machine, defaultRequirements, [crash, check('os.arch', {})]);
    expect(first).toMatchObject({
      status: 'error',
      finding: { code: 'CHECK_CRASHED', facts: { detail: 'boom' } },
    });
    expect(second).toMatchObject({ status: 'pass' });
  });

  it.each([
    [
      { state: 'failed', reason: 'timeout', detail: '', source: 'go', durationMs: 5_000 },
      'error',
      'COLLECTOR_TIMEOUT',
    ],
    [
      { state: 'failed', reason: 'crash', detail: 'x', source: 'go', durationMs: 5 },
      'error',
      'COLLECTOR_CRASHED',
    ],
    [{ state: 'absent', reason: 'offline' }, 'skip', 'OFFLINE'],
    [{ state: 'absent', reason: 'not-selected' }, 'skip', 'NOT_COLLECTED'],
    [{ state: 'absent', reason: 'platform' }, 'skip', 'NOT_HERE'],
  ] as const)('a section that is %j makes %s %s', (section, status, code) => {
    const evidence = { ...machine, sections: { ...machine.sections, go: section } };
    expect(judged([check('go.installed', { uses: ['go'] })], evidence)).toEqual([[status, code]]);
  });

  it('asks about Windows only on Windows', () => {
    const linux = changed(machine, { platform: { os: 'linux' } });
    const skipped = judge(linux).filter(({ group }) => group === 'windows');
    expect(skipped.map(({ status, finding }) => [status, finding?.code])).toEqual([
      ['skip', 'NOT_HERE'],
      ['skip', 'NOT_HERE'],
      ['skip', 'NOT_HERE'],
    ]);
  });
});
