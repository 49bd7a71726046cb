import type { Environment } from '../../host/host.js';
import { isSince, parseRelease } from './release.js';

/** How NO_PROXY is read: by plain endings, by domains, or by domains and IPv6 addresses without brackets. */
export type NodeExceptions = 'endings' | 'domains' | 'domains-and-ipv6';

/** What the undici inside a Node.js release does with proxy variables. */
export interface NodeFeatures {
  /** Which values of NODE_USE_ENV_PROXY count. */
  readonly optIn: 'one' | 'any';
  /** Is `--use-env-proxy` known? An unknown option in NODE_OPTIONS ends Node.js. */
  readonly option: boolean;
  readonly exceptions: NodeExceptions;
  readonly socks: boolean;
  /** Is a user name without a password sent (and so decoded)? */
  readonly userAlone: boolean;
}

/** Null: this release knows no proxy variables. Found by running the releases around each change. */
export function nodeFeatures(version: string): NodeFeatures | null {
  const atLeast = (major: number, minor: number) => isAtLeast(version, major, minor);
  const is22 = atLeast(22, 21) && !atLeast(23, 0);
  if (!is22 && !atLeast(24, 0)) return null;
  const inLine = (minor24: number, minor25: number) =>
    (atLeast(24, minor24) && !atLeast(25, 0)) || atLeast(25, minor25);
  return {
    optIn: is22 || atLeast(24, 5) ? 'one' : 'any',
    option: is22 || atLeast(24, 5),
    exceptions: atLeast(26, 8) ? 'domains-and-ipv6' : inLine(15, 8) ? 'domains' : 'endings',
    socks: inLine(15, 9),
    userAlone: atLeast(26, 7),
  };
}

/** The first release of this line, or of the next one, that knows proxy variables. */
export function proxySince(version: string): string {
  return isAtLeast(version, 22, 21) ? '24.0' : '22.21';
}

function isAtLeast(version: string, major: number, minor: number): boolean {
  return isSince(parseRelease(version) ?? [0, 0, 0], [major, minor, 0]);
}

/** What NODE_OPTIONS says of `--use-env-proxy`; the last one counts, whatever value it is given. */
export function envProxyOption(env: Environment): boolean | null {
  const said = splitNodeOptions(env.NODE_OPTIONS ?? '').flatMap((word) => {
    const match = /^--(no-)?use[-_]env[-_]proxy(?:=|$)/.exec(word);
    return match ? [match[1] === undefined] : [];
  });
  return said.at(-1) ?? null;
}

/** Words between blanks; double quotes hold blanks together, a backslash inside them keeps the next sign. */
function splitNodeOptions(text: string): string[] {
  const words = text.match(/(?:"(?:\\.|[^"\\])*"|[^ "])+/gs) ?? [];
  return words.map((word) =>
    word.replace(/"((?:\\.|[^"\\])*)"/gs, (_quoted, inside: string) => inside.replace(/\\(.)/gs, '$1')),
  );
}
