import type { AuthLineProblem } from './access-failures.js';
import type { User } from './access-settings.js';
import { parsePasswordHash, plainPassword } from './password-hash.js';

/** For people who wrote something else. */
export const authForm = 'USER:PASSWORD';

/** What SOCKS5 can carry (RFC 1929 section 2). */
export const mostNameBytes = 255;
export const mostPasswordBytes = 255;

/**
 * May somebody be called that? Not empty, no colon (it ends the name in Basic, RFC 7617 section 2), no control characters,
 * no blanks at its ends, and no `#` at its beginning, where it would be a comment in a file.
 */
export function isUserName(name: string): boolean {
  const isClean = !/[\p{Cc}:]/u.test(name) && !name.startsWith('#') && name.trim() === name;
  return name !== '' && isClean && Buffer.byteLength(name) <= mostNameBytes;
}

/** Names are compared as text: `é` in one character or two is the same (RFC 8265 section 3.3). */
export function plainUserName(name: string): string {
  return name.normalize('NFC');
}

/** Reads `USER:PASSWORD`; the password may hold colons. Null where one of them is missing or can't be. */
export function parseUser(text: string): User | null {
  const [, name = '', password = ''] = /^([^:]*):(.*)$/s.exec(text) ?? [];
  const isPassword = password !== '' && !/\p{Cc}/u.test(password);
  if (!isUserName(name) || !isPassword || Buffer.byteLength(password) > mostPasswordBytes) return null;
  return { name: plainUserName(name), secret: { kind: 'password', password: plainPassword(password) } };
}

export type AuthFile =
  | { readonly ok: true; readonly users: readonly User[] }
  | {
      readonly ok: false;
      readonly problems: readonly { readonly line: number; readonly problem: AuthLineProblem }[];
    };

/**
 * Reads a file of users: `user:$scrypt$…` a line, as `tunnel passwd` prints it. Empty lines and lines that begin with `#`
 * count for nothing; lines may end in CRLF, and a byte order mark may stand before all. A user who is there twice is a
 * mistake: which of the two lines counts would be a guess. All mistakes are told, with their lines, counted from 1.
 */
export function readAuthFile(text: string): AuthFile {
  const users = new Map<string, User>();
  const problems: { line: number; problem: AuthLineProblem }[] = [];
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const user = readLine(line);
    const problem = typeof user === 'string' ? user : users.has(user.name) ? 'duplicate' : null;
    if (problem !== null) problems.push({ line: index + 1, problem });
    else if (typeof user !== 'string') users.set(user.name, user);
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, users: [...users.values()] };
}

function readLine(line: string): User | AuthLineProblem {
  const at = line.indexOf(':');
  if (at < 0) return 'form';
  const name = plainUserName(line.slice(0, at));
  const hash = line.slice(at + 1);
  if (!isUserName(name)) return 'user';
  return parsePasswordHash(hash) === null ? 'hash' : { name, secret: { kind: 'scrypt', hash } };
}
