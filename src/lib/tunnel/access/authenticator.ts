import { createHmac, timingSafeEqual } from 'node:crypto';
import type { User } from './access-settings.js';
import { FairQueue } from './fair-queue.js';
import { matchesHash, type PasswordHash, parsePasswordHash, plainPassword } from './password-hash.js';
import { plainUserName } from './users.js';

/** Who shows credentials. */
export interface Applicant {
  /** The address he comes from. */
  readonly client: string;
  /** Does he still wait for the answer? */
  readonly isWaiting: () => boolean;
}

/** At a time: Node has four threads for such work, and name lookups need them, too. */
const mostHashing = 2;
const mostRemembered = 1_024;

type Proof =
  | { readonly kind: 'password'; readonly digest: Buffer }
  | { readonly kind: 'scrypt'; readonly hash: PasswordHash };

/**
 * Says whether a name and a password belong together. To say so of a hashed password takes a tenth of a second on purpose,
 * so what was found is remembered, by a keyed digest of both that is worth nothing outside of this process.
 */
export class Authenticator {
  readonly #key: Buffer;
  readonly #proofs: ReadonlyMap<string, Proof>;
  /** Is checked for a name that is not there, so that it takes as long as for one that is. */
  readonly #decoy: PasswordHash | null;
  readonly #queue = new FairQueue(mostHashing);
  readonly #accepted = new Set<string>();
  readonly #refused = new Set<string>();
  readonly #underWay = new Map<string, Promise<boolean | null>>();

  /** `random` gives the key. */
  constructor(users: readonly User[], random: (bytes: number) => Buffer) {
    this.#key = random(32);
    const proofs = users.map(({ name, secret }): [string, Proof] => [
      plainUserName(name),
      secret.kind === 'password'
        ? { kind: 'password', digest: this.#digest(plainPassword(secret.password)) }
        : { kind: 'scrypt', hash: readHash(secret.hash) },
    ]);
    this.#proofs = new Map(proofs);
    this.#decoy = costliest(proofs.flatMap(([, proof]) => (proof.kind === 'scrypt' ? [proof.hash] : [])));
  }

  /** Are credentials asked for at all? */
  get isNeeded(): boolean {
    return this.#proofs.size > 0;
  }

  /** Takes as long for a user that is not there as for a wrong password. */
  async accepts(name: string, password: string, applicant: Applicant = anybody): Promise<boolean> {
    const user = plainUserName(name);
    const key = this.#digest(JSON.stringify([user, plainPassword(password)])).toString('base64');
    if (this.#accepted.has(key)) return true;
    if (this.#refused.has(key)) return false;
    for (let other = this.#underWay.get(key); other !== undefined; other = this.#underWay.get(key)) {
      const found = await other;
      // Null: whoever asked first is gone. Then it is still to be found out.
      if (found !== null) return found;
    }
    const proof = this.#proofs.get(user);
    const isPlain =
      proof?.kind === 'password' && timingSafeEqual(proof.digest, this.#digest(plainPassword(password)));
    if (isPlain || this.#decoy === null) return this.#remember(key, isPlain);
    const hash = proof?.kind === 'scrypt' ? proof.hash : this.#decoy;
    const mayPass = proof?.kind === 'scrypt';
    const checking = this.#queue.do(
      applicant.client,
      async () => (await matchesHash(password, hash)) && mayPass,
      applicant.isWaiting,
    );
    this.#underWay.set(key, checking);
    try {
      const accepted = await checking;
      return accepted !== null && this.#remember(key, accepted);
    } finally {
      if (this.#underWay.get(key) === checking) this.#underWay.delete(key);
    }
  }

  /** The oldest is forgotten; a flood of wrong passwords can't push out a right one. */
  #remember(key: string, accepted: boolean): boolean {
    const remembered = accepted ? this.#accepted : this.#refused;
    remembered.add(key);
    if (remembered.size > mostRemembered) {
      const [oldest] = remembered;
      if (oldest !== undefined) remembered.delete(oldest);
    }
    return accepted;
  }

  #digest(text: string): Buffer {
    return createHmac('sha256', this.#key).update(text, 'utf8').digest();
  }
}

const anybody: Applicant = { client: '', isWaiting: () => true };

function readHash(text: string): PasswordHash {
  const hash = parsePasswordHash(text);
  if (hash === null) throw new TypeError('not a password hash');
  return hash;
}

function costliest(hashes: readonly PasswordHash[]): PasswordHash | null {
  const work = ({ cost: { N, r, p } }: PasswordHash) => N * r * p;
  return hashes.reduce<PasswordHash | null>(
    (most, each) => (most && work(most) >= work(each) ? most : each),
    null,
  );
}
