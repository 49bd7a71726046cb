import type { Environment } from '../host/host.js';
import { type FoundVariable, firstVariable } from '../host/variables.js';

export type Expansion =
  | { readonly ok: true; readonly text: string; readonly secrets: readonly string[] }
  /** A variable that is not set, or set to nothing. */
  | { readonly ok: false; readonly missing: string };

const reference = /\$(\$?)\{([a-z_]\w*)\}/gi;

/** Names of what nobody shall read; `PASS` but not `PASSAGE`. */
const secretName =
  /token|secret|passw|passphrase|(?:^|_)pass(?:$|_)|pwd|credential|(?:^|_)auth|(?:^|_|api)key(?:$|_)/i;

/**
 * Puts the values of environment variables in the place of `${NAME}`; `$${NAME}` stands for `${NAME}` itself. What
 * stands in the user part of a URL is percent-encoded, so that a variable may hold any password. `secrets` are the
 * values that stand there, and those of variables that are named like one.
 */
export function expandVariables(
  text: string,
  { env, os, form }: { env: Environment; os: NodeJS.Platform; form: 'url' | 'text' },
): Expansion {
  const [start, end] = form === 'url' ? userPart(text) : [0, 0];
  const secrets: string[] = [];
  let missing: string | null = null;
  const expanded = text.replace(reference, (written, escaped: string, name: string, at: number) => {
    if (escaped) return written.slice(1);
    const found: FoundVariable | null = firstVariable([name], env, os);
    if (found === null) {
      missing ??= name;
      return written;
    }
    const inside = at >= start && at < end;
    if (inside || secretName.test(name)) secrets.push(found.value);
    return inside ? encodeURIComponent(found.value) : found.value;
  });
  return missing === null ? { ok: true, text: expanded, secrets } : { ok: false, missing };
}

/** From where to where the user part of a URL, or of `user:password@host:port`, stands; nowhere: an empty range. */
function userPart(text: string): readonly [number, number] {
  const start = /^[a-z][a-z0-9+.-]*:\/\//i.exec(text)?.[0].length ?? 0;
  const authority = /^[^/?#]*/.exec(text.slice(start))?.[0] ?? '';
  const at = authority.lastIndexOf('@');
  return at < 0 ? [0, 0] : [start, start + at];
}
