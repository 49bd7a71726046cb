import { parseDuration } from '../duration.js';
import { type Authority, formatAuthority, parseAuthority } from '../proxy/authority.js';
import { percentDecode } from '../proxy/proxy-url.js';
import { parseStatusRanges, type StatusRange } from './status-ranges.js';

/** What can be probed; the scheme of the target's URL. */
export const targetKinds = ['tcp', 'http', 'https', 'redis', 'rediss'] as const;
export type TargetKind = (typeof targetKinds)[number];

export interface TargetCredentials {
  /** Null: a password alone (`redis://:password@host`). */
  readonly username: string | null;
  readonly password: string;
}

export interface Target extends Authority {
  readonly kind: TargetKind;
  /** For people and for JSON: as it was written, without user part and options. */
  readonly shown: string;
  /** From `#name=`. */
  readonly name: string | null;
  readonly credentials: TargetCredentials | null;
  /** Path and query; `/` for kinds that have none. */
  readonly path: string;
  readonly options: TargetOptions;
}

/** Options of this target alone, from the fragment, which is never sent. Null: the run's own. */
export interface TargetOptions {
  readonly expectStatus: readonly StatusRange[] | null;
  readonly timeoutMs: number | null;
}

export type TargetProblem = 'scheme' | 'port-missing' | 'host' | 'rest' | 'credentials' | 'option';

export type TargetResult =
  | { readonly ok: true; readonly target: Target }
  | { readonly ok: false; readonly problem: TargetProblem; readonly what: string | null };

/** As for `--timeout`. */
const longestTimeoutMs = 24 * 3_600_000;

const defaultPorts: Readonly<Record<TargetKind, number | null>> = {
  tcp: null,
  http: 80,
  https: 443,
  redis: 6379,
  rediss: 6379,
};

/** Reads `host:port` or `scheme://[user[:password]@]host[:port][/path][#option=value;…]`. Never throws. */
export function parseTarget(text: string): TargetResult {
  const trimmed = text.trim();
  const hash = trimmed.indexOf('#');
  const base = hash < 0 ? trimmed : trimmed.slice(0, hash);
  const options = readOptions(hash < 0 ? '' : trimmed.slice(hash + 1));
  const [, written, rest] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*)$/is.exec(base) ?? [];
  const kind = (written ?? 'tcp').toLowerCase();
  if (!isTargetKind(kind)) return wrong('scheme', kind);
  const place = kind === 'http' || kind === 'https' ? readUrl(base) : readAuthority(rest ?? '', kind);
  if ('problem' in place) return wrong(place.problem, null);
  if ('problem' in options) return wrong('option', options.problem);
  const shown = place.shown ?? `${written === undefined ? '' : `${kind}://`}${place.shownRest}`;
  const { host, port, path, credentials } = place;
  const { name, expectStatus, timeoutMs } = options;
  return {
    ok: true,
    target: { kind, host, port, shown, name, credentials, path, options: { expectStatus, timeoutMs } },
  };
}

interface Place extends Authority {
  readonly path: string;
  readonly credentials: TargetCredentials | null;
  readonly shown?: string;
  readonly shownRest?: string;
}

function readUrl(base: string): Place | { readonly problem: TargetProblem } {
  if (!URL.canParse(base)) return { problem: 'host' };
  const url = new URL(base);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port || defaultPorts[url.protocol.slice(0, -1) as TargetKind]);
  if (parseAuthority(formatAuthority({ host, port })) === null) return { problem: 'host' };
  const credentials =
    url.username || url.password
      ? { username: percentDecode(url.username), password: percentDecode(url.password) }
      : null;
  url.username = '';
  url.password = '';
  const shown = base.endsWith('/') ? url.href : url.href.replace(/\/$/, '');
  return { host, port, path: `${url.pathname}${url.search}`, credentials, shown };
}

/** The user part ends at the last `@`, so a password may hold `/` and `@` unescaped. */
function readAuthority(rest: string, kind: TargetKind): Place | { readonly problem: TargetProblem } {
  const at = rest.lastIndexOf('@');
  const isRedis = kind !== 'tcp';
  const credentials = at < 0 ? null : readCredentials(rest.slice(0, at));
  if (credentials === 'bad' || (credentials && !isRedis)) return { problem: 'credentials' };
  const [place = '', ...tail] = rest.slice(at + 1).split('/');
  const path = tail.join('/');
  if (isRedis ? !/^\d{0,4}$/.test(path) : path !== '') return { problem: 'rest' };
  const defaultPort = defaultPorts[kind];
  const authority =
    parseAuthority(place) ?? (defaultPort === null ? null : parseAuthority(`${place}:${defaultPort}`));
  if (authority === null) return { problem: parseAuthority(`${place}:1`) === null ? 'host' : 'port-missing' };
  return { ...authority, path: `/${path}`, credentials, shownRest: rest.slice(at + 1) };
}

function readCredentials(text: string): TargetCredentials | null | 'bad' {
  const colon = text.indexOf(':');
  if (text === '' || text === ':') return null;
  if (colon < 0) return 'bad';
  const username = percentDecode(text.slice(0, colon));
  return { username: username === '' ? null : username, password: percentDecode(text.slice(colon + 1)) };
}

function readOptions(
  fragment: string,
): (TargetOptions & { readonly name: string | null }) | { readonly problem: string | null } {
  let name: string | null = null;
  let expectStatus: readonly StatusRange[] | null = null;
  let timeoutMs: number | null = null;
  // Before an @ it may be the rest of a password that holds a #.
  const refused = (part: string) => ({ problem: fragment.includes('@') ? null : part });
  for (const part of fragment.split(';').filter(Boolean)) {
    const [key = '', ...values] = part.split('=');
    const value = percentDecode(values.join('='));
    if (key === 'name' && value !== '') name = value;
    else if (key === 'expect') expectStatus = parseStatusRanges(value);
    else if (key === 'timeout') timeoutMs = parseDuration(value);
    else return refused(part);
    if (key === 'expect' && expectStatus === null) return refused(part);
    if (key === 'timeout' && !(timeoutMs && timeoutMs <= longestTimeoutMs)) return refused(part);
  }
  return { name, expectStatus, timeoutMs };
}

function wrong(problem: TargetProblem, what: string | null): TargetResult {
  return { ok: false, problem, what };
}

function isTargetKind(kind: string): kind is TargetKind {
  return (targetKinds as readonly string[]).includes(kind);
}
