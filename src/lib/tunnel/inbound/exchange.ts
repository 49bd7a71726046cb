import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { type Connection, noteFailure } from '../connection.js';
import { findWay, isRefusal, startRelay } from '../find-way.js';
import { type Refusal, refusals } from '../refusals/refusal.js';
import { refusalOfCode } from '../refusals/refusal-of-code.js';
import { closeAfter } from '../relay/close-after.js';
import type { Watched } from '../relay/idle-watch.js';
import type { SessionEnd } from '../session.js';
import type { ForwardProxy, Reached } from '../upstreams/reach.js';
import { AnswerWriter, isPresentable } from './answer-writer.js';
import { BodySender } from './body-sender.js';
import { pairsOf } from './forwarded-headers.js';
import { refuse } from './refuse-http.js';
import { type Header, valuesOf } from './request-head.js';
import { headOf, type PlainRequest, Way } from './way.js';

/** Ways for one request: the first, the same proxy with what it taught, and another. */
const mostWays = 4;
/** RFC 9110 section 9.2.2: asking twice does what asking once does. */
const idempotent = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);

/**
 * One plain HTTP request and its answer. The body is read strictly by us and framed anew by Node's client, the answer
 * is read by Node's parser and framed anew by us. One request a connection, on both sides: what follows a request whose
 * framing somebody reads differently then has nowhere to go.
 */
export class Exchange implements Watched {
  lastActiveMs = 0;
  limitMs: number;
  readonly #connection: Connection;
  readonly #client: Socket;
  readonly #plain: PlainRequest;
  readonly #body: BodySender;
  readonly #answer: AnswerWriter;
  readonly #release: () => void;
  #way: Way | undefined;
  #ways = 0;
  #over = false;
  #clientFailed = false;

  constructor(connection: Connection, plain: PlainRequest) {
    const { socket, service, snapshot } = connection;
    this.#connection = connection;
    this.#client = socket;
    this.#plain = plain;
    this.#body = new BodySender(plain.framing);
    this.#answer = new AnswerWriter(socket, plain.head, service.pseudonym);
    this.#release = connection.hold();
    this.limitMs = snapshot.settings.limits.idleTimeoutMs;
  }

