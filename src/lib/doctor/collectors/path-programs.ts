import type { Host } from '../../host/host.js';
import { variable } from '../../host/variables.js';
import { pathsOf, samePath } from './paths.js';

const windowsEndings = ['.com', '.exe', '.bat', '.cmd'];

/** More entries than any PATH that works. */
const mostFolders = 500;

/** The folders of PATH in their order, each once; never a relative one. */
export function pathFolders(host: Host): string[] {
  const paths = pathsOf(host);
  const list = variable('PATH', host) ?? '';
  const folders: string[] = [];
  for (const entry of list.split(paths.delimiter).slice(0, mostFolders)) {
    const folder = host.platform.os === 'win32' ? entry.replace(/^"(.*)"$/, '$1') : entry;
    if (!paths.isAbsolute(folder) || folders.some((other) => samePath(other, folder, host))) continue;
    folders.push(folder);
  }
  return folders;
}

export function isOnPath(folder: string, host: Host): boolean {
  return pathFolders(host).some((entry) => samePath(entry, folder, host));
}

/**
 * Every file of this name in the folders of PATH, in their order. A file need not be a program, nor a file: only
 * running it tells.
 */
export async function findAllOnPath(host: Host, name: string): Promise<string[]> {
  const found = await Promise.all(pathFolders(host).map((folder) => findIn(host, folder, name)));
  return found.filter((path) => path !== null);
}

/** The file of this name in a folder; on Windows with one of the endings of programs. */
export async function findIn(host: Host, folder: string, name: string): Promise<string | null> {
  const { join } = pathsOf(host);
  for (const ending of host.platform.os === 'win32' ? windowsEndings : ['']) {
    const path = join(folder, name + ending);
    if (await host.files.exists(path)) return path;
  }
  return null;
}
