import type { DiagnosisCode } from './diagnosis.js';

type RedisFault = Extract<
  DiagnosisCode,
  | 'APP_AUTH_REQUIRED'
  | 'APP_AUTH_FAILED'
  | 'APP_DENIED'
  | 'APP_TLS_REQUIRED'
  | 'APP_WHITELIST'
  | 'APP_LOADING'
  | 'APP_DEGRADED'
  | 'APP_OVERLOADED'
>;

/** What a reply to PING or AUTH says of the service. A `note` is a pass with something worth knowing. */
export type RedisVerdict =
  | { readonly kind: 'ok' }
  | { readonly kind: 'note'; readonly note: RedisNote }
  | { readonly kind: 'fault'; readonly code: RedisFault; readonly clientIp: string | null }
  /** A greeting of something else that begins with a plus (POP3). */
  | { readonly kind: 'foreign' };

/** `AUTH_NOT_NEEDED`: no password is set there. `PING_NOT_ALLOWED`: alive. `CLUSTER`: shards have other addresses. */
export type RedisNote = 'AUTH_NOT_NEEDED' | 'PING_NOT_ALLOWED' | 'CLUSTER';

/**
 * Error replies of Redis, and of Alibaba Cloud's Tair and its proxies, that PING and AUTH can meet; the first that fits
 * decides, and an error without a name of its own is a service that is up and not well (`MASTERDOWN`, `BUSY`,
 * `READONLY`, Tair's `redis temporary failure` and `too many pending request`). Redis names its errors by their first word; where that is only `ERR`, the words are all there is.
 */
const faults: readonly (readonly [RegExp, RedisFault])[] = [
  [/^-NOAUTH\b/, 'APP_AUTH_REQUIRED'],
  [/^-WRONGPASS\b/, 'APP_AUTH_FAILED'],
  [/^-ERR invalid password/i, 'APP_AUTH_FAILED'],
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

export function judgeRedisReply(line: string): RedisVerdict {
  if (/^\+(?:PONG|OK)$/.test(line)) return { kind: 'ok' };
  if (!line.startsWith('-')) return { kind: 'foreign' };
  const note = notes.find(([pattern]) => pattern.test(line))?.[1];
  if (note) return { kind: 'note', note };
  const fault = faults.find(([pattern]) => pattern.test(line))?.[1];
  return { kind: 'fault', code: fault ?? 'APP_DEGRADED', clientIp: clientIpIn(line) };
}

/** Tair tells the address it saw: `-ERR illegal address: 10.0.0.10:51234`. */
function clientIpIn(line: string): string | null {
  return /\b(\d{1,3}(?:\.\d{1,3}){3})\b/.exec(line)?.[1] ?? null;
}
