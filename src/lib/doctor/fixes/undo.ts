import type { Interrupted } from '../../errors.js';
import type { Host } from '../../host/host.js';
import type { Redactor } from '../../redact.js';
import { type Change, type CheckId, optionalSectionOf } from '../check.js';
import { collect } from '../collect.js';
import { withoutHome } from '../collectors/paths.js';
import type { FixKind } from '../findings.js';
import { doctorDefaults } from '../run.js';
import { makeEdit } from './apply-edit.js';
import { digestOf, type Edit, isSame, nameOf, type Stored } from './edit.js';
import { withLock } from './fix-lock.js';
import { type FixOutcome, type FixState, interruptionOf } from './fix-outcome.js';
import { programOf } from './go-settings.js';
import { Journal, type JournalEntry, journalPath, placeOf } from './journal.js';
import { maskSetting, rememberSecrets } from './secrets.js';
import { Settings } from './settings.js';
import type { FixTrouble } from './troubles.js';

/** One change to take back, for showing. */
export interface UndoItem {
  readonly check: CheckId;
  readonly kind: FixKind;
  /** ISO 8601: when it was made. */
  readonly when: string;
  readonly change: Change;
  readonly before: string | null;
  readonly after: string | null;
}

export interface UndoOptions {
  readonly dryRun: boolean;
  readonly secrets: Redactor;
  readonly signal?: AbortSignal;
  /** Shows a change and asks. Rejects with an `Interrupted` at Ctrl-C. */
  confirm(item: UndoItem): Promise<boolean>;
}

export interface UndoReport {
  /** False where an undo failed. */
  readonly ok: boolean;
  readonly fixes: readonly FixOutcome[];
  readonly interrupted: Interrupted | null;
}

/**
 * Takes back the changes of the last run of `--fix`, newest first. A value that somebody else changed since is left
 * alone. Throws JOURNAL_BROKEN, FILE_UNREADABLE, FIX_RUNNING.
 */
export async function undoFixes(options: UndoOptions, host: Host): Promise<UndoReport> {
  const work = async () => {
    const journal = await Journal.open(host);
    const entries = journal.lastRun();
    if (!options.dryRun && entries.length > 0) await journal.tryOut();
    const settings = new Settings(host, await findGo(entries, host), options.signal);
    return await new UndoRun(options, host, journal, settings).all(entries);
  };
  const empty = (await Journal.open(host)).lastRun().length === 0;
  return options.dryRun || empty ? await work() : await withLock(host, `${journalPath(host)}.lock`, work);
}

async function findGo(entries: readonly JournalEntry[], host: Host) {
  if (!entries.some(({ kind }) => kind === 'go-env')) return null;
  const evidence = await collect({ ...doctorDefaults, offline: true, sections: new Set(['go']) }, host);
  const go = optionalSectionOf(evidence, 'go');
  return go && programOf(go, host);
}

class UndoRun {
  readonly #options: UndoOptions;
  readonly #host: Host;
  readonly #journal: Journal;
  readonly #settings: Settings;
  readonly #fixes: FixOutcome[] = [];
  /** Where a change stays. What was changed there before it can't be taken back yet. */
  readonly #staying = new Set<string>();

  constructor(options: UndoOptions, host: Host, journal: Journal, settings: Settings) {
    this.#options = options;
    this.#host = host;
    this.#journal = journal;
    this.#settings = settings;
  }

