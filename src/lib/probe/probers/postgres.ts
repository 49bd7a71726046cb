import type { OpenRoute } from '../../proxy/route.js';
import { type Attempt, endsOf, reach } from '../attempt.js';
import { Diagnosed, diagnosis } from '../diagnosis/diagnosis.js';
import { nameNoAnswer } from '../diagnosis/no-answer.js';
import { leave, ReadError, readAnswer } from '../protocols/greeting.js';
import {
  judgePostgresAnswer,
  judgePostgresError,
  longestErrorBytes,
  type PostgresAnswer,
  sslRequest,
} from '../protocols/postgres-answer.js';

/** For the rest of a line that begins with the letter of an answer. Not counted in the times. */
const holdMs = 50;

/** Succeeds when the server answers an SSLRequest; no login is tried. */
export async function probePostgres(attempt: Attempt): Promise<void> {
  const route = await reach(attempt);
  try {
    const answer = await attempt.phases.time('app', () => ask(attempt, route));
    if (answer.kind === 'ready' && answer.tls) await refuseSsh(attempt, route);
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

/** Where more than the letter came at once, it may be the name of another protocol. */
function judgeLetter(bytes: Buffer): PostgresAnswer | 'more' | 'foreign' {
  const begin = bytes.subarray(0, sshName.length);
  if (begin.length < 2 || !sshName.subarray(0, begin.length).equals(begin)) return judgePostgresAnswer(bytes);
  return begin.length < sshName.length ? 'more' : 'foreign';
}

const sshName = Buffer.from('SSH-');

/** `S` came: `SH-` behind it, byte by byte, would be an SSH server's. */
async function refuseSsh(attempt: Attempt, route: OpenRoute): Promise<void> {
  const { phases, signal } = attempt;
  const limitMs = Math.min(holdMs, phases.limitMs());
  const expected = sshName.subarray(1);
  const judge = (bytes: Buffer) => {
    if (!expected.subarray(0, bytes.length).equals(bytes.subarray(0, expected.length))) return 'none';
    return bytes.length < expected.length ? 'more' : 'ssh';
  };
  try {
    const seen = await readAnswer(route.socket, judge, { limitMs, limitBytes: expected.length, signal });
    if (seen === 'none') return;
  } catch (error) {
    if (error instanceof ReadError) return;
    throw error;
  }
  attempt.found.app = { protocol: 'ssh' };
  const facts = { ...endsOf(attempt), expected: attempt.target.kind, protocol: 'ssh' as const };
  throw new Diagnosed(diagnosis('APP_WRONG_PROTOCOL', facts));
}

function judge(attempt: Attempt, answer: PostgresAnswer): void {
  const { found, target } = attempt;
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
  const ends = endsOf(attempt);
  switch (verdict.code) {
    case 'APP_DENIED':
      throw new Diagnosed(diagnosis(verdict.code, { ...ends, kind: target.kind, said, clientIp }));
    case 'APP_OVERLOADED':
      throw new Diagnosed(diagnosis(verdict.code, { ...ends, kind: target.kind }));
    case 'APP_LOADING':
      throw new Diagnosed(diagnosis(verdict.code, ends));
    case 'APP_DEGRADED':
      throw new Diagnosed(diagnosis(verdict.code, { ...ends, said }));
  }
}
