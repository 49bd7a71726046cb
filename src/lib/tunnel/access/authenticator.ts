import type { User } from './access-settings.js';

/** Says whether a name and a password belong together. */
export class Authenticator {
  readonly #users: ReadonlyMap<string, User>;

  constructor(users: readonly User[]) {
    this.#users = new Map(users.map((user) => [user.name, user]));
  }

  /** Are credentials asked for at all? */
  get isNeeded(): boolean {
    return this.#users.size > 0;
  }

  /** Takes as long for a user that is not there as for a wrong password. */
  async accepts(name: string, password: string): Promise<boolean> {
    const user = this.#users.get(name);
    return user?.secret.kind === 'password' && user.secret.password === password;
  }
}
