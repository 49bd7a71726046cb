import { cleanLine } from '../../proxy/clean-line.js';
import type { OpenRoute } from '../../proxy/way/route.js';
import { type Attempt, reach } from '../attempt.js';
import { nameNoAnswer } from '../diagnosis/no-answer.js';
import { serviceRefusal } from '../diagnosis/service-refusal.js';
import { leave } from '../protocols/leave.js';
import { ReadError, readAnswer } from '../protocols/read-answer.js';
import {
  judgeSshIdentification,
  longestPreludeBytes,
  ownIdentification,
  type SshIdentification,
} from '../protocols/ssh-identification.js';

/** Succeeds on the identification line of an SSH server (RFC 4253 section 4.2); no login is tried. */
export async function probeSsh(attempt: Attempt): Promise<void> {
  const route = await reach(attempt);
  try {
    const seen = await attempt.phases.time('app', () => readIdentification(attempt, route));
    if (seen.kind === 'overloaded') {
      attempt.found.app = { protocol: 'ssh', said: seen.line };
      throw serviceRefusal(attempt, 'APP_OVERLOADED');
    }
    const { protocolVersion, serverVersion } = seen;
    attempt.found.app = { protocol: 'ssh', protocolVersion, serverVersion };
    await leave(route.socket, attempt.signal, ownIdentification);
  } finally {
    route.socket.destroy();
  }
}

async function readIdentification(attempt: Attempt, route: OpenRoute): Promise<SshIdentification> {
  const { phases, signal } = attempt;
  const limitMs = phases.limitMs();
  try {
    const limits = { limitMs, limitBytes: longestPreludeBytes, signal };
    return await readAnswer(route.socket, judgeSshIdentification, limits);
  } catch (error) {
    // A line of refusal, in whatever words, is worth showing.
    const said = error instanceof ReadError && error.seen !== 'foreign' ? firstLine(error.bytes) : '';
    if (said !== '') attempt.found.app = { said };
    throw nameNoAnswer(error, { attempt, route, limitMs, speaks: 'ssh' });
  }
}

function firstLine(bytes: Buffer): string {
  return cleanLine(bytes.toString('utf8').split('\n')[0] ?? '');
}
