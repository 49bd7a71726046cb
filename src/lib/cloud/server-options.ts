import { systemCode, usageFailure } from '../errors.js';
import type { Files } from '../host/files.js';
import { cloudUsage } from './failures.js';
import type { Disk } from './price.js';

const userDataLimitBytes = 32 * 1_024;

/** `cloud_essd:40`: a category and a size in GiB. */
export function readDisk(value: string): Disk {
  const match = /^([a-z][a-z0-9_]*):(\d{1,5})$/.exec(value);
  const sizeGib = Number(match?.[2]);
  if (!match?.[1] || sizeGib < 1) throw cloudUsage('DISK_INVALID', { value });
  return { category: match[1], sizeGib };
}

/** A file as user data: Base64 on the wire, 32 KB at most before that. */
export async function readUserData(files: Files, path: string): Promise<string> {
  let text: string;
  try {
    text = await files.readText(path);
  } catch (error) {
    throw usageFailure('FILE_UNREADABLE', { path, reason: systemCode(error) ?? 'UNKNOWN' });
  }
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length > userDataLimitBytes) {
    const facts = { path, sizeBytes: bytes.length, limitBytes: userDataLimitBytes };
    throw cloudUsage('USER_DATA_TOO_LARGE', facts);
  }
  return bytes.toString('base64');
}
