import type { OpenRoute } from '../../proxy/route.js';
import { type Attempt, endsOf, reach } from '../attempt.js';
import { Diagnosed, diagnosis } from '../diagnosis/diagnosis.js';
import { nameNoAnswer } from '../diagnosis/no-answer.js';
import { leave, readAnswer } from '../protocols/greeting.js';
import {
  judgeMysqlError,
  judgeMysqlGreeting,
  longestGreetingBytes,
  type MysqlGreeting,
} from '../protocols/mysql-greeting.js';

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
  const { found, target } = attempt;
  if (greeting.kind === 'greeting') {
    const { version: serverVersion, rawVersion, tls } = greeting;
    found.app = { protocol: 'mysql', serverVersion, rawVersion, tls };
    return;
  }
  const { code: errorCode, message: said } = greeting;
  const verdict = judgeMysqlError(greeting);
  const clientIp = 'clientIp' in verdict ? verdict.clientIp : null;
  found.app = { protocol: 'mysql', errorCode, said, clientIpSeen: clientIp };
  const ends = endsOf(attempt);
  switch (verdict.code) {
    case 'APP_WHITELIST':
      throw new Diagnosed(diagnosis(verdict.code, { ...ends, clientIp }));
    case 'APP_DENIED':
      throw new Diagnosed(diagnosis(verdict.code, { ...ends, kind: target.kind, said, clientIp }));
    case 'APP_OVERLOADED':
      throw new Diagnosed(diagnosis(verdict.code, { ...ends, kind: target.kind }));
    case 'APP_DEGRADED':
      throw new Diagnosed(diagnosis(verdict.code, { ...ends, said }));
  }
}
