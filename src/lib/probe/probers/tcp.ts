import type { Socket } from 'node:net';
import { type Attempt, closed, reach, refuseForeignTunnel, refusePage } from '../attempt.js';
import { diagnosis, endsOf } from '../diagnosis/diagnosis.js';
import { isNamed, type Protocol, protocolOf } from '../diagnosis/protocol-of.js';
import { ReadError, readAnswer } from '../protocols/read-answer.js';

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
    if (seen === 'unknown') refuseForeignTunnel(attempt, route);
    attempt.found.app = { protocol: seen === 'open' || seen === 'unknown' ? null : seen };
  } finally {
    route.socket.destroy();
  }
}

/** Whose protocol came, as soon as its bytes tell; else whether the socket was still open at the end. */
async function hold(
  socket: Socket,
  limitMs: number,
  signal: AbortSignal,
): Promise<Protocol | 'open' | 'closed'> {
  const limits = { limitMs, limitBytes: Number.POSITIVE_INFINITY, signal };
  try {
    return await readAnswer<Protocol>(
      socket,
      (bytes) => (isNamed(bytes) ? protocolOf(bytes) : 'more'),
      limits,
    );
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    if (error.bytes.length > 0) return protocolOf(error.bytes);
    return error.seen === 'closed' ? 'closed' : 'open';
  }
}
