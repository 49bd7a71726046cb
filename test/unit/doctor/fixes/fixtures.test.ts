import { describe, expect, it } from 'vitest';
import { planChange } from '../../../../src/lib/doctor/fixes/plan-change.js';
import { maskSetting } from '../../../../src/lib/doctor/fixes/secrets.js';
import { Settings } from '../../../../src/lib/doctor/fixes/settings.js';
import { judge } from '../../../../src/lib/doctor/judge.js';
import { en } from '../../../../src/lib/messages/en.js';
import { zh } from '../../../../src/lib/messages/zh.js';
import { Redactor } from '../../../../src/lib/redact.js';
import { fakeHost } from '../../../helpers/fake-host.js';
import { fixture, fixtureNames } from '../evidence-fixtures.js';
import { fakeWindows } from './fake-windows.js';

describe('the remedies of every machine', () => {
  it.each(fixtureNames)('can be planned, or it is said why not: %s', async (name) => {
    const evidence = fixture(name);
    const host =
      evidence.platform.os === 'win32' ? fakeWindows() : fakeHost({ run: () => ({ stdout: '/goenv\n' }) });
    const ground = {
      host,
      settings: new Settings(host, { path: 'go', without: {} }),
      secrets: new Redactor(),
    };
    for (const { id, fix } of judge(evidence)) {
      if (fix === null) continue;
      expect(fix.safe || fix.changes.length === 0, id).toBe(true);
      for (const language of [en, zh]) expect(language.doctor.fixes[fix.kind], id).toBeTruthy();
      for (const change of fix.changes) {
        const { edit, trouble } = await planChange(change, ground);
        expect(edit === null, id).toBe(trouble !== null);
        if (change.kind !== 'user-path' && change.value !== null) {
          expect(maskSetting(change.name, change.value), id).toBe(change.value);
        }
      }
    }
  });

  it('are some', () => {
    const kinds = fixtureNames.flatMap((name) =>
      judge(fixture(name)).flatMap(({ fix }) => fix?.changes.map(({ kind }) => kind) ?? []),
    );
    expect(new Set(kinds)).toEqual(new Set(['user-variable', 'user-path', 'go-env']));
  });
});
