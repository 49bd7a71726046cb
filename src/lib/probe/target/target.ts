import type { Authority } from '../../proxy/authority.js';
import { readFragment, type TargetOptions } from './target-options.js';
import { readPlace } from './target-place.js';

/** What can be probed; the scheme of the target's URL. */
export const targetKinds = [
  'tcp',
  'http',
  'https',
  'redis',
  'rediss',
  'tls',
  'mysql',
  'postgres',
  'ssh',
  'grpc',
  'grpcs',
  'ws',
  'wss',
  'dns',
  'proxy',
] as const;
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
  /** From `#name=`, or its entry in the file. */
  readonly name: string | null;
  readonly tags: readonly string[];
  readonly credentials: TargetCredentials | null;
  /** Path and query; `/` for kinds that have none. */
  readonly path: string;
  readonly options: TargetOptions;
}

/** `question`: no name or no type behind `dns://`. `proxy-address`: an address behind `proxy://`, where none belongs. */
export type TargetProblem =
  | 'scheme'
  | 'port-missing'
  | 'host'
  | 'rest'
  | 'credentials'
  | 'option'
  | 'question'
  | 'proxy-address';

export type TargetResult =
  | { readonly ok: true; readonly target: Target }
  | { readonly ok: false; readonly problem: TargetProblem; readonly what: string | null };

/** Schemes that mean a kind of another name. */
const aliases: Readonly<Record<string, TargetKind>> = { postgresql: 'postgres', mariadb: 'mysql' };

/** What connection strings have around the scheme: `jdbc:` before it (Java), a driver behind it (SQLAlchemy). */
const connectionString = /^(?:jdbc:)?(mysql|mariadb|postgres(?:ql)?)(?:\+\w+)?(?=:\/\/)/i;

/** Reads `host:port` or `scheme://[user[:password]@]host[:port][/path][#option=value;…]`. Never throws. */
export function parseTarget(text: string): TargetResult {
  const trimmed = text.trim().replace(connectionString, '$1');
  const hash = trimmed.indexOf('#');
  const base = hash < 0 ? trimmed : trimmed.slice(0, hash);
  const [, written, rest = ''] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*)$/is.exec(base) ?? [];
  const scheme = (written ?? 'tcp').toLowerCase();
  const kind = aliases[scheme] ?? scheme;
  if (!isTargetKind(kind)) return { ok: false, problem: 'scheme', what: scheme };
  const place = readPlace(kind, written ?? null, rest);
  if ('problem' in place) return { ok: false, problem: place.problem, what: null };
  const fragment = readFragment(hash < 0 ? '' : trimmed.slice(hash + 1));
  if (!fragment.ok) return { ok: false, problem: 'option', what: fragment.what };
  const { name, tags, options } = fragment;
  return { ok: true, target: { kind, name, tags, options, ...place } };
}

function isTargetKind(kind: string): kind is TargetKind {
  return (targetKinds as readonly string[]).includes(kind);
}
