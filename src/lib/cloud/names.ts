import { cloudUsage } from './failures.js';

const longest = 128;

/** A name by the rules that all resources share: so many characters, and no URL. The rest is for the service to judge. */
export function checkName(name: string, shortest: number): string {
  const length = [...name].length;
  if (length < shortest || length > longest || /^https?:\/\//i.test(name)) {
    throw cloudUsage('NAME_INVALID', { value: name, min: shortest, max: longest });
  }
  return name;
}
