import type { ClientRequest } from 'node:http';
import { passedTrailers } from './forwarded-headers.js';
import { bodyReader, type Framing, type RequestBody } from './request-body.js';

/** So much of a body is kept until the answer begins: a proxy that wants other credentials is asked again. */
const keptBytes = 64 * 1024;

/** What came of a piece of a body; `full`: it was taken, but no more should come for now. */
export type PieceSent = 'taken' | 'full' | 'malformed';

/** Reads the body of a request and sends it on, by one way or, while that can be done, anew by another. */
export class BodySender {
  readonly #body: RequestBody;
  /** What came so far; null where it can't be sent again. */
  #kept: Buffer[] | null = [];
  #keptBytes = 0;
  #outgoing: ClientRequest | undefined;

  constructor(framing: Framing) {
    this.#body = bodyReader(framing);
  }

  /** Has all of it come? */
  get done(): boolean {
    return this.#body.done;
  }

  /** Can all that came so far be sent again? */
  get canRepeat(): boolean {
    return this.#kept !== null;
  }

  /** It will not have to be sent again. */
  forget(): void {
    this.#kept = null;
  }

  /** Sends what came so far, and from now on what comes, on this request. */
  begin(outgoing: ClientRequest): void {
    this.#outgoing = outgoing;
    for (const piece of this.#kept ?? []) outgoing.write(piece);
    if (this.#body.done) this.#end(outgoing);
  }

  /** Not to be called once it is done. */
  push(chunk: Buffer): PieceSent {
    const outgoing = this.#outgoing;
    const { data, done, malformed } = this.#body.push(chunk);
    if (malformed) return 'malformed';
    let result: PieceSent = 'taken';
    for (const piece of data) {
      this.#keep(piece);
      if (outgoing && !outgoing.destroyed && !outgoing.write(piece)) result = 'full';
    }
    if (done && outgoing) this.#end(outgoing);
    return result;
  }

  #keep(piece: Buffer): void {
    this.#keptBytes += piece.length;
    if (this.#keptBytes > keptBytes) this.#kept = null;
    else this.#kept?.push(piece);
  }

  #end(outgoing: ClientRequest): void {
    if (outgoing.destroyed) return;
    const trailers = passedTrailers(this.#body.trailers);
    if (trailers.length > 0) {
      outgoing.addTrailers(trailers.map(([name, value]): [string, string] => [name, value]));
    }
    outgoing.end();
  }
}
