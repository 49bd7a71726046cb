import { type Authority, formatAuthority } from '../../proxy/authority.js';
import type { Credentials } from '../../proxy/proxy-url.js';
import { reachableFromHere } from '../listeners/listen-address.js';
import type { ForwardSetting, TunnelSettings } from '../settings.js';

/** Where a tunnel can be reached; the addresses may be those that were asked for or those that were bound. */
export interface Reachable {
  readonly listen: readonly Authority[];
  readonly forwards: readonly { readonly name: string | null; readonly listen: Authority }[];
  /** Do clients speak TLS with it? */
  readonly tls: boolean;
}

/** What goes past the tunnel: what is on this machine. */
const noProxy = 'localhost,127.0.0.1,::1';

/**
 * The environment variables that lead programs into a tunnel. Programs disagree on the case of their names, so there
 * are both, but for Windows, where they are the same.
 *
 * @param credentials for a tunnel that asks for some; null leaves them out
 */
export function clientVariables(
  { listen, forwards, tls }: Reachable,
  { os, credentials }: { readonly os: NodeJS.Platform; readonly credentials: Credentials | null },
): Readonly<Record<string, string>> {
  const [first] = listen;
  const variables: [string, string][] = [];
  if (first !== undefined) {
    const user =
      credentials === null ? '' : `${encode(credentials.username)}:${encode(credentials.password)}@`;
    const url = `${tls ? 'https' : 'http'}://${user}${formatAuthority(reachableFromHere(first))}`;
    for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY']) variables.push([name, url]);
    variables.push(['NO_PROXY', noProxy]);
    if (os !== 'win32') {
      for (const [name, value] of [...variables]) variables.push([name.toLowerCase(), value]);
    }
  }
  for (const { name, listen: address } of forwards) {
    if (name !== null) variables.push([forwardVariable(name), formatAuthority(reachableFromHere(address))]);
  }
  return Object.fromEntries(variables);
}

/** `redis-a` is told as `ALIPROXY_FWD_REDIS_A`. */
export function forwardVariable(name: NonNullable<ForwardSetting['name']>): string {
  return `ALIPROXY_FWD_${name.toUpperCase().replaceAll('-', '_')}`;
}

/** The first user whose password was given in plain; null where there is none, or none is asked for. */
export function plainCredentials({ access }: Pick<TunnelSettings, 'access'>): Credentials | null {
  for (const { name, secret } of access.users) {
    if (secret.kind === 'password') return { username: name, password: secret.password };
  }
  return null;
}

/** Everything but letters, digits and `-_.~`: clients differ in what they take as it stands. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
