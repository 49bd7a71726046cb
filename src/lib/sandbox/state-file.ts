import { Failure, systemCode, usageFailure } from '../errors.js';
import type { Host } from '../host/host.js';
import type { SandboxState } from './state.js';
import type { StateStore } from './state-store.js';

export interface StateFileFailures {
  SANDBOX_STATE_BROKEN: { path: string };
  SANDBOX_STATE_LOCKED: { path: string };
}

/** A lock older than this was left by a process that died: a transaction takes milliseconds. */
const staleLockMs = 10_000;
const lockPollMs = 20;
const lockWaitMs = 15_000;

/** What Windows says for a moment about a file that another process is just deleting. */
const deletePending = ['EPERM', 'EACCES', 'EBUSY'];
const deletePendingMs = 1_000;

type Ports = Pick<Host, 'files' | 'clock' | 'random'>;

/**
 * A state in a file (mode 0600), shared by separate processes: each transaction reads it anew under a lock file, and
 * replaces it in one step. Failures are `FILE_UNREADABLE`, `FILE_UNWRITABLE`, `SANDBOX_STATE_BROKEN`,
 * `SANDBOX_STATE_LOCKED`.
 *
 * @param signal ends the waiting for the lock, with its reason
 */
export function fileStore(
  ports: Ports,
  path: string,
  create: () => SandboxState,
  signal?: AbortSignal,
): StateStore {
  let last: Promise<unknown> = Promise.resolve();
  const run = async <T>(change: (state: SandboxState) => T): Promise<T> => {
    const unlock = await lock(ports, `${path}.lock`, signal);
    try {
      const before = await read(ports, path);
      const state = before === null ? create() : parse(before, path);
      const result = change(state);
      const after = `${JSON.stringify(state, null, 1)}\n`;
      if (after !== before) await write(ports, path, after);
      return result;
    } finally {
      await unlock();
    }
  };
  return {
    transact: (change) => {
      const turn = last.then(
        () => run(change),
        () => run(change),
      );
      last = turn;
      return turn;
    },
  };
}

/** Takes the lock file; resolves with how to give it back. */
async function lock(
  { files, clock, random }: Ports,
  path: string,
  signal?: AbortSignal,
): Promise<() => Promise<void>> {
  const mine = random(8).toString('hex');
  const startedMs = clock.monotonic();
  while (true) {
    try {
      await files.createText(path, `${mine} ${clock.now()}\n`, { mode: 0o600 });
      return () => files.remove(path);
    } catch (error) {
      const code = systemCode(error) ?? 'UNKNOWN';
      const waitedMs = clock.monotonic() - startedMs;
      const mayPass = code === 'EEXIST' || (deletePending.includes(code) && waitedMs < deletePendingMs);
      if (!mayPass) throw usageFailure('FILE_UNWRITABLE', { path, reason: code });
      if (waitedMs > lockWaitMs) throw new Failure('SANDBOX_STATE_LOCKED', { path });
    }
    await removeIfStale({ files, clock }, path);
    await clock.sleep(lockPollMs, signal);
  }
}

/** A lock that is there can be read; where it can't, something else is in the way than another process. */
async function removeIfStale({ files, clock }: Pick<Ports, 'files' | 'clock'>, path: string): Promise<void> {
  try {
    const atMs = Number((await files.readText(path)).trim().split(' ')[1]);
    if (Math.abs(clock.now() - atMs) > staleLockMs) await files.remove(path);
  } catch (error) {
    const code = systemCode(error) ?? 'UNKNOWN';
    if (code !== 'ENOENT' && !deletePending.includes(code)) {
      throw usageFailure('FILE_UNWRITABLE', { path, reason: code });
    }
  }
}

async function read({ files }: Ports, path: string): Promise<string | null> {
  try {
    return await files.readText(path);
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT') return null;
    throw usageFailure('FILE_UNREADABLE', { path, reason: code ?? 'UNKNOWN' });
  }
}

async function write({ files }: Ports, path: string, text: string): Promise<void> {
  try {
    await files.writeText(path, text, { mode: 0o600 });
  } catch (error) {
    throw usageFailure('FILE_UNWRITABLE', { path, reason: systemCode(error) ?? 'UNKNOWN' });
  }
}

/** Only the shape that the first steps rest on is checked: the file is ours. */
export function parse(text: string, path: string): SandboxState {
  try {
    const state = JSON.parse(text) as SandboxState;
    const lists = [state.vpcs, state.vswitches, state.groups, state.keyPairs, state.instances];
    if (state.format === 1 && typeof state.key.accessKeySecret === 'string' && lists.every(Array.isArray)) {
      return state;
    }
  } catch {
    // No JSON, or not ours: one answer for both.
  }
  throw new Failure('SANDBOX_STATE_BROKEN', { path }, { exitCode: 2 });
}
