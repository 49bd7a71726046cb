import { type Failure, systemCode, usageFailure } from '../errors.js';
import type { Host } from '../host/host.js';

/**
 * Can this file be written? Asked before anything runs: nobody shall wait for a report that then has no place. A file
 * beside it is made for a moment. Throws a usage failure.
 */
export async function checkWritable(path: string, { files, random }: Host): Promise<void> {
  const trial = `${path}.${random(4).toString('hex')}.tmp`;
  try {
    if (await isFolder(path, files)) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
    await files.createText(trial, '');
    await files.remove(trial);
  } catch (error) {
    throw unwritable(path, error);
  }
}

async function isFolder(path: string, files: Host['files']): Promise<boolean> {
  if (!(await files.exists(path))) return false;
  try {
    await files.list(path);
    return true;
  } catch {
    return false;
  }
}

/** What is told of a file that could not be written. */
export function unwritable(path: string, error: unknown): Failure {
  return usageFailure('FILE_UNWRITABLE', { path, reason: systemCode(error) ?? 'UNKNOWN' });
}
