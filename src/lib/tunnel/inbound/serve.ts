import { type Connection, noteFailure } from '../connection.js';
import { refusals } from '../refusals/refusal.js';
import { nextBytes } from './next-bytes.js';
import { receiveHead } from './receive-head.js';
import { refuseHttp } from './refuse-http.js';
import { serveHttp } from './serve-http.js';
import { refuseSocks, serveSocks } from './serve-socks.js';
import { SocksReader } from './socks-reader.js';

const socks5 = 5;
const firstByteMs = 1_000;

/**
 * Serves one client of a listener for all protocols, from its first byte on. Resolves when it is decided what becomes
 * of it, not when it is over.
 */
export async function serve(connection: Connection): Promise<void> {
  const { socket, snapshot, service } = connection;
  const { headerTimeoutMs } = snapshot.settings.limits;
  const deadlineMs = service.clock.monotonic() + headerTimeoutMs;
  const received = await receiveHead(socket, headerTimeoutMs);
  switch (received.kind) {
    case 'closed':
      socket.destroy();
      return;
    case 'timeout':
      return refuseHttp(connection, refusals.headerTimeout);
    case 'malformed':
      return refuseHttp(connection, refusals.badRequest);
    case 'socks':
      return serveSocks(connection, received.bytes, deadlineMs);
    case 'head':
      connection.asked();
      return serveHttp(connection, received);
  }
}

/** Tells a client that there are too many of them, in its own protocol if it says within a second which that is. */
export async function turnAway(connection: Connection): Promise<void> {
  const { socket, session } = connection;
  const { tooManyConnections } = refusals;
  const first = await nextBytes(socket, firstByteMs);
  if (typeof first !== 'string' && first[0] === socks5) {
    session.protocol = 'socks5';
    refuseSocks(connection, new SocksReader(), tooManyConnections);
  } else if (first === 'closed') noteFailure(connection, tooManyConnections.code, null);
  else refuseHttp(connection, tooManyConnections);
}
