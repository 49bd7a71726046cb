import { type Connection, noteFailure } from '../connection.js';
import type { TlsAcceptor } from '../listeners/tls-acceptor.js';
import { refusals } from '../refusals/refusal.js';
import { refuseHttp } from './refuse-http.js';
import { serve } from './serve.js';

/** Serves a client that speaks TLS, and shows a certificate where one is asked for. Resolves as `serve` does. */
export async function serveSecurely(connection: Connection, tls: TlsAcceptor): Promise<void> {
  const { session } = connection;
  const outcome = await tls.accept(connection.socket);
  if (outcome.kind === 'failed') {
    session.closeReason = outcome.code === null ? 'client' : 'refused';
    if (outcome.code !== null) noteFailure(connection, outcome.code, null);
    return;
  }
  session.user = outcome.user;
  const secured: Connection = { ...connection, socket: outcome.socket, inflow: null };
  return outcome.isStranger ? refuseHttp(secured, refusals.clientCertificate) : serve(secured);
}
