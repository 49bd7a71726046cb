import { describe, expect, it } from 'vitest';
import { applyEdit } from '../../../../src/lib/doctor/fixes/apply-edit.js';
import { digestOf, type Edit } from '../../../../src/lib/doctor/fixes/edit.js';
import { Journal } from '../../../../src/lib/doctor/fixes/journal.js';
import { Settings } from '../../../../src/lib/doctor/fixes/settings.js';
import { type FakeWindowsOptions, fakeWindows } from './fake-windows.js';

const value = (text: string) => ({ text, expandable: false });
const edit: Edit = {
  place: { kind: 'user-variable', name: 'GOROOT' },
  before: value('C:\\a'),
  after: null,
};
const reason = { check: 'go.goroot', fix: 'unsetGoroot' } as const;

async function apply(options: FakeWindowsOptions = {}, change = edit) {
  const host = fakeWindows({ user: { GOROOT: 'C:\\a' }, ...options });
  const journal = await Journal.open(host);
  const trouble = await applyEdit(change, reason, {
    host,
    settings: new Settings(host, null),
    journal,
    run: 'r',
  });
  return { host, trouble, entries: (await Journal.open(host)).entries };
}

describe('one change', () => {
  it('stands in the journal before it is made, and as made afterwards', async () => {
    const { host, trouble, entries } = await apply();
    expect(trouble).toBeNull();
    expect(host.user.has('GOROOT')).toBe(false);
    expect(entries).toMatchObject([
      {
        run: 'r',
        when: '2026-11-22T08:00:00.000Z',
        ...reason,
        kind: 'user-variable',
        name: 'GOROOT',
        before: value('C:\\a'),
        afterDigest: null,
        state: 'applied',
      },
    ]);
  });

  it('is pending while it is being made', async () => {
    let during: unknown;
    const host = fakeWindows({
      user: { GOROOT: 'C:\\a' },
      beforeWrite: () => {
        during = JSON.parse(
          host.contents.get('C:\\Users\\li\\AppData\\Local\\aliproxy\\journal.json') ?? '{}',
        );
      },
    });
    const journal = await Journal.open(host);
    await applyEdit(edit, reason, { host, settings: new Settings(host, null), journal, run: 'r' });
    expect(during).toMatchObject({ entries: [{ state: 'pending', before: value('C:\\a') }] });
  });

  it('leaves no trace where it was not made', async () => {
    const { trouble, entries } = await apply({ writes: 'forgets' });
    expect(trouble).toMatchObject({ code: 'NOT_KEPT' });
    expect(entries).toEqual([]);
  });

  it('counts as made where PowerShell died after it', async () => {
    const { trouble, entries } = await apply({ writes: 'dies' });
    expect(trouble).toBeNull();
    expect(entries).toMatchObject([{ state: 'applied' }]);
  });

  it('stays pending where nobody can say', async () => {
    let written = false;
    const { trouble, entries } = await apply({
      writes: 'dies',
      beforeWrite: () => {
        written = true;
      },
      run: () => (written ? { exitCode: null, timedOut: true } : undefined),
    });
    expect(trouble).toEqual({ code: 'OUTCOME_UNKNOWN', facts: { name: 'GOROOT' } });
    expect(entries).toMatchObject([{ state: 'pending' }]);
  });

  it('is not made without the journal', async () => {
    const host = fakeWindows({ user: { GOROOT: 'C:\\a' } });
    const journal = await Journal.open(host);
    host.files.writeText = async () => {
      throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
    };
    const trouble = await applyEdit(edit, reason, {
      host,
      settings: new Settings(host, null),
      journal,
      run: 'r',
    });
    expect(trouble).toMatchObject({ code: 'JOURNAL_UNWRITABLE', facts: { reason: 'ENOSPC' } });
    expect(host.user.get('GOROOT')?.text).toBe('C:\\a');
  });

  it('keeps of the new value only what recognizes it', async () => {
    const change: Edit = {
      place: { kind: 'user-variable', name: 'HTTP_PROXY' },
      before: null,
      after: value('http://li:canary@h:1'),
    };
    const { host, entries } = await apply({}, change);
    expect(host.user.get('HTTP_PROXY')?.text).toContain('canary');
    expect(JSON.stringify(entries)).not.toContain('canary');
    expect(entries).toMatchObject([{ afterDigest: digestOf(change.after) }]);
  });
});
