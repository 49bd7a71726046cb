import { posix, win32 } from 'node:path';
import type { Host } from '../../host/host.js';
import { firstVariable } from '../../proxy/go-rules.js';

/** The path rules of the machine that is looked at. */
export function pathsOf({ platform }: Host): typeof posix {
  return platform.os === 'win32' ? win32 : posix;
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

export function isOnPath(folder: string, host: Host): boolean {
  const list = firstVariable(['PATH'], host.env, host.platform.os)?.value ?? '';
  return list.split(pathsOf(host).delimiter).some((entry) => entry !== '' && samePath(entry, folder, host));
}
