import type { Socket } from 'node:net';
import { type Attempt, closed, endsOf, reach, refusePage } from '../attempt.js';
import { diagnosis } from '../diagnosis.js';
import { protocolOf } from '../protocol-of.js';

/** Long enough for a proxy that says 200 before it dials to find out that it can't. */
const holdMs = 200;

/** Succeeds when the connection, or the tunnel, opens and is still open after the hold, or the target has spoken. */
export async function probeTcp(attempt: Attempt): Promise<void> {
  const route = await reach(attempt);
  try {
    const limitMs = Math.min(holdMs, attempt.phases.limitMs());
    const first = await hold(route.socket, limitMs, attempt.signal);
    if (first === 'closed') {
      throw closed(attempt, route, diagnosis('TARGET_CLOSED', endsOf(attempt)));
    }
    const protocol = first === 'open' ? null : protocolOf(first);
    // What a proxy brings may be its own page; who is reached directly may speak as it likes.
    if (attempt.proxy !== null && (protocol === 'html' || protocol === 'http')) {
      refusePage(attempt, route, 'tunnel');
    }
    attempt.found.app = { protocol: protocol === 'unknown' ? null : protocol };
  } finally {
    route.socket.destroy();
  }
}

/** The first bytes, if any come; else whether the socket was still open at the end. */
function hold(socket: Socket, limitMs: number, signal: AbortSignal): Promise<Buffer | 'open' | 'closed'> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      socket.off('data', onData).off('end', onClosed).off('close', onClosed).off('error', onClosed);
      socket.pause();
      act();
    };
    const onAbort = () => settle(() => reject(signal.reason));
    const onData = (chunk: Buffer) => settle(() => resolve(chunk));
    const onClosed = () => settle(() => resolve('closed'));
    const timer = setTimeout(() => settle(() => resolve('open')), limitMs);
    signal.addEventListener('abort', onAbort, { once: true });
    socket.on('data', onData).on('end', onClosed).on('close', onClosed).on('error', onClosed);
    socket.resume();
  });
}
