import type { Duplex } from 'node:stream';

/**
 * Ends a conversation as a client should: our last words and FIN, then the server's own end, for a moment. A socket that
 * is destroyed with unread bytes sends RST, which servers log as a fault. The caller destroys the socket afterwards.
 */
export function leave(socket: Duplex, signal: AbortSignal, lastWords?: Buffer): Promise<void> {
  if (socket.destroyed || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      socket.off('end', done).off('close', done).off('error', done);
      resolve();
    };
    const timer = setTimeout(done, farewellMs);
    signal.addEventListener('abort', done, { once: true });
    socket.on('end', done).on('close', done).on('error', done);
    socket.resume();
    if (lastWords === undefined) socket.end();
    else socket.end(lastWords);
  });
}

/** Longer than most round trips to a server behind a proxy, and too short to be felt. */
const farewellMs = 200;
