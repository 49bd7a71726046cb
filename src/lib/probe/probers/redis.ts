import type { Duplex } from 'node:stream';
import type { OpenRoute } from '../../proxy/way/route.js';
import { type AppDetails, type Attempt, reach } from '../attempt.js';
import { Diagnosed, diagnosis, endsOf } from '../diagnosis/diagnosis.js';
import { nameNoAnswer } from '../diagnosis/no-answer.js';
import { type Protocol, protocolOf } from '../diagnosis/protocol-of.js';
import { serviceRefusal } from '../diagnosis/service-refusal.js';
import { wrongProtocol } from '../diagnosis/wrong-protocol.js';
import {
  judgeRedisReply,
  type RedisNote,
  type RedisVerdict,
  refusesDatabase,
} from '../protocols/redis-reply.js';
import { RedisSession } from '../protocols/redis-session.js';
import { secure } from '../secure.js';

/**
 * Succeeds on `+PONG`, after AUTH where there are credentials, and before SELECT where a database is given: one that
 * can't be had is a failure, as it is for every client with that URL. Without credentials a server that wants some is a
 * warning.
 */
export async function probeRedis(attempt: Attempt): Promise<void> {
  const route = await reach(attempt);
  let socket: Duplex = route.socket;
  try {
    if (attempt.target.kind === 'rediss') ({ socket } = await secure(attempt, route));
    await attempt.phases.time('app', () => converse(attempt, route, socket));
  } finally {
    socket.destroy();
    route.socket.destroy();
  }
}

async function converse(attempt: Attempt, route: OpenRoute, socket: Duplex): Promise<void> {
  const { phases, signal } = attempt;
  const limitMs = phases.limitMs();
  const session = new RedisSession(socket, { leftMs: () => phases.limitMs(), signal });
  try {
    const auth = await authenticate(attempt, session);
    const isOpen = acceptPing(attempt, await session.command('PING'), auth);
    const database = databaseOf(attempt);
    if (isOpen && database !== 0)
      acceptSelect(attempt, database, await session.command('SELECT', String(database)));
  } catch (error) {
    throw nameNoAnswer(error, { attempt, route, limitMs, speaks: 'redis' });
  }
}

/** How the server wanted the credentials: `joined` is Tair's `AUTH user:password`. */
type AuthForm = 'none' | 'password' | 'user' | 'joined' | 'not-needed';

async function authenticate(attempt: Attempt, session: RedisSession): Promise<AuthForm> {
  const { credentials } = attempt.target;
  if (credentials === null) return 'none';
  const { username, password } = credentials;
  const first = await session.command('AUTH', ...(username === null ? [password] : [username, password]));
  const verdict = judgeRedisReply(first);
  // Whatever the note, nobody has looked at the credentials.
  if (verdict.kind === 'note') return 'not-needed';
  if (verdict.kind === 'ok') return username === null ? 'password' : 'user';
  if (username === null || !isAuthFault(verdict)) throw refused(attempt, first, verdict);
  const second = await session.command('AUTH', `${username}:${password}`);
  const joined = judgeRedisReply(second);
  if (joined.kind === 'ok') return 'joined';
  if (joined.kind === 'note') return 'not-needed';
  throw isAuthFault(joined) ? refused(attempt, first, verdict) : refused(attempt, second, joined);
}

function isAuthFault(verdict: RedisVerdict): boolean {
  return verdict.kind === 'fault' && verdict.code === 'APP_AUTH_FAILED';
}

const authNotes: Readonly<Partial<Record<AuthForm, RedisNote>>> = {
  joined: 'AUTH_JOINED',
  'not-needed': 'AUTH_NOT_NEEDED',
};

/** Are commands taken? Not where a password is still wanted. */
function acceptPing(attempt: Attempt, reply: string, auth: AuthForm): boolean {
  const { found, target } = attempt;
  const verdict = judgeRedisReply(reply);
  if (verdict.kind === 'foreign' || reply === '+OK') throw refused(attempt, reply, { kind: 'foreign' });
  const note = verdict.kind === 'note' ? verdict.note : (authNotes[auth] ?? null);
  found.app = details(reply, { auth, note });
  if (verdict.kind !== 'fault') return true;
  if (verdict.code !== 'APP_AUTH_REQUIRED' || target.credentials) throw refused(attempt, reply, verdict);
  found.warnings.push(diagnosis('APP_AUTH_REQUIRED', { ...endsOf(attempt), kind: target.kind }));
  return false;
}

function acceptSelect(attempt: Attempt, database: number, reply: string): void {
  attempt.found.app = { ...attempt.found.app, database };
  if (reply === '+OK') return;
  if (!refusesDatabase(reply)) throw refused(attempt, reply, judgeRedisReply(reply));
  const { kind } = attempt.target;
  const facts = { ...endsOf(attempt), kind, said: reply, clientIp: null, database };
  throw new Diagnosed(diagnosis('APP_DENIED', facts));
}

/** A connection is in database 0 by itself. */
function databaseOf({ target }: Attempt): number {
  return Number(target.path.slice(1));
}

function refused(attempt: Attempt, reply: string, verdict: RedisVerdict): Diagnosed {
  if (verdict.kind !== 'fault') {
    attempt.found.app = details(reply, {});
    return wrongProtocol(attempt, foreignProtocol(reply));
  }
  const { code, clientIp } = verdict;
  attempt.found.app = details(reply, { clientIpSeen: clientIp });
  return serviceRefusal(attempt, code, { said: reply, clientIp });
}

/** A plus or a star begins what others say, too (POP3, IMAP). */
function foreignProtocol(reply: string): Protocol {
  const protocol = protocolOf(Buffer.from(`${reply}\r\n`));
  return protocol === 'redis' ? 'unknown' : protocol;
}

function details(reply: string, more: AppDetails): AppDetails {
  return { reply, clientIpSeen: null, ...more };
}
