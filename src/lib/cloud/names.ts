import { cloudUsage } from './failures.js';

/** Characters that a name may have. */
export const longestName = 128;

/** A name by the rules that all resources share: so many characters, and no URL. The rest is for the service to judge. */
export function checkName(name: string, shortest: number): string {
  const length = [...name].length;
  if (length < shortest || length > longestName || /^https?:\/\//i.test(name)) {
    throw cloudUsage('NAME_INVALID', { value: name, min: shortest, max: longestName });
  }
  return name;
}

/**
 * A server's name. `web[1,3]` is refused: the service makes `web001` of it, and a repeat of the command, which looks for
 * the name it was given, would buy another server.
 */
export function checkServerName(name: string): string {
  if (/\[\d*,\d*\]/.test(name)) throw cloudUsage('NAME_NUMBERED', { value: name });
  return checkName(name, 2);
}
