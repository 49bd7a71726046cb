import type { Host } from '../../host/host.js';
import { accessFailure } from './access-failures.js';
import { hashPassword } from './password-hash.js';
import { mostPasswordBytes, plainUserName } from './users.js';

/** A line of a file of users. */
export interface PasswordLine {
  readonly user: string;
  /** `li:$scrypt$…` */
  readonly line: string;
}

/** Throws a usage failure for a password that no client could send. */
export async function makePasswordLine(
  user: string,
  password: string,
  ports: Pick<Host, 'random'>,
): Promise<PasswordLine> {
  if (password === '') throw accessFailure('PASSWORD_EMPTY', {});
  if (Buffer.byteLength(password) > mostPasswordBytes || /\p{Cc}/u.test(password)) {
    throw accessFailure('PASSWORD_TOO_LONG', { mostBytes: mostPasswordBytes });
  }
  const name = plainUserName(user);
  return { user: name, line: `${name}:${await hashPassword(password, ports.random)}` };
}
