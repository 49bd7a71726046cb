import { type Connection, noteFailure, refuseHttp } from '../connection.js';
import { findWay, isRefusal, startRelay } from '../find-way.js';
import { isLoop } from './forwarded-headers.js';
import type { NewClient } from './head-collector.js';
import { refusals } from './refusal.js';
import { parseRequestHead, type RequestHead } from './request-head.js';
import { type Wish, wishOf } from './request-target.js';

type Opening = Extract<NewClient, { kind: 'head' }>;

const established = 'HTTP/1.1 200 Connection established\r\n\r\n';

/** Serves a client that speaks HTTP: CONNECT becomes a relay, plain HTTP is passed on. */
export async function serveHttp(connection: Connection, opening: Opening): Promise<void> {
  const { session, service } = connection;
  const head = parseRequestHead(opening.head);
  const wish = head && wishOf(head);
  if (head === null || wish === null) return refuseHttp(connection, refusals.badRequest);
  session.protocol = wish.kind === 'connect' ? 'connect' : 'http';
  if (wish.kind === 'forward') {
    // Back into the socket before anything is awaited: with bytes to read it does not emit `end` meanwhile.
    connection.socket.unshift(Buffer.concat([opening.head, opening.rest]));
  }
  if (isLoop(head.headers, service.pseudonym)) return refuseHttp(connection, refusals.loop);
  if (wish.kind === 'connect') return connect(connection, wish, opening.rest);
  return forward(connection, wish, head);
}

async function connect(
  connection: Connection,
  { authority }: Extract<Wish, { kind: 'connect' }>,
  rest: Buffer,
): Promise<void> {
  const { socket, session } = connection;
  const found = await findWay(connection, { destination: authority, use: 'tunnel', upstreams: null });
  if (found === null) return;
  if (isRefusal(found)) return refuseHttp(connection, found);
  session.status = 200;
  socket.write(established, 'latin1');
  startRelay(connection, found, rest);
}

async function forward(
  connection: Connection,
  { destination }: Extract<Wish, { kind: 'forward' }>,
  head: RequestHead,
): Promise<void> {
  const { socket, snapshot, service } = connection;
  const { authority } = destination;
  const found = await findWay(connection, { destination: authority, use: 'http', upstreams: null });
  if (found === null) return;
  if (isRefusal(found)) return refuseHttp(connection, found);
  const { idleTimeoutMs, lingerMs } = snapshot.settings.limits;
  service.forwarder.start(socket, {
    ...{ head, destination, idleMs: idleTimeoutMs, lingerMs },
    target: found.socket,
    traffic: connection.session,
    onEnd: connection.hold(),
    onFailure: ({ code, status }) => noteFailure(connection, code, status),
  });
}
