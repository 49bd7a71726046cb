import { basicCredentials, type Credentials } from '../proxy-url.js';
import { readChallenges } from './challenges.js';
import { type DigestChallenge, digestCredentials, readDigestChallenge } from './digest.js';

/** A Digest challenge of one proxy, and how often it was answered. */
interface Nonce {
  challenge: DigestChallenge | null;
  uses: number;
}

/** The challenge of one proxy that was answered rightly: those who know it need not ask for one first. */
export class RememberedDigest implements Nonce {
  challenge: DigestChallenge | null = null;
  uses = 0;
}

/**
 * What is said to one proxy in `Proxy-Authorization`: Basic at once (RFC 7617), Digest (RFC 7616) after a 407 that asks
 * for it, or where one is remembered. Lives as long as one attempt, also over several connections.
 *
 * Attempts that go on at the same time may arrive in another order than they counted in, which some proxies take for a
 * replay. So each has a nonce of its own from the moment the remembered one is refused, and that one is remembered only
 * when it was accepted.
 */
export class ProxyAuthorization {
  readonly #credentials: Credentials | null;
  readonly #random: (bytes: number) => Buffer;
  readonly #remembered: RememberedDigest;
  #own: Nonce | null = null;
  #renewed = false;

  constructor(
    credentials: Credentials | null,
    random: (bytes: number) => Buffer,
    remembered = new RememberedDigest(),
  ) {
    this.#credentials = credentials;
    this.#random = random;
    this.#remembered = remembered;
  }

  /**
   * The header's value for a request, to be written as UTF-8; null: no header. `uri` is the request target as it stands
   * in the request line: `host:port` of a CONNECT, the whole URL in absolute form.
   */
  valueFor(method: string, uri: string): string | null {
    if (this.#credentials === null) return null;
    const nonce = this.#own ?? this.#remembered;
    if (nonce.challenge === null) return basicCredentials(this.#credentials);
    const cnonce = this.#random(16).toString('hex');
    const use = { method, uri, cnonce, count: ++nonce.uses };
    return digestCredentials(nonce.challenge, this.#credentials, use);
  }

  /**
   * Takes the `Proxy-Authenticate` lines of a 407. True: the request is worth sending again, with a new value. That is
   * so for the first Digest challenge, for one more that only calls the nonce stale, and where what is remembered is not
   * asked for any more.
   */
  learn(lines: readonly string[]): boolean {
    if (this.#credentials === null) return false;
    const [found] = readChallenges(lines).flatMap((challenge) => readDigestChallenge(challenge) ?? []);
    if (!found) return this.#forget();
    const again = this.#own !== null;
    if (again && (this.#renewed || !found.stale)) return false;
    this.#renewed ||= again;
    this.#own = { challenge: found, uses: 0 };
    return true;
  }

  /** The last value was taken. */
  accepted(): void {
    if (this.#own !== null) Object.assign(this.#remembered, this.#own);
  }

  /** It wants no Digest any more, but maybe Basic. */
  #forget(): boolean {
    if (this.#own !== null || this.#renewed || this.#remembered.challenge === null) return false;
    this.#renewed = true;
    this.#remembered.challenge = null;
    return true;
  }
}
