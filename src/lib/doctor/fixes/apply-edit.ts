import { systemCode } from '../../errors.js';
import type { Host } from '../../host/host.js';
import type { CheckId } from '../check.js';
import type { FixKind } from '../findings.js';
import { digestOf, type Edit, isSame, nameOf } from './edit.js';
import { type Journal, keyOf } from './journal.js';
import type { Settings } from './settings.js';
import type { FixTrouble } from './troubles.js';

/** What a run writes with, and into. */
export interface Workshop {
  readonly host: Host;
  readonly settings: Settings;
  readonly journal: Journal;
  /** The same for all changes of one run. */
  readonly run: string;
}

/**
 * Makes one change: first the journal, then the value, then the journal again. Null where the value is there then. A
 * change that was not made leaves no entry; one of unknown outcome stays `pending`.
 */
export async function applyEdit(
  edit: Edit,
  reason: { readonly check: CheckId; readonly fix: FixKind },
  { host, settings, journal, run }: Workshop,
): Promise<FixTrouble | null> {
  const id = host.random(6).toString('hex');
  const entry = {
    id,
    run,
    when: new Date(host.clock.now()).toISOString(),
    ...reason,
    ...keyOf(edit.place),
    before: edit.before,
    afterDigest: digestOf(edit.after),
    state: 'pending',
  } as const;
  try {
    await journal.add(entry);
  } catch (error) {
    const facts = { path: journal.path, reason: systemCode(error) ?? 'UNKNOWN' };
    return { code: 'JOURNAL_UNWRITABLE', facts };
  }
  const trouble = await makeEdit(edit, settings);
  // The value counts: an entry that could not be brought up to date is looked at by `--undo`.
  const noted =
    trouble === null
      ? journal.mark(id, 'applied')
      : trouble.code === 'OUTCOME_UNKNOWN'
        ? null
        : journal.drop(id);
  await noted?.catch(() => {});
  return trouble;
}

/** Writes, and after a trouble looks whether it was done all the same. OUTCOME_UNKNOWN where that can't be told. */
export async function makeEdit(edit: Edit, settings: Settings): Promise<FixTrouble | null> {
  const trouble = await settings.write(edit);
  if (trouble === null) return null;
  const looked = await settings.lookAgain(edit.place);
  if (!looked.ok) return { code: 'OUTCOME_UNKNOWN', facts: { name: nameOf(edit.place) } };
  return isSame(looked.value, edit.after) ? null : trouble;
}
