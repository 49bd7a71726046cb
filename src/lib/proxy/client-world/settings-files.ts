import { posix, win32 } from 'node:path';
import type { Host } from '../../host/host.js';
import { readIfThere } from '../../host/read-if-there.js';
import { variable } from '../../host/variables.js';
import type { ClientSetting } from '../clients/client.js';
import { readCurlrc } from './curlrc.js';
import { readWgetrc } from './wgetrc.js';

/** The proxy options of curl's own file: the first that exists, in curl's order (tool_findfile.c). */
export async function curlSettings(host: Host): Promise<readonly ClientSetting[]> {
  for (const path of curlrcPaths(host)) {
    const text = await readIfThere(host, path);
    // What can't be read counts as absent: curl and wget then go on as well.
    if (text !== null) return readCurlrc(text);
  }
  return [];
}

function curlrcPaths(host: Host): string[] {
  const { os, home } = host.platform;
  const windows = os === 'win32';
  const { join } = windows ? win32 : posix;
  const names = windows ? ['.curlrc', '_curlrc'] : ['.curlrc'];
  const under = (name: string) => variable(name, host);
  const folders = ['CURL_HOME', 'XDG_CONFIG_HOME', 'HOME', ...(windows ? ['USERPROFILE', 'APPDATA'] : [])];
  const paths = folders.flatMap((name) => {
    const folder = under(name);
    if (folder === undefined) return [];
    const also = name === 'XDG_CONFIG_HOME' ? ['curlrc'] : [];
    return [...names, ...also].map((file) => join(folder, file));
  });
  const hidden = ['CURL_HOME', 'HOME'].flatMap((name) => under(name) ?? []);
  if (under('XDG_CONFIG_HOME') === undefined) {
    paths.push(...hidden.map((folder) => join(folder, '.config', 'curlrc')));
  }
  return [...paths, join(home, '.curlrc')];
}

/** The proxy settings of wget's own files: the system's, then the user's. */
export async function wgetSettings(host: Host): Promise<readonly ClientSetting[]> {
  const { platform } = host;
  const { join } = platform.os === 'win32' ? win32 : posix;
  const own = variable('WGETRC', host);
  const home = variable('HOME', host) ?? platform.home;
  const system = variable('SYSTEM_WGETRC', host) ?? '/etc/wgetrc';
  const texts = await Promise.all(
    [...(platform.os === 'win32' ? [] : [system]), own ?? join(home, '.wgetrc')].map((path) =>
      readIfThere(host, path),
    ),
  );
  return texts.flatMap((text) => (text === null ? [] : readWgetrc(text)));
}
