import { posix, win32 } from 'node:path';
import type { Host } from '../../host/host.js';
import type { ClientSetting } from '../clients/client.js';
import { firstVariable } from '../go-rules.js';
import { readCurlrc } from './curlrc.js';
import { readWgetrc } from './wgetrc.js';

/** The proxy options of curl's own file: the first that exists, in curl's order (tool_findfile.c). */
export async function curlSettings(host: Host): Promise<readonly ClientSetting[]> {
  for (const path of curlrcPaths(host)) {
    const text = await readIfThere(host, path);
    if (text !== null) return readCurlrc(text);
  }
  return [];
}

function curlrcPaths({ env, platform }: Host): string[] {
  const { os, home } = platform;
  const windows = os === 'win32';
  const { join } = windows ? win32 : posix;
  const names = windows ? ['.curlrc', '_curlrc'] : ['.curlrc'];
  const under = (variable: string) => firstVariable([variable], env, os)?.value;
  const folders = ['CURL_HOME', 'XDG_CONFIG_HOME', 'HOME', ...(windows ? ['USERPROFILE', 'APPDATA'] : [])];
  const paths = folders.flatMap((variable) => {
    const folder = under(variable);
    if (folder === undefined) return [];
    const also = variable === 'XDG_CONFIG_HOME' ? ['curlrc'] : [];
    return [...names, ...also].map((name) => join(folder, name));
  });
  const hidden = ['CURL_HOME', 'HOME'].flatMap((variable) => under(variable) ?? []);
  if (under('XDG_CONFIG_HOME') === undefined) {
    paths.push(...hidden.map((folder) => join(folder, '.config', 'curlrc')));
  }
  return [...paths, join(home, '.curlrc')];
}

/** The proxy settings of wget's own files: the system's, then the user's. */
export async function wgetSettings(host: Host): Promise<readonly ClientSetting[]> {
  const { env, platform } = host;
  const { join } = platform.os === 'win32' ? win32 : posix;
  const own = firstVariable(['WGETRC'], env, platform.os)?.value;
  const home = firstVariable(['HOME'], env, platform.os)?.value ?? platform.home;
  const system = firstVariable(['SYSTEM_WGETRC'], env, platform.os)?.value ?? '/etc/wgetrc';
  const texts = await Promise.all(
    [...(platform.os === 'win32' ? [] : [system]), own ?? join(home, '.wgetrc')].map((path) =>
      readIfThere(host, path),
    ),
  );
  return texts.flatMap((text) => (text === null ? [] : readWgetrc(text)));
}

async function readIfThere({ files }: Host, path: string): Promise<string | null> {
  try {
    return await files.readText(path);
  } catch {
    return null; // Not there, or not for us: curl and wget then go on as well.
  }
}
