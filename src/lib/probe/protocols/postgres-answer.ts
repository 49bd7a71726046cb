import { cleanLine } from '../../proxy/clean-line.js';
import { addressIn } from './address-in.js';

/** What a PostgreSQL server answers to an SSLRequest. */
export type PostgresAnswer =
  /** `S` or `N`: does it take TLS? */
  | { readonly kind: 'ready'; readonly tls: boolean }
  /** `sqlState` is null where the server had not come far enough to send one. */
  | { readonly kind: 'error'; readonly sqlState: string | null; readonly message: string };

/** SSLRequest: its length, then 1234 and 5679 in the place of a protocol version ("Message Formats" of PostgreSQL). */
export const sslRequest = Buffer.from('0000000804d2162f', 'hex');

/** The longest error that is believed: libpq's own limit. */
export const longestErrorBytes = 30_000;

const errorByte = 0x45;

/**
 * Judges the answer to an SSLRequest. A single `S` is complete, although `SSH-` may begin with the same letter: the
 * caller waits for a moment whether more comes. `E` begins an error: of today's form (length, fields), or of the one
 * from before version 7.4, text that ends in a line feed and a null, which a server sends that can't start a process.
 */
export function judgePostgresAnswer(bytes: Buffer): PostgresAnswer | 'more' | 'foreign' {
  if (bytes.length === 0) return 'more';
  const letter = String.fromCharCode(bytes[0] ?? 0);
  if (letter === 'S' || letter === 'N') return { kind: 'ready', tls: letter === 'S' };
  if (bytes[0] !== errorByte) return 'foreign';
  // Lengths are below 64 KiB, so the byte behind E is null; text has none there.
  if (bytes.length < 2) return 'more';
  return bytes[1] === 0 ? readError(bytes) : readOldError(bytes);
}

function readError(bytes: Buffer): PostgresAnswer | 'more' | 'foreign' {
  if (bytes.length < 5) return 'more';
  const length = bytes.readUInt32BE(1);
  if (length < 5 || length > longestErrorBytes) return 'foreign';
  if (bytes.length < 1 + length) return 'more';
  const fields = new Map<string, string>();
  for (const field of bytes
    .subarray(5, 1 + length)
    .toString('utf8')
    .split('\0')) {
    if (field !== '') fields.set(field[0] ?? '', field.slice(1));
  }
  const sqlState = fields.get('C') ?? null;
  const message = cleanLine(fields.get('M') ?? '');
  return sqlState === null && message === '' ? 'foreign' : { kind: 'error', sqlState, message };
}

function readOldError(bytes: Buffer): PostgresAnswer | 'more' | 'foreign' {
  const end = bytes.indexOf(0);
  const text = bytes.subarray(1, end < 0 ? undefined : end).toString('utf8');
  // Everything else in words that begins with E ends its line with CR LF.
  if (text.includes('\r')) return 'foreign';
  if (end < 0) return bytes.length > longestErrorBytes ? 'foreign' : 'more';
  return text.endsWith('\n') ? { kind: 'error', sqlState: null, message: cleanLine(text) } : 'foreign';
}

export type PostgresVerdict =
  /** A server without TLS that calls the SSLRequest a protocol it does not know. */
  | { readonly code: null }
  | { readonly code: 'APP_DENIED'; readonly clientIp: string | null }
  | { readonly code: 'APP_OVERLOADED' | 'APP_LOADING' | 'APP_DEGRADED' };

/** By SQLSTATE ("PostgreSQL Error Codes"). */
export function judgePostgresError({
  sqlState,
  message,
}: {
  sqlState: string | null;
  message: string;
}): PostgresVerdict {
  switch (sqlState) {
    case '0A000':
      return { code: null };
    case '28000':
    case '28P01':
      return { code: 'APP_DENIED', clientIp: addressIn(message) };
    case '53300':
      return { code: 'APP_OVERLOADED' };
    case '57P03':
      return { code: 'APP_LOADING' };
    default:
      return { code: 'APP_DEGRADED' };
  }
}
