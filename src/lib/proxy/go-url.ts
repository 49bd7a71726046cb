import { isIPv6 } from 'node:net';

/** A URL as Go's `net/url.Parse` reads it: the parts that matter for a proxy. */
export interface GoUrl {
  /** In lower case; empty where there is none. */
  readonly scheme: string;
  /** The user part as written, without the `@`; null where there is none. Holds a password. */
  readonly userinfo: string | null;
  /** `host[:port]`, IPv6 in brackets; empty where Go finds no authority. */
  readonly host: string;
}

/** Why Go refuses a URL. */
export type GoUrlProblem =
  | 'control-character'
  | 'missing-scheme'
  | 'colon-in-first-segment'
  | 'bad-escape'
  | 'bad-userinfo'
  | 'bad-host'
  | 'bad-port';

export type GoUrlResult =
  | { readonly ok: true; readonly url: GoUrl }
  | { readonly ok: false; readonly problem: GoUrlProblem };

class Refused {
  readonly problem: GoUrlProblem;
  constructor(problem: GoUrlProblem) {
    this.problem = problem;
  }
}

/**
 * Go's `url.Parse`, current rules (1.26: one colon in the host of http and https URLs, only IPv6 in brackets; a
 * program whose go.mod names an older Go still takes more colons).
 * Deliberately not `new URL()`, which trims blanks, turns backslashes round and lets a lone `%` pass.
 */
export function parseGoUrl(text: string): GoUrlResult {
  try {
    return { ok: true, url: parse(text) };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, problem: error.problem };
    throw error;
  }
}

function parse(text: string): GoUrl {
  const [beforeFragment, fragment] = cut(text, '#');
  const url = parseWithoutFragment(beforeFragment);
  checkEscapes(fragment);
  return url;
}

function parseWithoutFragment(text: string): GoUrl {
  if (/[\u0000-\u001f\u007f]/.test(text)) throw new Refused('control-character');
  if (text === '*') return { scheme: '', userinfo: null, host: '' };
  const { scheme, rest: afterScheme } = splitScheme(text);
  const [hierarchical] = cut(afterScheme, '?');
  if (!hierarchical.startsWith('/')) {
    if (scheme !== '') return { scheme, userinfo: null, host: '' };
    if (cut(hierarchical, '/')[0].includes(':')) throw new Refused('colon-in-first-segment');
  }
  const hasAuthority = hierarchical.startsWith('//') && (scheme !== '' || !hierarchical.startsWith('///'));
  if (!hasAuthority) {
    checkEscapes(hierarchical);
    return { scheme, userinfo: null, host: '' };
  }
  const slash = hierarchical.indexOf('/', 2);
  const authority = slash < 0 ? hierarchical.slice(2) : hierarchical.slice(2, slash);
  const at = authority.lastIndexOf('@');
  const host = parseHost(scheme, authority.slice(at + 1));
  const userinfo = at < 0 ? null : authority.slice(0, at);
  if (userinfo !== null) checkUserinfo(userinfo);
  if (slash >= 0) checkEscapes(hierarchical.slice(slash));
  return { scheme, userinfo, host };
}

function splitScheme(text: string): { scheme: string; rest: string } {
  if (text.startsWith(':')) throw new Refused('missing-scheme');
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1];
  return scheme === undefined
    ? { scheme: '', rest: text }
    : { scheme: scheme.toLowerCase(), rest: text.slice(scheme.length + 1) };
}

function parseHost(scheme: string, text: string): string {
  const open = text.lastIndexOf('[');
  if (open > 0) throw new Refused('bad-host');
  if (open === 0) return parseBracketed(text);
  const first = text.indexOf(':');
  if (first >= 0) {
    const strict = scheme === 'http' || scheme === 'https';
    checkPort(text.slice(strict ? first : text.lastIndexOf(':')));
  }
  return unescapeHost(text);
}

function parseBracketed(text: string): string {
  const close = text.lastIndexOf(']');
  if (close < 0) throw new Refused('bad-host');
  const port = text.slice(close + 1);
  checkPort(port);
  const inside = text.slice(1, close);
  const zoneAt = inside.indexOf('%25');
  const address = unescapeHost(zoneAt < 0 ? inside : inside.slice(0, zoneAt));
  const zone = zoneAt < 0 ? '' : `%${decode(inside.slice(zoneAt + 3))}`;
  if (!isIPv6(address) || address.includes('%') || zone === '%') throw new Refused('bad-host');
  return `[${address}${zone}]${port}`;
}

function checkPort(text: string): void {
  if (!/^(?::[0-9]*)?$/.test(text)) throw new Refused('bad-port');
}

/** Bytes that Go lets stand in a host (RFC 3986 reg-name, plus the few its authors found in use). */
const hostCharacters = /^[A-Za-z0-9\-._~!$&'()*+,;=:[\]<>"\u0080-\uffff%]*$/;

function unescapeHost(text: string): string {
  checkEscapes(text);
  // Only bytes beyond ASCII, and the percent sign itself, may be escaped in a host.
  if (/%(?!25)[0-7]/.test(text)) throw new Refused('bad-escape');
  if (!hostCharacters.test(text)) throw new Refused('bad-host');
  return decode(text);
}

function checkUserinfo(text: string): void {
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(text)) throw new Refused('bad-userinfo');
  checkEscapes(text);
}

function checkEscapes(text: string): void {
  if (/%(?![0-9a-f]{2})/i.test(text)) throw new Refused('bad-escape');
}

function decode(text: string): string {
  const bytes = text.replace(/(?:%[0-9a-f]{2})+/gi, (run) =>
    Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'),
  );
  return bytes;
}

function cut(text: string, separator: string): [before: string, after: string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
