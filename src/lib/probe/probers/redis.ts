import type { Duplex } from 'node:stream';
import type { OpenRoute } from '../../proxy/route.js';
import { type AppDetails, type Attempt, closed, endsOf, reach, refusePage, secure } from '../attempt.js';
import { wantsClientCertificate } from '../certificate.js';
import { Diagnosed, diagnosis } from '../diagnosis.js';
import { protocolOf } from '../protocol-of.js';
import { judgeRedisReply, type RedisVerdict } from '../redis-reply.js';
import { RespError, RespReader } from '../resp.js';

/** Succeeds on `+PONG`, after AUTH where there are credentials. Without them a server that wants some is a warning. */
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
  const limitMs = attempt.phases.limitMs();
  const reader = new RespReader(socket);
  const timer = setTimeout(() => reader.fail('timeout'), limitMs);
  const onAbort = () => reader.fail('aborted');
  attempt.signal.addEventListener('abort', onAbort, { once: true });
  try {
    const auth = await authenticate(attempt, reader);
    const reply = await reader.command('PING');
    accept(attempt, reply, judgeRedisReply(reply), auth);
  } catch (error) {
    attempt.signal.throwIfAborted();
    throw error instanceof RespError ? nameOf(error, { attempt, route, limitMs }) : error;
  } finally {
    clearTimeout(timer);
    attempt.signal.removeEventListener('abort', onAbort);
    reader.release();
  }
}

/** How the server wanted the credentials: `joined` is Tair's `AUTH user:password`. */
type AuthForm = 'none' | 'password' | 'user' | 'joined' | 'not-needed';

async function authenticate(attempt: Attempt, reader: RespReader): Promise<AuthForm> {
  const { credentials } = attempt.target;
  if (credentials === null) return 'none';
  const { username, password } = credentials;
  const first = await reader.command('AUTH', ...(username === null ? [password] : [username, password]));
  const verdict = judgeRedisReply(first);
  // Whatever the note, nobody has looked at the credentials.
  if (verdict.kind === 'note') return 'not-needed';
  if (verdict.kind === 'ok') return username === null ? 'password' : 'user';
  if (username !== null && isAuthFault(verdict)) {
    const second = await reader.command('AUTH', `${username}:${password}`);
    const joined = judgeRedisReply(second);
    if (joined.kind === 'ok') return 'joined';
    if (!isAuthFault(joined)) throw refused(attempt, second, joined);
  }
  throw refused(attempt, first, verdict);
}

function isAuthFault(verdict: RedisVerdict): boolean {
  return verdict.kind === 'fault' && verdict.code === 'APP_AUTH_FAILED';
}

function accept(attempt: Attempt, reply: string, verdict: RedisVerdict, auth: AuthForm): void {
  const { found, target } = attempt;
  if (verdict.kind === 'foreign' || reply === '+OK') throw refused(attempt, reply, { kind: 'foreign' });
  const note = verdict.kind === 'note' ? verdict.note : auth === 'not-needed' ? 'AUTH_NOT_NEEDED' : null;
  found.app = details(reply, { auth, note });
  if (verdict.kind !== 'fault') return;
  if (verdict.code !== 'APP_AUTH_REQUIRED' || target.credentials) throw refused(attempt, reply, verdict);
  found.warnings.push(diagnosis('APP_AUTH_REQUIRED', endsOf(attempt)));
}

function refused(attempt: Attempt, reply: string, verdict: RedisVerdict): Diagnosed {
  const ends = endsOf(attempt);
  if (verdict.kind !== 'fault') {
    attempt.found.app = details(reply, {});
    return new Diagnosed(
      diagnosis('APP_WRONG_PROTOCOL', { ...ends, expected: 'redis', protocol: 'unknown' }),
    );
  }
  const { code, clientIp } = verdict;
  attempt.found.app = details(reply, { clientIpSeen: clientIp });
  switch (code) {
    case 'APP_WHITELIST':
      return new Diagnosed(diagnosis(code, { ...ends, clientIp }));
    case 'APP_AUTH_FAILED':
    case 'APP_DENIED':
    case 'APP_DEGRADED':
      return new Diagnosed(diagnosis(code, { ...ends, said: reply }));
    default:
      return new Diagnosed(diagnosis(code, ends));
  }
}

function details(reply: string, more: AppDetails): AppDetails {
  return { reply, clientIpSeen: null, ...more };
}

function nameOf(
  error: RespError,
  { attempt, route, limitMs }: { attempt: Attempt; route: OpenRoute; limitMs: number },
): Diagnosed {
  const ends = endsOf(attempt);
  switch (error.seen) {
    case 'timeout':
    case 'aborted':
      return new Diagnosed(diagnosis('APP_TIMEOUT', { ...ends, limitMs, forwarded: false }));
    case 'closed':
      if (wantsClientCertificate(error.code)) return new Diagnosed(diagnosis('TLS_CLIENT_CERT', ends));
      return closed(attempt, route, diagnosis('APP_CLOSED', { ...ends, expected: 'redis' }));
    case 'foreign': {
      const protocol = protocolOf(error.bytes);
      if (protocol === 'html') refusePage(attempt, route, 'app');
      attempt.found.app = details('', { reply: null, protocol });
      return new Diagnosed(diagnosis('APP_WRONG_PROTOCOL', { ...ends, expected: 'redis', protocol }));
    }
  }
}
