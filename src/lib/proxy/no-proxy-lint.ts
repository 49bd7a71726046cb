import { isIP, isIPv4, isIPv6 } from 'node:net';
import { maskProxyValue } from './mask-proxy-value.js';

/** What can be wrong with an entry of NO_PROXY, in Go's eyes. */
export const noProxyFindingKinds = [
  'semicolon',
  'full-width-comma',
  'blank-inside',
  'quoted',
  'local',
  'scheme',
  'path',
  'wildcard',
  'address-prefix',
  'address-range',
  'block-with-port',
  'bad-block',
  'bracketed-ipv6',
  'trailing-dot',
  'unexpanded-variable',
  'full-width',
  'bad-port',
] as const;

export type NoProxyFindingKind = (typeof noProxyFindingKinds)[number];

export interface NoProxyFinding {
  readonly kind: NoProxyFindingKind;
  /** As written; credentials masked. */
  readonly entry: string;
  /** What Go would understand, maybe several entries; null where the entry has no equivalent. */
  readonly corrected: string | null;
}

export interface NoProxyLint {
  readonly masked: string;
  readonly findings: readonly NoProxyFinding[];
  /** The whole list as Go understands it, without the entries that have no equivalent; null where all is well. */
  readonly corrected: string | null;
}

interface Rule {
  readonly kind: NoProxyFindingKind;
  /** The corrected entries, null where there are none; undefined where the rule does not apply. */
  readonly apply: (entry: string) => readonly string[] | null | undefined;
  /** What it gives stands in the text as it is: a `*` among it is one that was meant. */
  readonly literal?: true;
}

