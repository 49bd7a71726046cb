import { accessFailure } from '../tunnel/access/access-failures.js';
import { mostPasswordBytes } from '../tunnel/access/users.js';
import type { CommandContext } from './base-command.js';

/**
 * Asks for a new password twice, hidden, where there is somebody to ask, also where the output goes to a file: the
 * question stands on stderr. Else standard input gives it, as one line. A password is never read from a terminal in
 * the open.
 *
 * It is not made known to the run's `Redactor`: it is in nothing that is shown, and a password like `admin` would blank
 * parts of the line that is.
 */
export async function askNewPassword(
  user: string,
  { host, text, terminal, signal }: CommandContext,
): Promise<string> {
  if (!host.input.isTerminal) {
    const line = await host.input.line({ mostBytes: 4 * mostPasswordBytes, signal });
    if (line === null) throw accessFailure('PASSWORD_TOO_LONG', { mostBytes: mostPasswordBytes });
    return line;
  }
  if (!terminal.mayAskAside) {
    throw accessFailure('PASSWORD_NEEDED', { command: `aliproxy tunnel passwd ${user}` });
  }
  const { password, again } = text.tunnelAccess;
  const first = await host.prompt.secret(password(user), { signal });
  if (first === '') throw accessFailure('PASSWORD_EMPTY', {});
  if ((await host.prompt.secret(again, { signal })) !== first) throw accessFailure('PASSWORDS_DIFFER', {});
  return first;
}
