import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { pipeline } from 'node:stream';
import type { Traffic } from '../observe/counts.js';
import { headersForTarget, pairsOf, withoutHopByHop } from './forwarded-headers.js';
import { type Refusal, refusalBody, refusalHeaders, refusals, refuse } from './refusal.js';
import type { RequestHead } from './request-head.js';
import type { Destination } from './request-target.js';

/** A plain HTTP request whose head was read and judged, and whose target is connected. */
export interface ForwardJob {
  readonly head: RequestHead;
  readonly destination: Destination;
  readonly target: Socket;
  /** The target's connection may stand still for so long; infinite for no limit. */
  readonly idleMs: number;
  /** And for so long once the client has ended its side. */
  readonly lingerMs: number;
  readonly traffic: Traffic;
  /** The client is gone, and all is counted. */
  readonly onEnd: () => void;
  readonly onFailure: (refusal: Refusal) => void;
}

const headerBytes = 64 * 1024;

/**
 * Passes plain HTTP requests on to their targets. Node's HTTP parser and writer do the framing of bodies: it is the
 * part of a proxy that must not be done by hand. One request a connection, on both sides: what follows a request
 * whose framing somebody reads differently then has nowhere to go.
 */
export class Forwarder {
  readonly #server: Server;
  readonly #jobs = new WeakMap<object, ForwardJob>();
  /** How to refuse the request that is under way on a client's connection. */
  readonly #failing = new WeakMap<object, (refusal: Refusal) => void>();
  readonly #via: string;

  constructor(pseudonym: string) {
    this.#via = `1.1 ${pseudonym}`;
    // It never listens, it is handed sockets; the limits were applied when the head was read.
    this.#server = createServer({ keepAlive: false, insecureHTTPParser: false, maxHeaderSize: headerBytes });
    // Node gives no answer to a client that ends its side after the request, unless it is told to.
    Object.assign(this.#server, { httpAllowHalfOpen: true });
    for (const event of ['request', 'checkContinue', 'checkExpectation'] as const) {
      this.#server.on(event, (req: IncomingMessage, res: ServerResponse) => this.#pass(req, res));
    }
    this.#server.on('clientError', (_error, client) => this.#unreadable(client as Socket));
  }

  /** The client's socket must be paused, with the whole request in it again: Node's parser reads it once more. */
  start(client: Socket, job: ForwardJob): void {
    const { target } = job;
    this.#jobs.set(client, job);
    target.on('error', () => {});
    target.on('timeout', () => this.#refuse(client, refusals.noAnswer));
    if (Number.isFinite(job.idleMs)) target.setTimeout(job.idleMs);
    client.once('end', () => target.setTimeout(job.lingerMs));
    client.once('close', () => {
      job.traffic.up(target.bytesWritten);
      job.traffic.down(target.bytesRead);
      target.destroy();
      job.onEnd();
    });
    this.#server.emit('connection', client);
    client.resume();
  }

  #pass(req: IncomingMessage, res: ServerResponse): void {
    const client = req.socket;
    const job = this.#take(client);
    // A second request on the same connection: the answer to the first one closes it.
    if (job === undefined) return;
    const fail = (refusal: Refusal) => {
      if (client.destroyed) return;
      if (res.headersSent) {
        client.destroy();
        return;
      }
      // A client that has ended its side may have left: then nothing has failed.
      if (refusal !== refusals.noAnswer || !client.readableEnded) job.onFailure(refusal);
      res.writeHead(refusal.status, refusal.reason, refusalHeaders(refusal).flat());
      res.end(refusalBody(refusal));
    };
    this.#failing.set(client, fail);
    if (job.target.destroyed) {
      fail(refusals.closed);
      return;
    }
    const outgoing = request({
      method: job.head.method,
      path: job.destination.path,
      headers: headersForTarget(job.head, job.destination.host, this.#via).flat(),
      setHost: false,
      maxHeaderSize: headerBytes,
      createConnection: () => job.target,
    });
    outgoing.on('continue', () => res.writeContinue());
    outgoing.on('response', (incoming) => {
      if (!this.#answer(incoming, res)) fail(refusals.wrongProtocol);
    });
    outgoing.on('upgrade', () => fail(refusals.wrongProtocol));
    outgoing.on('error', ({ code }: NodeJS.ErrnoException) =>
      fail(code?.startsWith('HPE_') ? refusals.wrongProtocol : refusals.closed),
    );
    outgoing.on('close', () => {
      if (!res.headersSent) fail(refusals.closed);
    });
    outgoing.flushHeaders();
    pipeline(req, outgoing, () => {});
  }

  /** Passes an answer on; false where it has a form that Node reads but does not write. */
  #answer(incoming: IncomingMessage, res: ServerResponse): boolean {
    const headers = withoutHopByHop(pairsOf(incoming.rawHeaders));
    headers.push(['Via', this.#via], ['Connection', 'close']);
    res.sendDate = false;
    try {
      res.writeHead(incoming.statusCode ?? 0, incoming.statusMessage ?? '', headers.flat());
    } catch {
      incoming.destroy();
      return false;
    }
    // Broken off on one side, the other is destroyed as well: half a body must not pass for a whole one.
    pipeline(incoming, res, () => {});
    return true;
  }

  /** Node's parser refuses what ours let pass, or the body of a request is broken. */
  #unreadable(client: Socket): void {
    const job = this.#take(client);
    if (job === undefined) {
      this.#refuse(client, refusals.badRequest);
      return;
    }
    job.onFailure(refusals.badRequest);
    refuse(client, refusals.badRequest);
  }

  /** Answers the request under way, unless its answer has begun. */
  #refuse(client: Socket, refusal: Refusal): void {
    const fail = this.#failing.get(client);
    if (fail) fail(refusal);
    else client.destroy();
  }

  #take(client: object): ForwardJob | undefined {
    const job = this.#jobs.get(client);
    this.#jobs.delete(client);
    return job;
  }
}
