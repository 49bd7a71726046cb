import { type BinaryLike, scrypt, timingSafeEqual } from 'node:crypto';

/** A password as it is kept: `$scrypt$N$r$p$SALT$HASH`, the last two in Base64 without padding. */
export interface PasswordHash {
  readonly cost: ScryptCost;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

/** RFC 7914 section 2: N is the cost in time and memory, r the block size, p how often it is done. */
export interface ScryptCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** What OWASP's Password Storage Cheat Sheet asks for at least, in the form that takes the least memory: 16 MiB. */
export const usualCost: ScryptCost = { N: 16_384, r: 8, p: 5 };

const saltBytes = 16;
const hashBytes = 32;
/** A line asks for so much memory at most; ours do for a sixteenth of it. */
const mostMemoryBytes = 256 * 1024 * 1024;

/** Hashes a password with a new salt; `random` gives that. */
export async function hashPassword(password: string, random: (bytes: number) => Buffer): Promise<string> {
  const salt = random(saltBytes);
  const hash = await derive(password, salt, usualCost, hashBytes);
  const { N, r, p } = usualCost;
  return `$scrypt$${N}$${r}$${p}$${base64(salt)}$${base64(hash)}`;
}

/** Null where it is none, or one that would take more than 256 MiB to check. */
export function parsePasswordHash(text: string): PasswordHash | null {
  const match = /^\$scrypt\$(\d{1,8})\$(\d{1,2})\$(\d{1,2})\$([\w+/-]{11,86})\$([\w+/-]{22,86})$/.exec(text);
  if (match === null) return null;
  const [N, r, p] = match.slice(1, 4).map(Number) as [number, number, number];
  const [salt, hash] = match.slice(4).map((part) => Buffer.from(part, 'base64')) as [Buffer, Buffer];
  const isPowerOfTwo = N > 1 && (N & (N - 1)) === 0;
  if (!isPowerOfTwo || r < 1 || p < 1 || 128 * N * r > mostMemoryBytes) return null;
  return { cost: { N, r, p }, salt, hash };
}

/** Takes as long for a wrong password as for the right one. */
export async function matchesHash(password: string, { cost, salt, hash }: PasswordHash): Promise<boolean> {
  return timingSafeEqual(await derive(password, salt, cost, hash.length), hash);
}

/** Passwords are compared as text: `é` in one character or two is the same (RFC 8265 section 4.2). */
export function plainPassword(password: string): string {
  return password.normalize('NFC');
}

/** In a thread of its own; this thread goes on. */
function derive(password: string, salt: BinaryLike, cost: ScryptCost, bytes: number): Promise<Buffer> {
  const options = { ...cost, maxmem: 2 * mostMemoryBytes };
  return new Promise((resolve, reject) => {
    scrypt(plainPassword(password), salt, bytes, options, (error, hash) =>
      error === null ? resolve(hash) : reject(error),
    );
  });
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