  /** The client's socket must be paused. */
  start(reached: Reached): void {
    const { watch } = this.#connection.service;
    watch.add(this);
    this.#moved();
    this.#client.on('drain', this.#onDrain);
    this.#client.on('end', this.#onEnd);
    this.#client.on('error', this.#onError);
    this.#client.on('close', this.#onClose);
    // Nobody but a proxy lets a request be sent again.
    if (reached.forwardProxy === null) this.#body.forget();
    this.#ask(reached);
    // Whoever asks for websocket says nothing before he has the answer, or says it to the target.
    if (!this.#plain.upgrade) this.#readBody();
    // It may have ended its side while the target was dialled: `end` has been emitted then, paused or not.
    if (this.#client.readableEnded) this.#onEnd();
    if (this.#client.destroyed) this.#onClose();
  }

  /** Too long without a byte. */
  expire(): void {
    // Cut: what is left to do is done when it closes.
    if (this.#client.destroyed) return;
    const left = this.#client.readableEnded;
    if (this.#answer.begun) this.#break(left ? 'linger' : 'idle');
    else this.#fail(refusals.noAnswer, left ? 'linger' : 'idle');
  }

  #readBody(): void {
    const { rest } = this.#plain;
    this.#client.on('data', this.#onData);
    if (rest.length > 0) this.#onData(rest);
    if (!this.#way?.outgoing.writableNeedDrain) this.#client.resume();
  }

  /** Sends the head, and what is kept of the body, on a way. `forwardProxy`: knows already what the proxy wants. */
  #ask(reached: Reached, forwardProxy: ForwardProxy | null = reached.forwardProxy): void {
    const way = new Way(this.#plain, { reached, forwardProxy }, this.#connection);
    const { outgoing } = way;
    this.#way = way;
    this.#ways++;
    // A way that a proxy has opened is paused.
    outgoing.on('socket', (socket) => socket.resume());
    outgoing.on('drain', () => {
      if (way === this.#way && !this.#plain.upgrade) this.#client.resume();
    });
    outgoing.on('information', (interim) => {
      this.#moved();
      this.#answer.interim({
        status: interim.statusCode,
        reason: interim.statusMessage,
        version: interim.httpVersion,
        headers: pairsOf(interim.rawHeaders),
      });
    });
    outgoing.on('response', (incoming) => this.#answered(way, incoming));
    outgoing.on('upgrade', (incoming, socket, first) =>
      this.#switched(way, incoming, socket as Socket, first),
    );
    outgoing.on('error', (error: NodeJS.ErrnoException) => this.#wayFailed(way, error.code));
    outgoing.on('close', () => this.#wayFailed(way, undefined));
    outgoing.flushHeaders();
    this.#body.begin(outgoing);
  }

  readonly #onData = (chunk: Buffer): void => {
    // After the body there is nothing that anybody wants.
    if (this.#way === undefined || this.#over || this.#body.done) return;
    this.#moved();
    const sent = this.#body.push(chunk);
    if (sent === 'malformed') {
      this.#fail(refusals.badRequest, 'refused');
      return;
    }
    if (sent === 'full') this.#client.pause();
    this.#way.count();
  };

  readonly #onEnd = (): void => {
    if (this.#over) return;
    if (!this.#body.done) {
      this.#fail(refusals.badRequest, 'refused');
      return;
    }
    this.limitMs = this.#connection.snapshot.settings.limits.lingerMs;
    this.#moved();
  };

  readonly #onError = (): void => {
    this.#clientFailed = true;
  };

  readonly #onDrain = (): void => {
    this.#moved();
    this.#way?.incoming?.resume();
  };

  readonly #onClose = (): void => {
    this.#client.off('close', this.#onClose);
    this.#connection.service.watch.remove(this);
    this.#way?.close();
    if (!this.#over) this.#connection.session.closeReason ??= this.#clientFailed ? 'client-reset' : 'client';
    this.#over = true;
    this.#release();
  };

  /** The final head of the answer is there. */
  #answered(way: Way, incoming: IncomingMessage): void {
    way.incoming = incoming;
    const { forwardProxy } = way;
    if (forwardProxy !== null && incoming.statusCode === 407) {
      const challenges = valuesOf(pairsOf(incoming.rawHeaders), 'proxy-authenticate');
      this.#askAgain(way, forwardProxy.refused(challenges));
      return;
    }
    const head = headOf(incoming);
    if (!isPresentable(head)) {
      this.#fail(this.#gibberish(way), 'target');
      return;
    }
    forwardProxy?.answered();
    this.#moved();
    this.#connection.session.status = head.status;
    this.#answer.begin(head);
    this.#body.forget();
    incoming.on('data', (chunk: Buffer) => {
      this.#moved();
      if (!this.#answer.write(chunk)) incoming.pause();
      way.count();
    });
    incoming.on('error', () => {});
    incoming.on('close', () => {
      if (this.#over || way !== this.#way) return;
      if (incoming.complete) this.#finish(pairsOf(incoming.rawTrailers));
      else this.#break('target');
    });
  }

  #finish(trailers: readonly Header[]): void {
    const { lingerMs: flushMs } = this.#connection.snapshot.settings.limits;
    this.#end('done');
    closeAfter(this.#client, this.#answer.ending(trailers), { flushMs, cut: () => this.#connection.reset() });
  }

  /** 101: the connection is a tunnel from now on. */
  #switched(way: Way, incoming: IncomingMessage, socket: Socket, first: Buffer): void {
    const head = headOf(incoming);
    const protocol = valuesOf(head.headers, 'upgrade').join(',').toLowerCase();
    if (!this.#plain.upgrade || protocol !== 'websocket' || !isPresentable(head)) {
      this.#fail(this.#gibberish(way), 'target');
      return;
    }
    this.#over = true;
    this.#connection.service.watch.remove(this);
    this.#client.off('drain', this.#onDrain).off('end', this.#onEnd);
    this.#client.off('error', this.#onError).off('close', this.#onClose);
    this.#connection.session.status = head.status;
    this.#answer.switched(head);
    socket.on('error', () => {});
    way.count(first.length);
    if (first.length > 0) socket.unshift(first);
    startRelay(this.#connection, way.reached, this.#plain.rest);
    this.#release();
  }

  /** The connection to the target or proxy has failed, or was closed before the answer was there. */
  #wayFailed(way: Way, code: string | undefined): void {
    if (this.#over || way !== this.#way || way.incoming !== undefined) return;
    if (code?.startsWith('HPE_')) {
      this.#fail(this.#gibberish(way), 'target');
      return;
    }
    const { forwardProxy } = way;
    if (forwardProxy !== null && idempotent.has(this.#plain.head.method) && this.#ways === 1) {
      this.#askAgain(way, false);
      return;
    }
    this.#fail(forwardProxy ? refusalOfCode('PROXY_CLOSED') : refusals.closed, 'target');
  }

  /** What was answered is not HTTP. */
  #gibberish({ forwardProxy }: Way): Refusal {
    return forwardProxy ? refusalOfCode('PROXY_PROTOCOL') : refusals.wrongProtocol;
  }

  /** On another connection: to the same proxy where it has taught us what it wants, else by whatever way there is. */
  #askAgain(way: Way, same: boolean): void {
    const { session, snapshot } = this.#connection;
    const refusal = refusalOfCode(way.incoming ? 'PROXY_AUTH_FAILED' : 'PROXY_CLOSED');
    this.#way = undefined;
    this.#client.pause();
    way.close();
    if (!this.#body.canRepeat || this.#ways >= mostWays) {
      this.#fail(refusal, 'refused');
      return;
    }
    const tried = session.upstream ?? '';
    const others = snapshot.settings.upstreams.map(({ name }) => name).filter((name) => name !== tried);
    if (!same && others.length === 0 && way.incoming) {
      this.#fail(refusal, 'refused');
      return;
    }
    const wanted = {
      ...{ destination: this.#plain.destination.authority, use: 'http' as const },
      upstreams: same || others.length === 0 ? [tried] : others,
    };
    findWay(this.#connection, wanted).then(
      (found) => {
        if (found === null || this.#over) {
          if (found !== null && !isRefusal(found)) found.socket.destroy();
          return;
        }
        if (isRefusal(found)) {
          this.#fail(found, 'refused');
          return;
        }
        if (!same) session.retries++;
        this.#ask(found, same ? way.forwardProxy : found.forwardProxy);
        this.#client.resume();
      },
      () => this.#fail(refusals.internal, 'refused'),
    );
  }

  /** Answers with a no, unless an answer has begun. */
  #fail(refusal: Refusal, reason: SessionEnd): void {
    if (this.#over) return;
    if (this.#answer.begun) {
      this.#break(reason);
      return;
    }
    // A client that has ended its side may have left: then nothing has failed.
    if (refusal !== refusals.noAnswer || !this.#client.readableEnded) {
      noteFailure(this.#connection, refusal.code, refusal.status);
    }
    this.#end(reason);
    refuse(this.#client, refusal, { bodyless: this.#plain.head.method === 'HEAD' });
  }

  /** The answer can't be completed: half of it must not pass for the whole. */
  #break(reason: SessionEnd): void {
    this.#end(reason);
    this.#connection.reset();
  }

  #end(reason: SessionEnd): void {
    this.#over = true;
    this.#connection.service.watch.remove(this);
    this.#connection.session.closeReason ??= reason;
    this.#client.off('data', this.#onData);
    this.#way?.close();
  }

  #moved(): void {
    this.lastActiveMs = this.#connection.service.watch.nowMs;
  }
}
