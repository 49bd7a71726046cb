import { describe, expect, it } from 'vitest';
import { type Check, checkIds, type Group, verdict } from '../../../src/lib/doctor/check.js';
import { checks } from '../../../src/lib/doctor/checks/list.js';
import { sectionsFor, selectChecks } from '../../../src/lib/doctor/select.js';

const inGroups = (...names: Group[]) => checks.filter(({ group }) => names.includes(group)).length;

describe('selectChecks', () => {
  it.each([
    [[], [], checkIds.length],
    [['go'], [], inGroups('go')],
    [['go,proxy', 'os.arch'], [], inGroups('go', 'proxy') + 1],
    [[' go , '], ['go.goroot'], inGroups('go') - 1],
    [[], ['windows'], checkIds.length - inGroups('windows')],
  ])('of %j without %j are %i checks', (only, skip, count) => {
    expect(selectChecks({ only, skip }).size).toBe(count);
  });
});

describe('sectionsFor', () => {
  it('are those of the chosen checks, of what these can do without, and of what they need', () => {
    const check = (id: Check['id'], parts: Partial<Check>): Check => ({
      id,
      group: 'os',
      uses: [],
      judge: () => verdict('pass'),
      ...parts,
    });
    const list = [
      check('os.version', { optional: ['windows'] }),
      check('go.installed', { uses: ['go'], needs: ['os.version'] }),
      check('go.version', { uses: ['ports'], needs: ['go.installed'] }),
      check('proxy.env', { uses: ['proxy'] }),
    ];
    expect([...sectionsFor(new Set(['go.version']), list)].sort()).toEqual(['go', 'ports', 'windows']);
  });
});
