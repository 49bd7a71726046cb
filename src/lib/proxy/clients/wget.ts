import { type FoundVariable, firstVariable } from '../../host/variables.js';
import type {
  ClientDecision,
  ClientRule,
  ClientRules,
  ClientSetting,
  ClientWorld,
  ExplainTarget,
} from './client.js';
import { decisionsOf } from './decisions.js';
import { readingRule } from './reading-rule.js';
import { malformed } from './value-problem.js';
import { readWgetProxy } from './wget-url.js';

/** GNU Wget 1 (not Wget2), with its environment and its wgetrc. */
export const wgetRules: ClientRules = { id: 'wget', decide };

const { direct, through, refused, unknown, speechless } = decisionsOf('wget');
const schemes = new Set(['http', 'https', 'ftp', 'ftps']);

/** Variables are read in lower case only; a setting of the same name goes before. */
function decide(target: ExplainTarget, world: ClientWorld): ClientDecision {
  const { scheme } = target;
  if (!schemes.has(scheme)) return speechless(scheme);
  // Some systems have Wget2 under this name, which has rules of its own.
  if (/^[2-9]\./.test(world.versions.wget ?? '')) return unknown({ kind: 'unread', name: 'Wget2' });
  const settings = world.settings.wget ?? [];
  const switchedOff = settings.findLast(({ name }) => name === 'use_proxy');
  if (switchedOff !== undefined && /^(?:off|no|0)$/i.test(switchedOff.value)) {
    return direct({ kind: 'opt-in', name: 'use_proxy = on' });
  }
  const variable = `${scheme}_proxy`;
  // One setting serves both kinds of FTP.
  const setting = settings.findLast(({ name }) => name === variable.replace('ftps', 'ftp'));
  const named = setting ?? firstVariable([variable], world.env, world.os);
  if (named === null) return direct({ kind: 'unset', names: [variable] });
  if (named.value === '') return direct({ kind: 'empty', name: named.name });
  const bypass = findBypass(target.host, settings, world);
  if (bypass !== null) return direct(bypass);
  return goThrough(named, scheme);
}

function goThrough(named: FoundVariable, scheme: string): ClientDecision {
  const { name, value } = named;
  const reading = readWgetProxy(value, scheme);
  if (reading.kind === 'refused') return refused(malformed(name, value));
  if (reading.kind === 'unsupported') {
    // What has no scheme was taken for FTP, which nobody meant.
    const written = value.toLowerCase().startsWith(`${reading.scheme}://`);
    return refused(written ? { kind: 'unsupported', name, scheme: reading.scheme } : malformed(name, value));
  }
  const plain = /^https:/i.test(value);
  return through(
    reading.endpoint,
    plain ? { kind: 'malformed', name, problem: 'https-scheme' } : readingRule(named, reading.endpoint),
  );
}

/** The variable's entries, then those of the settings; an empty setting forgets all before it (init.c, `cmd_vector`). */
function findBypass(host: string, settings: readonly ClientSetting[], world: ClientWorld): ClientRule | null {
  const variable = firstVariable(['no_proxy'], world.env, world.os);
  let lists: FoundVariable[] = variable === null ? [] : [variable];
  for (const setting of settings.filter(({ name }) => name === 'no_proxy')) {
    lists = setting.value === '' ? [] : [...lists, setting];
  }
  for (const { name, value } of lists) {
    const entry = findWgetException(value, host);
    if (entry !== null) return { kind: 'bypass', name, entry };
  }
  return null;
}

/**
 * The entry that covers this host, or null (src/host.c, `sufmatch`; src/utils.c, `sepstring`): separated by commas,
 * blanks skipped after a comma only; a plain ending of the host, at a dot or itself beginning with one, so that `.x`
 * does not cover `x`. No blocks, no ports, no `*`.
 */
export function findWgetException(list: string, host: string): string | null {
  const name = host.toLowerCase();
  const entries = list.split(/,[ \t\n\v\f\r]*/);
  return (
    entries.find((entry) => {
      const before = name.length - entry.length - 1;
      if (!name.endsWith(entry.toLowerCase())) return false;
      return before === -1 || name[before] === '.' || entry.startsWith('.');
    }) ?? null
  );
}
