import { createHash } from 'node:crypto';
import type { Host } from '../../host/host.js';

const pollMs = 1_000;
/** A file that is being written changes again within this time. */
const settleMs = 300;

/** A digest of the text of each file; null for one that could not be read. */
export type FileDigests = ReadonlyMap<string, string | null>;

export interface FileWatch {
  /** The files as they were read last; another value after each reading. */
  readonly readLast: () => FileDigests;
  /** Called for each change, never while the one before it goes on; it is to read them anew. Must not reject. */
  readonly onChange: () => Promise<void>;
  readonly signal: AbortSignal;
}

/**
 * Looks at files about once a second and tells when their content is not what was read last, and stays so for a moment.
 * By content and path: editors replace a file by another one, network file systems tell of no changes. Resolves when
 * the signal aborts.
 */
export async function watchFiles(
  { readLast, onChange, signal }: FileWatch,
  ports: Pick<Host, 'clock' | 'files'>,
): Promise<void> {
  let reading = readLast();
  let known = reading;
  while (await slept(pollMs, signal, ports)) {
    if (reading !== readLast()) {
      reading = readLast();
      known = new Map([...known, ...reading]);
    }
    const found = await steadyDigests(known, signal, ports);
    if (signal.aborted || !differs(known, found)) continue;
    await onChange();
    reading = readLast();
    // Not all of them may have been read where something was wrong; what was found once is not told twice.
    known = new Map([...reading, ...found]);
  }
}

/** The digests of these files: at once where they are as before, else when they have stopped changing. */
async function steadyDigests(
  before: FileDigests,
  signal: AbortSignal,
  ports: Pick<Host, 'clock' | 'files'>,
): Promise<FileDigests> {
  let found = await digestsOf(before.keys(), ports);
  let last = before;
  while (differs(last, found) && (await slept(settleMs, signal, ports))) {
    last = found;
    found = await digestsOf(before.keys(), ports);
  }
  return found;
}

async function digestsOf(paths: Iterable<string>, { files }: Pick<Host, 'files'>): Promise<FileDigests> {
  const digests = new Map<string, string | null>();
  for (const path of paths) {
    try {
      digests.set(path, digestOf(await files.readText(path)));
    } catch {
      digests.set(path, null);
    }
  }
  return digests;
}

export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

function differs(before: FileDigests, after: FileDigests): boolean {
  return [...after].some(([path, digest]) => before.get(path) !== digest);
}

async function slept(ms: number, signal: AbortSignal, { clock }: Pick<Host, 'clock'>): Promise<boolean> {
  try {
    await clock.sleep(ms, signal);
    return !signal.aborted;
  } catch {
    return false;
  }
}
