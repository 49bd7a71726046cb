import { posix, win32 } from 'node:path';
import type { Host } from '../../host/host.js';
import { variable } from '../../host/variables.js';

/** The path rules of the machine that is looked at. */
export function pathsOf({ platform }: Host): typeof posix {
  return platform.os === 'win32' ? win32 : posix;
}

/** The root of the drive that the home folder is on: no project's files are there. */
export function rootFolder(host: Host): string {
  return pathsOf(host).parse(host.platform.home).root || '/';
}

/** Where programs of Windows keep what is of this user and this machine. */
export function localAppData(host: Host): string {
  return variable('LOCALAPPDATA', host) ?? win32.join(host.platform.home, 'AppData', 'Local');
}

/** A path with the home folder written `~`: evidence is shown to others, and the folder often is a person's name. */
export function withoutHome(path: string, host: Host): string {
  const { home, os } = host.platform;
  const fold = (text: string) => (os === 'win32' ? text.toLowerCase() : text);
  if (home.length < 2 || !fold(path).startsWith(fold(home))) return path;
  const rest = path.slice(home.length);
  return rest === '' || /^[\\/]/.test(rest) ? `~${rest}` : path;
}

/** Are these the same folder, as far as spelling tells? */
export function samePath(a: string, b: string, host: Host): boolean {
  const paths = pathsOf(host);
  const normal = (path: string) => {
    const text = paths.normalize(path).replace(/[\\/]+$/, '');
    return host.platform.os === 'win32' ? text.toLowerCase() : text;
  };
  return normal(a) === normal(b);
}
