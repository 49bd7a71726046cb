import type { Duplex } from 'node:stream';
import { formatAuthority } from '../../proxy/authority.js';
import type { OpenRoute } from '../../proxy/way/route.js';
import { type Attempt, reach } from '../attempt.js';
import { Diagnosed, diagnosis, endsOf } from '../diagnosis/diagnosis.js';
import { nameNoAnswer } from '../diagnosis/no-answer.js';
import { serviceRefusal } from '../diagnosis/service-refusal.js';
import { wrongProtocol } from '../diagnosis/wrong-protocol.js';
import { callGrpc, type GrpcReply, Http1Wanted } from '../protocols/grpc-call.js';
import { decodeHealthResponse, encodeHealthRequest, grpcStatusName } from '../protocols/grpc-health.js';
import { secure } from '../secure.js';

/**
 * Succeeds when the health service says SERVING of the server, or of the service named in the target. A server that
 * wants a token, where none is given, is a warning: it is there and speaks gRPC.
 */
export async function probeGrpc(attempt: Attempt): Promise<void> {
  // Loaded meanwhile: that is no part of any phase.
  const [route, http2] = await Promise.all([reach(attempt), import('node:http2')]);
  let socket: Duplex = route.socket;
  try {
    if (attempt.target.kind === 'grpcs') socket = await secureForHttp2(attempt, route);
    const limitMs = attempt.phases.limitMs();
    const reply = await attempt.phases.time('app', () => check(attempt, { route, socket, http2, limitMs }));
    judge(attempt, reply);
  } finally {
    socket.destroy();
    route.socket.destroy();
  }
}

/** gRPC over TLS is HTTP/2 agreed by ALPN (RFC 9113 section 3.2), and clients insist on it. */
async function secureForHttp2(attempt: Attempt, route: OpenRoute): Promise<Duplex> {
  const { socket, alpn } = await secure(attempt, route);
  if (alpn === 'h2') return socket;
  socket.destroy();
  const facts = { ...endsOf(attempt), error: 'NO_APPLICATION_PROTOCOL', protocol: null };
  throw new Diagnosed(diagnosis('TLS_PROTOCOL', facts));
}

interface Calling {
  readonly route: OpenRoute;
  readonly socket: Duplex;
  readonly http2: typeof import('node:http2');
  readonly limitMs: number;
}

async function check(attempt: Attempt, { route, socket, http2, limitMs }: Calling): Promise<GrpcReply> {
  const { target, settings, signal } = attempt;
  const given = settings.headers.filter(({ name }) => !isOurs(name));
  try {
    return await callGrpc(socket, {
      http2,
      scheme: target.kind === 'grpcs' ? 'https' : 'http',
      authority: formatAuthority(target),
      path: '/grpc.health.v1.Health/Check',
      metadata: {
        'user-agent': 'aliproxy',
        ...Object.fromEntries(given.map(({ name, value }) => [name.toLowerCase(), value])),
      },
      message: encodeHealthRequest(serviceOf(attempt)),
      ...{ limitMs, signal },
    });
  } catch (error) {
    if (error instanceof Http1Wanted) throw wrongProtocol(attempt, 'http');
    throw nameNoAnswer(error, { attempt, route, limitMs, speaks: 'http2' });
  }
}

function judge(attempt: Attempt, reply: GrpcReply): void {
  const { found } = attempt;
  const service = serviceOf(attempt);
  const { httpStatus, grpcMessage } = reply;
  const grpcStatus = grpcStatusOf(reply);
  const status = grpcStatus === 'OK' ? decodeHealthResponse(reply.body) : null;
  found.app = { service, status, grpcStatus, grpcMessage, httpStatus };
  if (grpcStatus === null) throw wrongProtocol(attempt, 'http2');
  if (grpcStatus === 'OK' && status === null) throw wrongProtocol(attempt, 'unknown');
  if (status === 'SERVING') return;
  refuse(attempt, status ?? grpcStatus, grpcMessage);
}

function refuse(attempt: Attempt, status: string, said: string | null): void {
  if (status === 'UNAUTHENTICATED') {
    const isTokenGiven = attempt.settings.headers.some(({ name }) => /^authorization$/i.test(name));
    if (isTokenGiven) throw serviceRefusal(attempt, 'APP_AUTH_FAILED', { said });
    attempt.found.warnings.push(serviceRefusal(attempt, 'APP_AUTH_REQUIRED').diagnosis);
    return;
  }
  if (status === 'PERMISSION_DENIED') throw serviceRefusal(attempt, 'APP_DENIED', { said });
  // A server without a health service will not get one while we wait.
  const seen = status === 'UNIMPLEMENTED' ? { retryable: false } : {};
  const facts = { ...endsOf(attempt), service: serviceOf(attempt), status };
  throw new Diagnosed(diagnosis('GRPC_NOT_SERVING', facts, seen));
}

/** What a gateway in between answers without gRPC, as clients read it (gRPC's HTTP mapping); null: no gRPC at all. */
const statusByHttp: Readonly<Record<number, string>> = {
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  429: 'UNAVAILABLE',
  502: 'UNAVAILABLE',
  503: 'UNAVAILABLE',
  504: 'UNAVAILABLE',
};

function grpcStatusOf({ grpcStatus, httpStatus, contentType }: GrpcReply): string | null {
  const isGrpc = /^application\/grpc(?:[+;]|$)/i.test(contentType ?? '');
  if (isGrpc || grpcStatus !== undefined) return grpcStatusName(grpcStatus) ?? 'UNKNOWN';
  return statusByHttp[httpStatus] ?? null;
}

function serviceOf({ target }: Attempt): string {
  return target.path.replace(/^\//, '');
}

/** Header fields that HTTP/2 forbids (RFC 9113 section 8.2.2) or that make the call what it is. */
const ours =
  /^(?:connection|host|http2-settings|keep-alive|proxy-.*|transfer-encoding|upgrade|te|content-.*|grpc-.*)$/i;

function isOurs(name: string): boolean {
  return ours.test(name);
}
