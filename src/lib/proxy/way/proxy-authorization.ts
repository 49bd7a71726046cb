import { basicCredentials, type Credentials } from '../proxy-url.js';
import { readChallenges } from './challenges.js';
import { type DigestChallenge, digestCredentials, readDigestChallenge } from './digest.js';

/**
 * What is said to one proxy in `Proxy-Authorization`: Basic at once (RFC 7617), Digest (RFC 7616) after a 407 that asks
 * for it. Lives as long as one attempt, also over several connections, so that a nonce is used again.
 */
export class ProxyAuthorization {
  readonly #credentials: Credentials | null;
  readonly #random: (bytes: number) => Buffer;
  #digest: DigestChallenge | null = null;
  #uses = 0;
  #renewed = false;

  constructor(credentials: Credentials | null, random: (bytes: number) => Buffer) {
    this.#credentials = credentials;
    this.#random = random;
  }

  /**
   * The header's value for a request, to be written as UTF-8; null: no header. `uri` is the request target as it stands
   * in the request line: `host:port` of a CONNECT, the whole URL in absolute form.
   */
  valueFor(method: string, uri: string): string | null {
    if (this.#credentials === null) return null;
    if (this.#digest === null) return basicCredentials(this.#credentials);
    const cnonce = this.#random(16).toString('hex');
    return digestCredentials(this.#digest, this.#credentials, { method, uri, cnonce, count: ++this.#uses });
  }

  /**
   * Takes the `Proxy-Authenticate` lines of a 407. True: the request is worth sending again, with a new value. That is
   * so for the first Digest challenge, and for one more that only calls the nonce stale.
   */
  learn(lines: readonly string[]): boolean {
    if (this.#credentials === null) return false;
    const [found] = readChallenges(lines).flatMap((challenge) => readDigestChallenge(challenge) ?? []);
    if (!found) return false;
    const again = this.#digest !== null;
    if (again && (this.#renewed || !found.stale)) return false;
    this.#renewed = again;
    this.#digest = found;
    this.#uses = 0;
    return true;
  }
}
