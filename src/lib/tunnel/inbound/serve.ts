import { type Connection, noteFailure, refuseHttp } from '../connection.js';
import { receiveHead } from './receive-head.js';
import { closeAfter, refusals } from './refusal.js';
import { serveHttp } from './serve-http.js';

/** SOCKS5: no acceptable method (RFC 1928 section 3). */
const noMethod = Uint8Array.of(5, 0xff);

/**
 * Serves one client of a listener for all protocols, from its first byte on. Resolves when it is decided what becomes
 * of it, not when it is over.
 */
export async function serve(connection: Connection): Promise<void> {
  const { socket, session, snapshot } = connection;
  const received = await receiveHead(socket, snapshot.settings.limits.headerTimeoutMs);
  switch (received.kind) {
    case 'closed':
      session.closeReason = 'client';
      socket.destroy();
      return;
    case 'timeout':
      return refuseHttp(connection, refusals.headerTimeout);
    case 'malformed':
      return refuseHttp(connection, refusals.badRequest);
    case 'socks':
      noteFailure(connection, refusals.badRequest.code, null);
      closeAfter(socket, noMethod);
      return;
    case 'head':
      connection.asked();
      return serveHttp(connection, received);
  }
}
