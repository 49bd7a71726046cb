import { posix, win32 } from 'node:path';
import { systemCode, usageFailure } from '../errors.js';
import type { Host } from '../host/host.js';
import { cloudUsage } from './failures.js';

/** A profile of the aliyun CLI, as far as it is used. */
export interface Profile {
  readonly name: string;
  readonly mode: string;
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken: string;
  readonly region: string;
}

export interface ProfileFile {
  readonly path: string;
  readonly current: string;
  readonly profiles: readonly Profile[];
  /** Can others on this machine read it? Never on Windows, where access lists decide. */
  readonly openToOthers: boolean;
}

export function profilePath({ platform }: Pick<Host, 'platform'>): string {
  const { join } = platform.os === 'win32' ? win32 : posix;
  return join(platform.home, '.aliyun', 'config.json');
}

/**
 * The aliyun CLI's `~/.aliyun/config.json`; null where there is none. Fails with CREDENTIALS_FILE_MALFORMED, which
 * never repeats the text: it holds secrets.
 */
export async function readProfiles(host: Pick<Host, 'platform' | 'files'>): Promise<ProfileFile | null> {
  const path = profilePath(host);
  let text: string;
  try {
    text = await host.files.readText(path);
  } catch (error) {
    const reason = systemCode(error) ?? 'UNKNOWN';
    if (reason === 'ENOENT' || reason === 'ENOTDIR') return null;
    throw usageFailure('FILE_UNREADABLE', { path, reason });
  }
  const openToOthers = host.platform.os !== 'win32' && ((await host.files.mode(path)) & 0o077) !== 0;
  const root = parseObject(text);
  const listed = root?.profiles ?? [];
  if (!root || !Array.isArray(listed)) throw cloudUsage('CREDENTIALS_FILE_MALFORMED', { path });
  return {
    path,
    current: word(root.current),
    profiles: listed.filter(isObject).map(profileOf),
    openToOthers,
  };
}

function profileOf(value: Record<string, unknown>): Profile {
  const securityToken = word(value.sts_token);
  const guessed = word(value.access_key_id) === '' ? '' : securityToken === '' ? 'AK' : 'StsToken';
  return {
    name: word(value.name),
    mode: word(value.mode) || guessed,
    accessKeyId: word(value.access_key_id),
    accessKeySecret: word(value.access_key_secret),
    securityToken,
    region: word(value.region_id),
  };
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function word(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