/** Asked in this order; the first that applies names the finding, and its answers are asked again. */
const rules: readonly Rule[] = [
  {
    kind: 'quoted',
    apply: (entry) => replaced(entry, entry.replace(/^["'“”‘’]+|["'“”‘’]+$/g, '')),
    literal: true,
  },
  {
    kind: 'unexpanded-variable',
    apply: (entry) => (/%[a-z_]\w*%|\$[\w{(]/i.test(entry) ? null : undefined),
  },
  { kind: 'local', apply: (entry) => (/^<.*>$/.test(entry) ? null : undefined) },
  { kind: 'semicolon', apply: (entry) => divided(entry, /;/), literal: true },
  { kind: 'full-width-comma', apply: (entry) => divided(entry, /[，、；]/), literal: true },
  { kind: 'full-width', apply: (entry) => replaced(entry, toHalfWidth(entry)), literal: true },
  { kind: 'blank-inside', apply: (entry) => divided(entry, /\s/), literal: true },
  {
    kind: 'scheme',
    apply: (entry) =>
      replaced(entry, entry.replace(/^[a-z][a-z0-9+.-]*:\/\/(?:[^@]*@)?/i, '').replace(/\/$/, ''), /:\/\//),
  },
  { kind: 'block-with-port', apply: (entry) => replaced(entry, entry.replace(/^(.*\/[\d.]+):\d+$/, '$1')) },
  { kind: 'bad-block', apply: badBlock },
  {
    kind: 'bracketed-ipv6',
    apply: (entry) => replaced(entry, entry.replace(/^\[([^\]]*)\](\/\d+)?$/, '$1$2')),
  },
  {
    kind: 'path',
    apply: (entry) => (isBlock(entry) ? undefined : replaced(entry, entry.replace(/\/.*$/s, ''))),
  },
  { kind: 'address-range', apply: addressRange },
  { kind: 'address-prefix', apply: addressPrefix },
  { kind: 'bad-port', apply: badPort },
  { kind: 'wildcard', apply: wildcard },
  {
    kind: 'trailing-dot',
    apply: (entry) => replaced(entry, entry.replace(/([^.])\.(?=$|:\d+$)/, '$1')),
  },
];

/** Finds the entries of NO_PROXY that Go does not understand: it ignores them without a word. */
export function lintNoProxy(value: string): NoProxyLint {
  const findings: NoProxyFinding[] = [];
  const corrected: string[] = [];
  for (const entry of value.split(',').map((part) => part.trim())) {
    if (entry === '') continue;
    const kind = findRule(entry)?.rule.kind;
    const entries = kind === undefined ? [entry] : correct(entry);
    corrected.push(...entries);
    if (kind === undefined) continue;
    const safe = entries.map(mask).join(',');
    findings.push({ kind, entry: mask(entry), corrected: safe === '' ? null : safe });
  }
  const list = [...new Set(corrected)].map(mask).join(',');
  return {
    masked: value.split(',').map(mask).join(','),
    findings,
    corrected: findings.length === 0 || list === '' ? null : list,
  };
}

/**
 * Applies the rules until none applies; what has no equivalent is left out, and so is a `*` that is only the rest of
 * something else: it would make everything direct, which nobody asked for.
 */
function correct(entry: string): string[] {
  const found = findRule(entry);
  if (!found) return entry === '' ? [] : [entry];
  const parts = (found.entries ?? []).flatMap((part) => correct(part.trim()));
  return found.rule.literal ? parts : parts.filter((part) => part !== '*');
}

function findRule(entry: string): { rule: Rule; entries: readonly string[] | null } | null {
  for (const rule of rules) {
    const entries = rule.apply(entry);
    if (entries !== undefined) return { rule, entries };
  }
  return null;
}

function replaced(entry: string, by: string, only?: RegExp): readonly string[] | undefined {
  return by === entry || (only && !only.test(entry)) ? undefined : [by];
}

function divided(entry: string, separator: RegExp): readonly string[] | undefined {
  return separator.test(entry) ? entry.split(separator) : undefined;
}

/** Signs of a Chinese keyboard. In names Go takes dots so written for dots, but others do not. */
function toHalfWidth(entry: string): string {
  return entry
    .replace(/[！-～]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(/[。｡]/g, '.');
}

/** `a.com:http`, `a.com:99999`: compared with the target's number as text, so it equals none. */
function badPort(entry: string): readonly string[] | null | undefined {
  const [, host = '', port = ''] = /^([^:[\]]+|\[[^\]]*\]):([^:]+)$/.exec(entry) ?? [];
  if (host === '' || port === '*' || (/^[1-9]\d{0,4}$/.test(port) && Number(port) <= 65_535))
    return undefined;
  const number = { http: 80, https: 443 }[port.toLowerCase()];
  return number === undefined ? null : [`${host}:${number}`];
}

/** `10.*`, `10.1.*.*`, `10.1.`: a prefix of an IPv4 address as other programs write it, as a block. */
function addressPrefix(entry: string): readonly string[] | undefined {
  const [, numbers] = /^((?:\d{1,3}\.){1,3})(?:\*(?:\.\*)*)?$/.exec(entry) ?? [];
  if (numbers === undefined) return undefined;
  const parts = numbers.split('.').filter(Boolean);
  if (parts.some((part) => Number(part) > 255)) return undefined;
  const address = [...parts, '0', '0', '0'].slice(0, 4).map(Number).join('.');
  return [`${address}/${parts.length * 8}`];
}

/** `1.2.3.4-1.2.3.9` (Node.js and proxy programs): the blocks that cover it exactly. */
function addressRange(entry: string): readonly string[] | null | undefined {
  const [, from, to] = /^(\d+(?:\.\d+){3})-(\d+(?:\.\d+)*)$/.exec(entry) ?? [];
  if (from === undefined || to === undefined) return undefined;
  if (!isIPv4(from) || !isIPv4(to)) return null;
  const [first, last] = [from, to].map((text) =>
    text.split('.').reduce((bits, part) => bits * 256 + Number(part), 0),
  );
  const blocks: string[] = [];
  for (let at = first ?? 0; at <= (last ?? -1); ) {
    let size = 1;
    while (at % (size * 2) === 0 && at + size * 2 - 1 <= (last ?? 0) && size < 2 ** 32) size *= 2;
    const address = [24, 16, 8, 0].map((shift) => Math.floor(at / 2 ** shift) % 256).join('.');
    blocks.push(size === 1 ? address : `${address}/${32 - Math.log2(size)}`);
    at += size;
  }
  return blocks.length === 0 ? null : blocks;
}

/** `*a.com` and `*.a.*`; a `*` alone and `*.a.com` are fine. */
function wildcard(entry: string): readonly string[] | null | undefined {
  const rest = entry.replace(/^\*\./, '');
  if (entry === '*' || !rest.includes('*')) return undefined;
  const suffix = /^\*([^*:][^*]*)$/.exec(entry)?.[1];
  return suffix === undefined ? null : [suffix];
}

function badBlock(entry: string): readonly string[] | null | undefined {
  const [, address = '', mask = ''] = /^([0-9a-f.:]+)\/([0-9.]+)$/i.exec(entry) ?? [];
  if (address === '' || isBlock(entry)) return undefined;
  const bits = mask.includes('.') && isIP(mask) === 4 ? maskBits(mask) : null;
  return bits !== null && isIP(address) === 4 ? [`${address}/${bits}`] : null;
}

/** `255.255.0.0` is 16; null for a mask with holes. */
function maskBits(mask: string): number | null {
  const bits = mask
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('');
  return /^1*0*$/.test(bits) ? bits.lastIndexOf('1') + 1 : null;
}

function isBlock(entry: string): boolean {
  const [, address = '', digits = ''] = /^([^/]+)\/(\d+)$/.exec(entry) ?? [];
  const family = isIP(address);
  return family !== 0 && Number(digits) <= (isIPv6(address) ? 128 : 32);
}

/** Only what looks like a URL, has a user part or one colon: an IPv6 address would lose its end. */
function mask(entry: string): string {
  return /[@＠]|%40|:\/\/|^[^:[\]\s;，]*:[^:[\]\s;，*]*$/.test(entry) ? maskProxyValue(entry) : entry;
}
