import type { Connection } from '../connection.js';
import { findWay, isRefusal, startRelay } from '../find-way.js';
import { refusals } from '../refusals/refusal.js';
import { authenticateHttp } from './authenticate-http.js';
import { Exchange } from './exchange.js';
import { isLoop } from './forwarded-headers.js';
import type { NewClient } from './head-collector.js';
import { refuseHttp } from './refuse-http.js';
import { parseRequestHead, type RequestHead, valuesOf } from './request-head.js';
import { type Wish, wishOf } from './request-target.js';
import { traceIdOf } from './trace-id.js';

type Opening = Extract<NewClient, { kind: 'head' }>;

const established = 'HTTP/1.1 200 Connection established\r\n\r\n';

/** Serves a client that speaks HTTP: CONNECT becomes a relay, plain HTTP is passed on. */
export async function serveHttp(connection: Connection, opening: Opening): Promise<void> {
  const { session, service, snapshot } = connection;
  const head = parseRequestHead(opening.head);
  const wish = head && wishOf(head);
  if (head === null || wish === null) return refuseHttp(connection, refusals.badRequest);
  session.protocol = wish.kind === 'connect' ? 'connect' : 'http';
  session.traceId = traceIdOf(head.headers) ?? session.traceId;
  const unproven = snapshot.authenticator.isNeeded ? await authenticateHttp(head, connection) : null;
  if (connection.socket.destroyed) return;
  if (unproven !== null) return refuseHttp(connection, unproven, head.method === 'HEAD');
  if (isLoop(head.headers, service.pseudonym)) {
    return refuseHttp(connection, refusals.loop, head.method === 'HEAD');
  }
  if (wish.kind === 'connect') return connect(connection, wish, { head, rest: opening.rest });
  return forward(connection, wish, { head, rest: opening.rest });
}

async function connect(
  connection: Connection,
  { authority }: Extract<Wish, { kind: 'connect' }>,
  { head, rest }: { readonly head: RequestHead; readonly rest: Buffer },
): Promise<void> {
  const { socket, session } = connection;
  const found = await findWay(connection, {
    ...{ destination: authority, use: 'tunnel', upstreams: null },
    via: valuesOf(head.headers, 'via'),
  });
  if (found === null) return;
  if (isRefusal(found)) return refuseHttp(connection, found);
  session.status = 200;
  socket.write(established, 'latin1');
  startRelay(connection, found, rest);
}

async function forward(
  connection: Connection,
  { destination, framing, upgrade }: Extract<Wish, { kind: 'forward' }>,
  { head, rest }: { readonly head: RequestHead; readonly rest: Buffer },
): Promise<void> {
  // Proxies pass no upgrade on when they are asked in absolute form, so a websocket goes through a tunnel.
  const found = await findWay(connection, {
    ...{ destination: destination.authority, upstreams: null },
    ...(upgrade ? { use: 'tunnel', asStream: true } : { use: 'http' }),
  });
  if (found === null) return;
  if (isRefusal(found)) return refuseHttp(connection, found, head.method === 'HEAD');
  new Exchange(connection, { head, destination, framing, rest, upgrade }).start(found);
}
