import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { Connection } from '../connection.js';
import type { ForwardProxy, Reached } from '../upstreams/reach.js';
import type { AnswerHead } from './answer-writer.js';
import { headersForTarget, pairsOf } from './forwarded-headers.js';
import type { Framing } from './request-body.js';
import type { RequestHead } from './request-head.js';
import type { Destination } from './request-target.js';

/** A plain HTTP request whose head was read and judged. */
export interface PlainRequest {
  readonly head: RequestHead;
  readonly destination: Destination;
  readonly framing: Framing;
  /** What came right behind the head. */
  readonly rest: Buffer;
  /** It asks for a switch to websocket. */
  readonly upgrade: boolean;
}

const answerHeadBytes = 64 * 1024;

/** A connection that the request is sent on, and what has moved on it. */
export class Way {
  incoming: IncomingMessage | undefined;
  readonly reached: Reached;
  readonly outgoing: ClientRequest;
  /** Whom the request was sent to, where that is not the destination. */
  readonly forwardProxy: ForwardProxy | null;
  readonly #connection: Connection;
  /** A proxy's handshake has gone over it already. */
  #written: number;
  #read: number;

  constructor(
    plain: PlainRequest,
    { reached, forwardProxy }: Pick<Way, 'reached' | 'forwardProxy'>,
    connection: Connection,
  ) {
    this.reached = reached;
    this.forwardProxy = forwardProxy;
    this.#connection = connection;
    this.#written = reached.socket.bytesWritten;
    this.#read = reached.socket.bytesRead;
    this.outgoing = openRequest(plain, this, connection.service.pseudonym);
  }

  /** Adds what has moved since the last time, but for so many bytes that somebody else will count. */
  count(waitingBytes = 0): void {
    const { bytesWritten } = this.reached.socket;
    const bytesRead = this.reached.socket.bytesRead - waitingBytes;
    const { session } = this.#connection;
    if (bytesWritten > this.#written) session.up(bytesWritten - this.#written);
    if (bytesRead > this.#read) session.down(bytesRead - this.#read);
    this.#written = bytesWritten;
    this.#read = bytesRead;
  }

  close(): void {
    this.count();
    this.outgoing.destroy();
    this.reached.socket.destroy();
  }
}

export function headOf(incoming: IncomingMessage): AnswerHead {
  return {
    status: incoming.statusCode ?? 0,
    reason: incoming.statusMessage ?? '',
    version: incoming.httpVersion,
    headers: pairsOf(incoming.rawHeaders),
  };
}

/** How a proxy is asked (RFC 9112 section 3.2.2). */
function absoluteForm({ host, path }: Destination): string {
  return `http://${host}${path === '*' ? '' : path}`;
}

/** Writes nothing yet. */
function openRequest(
  { head, destination, upgrade }: PlainRequest,
  { reached, forwardProxy }: Pick<Way, 'reached' | 'forwardProxy'>,
  pseudonym: string,
): ClientRequest {
  const path = forwardProxy ? absoluteForm(destination) : destination.path;
  const authorization = forwardProxy?.authorization(head.method, path) ?? null;
  const headers = headersForTarget(head, {
    ...{ host: destination.host, pseudonym, upgrade },
    authorization: authorization && Buffer.from(authorization, 'utf8').toString('latin1'),
  });
  return request({
    ...{ method: head.method, path, headers: headers.flat(), setHost: false },
    maxHeaderSize: answerHeadBytes,
    createConnection: () => reached.socket,
  });
}
