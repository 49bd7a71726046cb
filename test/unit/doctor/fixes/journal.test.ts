import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Journal, type JournalEntry, journalPath } from '../../../../src/lib/doctor/fixes/journal.js';
import { Failure } from '../../../../src/lib/errors.js';
import { fakeHost } from '../../../helpers/fake-host.js';

const path = '/home/li/.local/share/aliproxy/journal.json';

function entry(id: string, changes: Partial<JournalEntry> = {}): JournalEntry {
  return {
    id,
    run: 'r1',
    when: '2026-11-22T08:00:00.000Z',
    check: 'proxy.env',
    fix: 'setProxyVariables',
    kind: 'user-variable',
    name: 'HTTP_PROXY',
    file: null,
    before: { text: 'http://li:p\tw@h:1 ', expandable: false },
    afterDigest: 'd',
    state: 'applied',
    ...changes,
  };
}

const file = (value: unknown) => ({
  files: { [path]: typeof value === 'string' ? value : JSON.stringify(value) },
});
const whole = (entries: unknown[]) => ({ kind: 'aliproxy-fix-journal', version: 1, entries });

describe('the journal', () => {
  it('stands in the data folder of the user', () => {
    expect(journalPath(fakeHost())).toBe(path);
    const platform = { os: 'win32', home: 'C:\\Users\\li' } as const;
    expect(journalPath(fakeHost({ platform }))).toBe('C:\\Users\\li\\AppData\\Local\\aliproxy\\journal.json');
  });

  it('is empty where there is no file, and keeps values to the last character', async () => {
    const host = fakeHost();
    const journal = await Journal.open(host);
    expect(journal.entries).toEqual([]);
    await journal.add(entry('1'));
    expect((await Journal.open(host)).entries).toEqual([entry('1')]);
  });

  it('can be read by its owner alone', async () => {
    const host = fakeHost();
    const modes: (number | undefined)[] = [];
    const files = {
      ...host.files,
      writeText: async (_path: string, _text: string, options?: { mode?: number }) => {
        modes.push(options?.mode);
      },
    };
    await (await Journal.open({ ...host, files })).add(entry('1'));
    expect(modes).toEqual([0o600]);
  });

  it('forgets the old value of what is undone, and in the end the undone change', async () => {
    const journal = await Journal.open(fakeHost());
    await journal.add(entry('keep'));
    for (let index = 0; index < 60; index++) {
      await journal.add(entry(`${index}`, { run: 'r2' }));
      await journal.mark(`${index}`, index % 2 ? 'undone' : 'superseded');
    }
    expect(journal.entries).toHaveLength(51);
    expect(journal.entries[0]).toEqual(entry('keep'));
    expect(journal.entries.slice(1).every(({ before }) => before === null)).toBe(true);
    expect(journal.entries.at(-1)?.id).toBe('59');
  });

  it('gives the last run that can be undone, newest first', async () => {
    const entries = [
      entry('1'),
      entry('2', { run: 'r2' }),
      entry('3', { run: 'r2', state: 'undone' }),
      entry('4', { run: 'r2', state: 'pending' }),
      entry('5', { run: 'r3', state: 'superseded' }),
    ];
    const journal = await Journal.open(fakeHost(file(whole(entries))));
    expect(journal.lastRun().map(({ id }) => id)).toEqual(['4', '2']);
    await journal.mark('2', 'undone');
    await journal.drop('4');
    expect(journal.lastRun().map(({ id }) => id)).toEqual(['1']);
  });

  it.each([
    ['no JSON', '{"kind":', 'JSON'],
    ['half a file', JSON.stringify(whole([entry('1')])).slice(0, 90), 'JSON'],
    ['nothing', '', 'JSON'],
    ['a text', '"x"', 'kind'],
    ['null', 'null', 'kind'],
    ['the file of another program', '{"kind":"x"}', 'kind'],
    ['a newer format', { ...whole([]), version: 2 }, 'version 2'],
    ['no entries', { kind: 'aliproxy-fix-journal', version: 1 }, 'entries'],
    ['an unknown state', whole([{ ...entry('1'), state: 'done' }]), 'entries[0].state'],
    [
      'a value that is a number',
      whole([{ ...entry('1'), before: { text: 1, expandable: false } }]),
      'before.text',
    ],
  ])('is broken with %s', async (_case, content, detail) => {
    const failure = await Journal.open(fakeHost(file(content))).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'JOURNAL_BROKEN', exitCode: 2, facts: { path } });
    expect((failure as Failure<{ detail: string }>).facts.detail).toContain(detail);
  });

  it('takes any content for a journal or for a broken one', async () => {
    const content = fc.oneof(
      fc.json(),
      fc.string(),
      fc.json().map((json) => `{"kind":"aliproxy-fix-journal","version":1,"entries":${json}}`),
    );
    await fc.assert(
      fc.asyncProperty(content, async (text) => {
        const opened = await Journal.open(fakeHost(file(text))).catch((error: unknown) => error);
        expect(
          opened instanceof Journal || (opened instanceof Failure && opened.code === 'JOURNAL_BROKEN'),
        ).toBe(true);
      }),
    );
  });

  it.each([
    ['read', 'FILE_UNREADABLE'],
    ['written', 'FILE_UNWRITABLE'],
  ])('says so where it can not be %s', async (what, code) => {
    const host = fakeHost();
    const denied = async () => {
      throw Object.assign(new Error('EACCES'), { code: 'EACCES' });
    };
    const files =
      what === 'read' ? { ...host.files, readText: denied } : { ...host.files, writeText: denied };
    const attempt = Journal.open({ ...host, files }).then((journal) => journal.tryOut());
    await expect(attempt).rejects.toMatchObject({ code, exitCode: 2, facts: { path, reason: 'EACCES' } });
  });
});
