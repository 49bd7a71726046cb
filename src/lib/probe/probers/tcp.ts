import type { Socket } from 'node:net';
import { type Attempt, closed, endsOf, reach, refusePage } from '../attempt.js';
import { diagnosis } from '../diagnosis/diagnosis.js';
import { isNamed, type Protocol, protocolOf } from '../diagnosis/protocol-of.js';

/** Long enough for a proxy that says 200 before it dials to find out that it can't. */
const holdMs = 200;

/** Succeeds when the connection, or the tunnel, opens and is still open after the hold, or the target has spoken. */
export async function probeTcp(attempt: Attempt): Promise<void> {
  const route = await reach(attempt);
  try {
    const limitMs = Math.min(holdMs, attempt.phases.limitMs());
    const seen = await hold(route.socket, limitMs, attempt.signal);
    if (seen === 'closed') {
      throw closed(attempt, route, diagnosis('TARGET_CLOSED', endsOf(attempt)));
    }
    // What a proxy brings may be its own page; who is reached directly may speak as it likes.
    if (attempt.proxy !== null && (seen === 'html' || seen === 'http')) refusePage(attempt, route, 'tunnel');
    attempt.found.app = { protocol: seen === 'open' || seen === 'unknown' ? null : seen };
  } finally {
    route.socket.destroy();
  }
}

/** Whose protocol came, as soon as its bytes tell; else whether the socket was still open at the end. */
function hold(socket: Socket, limitMs: number, signal: AbortSignal): Promise<Protocol | 'open' | 'closed'> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    let bytes: Buffer = Buffer.alloc(0);
    const settle = (act: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      socket.off('data', onData).off('end', onClosed).off('close', onClosed).off('error', onClosed);
      socket.pause();
      act();
    };
    const finish = (silent: 'open' | 'closed') =>
      settle(() => resolve(bytes.length === 0 ? silent : protocolOf(bytes)));
    const onAbort = () => settle(() => reject(signal.reason));
    const onData = (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      if (isNamed(bytes)) finish('open');
    };
    const onClosed = () => finish('closed');
    const timer = setTimeout(() => finish('open'), limitMs);
    signal.addEventListener('abort', onAbort, { once: true });
    if (socket.destroyed || socket.readableEnded) return onClosed();
    socket.on('data', onData).on('end', onClosed).on('close', onClosed).on('error', onClosed);
    socket.resume();
  });
}
