import { plainUserName } from '../access/users.js';
import { applicantOf, type Connection, noteFailure } from '../connection.js';
import { findWay, isRefusal, startRelay } from '../find-way.js';
import { type Refusal, refusals } from '../refusals/refusal.js';
import { closeAfter } from '../relay/close-after.js';
import type { Reached } from '../upstreams/reach.js';
import { nextBytes } from './next-bytes.js';
import {
  SocksReader,
  type SocksStep,
  socks4Refusal,
  socksChoice,
  socksMethods,
  socksRefusal,
  socksReplies,
  socksReply,
  socksWelcome,
} from './socks-reader.js';

type SocksRequest = Extract<SocksStep, { kind: 'request' }>;

/** Serves a client whose first byte, in `first`, is a version of SOCKS. `deadlineMs`: for the whole negotiation. */
export async function serveSocks(connection: Connection, first: Buffer, deadlineMs: number): Promise<void> {
  const { session, socket } = connection;
  if (first[0] === 4) {
    end(connection, refusals.badRequest, null, socks4Refusal);
    return;
  }
  session.protocol = 'socks5';
  const request = await negotiate(connection, first, deadlineMs);
  if (request === null || socket.destroyed) return;
  connection.asked();
  const { destination } = request;
  const found = await findWay(connection, { destination, use: 'tunnel', upstreams: null });
  if (found === null) return;
  if (isRefusal(found)) {
    refuseSocks(connection, new SocksReader('request'), found);
    return;
  }
  session.status = socksReplies.succeeded;
  socket.write(socksReply(socksReplies.succeeded, boundTo(found)));
  startRelay(connection, found, request.rest);
}

/** Reads as far as the request; null: the client was refused, or is gone. */
async function negotiate(
  connection: Connection,
  first: Buffer,
  deadlineMs: number,
): Promise<SocksRequest | null> {
  const { socket, service } = connection;
  const reader = new SocksReader();
  reader.push(first);
  while (true) {
    const step = reader.next();
    if (step.kind === 'request') return step;
    if (step.kind === 'refused') {
      refuseSocks(connection, reader, refusals.badRequest, step.reply);
      return null;
    }
    if (step.kind === 'more') {
      const bytes = await nextBytes(socket, deadlineMs - service.clock.monotonic());
      if (typeof bytes !== 'string') reader.push(bytes);
      else return giveUp(connection, reader, bytes);
    } else if (!(await answer(connection, reader, step))) return null;
  }
}

function giveUp(connection: Connection, reader: SocksReader, why: 'timeout' | 'ended' | 'closed'): null {
  if (why === 'timeout') refuseSocks(connection, reader, refusals.headerTimeout);
  if (why === 'ended') refuseSocks(connection, reader, refusals.badRequest);
  return null;
}

/** Chooses a method, or judges credentials; false where that was a no. */
async function answer(
  connection: Connection,
  reader: SocksReader,
  step: Extract<SocksStep, { kind: 'methods' | 'credentials' }>,
): Promise<boolean> {
  const { socket } = connection;
  if (step.kind === 'methods') {
    const method = chooseMethod(step.offered, needsPassword(connection));
    if (method === null) {
      refuseSocks(connection, reader, refusals.authRequired);
      return false;
    }
    reader.expect(method === socksMethods.none ? 'request' : 'credentials');
    socket.write(socksChoice(method));
    return true;
  }
  const accepted = await isAccepted(connection, step);
  if (socket.destroyed) return false;
  if (!accepted) {
    refuseSocks(connection, reader, refusals.authRequired);
    return false;
  }
  reader.expect('request');
  socket.write(socksWelcome);
  return true;
}

/** A client that only offers a password is not turned away where none is needed. */
function chooseMethod(offered: readonly number[], needed: boolean): number | null {
  if (!needed && offered.includes(socksMethods.none)) return socksMethods.none;
  return offered.includes(socksMethods.password) ? socksMethods.password : null;
}

function needsPassword({ snapshot }: Connection): boolean {
  return snapshot.authenticator.isNeeded;
}

async function isAccepted(
  connection: Connection,
  { username, password }: Extract<SocksStep, { kind: 'credentials' }>,
): Promise<boolean> {
  if (!needsPassword(connection)) return true;
  const accepted = await connection.snapshot.authenticator.accepts(
    username,
    password,
    applicantOf(connection),
  );
  if (accepted) connection.session.user = plainUserName(username);
  return accepted;
}

/** Says no in the form that the client waits for now. */
export function refuseSocks(
  connection: Connection,
  reader: SocksReader,
  refusal: Refusal,
  reply: number = refusal.socks,
): void {
  const status = reader.stage === 'request' ? reply : null;
  end(connection, refusal, status, socksRefusal(reader.stage, reply));
}

function end(connection: Connection, refusal: Refusal, status: number | null, words: Uint8Array): void {
  connection.session.closeReason ??= 'refused';
  noteFailure(connection, refusal.code, status);
  closeAfter(connection.socket, words);
}

/** Our own end of what was reached (RFC 1928 section 6). */
function boundTo({ socket }: Reached): { host: string; port: number } | null {
  const { localAddress: host, localPort: port } = socket;
  return host === undefined || port === undefined ? null : { host, port };
}
