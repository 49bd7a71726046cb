import type { ClientSetting, ExplainTarget } from './client.js';

/**
 * The value of `http.proxy` that holds for a URL: the one of `http.<url>.proxy` that fits best, by the length of its
 * host, then of its path; among equals the last (urlmatch.c). Null where none is set. The pattern's scheme, host and
 * port must be those of the URL, a `*` stands for one label of the host, the path is the same or leads to it. A pattern
 * with a user part fits no URL here, because targets have none.
 */
export function findGitProxy(
  settings: readonly ClientSetting[],
  target: ExplainTarget,
): ClientSetting | null {
  let best: { readonly setting: ClientSetting; readonly rank: Rank } | null = null;
  for (const setting of settings) {
    const rank = rankOf(setting.name, target);
    if (rank !== null && (best === null || isAsGood(rank, best.rank))) best = { setting, rank };
  }
  return best?.setting ?? null;
}

interface Rank {
  readonly host: number;
  readonly path: number;
}

function isAsGood(rank: Rank, other: Rank): boolean {
  return rank.host === other.host ? rank.path >= other.path : rank.host > other.host;
}

/** Null where the setting does not hold for this target. */
function rankOf(name: string, target: ExplainTarget): Rank | null {
  const [found, pattern] = /^http\.(?:(.*)\.)?proxy$/is.exec(name) ?? [];
  if (found === undefined) return null;
  if (pattern === undefined) return { host: 0, path: 0 };
  const [, scheme = '', authority = '', path = ''] =
    /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)([^?#]*)/i.exec(pattern) ?? [];
  const [, host, port] = /^([a-z0-9._*[\]:-]*?)(?::([0-9]*))?$/i.exec(authority) ?? [];
  if (!host || scheme.toLowerCase() !== target.scheme) return null;
  if (portOf(scheme.toLowerCase(), port) !== portOf(target.scheme, String(target.port))) return null;
  const literal = target.host.includes(':') ? `[${target.host}]` : target.host;
  const length = matchedPath(target.path, path);
  if (length === 0 || !fitsHost(literal.toLowerCase(), host.toLowerCase())) return null;
  return { host: host.length, path: length };
}

/** The default ports of http and https are left out. */
function portOf(scheme: string, digits: string | undefined): number | null {
  const port = digits ? Number(digits) : null;
  return port === { http: 80, https: 443 }[scheme] ? null : port;
}

/** A dot at the end counts for nothing. */
function fitsHost(host: string, pattern: string): boolean {
  const labels = host.replace(/\.$/, '').split('.');
  const wanted = pattern.replace(/\.$/, '').split('.');
  return (
    labels.length === wanted.length && wanted.every((label, at) => label === '*' || label === labels[at])
  );
}

/** The length of the part of the path that the pattern covers, with the slash at its end; 0 where it does not. */
function matchedPath(path: string, pattern: string): number {
  const prefix = normalPath(pattern).replace(/\/$/, '');
  const ours = normalPath(path);
  if (prefix === '') return 1;
  return ours === prefix || ours.startsWith(`${prefix}/`) ? prefix.length + 1 : 0;
}

/** Without `.` and `..`. */
function normalPath(path: string): string {
  return new URL(`http://host${path.startsWith('/') ? path : `/${path}`}`).pathname;
}
