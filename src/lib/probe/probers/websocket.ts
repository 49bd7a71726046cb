import type { Duplex } from 'node:stream';
import { basicCredentials } from '../../proxy/proxy-url.js';
import { type HttpHead, longestHeadBytes } from '../../proxy/way/http-head.js';
import { readProxyReply } from '../../proxy/way/proxy-reply.js';
import type { OpenRoute } from '../../proxy/way/route.js';
import { type Attempt, reach } from '../attempt.js';
import { Diagnosed, diagnosis, endsOf } from '../diagnosis/diagnosis.js';
import { nameNoAnswer } from '../diagnosis/no-answer.js';
import { headJudge } from '../protocols/http-exchange.js';
import { leave } from '../protocols/leave.js';
import { readAnswer } from '../protocols/read-answer.js';
import {
  encodeClose,
  type Handshake,
  handshakeRequest,
  judgeHandshake,
} from '../protocols/websocket-handshake.js';
import { secure } from '../secure.js';
import { hostField } from '../target/host-field.js';

/**
 * Succeeds when the server switches to WebSocket with the right accept key. Always inside a tunnel, also without TLS:
 * few proxies pass an upgrade on.
 */
export async function probeWebSocket(attempt: Attempt): Promise<void> {
  const { target, ports, phases, signal } = attempt;
  const route = await reach(attempt);
  let socket: Duplex = route.socket;
  try {
    if (target.kind === 'wss') ({ socket } = await secure(attempt, route));
    const handshake = handshakeOf(attempt);
    const limitMs = phases.limitMs();
    const head = await phases.time('app', () => open(attempt, { route, socket, handshake, limitMs }));
    judge(attempt, head, handshake);
    await leave(socket, signal, encodeClose(ports.random(4)));
  } finally {
    socket.destroy();
    route.socket.destroy();
  }
}

function handshakeOf({ target, settings, ports }: Attempt): Handshake {
  const { credentials } = target;
  return {
    key: ports.random(16).toString('base64'),
    authority: hostField(target),
    path: target.path,
    headers: settings.headers,
    authorization: credentials && basicCredentials(credentials),
  };
}

interface Opening {
  readonly route: OpenRoute;
  readonly socket: Duplex;
  readonly handshake: Handshake;
  readonly limitMs: number;
}

async function open(attempt: Attempt, { route, socket, handshake, limitMs }: Opening): Promise<HttpHead> {
  try {
    const limits = { limitMs, limitBytes: longestHeadBytes, signal: attempt.signal };
    const answer = readAnswer(socket, headJudge(), limits);
    socket.write(handshakeRequest(handshake));
    return (await answer).head;
  } catch (error) {
    throw nameNoAnswer(error, { attempt, route, limitMs, speaks: 'http' });
  }
}

function judge(attempt: Attempt, head: HttpHead, handshake: Handshake): void {
  const { status, server, location } = readProxyReply(head);
  const [chosen = ''] = head.headers.get('sec-websocket-protocol') ?? [];
  const subprotocol = /^[\w.+/-]{1,100}$/.test(chosen) ? chosen : null;
  attempt.found.app = { status, server, location, subprotocol };
  const problem = judgeHandshake(head, handshake);
  if (problem === null) return;
  throw new Diagnosed(diagnosis('WS_REFUSED', { ...endsOf(attempt), status, problem, location }));
}
