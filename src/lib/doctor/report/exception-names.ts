import { isCommonWord, isKnownHost } from './known-names.js';

/** Members that hold an entry, or a list of them, whoever they belong to. */
const entryMembers = new Set(['entry', 'noProxy']);
/** Members that do so in an object about NO_PROXY. */
const valueMembers = new Set(['masked', 'value', 'corrected', 'process', 'user', 'machine']);

const variable = /^no_proxy$/i;
const assignments = /\bno_proxy=(?:'([^']*)'|"([^"]*)"|([^\n'"]*))/gi;

/**
 * The names without dots in lists of exceptions: `wiki` of `NO_PROXY=localhost,wiki,10.0.0.0/8`, `firm` of `*.firm`.
 * They look like any word; that they are hosts only their place tells.
 */
export function exceptionNames(value: unknown, member = '', about = false): string[] {
  if (typeof value === 'string') {
    const isList = entryMembers.has(member) || (about && valueMembers.has(member));
    const lists = isList ? [value] : [...value.matchAll(assignments)].map(([, a, b, c]) => a ?? b ?? c ?? '');
    return lists.flatMap(namesIn);
  }
  if (Array.isArray(value)) return value.flatMap((item) => exceptionNames(item, member, about));
  if (value === null || typeof value !== 'object') return [];
  const { name, variable: named } = value as { name?: unknown; variable?: unknown };
  const own = about || [name, named].some((text) => typeof text === 'string' && variable.test(text));
  return Object.entries(value).flatMap(([key, item]) => exceptionNames(item, key, own));
}

/** May hold a single name that is nothing but a host. */
export function isEntryMember(member: string): boolean {
  return entryMembers.has(member) || valueMembers.has(member) || member === 'found' || member === 'expected';
}

function namesIn(list: string): string[] {
  return list.split(/[,;，、；\s]+/).flatMap((entry) => {
    const name = /^\*?\.?([a-z0-9][\w-]*)$/i.exec(entry)?.[1]?.toLowerCase() ?? '';
    return /[a-z]/.test(name) && !isKnownHost(name) && !isCommonWord(name) ? [name] : [];
  });
}
