import type { OpenRoute } from '../../proxy/way/route.js';
import { type Attempt, reach } from '../attempt.js';
import { nameNoAnswer } from '../diagnosis/no-answer.js';
import { isNamed, type Protocol, protocolOf } from '../diagnosis/protocol-of.js';
import { serviceRefusal } from '../diagnosis/service-refusal.js';
import { wrongProtocol } from '../diagnosis/wrong-protocol.js';
import { leave } from '../protocols/leave.js';
import {
  judgePostgresAnswer,
  judgePostgresError,
  longestErrorBytes,
  type PostgresAnswer,
  sslRequest,
} from '../protocols/postgres-answer.js';
import { ReadError, readAnswer } from '../protocols/read-answer.js';

/** For what may come behind the letter of an answer. Not counted in the times. */
const holdMs = 50;

/** Succeeds when the server answers an SSLRequest; no login is tried. */
export async function probePostgres(attempt: Attempt): Promise<void> {
  const route = await reach(attempt);
  try {
    const answer = await attempt.phases.time('app', () => ask(attempt, route));
    if (answer.kind === 'ready') await refuseMore(attempt, route, answer);
    judge(attempt, answer);
    await leave(route.socket, attempt.signal);
  } finally {
    route.socket.destroy();
  }
}

async function ask(attempt: Attempt, route: OpenRoute): Promise<PostgresAnswer> {
  const { phases, signal } = attempt;
  const limitMs = phases.limitMs();
  try {
    route.socket.write(sslRequest);
    const limits = { limitMs, limitBytes: longestErrorBytes, signal };
    return await readAnswer(route.socket, judgeLetter, limits);
  } catch (error) {
    throw nameNoAnswer(error, { attempt, route, limitMs, speaks: 'postgres' });
  }
}

/** A server waits behind its letter: with more behind it, it is another protocol's (`SSH-`, the length of a packet). */
function judgeLetter(bytes: Buffer): PostgresAnswer | 'more' | 'foreign' {
  const answer = judgePostgresAnswer(bytes);
  const isReady = answer !== 'more' && answer !== 'foreign' && answer.kind === 'ready';
  return isReady && bytes.length > 1 ? 'foreign' : answer;
}

/** The same where the letter came alone, and more a moment later. */
async function refuseMore(attempt: Attempt, route: OpenRoute, { tls }: { tls: boolean }): Promise<void> {
  const { phases, signal } = attempt;
  const letter = Buffer.from(tls ? 'S' : 'N');
  const whole = (rest: Buffer) => Buffer.concat([letter, rest]);
  const judge = (rest: Buffer) => (isNamed(whole(rest)) ? protocolOf(whole(rest)) : 'more');
  const limits = { limitMs: Math.min(holdMs, phases.limitMs()), limitBytes: longestErrorBytes, signal };
  let protocol: Protocol;
  try {
    protocol = await readAnswer<Protocol>(route.socket, judge, limits);
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    if (error.bytes.length === 0) return;
    protocol = protocolOf(whole(error.bytes));
  }
  throw wrongProtocol(attempt, protocol);
}

function judge(attempt: Attempt, answer: PostgresAnswer): void {
  const { found } = attempt;
  if (answer.kind === 'ready') {
    found.app = { protocol: 'postgres', tls: answer.tls };
    return;
  }
  const { sqlState, message: said } = answer;
  const verdict = judgePostgresError(answer);
  if (verdict.code === null) {
    found.app = { protocol: 'postgres', tls: false };
    return;
  }
  const clientIp = 'clientIp' in verdict ? verdict.clientIp : null;
  found.app = { protocol: 'postgres', sqlState, said, clientIpSeen: clientIp };
  throw serviceRefusal(attempt, verdict.code, { said, clientIp });
}
