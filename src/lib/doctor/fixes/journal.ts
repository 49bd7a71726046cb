import { dataFolder } from '../../config/configuration.js';
import { exitCodes, Failure, systemCode, usageFailure } from '../../errors.js';
import type { Host } from '../../host/host.js';
import { pathsOf } from '../collectors/paths.js';
import { flag, list, nullable, object, type Shape, type Shaped, ShapeError, word } from '../shape.js';
import type { Place } from './edit.js';

export interface JournalFailures {
  JOURNAL_BROKEN: { path: string; detail: string };
}

/** As it is: a value that is put back must be the same to the last character. */
const raw: Shape<string> = (value, path) => {
  if (typeof value !== 'string') throw new ShapeError(path, 'a text');
  return value;
};

const entry = object({
  id: raw,
  /** The same for all changes of one run. */
  run: raw,
  /** ISO 8601, UTC. */
  when: raw,
  /** The check, and the kind of fix, that asked for it. */
  check: raw,
  fix: raw,
  kind: word('user-variable', 'user-path', 'go-env'),
  /** Of the variable or the setting; the folder for `user-path`. */
  name: raw,
  /** The file of a `go-env`, else null. */
  file: nullable(raw),
  before: nullable(object({ text: raw, expandable: flag })),
  /** SHA-256 of the new value: enough to see whether it is still there. */
  afterDigest: nullable(raw),
  /** `pending`: maybe done. `superseded`: changed by somebody else since. */
  state: word('pending', 'applied', 'undone', 'superseded'),
});

const journal = object({ entries: list(entry) });

export type JournalEntry = Shaped<typeof entry>;
export type JournalState = JournalEntry['state'];

const kind = 'aliproxy-fix-journal';
const version = 1;
/** Of the finished ones; what can be undone is never dropped. */
const remembered = 50;

/** What `--fix` changed and how it was before, in a file of mode 0600: it may hold values with their passwords. */
export class Journal {
  readonly #host: Host;
  readonly path: string;
  #entries: readonly JournalEntry[];

  private constructor(host: Host, path: string, entries: readonly JournalEntry[]) {
    this.#host = host;
    this.path = path;
    this.#entries = entries;
  }

  /** An absent file is an empty journal; throws JOURNAL_BROKEN, FILE_UNREADABLE. */
  static async open(host: Host): Promise<Journal> {
    const path = journalPath(host);
    let content: string;
    try {
      content = await host.files.readText(path);
    } catch (error) {
      const code = systemCode(error) ?? 'UNKNOWN';
      if (code === 'ENOENT') return new Journal(host, path, []);
      throw usageFailure('FILE_UNREADABLE', { path, reason: code });
    }
    return new Journal(host, path, parse(content, path));
  }

  get entries(): readonly JournalEntry[] {
    return this.#entries;
  }

  /** The last run that left something to undo, newest change first. */
  lastRun(): JournalEntry[] {
    const open = this.#entries.filter(({ state }) => state === 'applied' || state === 'pending');
    const last = open.at(-1)?.run;
    return open.filter(({ run }) => run === last).reverse();
  }

  add(entry: JournalEntry): Promise<void> {
    return this.#save([...this.#entries, entry]);
  }

  /** An undone or superseded change needs its old value no more. */
  mark(id: string, state: JournalState): Promise<void> {
    const over = state === 'undone' || state === 'superseded';
    return this.#save(
      this.#entries.map((entry) =>
        entry.id === id ? { ...entry, state, before: over ? null : entry.before } : entry,
      ),
    );
  }

  /** For a change that was not made. */
  drop(id: string): Promise<void> {
    return this.#save(this.#entries.filter((entry) => entry.id !== id));
  }

  /** Can it be written? Throws FILE_UNWRITABLE. */
  async tryOut(): Promise<void> {
    try {
      await this.#save(this.#entries);
    } catch (error) {
      throw usageFailure('FILE_UNWRITABLE', { path: this.path, reason: systemCode(error) ?? 'UNKNOWN' });
    }
  }

  async #save(entries: readonly JournalEntry[]): Promise<void> {
    const finished = entries.filter(({ state }) => state === 'undone' || state === 'superseded');
    const forgotten = new Set(finished.slice(0, -remembered).map(({ id }) => id));
    const kept = entries.filter(({ id }) => !forgotten.has(id));
    const text = `${JSON.stringify({ kind, version, entries: kept }, null, 2)}\n`;
    await this.#host.files.writeText(this.path, text, { mode: 0o600 });
    this.#entries = kept;
  }
}

export function journalPath(host: Host): string {
  return pathsOf(host).join(dataFolder(host), 'journal.json');
}

export function placeOf(entry: JournalEntry): Place {
  switch (entry.kind) {
    case 'user-variable':
      return { kind: 'user-variable', name: entry.name };
    case 'user-path':
      return { kind: 'user-path', folder: entry.name };
    case 'go-env':
      return { kind: 'go-env', name: entry.name, file: entry.file ?? '' };
  }
}

/** The members of an entry that say where. */
export function keyOf(place: Place): Pick<JournalEntry, 'kind' | 'name' | 'file'> {
  const name = place.kind === 'user-path' ? place.folder : place.name;
  return { kind: place.kind, name, file: place.kind === 'go-env' ? place.file : null };
}

function parse(content: string, path: string): readonly JournalEntry[] {
  const broken = (detail: string) =>
    new Failure('JOURNAL_BROKEN', { path, detail }, { exitCode: exitCodes.usage });
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    throw broken('JSON');
  }
  const head = value as { kind?: unknown; version?: unknown } | null;
  if (typeof head !== 'object' || head?.kind !== kind) throw broken('kind');
  if (head.version !== version) throw broken(`version ${String(head.version)}`);
  try {
    return journal(value, '').entries;
  } catch (error) {
    if (error instanceof ShapeError) throw broken(`${error.path} (${error.expected})`);
    throw error;
  }
}
