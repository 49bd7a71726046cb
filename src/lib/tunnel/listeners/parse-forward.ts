import { parseAuthority } from '../../proxy/authority.js';
import type { ForwardSetting } from '../settings.js';
import { parseListenAddress } from './listen-address.js';

/** For people who wrote something else. */
export const forwardForm =
  '6379:10.0.3.8:6379, redis=127.0.0.1:0:redis.internal:6379, [::1]:5432:[fd00::8]:5432';

/**
 * Reads `[NAME=][HOST:]PORT:TARGET:PORT`, the form of `ssh -L` with a name before it; IPv6 stands in brackets. Without
 * HOST it is 127.0.0.1; port 0 picks a free one. Null for anything else.
 */
export function parseForward(text: string): ForwardSetting | null {
  const [, name, rest = ''] = /^(?:([^=]*)=)?(.*)$/s.exec(text) ?? [];
  const match = /^((?:(?:\[[^\]]*\]|[^:[\]]+):)?\d{1,5}):((?:\[[^\]]*\]|[^:[\]]+):\d{1,5})$/.exec(rest);
  if (match === null || (name !== undefined && !isForwardName(name))) return null;
  return forwardOf({
    name: name ?? null,
    listen: match[1] as string,
    to: match[2] as string,
    upstreams: null,
  });
}

/** A forward from its parts; null where an address is none. */
export function forwardOf(parts: {
  readonly name: string | null;
  readonly listen: string;
  readonly to: string;
  readonly upstreams: readonly string[] | null;
}): ForwardSetting | null {
  const listen = parseListenAddress(parts.listen);
  const target = parseAuthority(parts.to);
  if (listen === null || target === null) return null;
  return { name: parts.name, listen, target, upstreams: parts.upstreams };
}

/** Letters, digits, `-` and `_`, a letter first: it becomes part of a variable's name. */
export function isForwardName(text: string): boolean {
  return /^[a-z][a-z0-9_-]{0,62}$/i.test(text);
}