  async all(entries: readonly JournalEntry[]): Promise<UndoReport> {
    let interrupted: Interrupted | null = null;
    const left = [...entries];
    try {
      for (const entry of entries) {
        this.#options.signal?.throwIfAborted();
        await this.#handle(entry);
        left.shift();
      }
    } catch (error) {
      interrupted = interruptionOf(error, this.#options.signal);
      if (!interrupted) throw error;
      for (const entry of left) this.#note(entry, undefined, 'declined', null);
    }
    return { ok: this.#fixes.every(isInOrder), fixes: this.#fixes, interrupted };
  }

  async #handle(entry: JournalEntry): Promise<void> {
    const place = placeOf(entry);
    const key = JSON.stringify(place);
    if (this.#staying.has(key)) {
      return this.#note(entry, undefined, this.#options.dryRun ? 'dry-run' : 'declined', null);
    }
    const looked = await this.#settings.look(place);
    if (!looked.ok) return this.#note(entry, undefined, 'by-hand', looked.trouble);
    const now = looked.value;
    // As it was: interrupted before the value was written, or put back by somebody.
    if (isSame(now, entry.before)) {
      if (!this.#options.dryRun) await this.#journal.drop(entry.id);
      return;
    }
    for (const stored of [now, entry.before]) {
      if (stored) rememberSecrets(entry.name, stored.text, this.#options.secrets);
    }
    const edit = undoOf(entry, now);
    if (edit === null) {
      if (!this.#options.dryRun) await this.#journal.mark(entry.id, 'superseded');
      return this.#note(entry, now, 'by-hand', { code: 'VALUE_CHANGED', facts: { name: nameOf(place) } });
    }
    this.#staying.add(key);
    if (this.#options.dryRun) return this.#note(entry, now, 'dry-run', null);
    if (!(await this.#options.confirm(this.#itemFor(entry, now)))) {
      return this.#note(entry, now, 'declined', null);
    }
    const trouble = await makeEdit(edit, this.#settings);
    if (trouble !== null) return this.#note(entry, now, 'failed', trouble);
    this.#staying.delete(key);
    await this.#journal.mark(entry.id, 'undone').catch(() => {});
    this.#note(entry, now, 'undone', null);
  }

  #itemFor(entry: JournalEntry, now: Stored | null): UndoItem {
    return {
      check: entry.check as CheckId,
      kind: entry.fix as FixKind,
      when: entry.when,
      ...this.#shown(entry, now),
    };
  }

  /** In the direction of the undoing: `before` is what is there now; undefined: that is not known. */
  #shown(entry: JournalEntry, now: Stored | null | undefined): Pick<UndoItem, 'change' | 'before' | 'after'> {
    const known = now !== undefined;
    if (entry.kind === 'user-path') {
      const folder = withoutHome(entry.name, this.#host);
      return { change: { kind: 'user-path', folder }, before: known ? folder : null, after: null };
    }
    const { kind, name } = entry;
    const value = entry.before && maskSetting(name, entry.before.text);
    const before = now ? maskSetting(name, now.text) : null;
    return { change: { kind, name, value }, before, after: known ? value : null };
  }

  #note(
    entry: JournalEntry,
    now: Stored | null | undefined,
    state: FixState,
    trouble: FixTrouble | null,
  ): void {
    this.#fixes.push({
      check: entry.check as CheckId,
      kind: entry.fix as FixKind,
      ...this.#shown(entry, now),
      state,
      trouble,
      note: null,
      commands: [],
      lines: [],
      verdict: null,
    });
  }
}

/** What was left alone because somebody else changed it is in order; what could not be undone is not. */
function isInOrder({ state, trouble }: FixOutcome): boolean {
  return state !== 'failed' && (state !== 'by-hand' || trouble?.code === 'VALUE_CHANGED');
}

/** Null where the value is no longer the one that was written; from PATH the folder can be removed all the same. */
function undoOf(entry: JournalEntry, now: Stored | null): Edit | null {
  const place = placeOf(entry);
  if (digestOf(now) === entry.afterDigest) return { place, before: now, after: entry.before };
  if (place.kind !== 'user-path' || now === null) return null;
  const entries = now.text.split(';');
  const at = entries.lastIndexOf(place.folder);
  if (at < 0) return null;
  const text = entries.filter((_entry, index) => index !== at).join(';');
  return { place, before: now, after: text === '' ? null : { ...now, text } };
}
