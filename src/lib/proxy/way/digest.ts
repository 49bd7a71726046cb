import { createHash } from 'node:crypto';
import type { Credentials } from '../proxy-url.js';
import type { Challenge } from './challenges.js';

/** A Digest challenge that can be answered (RFC 7616 section 3.3). Each character is a byte. */
export interface DigestChallenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | null;
  /** As it was written, to be repeated; null: none was, which means MD5. */
  readonly algorithm: string | null;
  /** Null: the older form of RFC 2069, which has no counter. */
  readonly qop: 'auth' | null;
  /** The answer was right but its nonce is too old. */
  readonly stale: boolean;
  /** The user's name is sent as a hash. */
  readonly userhash: boolean;
}

/** What is asked for with it. */
export interface DigestUse {
  readonly method: string;
  /** The request target, as it stands in the request line. */
  readonly uri: string;
  readonly cnonce: string;
  /** Requests with this nonce, from 1. */
  readonly count: number;
}

const hashes: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-256': 'sha256',
  'SHA-512-256': 'sha512-256',
};

/** Null for a challenge of another scheme, for one that is not whole, or asks for what is not spoken here. */
export function readDigestChallenge(challenge: Challenge): DigestChallenge | null {
  const { parameters } = challenge;
  const realm = parameters.get('realm');
  const nonce = parameters.get('nonce');
  const opaque = parameters.get('opaque') ?? null;
  if (!isDigest(challenge) || realm === undefined || nonce === undefined) return null;
  if (unspokenDigest(challenge).length > 0) return null;
  // They are repeated in a header.
  if (/[\u0000-\u001f\u007f]/.test(realm + nonce + (opaque ?? ''))) return null;
  return {
    ...{ realm, nonce, opaque },
    algorithm: parameters.get('algorithm') ?? null,
    qop: parameters.has('qop') ? 'auth' : null,
    stale: parameters.get('stale')?.toLowerCase() === 'true',
    userhash: parameters.get('userhash')?.toLowerCase() === 'true',
  };
}

/** What a Digest challenge asks for that is not spoken here: its algorithm, its quality of protection, or both. */
export function unspokenDigest(challenge: Challenge): string[] {
  if (!isDigest(challenge)) return [];
  const algorithm = challenge.parameters.get('algorithm');
  const qop = challenge.parameters.get('qop');
  return [
    ...(algorithm !== undefined && hashOf(algorithm) === null ? [algorithm] : []),
    ...(qop !== undefined &&
    !qop
      .toLowerCase()
      .split(/[\s,]+/)
      .includes('auth')
      ? [qop]
      : []),
  ];
}

function isDigest({ scheme }: Challenge): boolean {
  return scheme.toLowerCase() === 'digest';
}

/** The value of `Proxy-Authorization` (RFC 7616 section 3.4), to be written as UTF-8. */
export function digestCredentials(
  challenge: DigestChallenge,
  { username, password }: Credentials,
  use: DigestUse,
): string {
  const { realm, nonce, opaque, algorithm, qop, userhash } = challenge;
  const { method, uri, cnonce } = use;
  const user = asBytes(username);
  const hash = digestHash(algorithm);
  const count = use.count.toString(16).padStart(8, '0');
  const secret = hash(`${user}:${realm}:${asBytes(password)}`);
  const a1 = isSession(algorithm) ? hash(`${secret}:${nonce}:${cnonce}`) : secret;
  const a2 = hash(`${method}:${uri}`);
  const response = hash([a1, nonce, ...(qop === null ? [] : [count, cnonce, qop]), a2].join(':'));
  const fields = [
    `username=${quoted(userhash ? hash(`${user}:${realm}`) : user)}`,
    `realm=${quoted(realm)}`,
    `nonce=${quoted(nonce)}`,
    `uri=${quoted(uri)}`,
    `response="${response}"`,
    ...(algorithm === null ? [] : [`algorithm=${algorithm}`]),
    ...(qop === null && !isSession(algorithm) ? [] : [`cnonce="${cnonce}"`]),
    ...(opaque === null ? [] : [`opaque=${quoted(opaque)}`]),
    ...(qop === null ? [] : [`qop=${qop}`, `nc=${count}`]),
    ...(userhash ? ['userhash=true'] : []),
  ];
  return Buffer.from(`Digest ${fields.join(', ')}`, 'latin1').toString('utf8');
}

function digestHash(algorithm: string | null): (text: string) => string {
  const name = hashOf(algorithm) ?? 'md5';
  return (text) => createHash(name).update(text, 'latin1').digest('hex');
}

function hashOf(algorithm: string | null): string | null {
  return hashes[(algorithm ?? 'MD5').toUpperCase().replace(/-SESS$/, '')] ?? null;
}

function isSession(algorithm: string | null): boolean {
  return algorithm?.toLowerCase().endsWith('-sess') ?? false;
}

function asBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
