import { Failure } from '../errors.js';
import type { Cloud } from './cloud.js';
import { cloudFailure } from './failures.js';
import { labelOf, type Resource } from './resources.js';

const firstIntervalMs = 1_000;
const longestIntervalMs = 5_000;
/** A read right after a write may not see what was written. */
const appearWithinMs = 30_000;

/**
 * Reads again and again until every resource is ready; gives them as they were read last. Fails with WAIT_TIMEOUT
 * when the command's limit runs out, RESOURCE_VANISHED when one that was there is gone or one never appeared, and
 * RESOURCE_FAILED when one can't become ready any more.
 *
 * @param expected what is waited for, as the creating call left it
 * @param read the resources by their current state; what is not visible is left out
 */
export async function waitUntilReady<R extends Resource>(
  cloud: Pick<Cloud, 'clock' | 'signal' | 'deadline'>,
  expected: readonly R[],
  read: () => Promise<readonly R[]>,
  isReady: (resource: R) => boolean,
  hasFailed: (resource: R) => boolean = () => false,
): Promise<R[]> {
  const { clock, signal, deadline } = cloud;
  const startedAt = clock.monotonic();
  const seen = new Set<string>();
  let intervalMs = firstIntervalMs;
  const readInTime = async (awaited: readonly R[]): Promise<readonly R[]> => {
    try {
      return await read();
    } catch (error) {
      // The limit ran out inside the call: what is missing are the resources, not the answer.
      const ranOut =
        deadline.remainingMs() === 0 || (error instanceof Failure && error.code === 'WAIT_TIMEOUT');
      throw ranOut ? deadline.failure(awaited.map(labelOf)) : error;
    }
  };
  while (true) {
    signal.throwIfAborted();
    const found = new Map((await readInTime(expected)).map((resource) => [labelOf(resource), resource]));
    const now = expected.map((resource) => {
      const current = found.get(labelOf(resource));
      return current ? { ...current, created: resource.created } : null;
    });
    const pending = expected.filter((resource, index) => {
      const current = now[index];
      if (!current) return stillExpected(resource, seen, clock.monotonic() - startedAt);
      seen.add(labelOf(resource));
      if (hasFailed(current)) throw failed(current);
      return !isReady(current);
    });
    if (pending.length === 0) return now.filter((resource) => resource !== null);
    await clock.sleep(Math.min(intervalMs, deadline.remainingMs()), signal);
    if (deadline.remainingMs() === 0) throw deadline.failure(pending.map(labelOf));
    intervalMs = Math.min(longestIntervalMs, intervalMs * 1.5);
  }
}

function stillExpected(resource: Resource, seen: ReadonlySet<string>, waitedMs: number): true {
  const id = labelOf(resource);
  if (seen.has(id) || waitedMs >= appearWithinMs) throw cloudFailure('RESOURCE_VANISHED', { id });
  return true;
}

function failed(resource: Resource) {
  return cloudFailure('RESOURCE_FAILED', {
    id: labelOf(resource),
    status: 'status' in resource ? resource.status : '',
  });
}
