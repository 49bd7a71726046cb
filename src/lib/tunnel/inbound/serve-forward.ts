import { type Connection, noteFailure } from '../connection.js';
import { findWay, isRefusal, startRelay } from '../find-way.js';
import type { ForwardSetting } from '../settings.js';

const nothing = Buffer.alloc(0);

/**
 * Serves a client of a local port that leads to one target. The way is opened before a byte of the client is read, and
 * where there is none the client sees a reset: the protocol is not ours, so there are no words for it.
 */
export async function serveForward(
  connection: Connection,
  { target, upstreams }: Pick<ForwardSetting, 'target' | 'upstreams'>,
): Promise<void> {
  const { session } = connection;
  session.protocol = 'forward';
  connection.asked();
  const found = await findWay(connection, { destination: target, use: 'tunnel', upstreams });
  if (found === null) return;
  if (isRefusal(found)) {
    session.closeReason = 'refused';
    noteFailure(connection, found.code, null);
    connection.reset();
    return;
  }
  startRelay(connection, found, nothing);
}
