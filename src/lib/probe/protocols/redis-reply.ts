import type { RefusalCode } from '../diagnosis/service-refusal.js';
import { addressIn } from './address-in.js';

/** What a reply to PING or AUTH says of the service. A `note` is a pass with something worth knowing. */
export type RedisVerdict =
  | { readonly kind: 'ok' }
  | { readonly kind: 'note'; readonly note: RedisNote }
  | { readonly kind: 'fault'; readonly code: RefusalCode; readonly clientIp: string | null }
  /** A greeting of something else that begins with a plus (POP3). */
  | { readonly kind: 'foreign' };

/**
 * `AUTH_NOT_NEEDED`: no password is set there. `AUTH_JOINED`: only Tair's `AUTH user:password` was taken.
 * `PING_NOT_ALLOWED`: alive. `CLUSTER`: shards have other addresses, so one fixed forward will not do.
 */
export type RedisNote = 'AUTH_NOT_NEEDED' | 'AUTH_JOINED' | 'PING_NOT_ALLOWED' | 'CLUSTER';

/**
 * Error replies of Redis, and of Alibaba Cloud's Tair and its proxies, that AUTH, PING and SELECT can meet; the first
 * that fits decides, and an error without a name of its own is a service that is up and not well (`MASTERDOWN`, `BUSY`,
 * `READONLY`, Tair's `redis temporary failure` and `too many pending request`). Redis names its errors by their first
 * word; where that is only `ERR`, the words are all there is.
 */
const faults: readonly (readonly [RegExp, RefusalCode])[] = [
  [/^-(?:ERR )?NOAUTH\b/, 'APP_AUTH_REQUIRED'],
  // Before Redis 2.8.
  [/^-ERR operation not permitted/i, 'APP_AUTH_REQUIRED'],
  [/^-(?:ERR )?WRONGPASS\b/, 'APP_AUTH_FAILED'],
  [/^-ERR invalid (?:username-)?password/i, 'APP_AUTH_FAILED'],
  [/^-ERR wrong number of arguments for 'auth'/i, 'APP_AUTH_FAILED'],
  [/^-LOADING\b/, 'APP_LOADING'],
  [/^-DENIED\b/, 'APP_DENIED'],
  [/^-ERR max number of clients/i, 'APP_OVERLOADED'],
  [/^-ERR illegal address/i, 'APP_WHITELIST'],
  [/^-ERR client ip is not in whitelist/i, 'APP_WHITELIST'],
  [/^-ERR must use ssl connection/i, 'APP_TLS_REQUIRED'],
];

const notes: readonly (readonly [RegExp, RedisNote])[] = [
  [/^-ERR AUTH <password> called without any password/i, 'AUTH_NOT_NEEDED'],
  [/^-ERR Client sent AUTH, but no password is set/i, 'AUTH_NOT_NEEDED'],
  [/^-NOPERM\b/, 'PING_NOT_ALLOWED'],
  [/^-ERR command .* not support/i, 'PING_NOT_ALLOWED'],
  [/^-ERR unknown command/i, 'PING_NOT_ALLOWED'],
  [/^-(?:MOVED|CLUSTERDOWN)\b/, 'CLUSTER'],
];

/** Judges the first line of a reply to AUTH or PING. */
export function judgeRedisReply(line: string): RedisVerdict {
  if (/^\+(?:PONG|OK)$/.test(line)) return { kind: 'ok' };
  if (!line.startsWith('-')) return { kind: 'foreign' };
  const note = notes.find(([pattern]) => pattern.test(line))?.[1];
  if (note) return { kind: 'note', note };
  const code = faults.find(([pattern]) => pattern.test(line))?.[1] ?? 'APP_DEGRADED';
  return { kind: 'fault', code, clientIp: code === 'APP_WHITELIST' ? addressIn(line) : null };
}

/**
 * Judges a refusal of SELECT: the number is none there, databases are not to be had (cluster mode), or not for this
 * user. False: it says more about the service than about the database.
 */
export function refusesDatabase(line: string): boolean {
  const verdict = judgeRedisReply(line);
  return (
    verdict.kind === 'note' ||
    (/^-ERR\b/.test(line) && verdict.kind === 'fault' && verdict.code === 'APP_DEGRADED')
  );
}
