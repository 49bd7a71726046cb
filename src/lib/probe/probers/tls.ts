import type { TLSSocket } from 'node:tls';
import type { OpenRoute } from '../../proxy/way/route.js';
import { type Attempt, closed, reach } from '../attempt.js';
import { wantsClientCertificate } from '../diagnosis/certificate.js';
import { Diagnosed, diagnosis, endsOf } from '../diagnosis/diagnosis.js';
import { type Protocol, protocolOf } from '../diagnosis/protocol-of.js';
import { ReadError, readAnswer } from '../protocols/read-answer.js';
import { secure } from '../secure.js';

/** Under TLS 1.3 the client is done before the server has looked at it: a refusal comes a round trip later. */
const shortestLingerMs = 100;
const longestLingerMs = 1_000;

/**
 * Succeeds on a handshake with a certificate that is accepted, when the connection is still open a moment later. The
 * moment is not counted in the times.
 */
export async function probeTls(attempt: Attempt): Promise<void> {
  const route = await reach(attempt);
  let socket: TLSSocket | null = null;
  try {
    ({ socket } = await secure(attempt, route));
    attempt.found.app = { protocol: await linger(attempt, route, socket) };
  } finally {
    socket?.destroy();
    route.socket.destroy();
  }
}

/** What the server says by itself, where it is known; null where it waits for the client. */
async function linger(attempt: Attempt, route: OpenRoute, socket: TLSSocket): Promise<Protocol | null> {
  const { phases, signal } = attempt;
  const handshakeMs = phases.timings().tls ?? 0;
  const wantedMs = Math.min(Math.max(shortestLingerMs, handshakeMs), longestLingerMs);
  const limits = { limitMs: phases.limitMs(wantedMs), limitBytes: 0, signal };
  try {
    return await readAnswer<Protocol>(socket, nameOrMore, limits);
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    const ends = endsOf(attempt);
    if (wantsClientCertificate(error.code)) throw new Diagnosed(diagnosis('TLS_CLIENT_CERT', ends));
    if (error.seen !== 'closed') return null;
    throw closed(attempt, route, diagnosis('TLS_CLOSED', { ...ends, afterHandshake: true }));
  }
}

function nameOrMore(bytes: Buffer): Protocol | 'more' {
  const protocol = protocolOf(bytes);
  return protocol === 'unknown' ? 'more' : protocol;
}
