import { describe, expect, it } from 'vitest';
import { type Check, checkIds, verdict } from '../../../src/lib/doctor/check.js';
import { sectionsFor, selectChecks } from '../../../src/lib/doctor/select.js';

describe('selectChecks', () => {
  it.each([
    [[], [], checkIds.length],
    [['go'], [], 5],
    [['go,proxy', 'os.arch'], [], 10],
    [[' go , '], ['go.goroot'], 4],
    [[], ['windows'], checkIds.length - 3],
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
