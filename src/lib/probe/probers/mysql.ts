import type { OpenRoute } from '../../proxy/way/route.js';
import { type Attempt, reach } from '../attempt.js';
import { nameNoAnswer } from '../diagnosis/no-answer.js';
import { serviceRefusal } from '../diagnosis/service-refusal.js';
import { leave } from '../protocols/leave.js';
import {
  judgeMysqlError,
  judgeMysqlGreeting,
  longestGreetingBytes,
  type MysqlGreeting,
} from '../protocols/mysql-greeting.js';
import { readAnswer } from '../protocols/read-answer.js';

/**
 * Succeeds on the greeting, which a MySQL server sends first; nothing is sent, and no login is tried. The server counts
 * each such visit as an aborted handshake, whichever way it ends. Where it resolves the visitor's address to a name, it
 * blocks that address after `max_connect_errors` of them (100) without a login in between.
 */
export async function probeMysql(attempt: Attempt): Promise<void> {
  const route = await reach(attempt);
  try {
    judge(attempt, await attempt.phases.time('app', () => readGreeting(attempt, route)));
    await leave(route.socket, attempt.signal);
  } finally {
    route.socket.destroy();
  }
}

async function readGreeting(attempt: Attempt, route: OpenRoute): Promise<MysqlGreeting> {
  const { phases, signal } = attempt;
  const limitMs = phases.limitMs();
  try {
    const limits = { limitMs, limitBytes: longestGreetingBytes + 4, signal };
    return await readAnswer(route.socket, judgeMysqlGreeting, limits);
  } catch (error) {
    throw nameNoAnswer(error, { attempt, route, limitMs, speaks: 'mysql' });
  }
}

function judge(attempt: Attempt, greeting: MysqlGreeting): void {
  const { found } = attempt;
  if (greeting.kind === 'greeting') {
    const { version: serverVersion, rawVersion, tls } = greeting;
    found.app = { protocol: 'mysql', serverVersion, rawVersion, tls };
    return;
  }
  const { code: errorCode, message: said } = greeting;
  const verdict = judgeMysqlError(greeting);
  const clientIp = 'clientIp' in verdict ? verdict.clientIp : null;
  found.app = { protocol: 'mysql', errorCode, said, clientIpSeen: clientIp };
  throw serviceRefusal(attempt, verdict.code, { said, clientIp });
}
