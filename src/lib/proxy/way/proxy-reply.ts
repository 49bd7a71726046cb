import { cleanLine } from '../clean-line.js';
import { type Challenge, readChallenges, splitOutsideQuotes } from './challenges.js';
import { unspokenDigest } from './digest.js';
import type { HttpHead } from './http-head.js';

/** What a proxy said about a request, as far as it tells whose fault it was. Texts are the proxy's own, cleaned. */
export interface ProxyReply {
  readonly status: number;
  readonly reason: string;
  /** Schemes of `Proxy-Authenticate`, in the proxy's order and spelling. */
  readonly authSchemes: readonly string[];
  /** The `error` of `Proxy-Status` (RFC 9209 section 2.3), for example `connection_refused`. */
  readonly proxyStatusError: string | null;
  readonly proxyStatus: string | null;
  /** `X-Squid-Error`, for example `ERR_CONNECT_FAIL 111`. */
  readonly squidError: string | null;
  readonly smokescreenError: string | null;
  /** Of Sauce Labs' forwarder: the text of a Go error. */
  readonly forwarderError: string | null;
  /** The code our own tunnel answers with. */
  readonly aliproxyError: string | null;
  readonly retryAfterSeconds: number | null;
  readonly via: string | null;
  readonly server: string | null;
  readonly location: string | null;
  readonly contentType: string | null;
  /** Does it announce a body? After a 2xx to CONNECT that is the mark of a web server. */
  readonly hasBody: boolean;
  /** First line of text in the body, markup taken out. */
  readonly bodyLine: string | null;
}

/** Headers and the beginning of the body, made facts. */
export function readProxyReply(head: Omit<HttpHead, 'version'>, body: Buffer = Buffer.alloc(0)): ProxyReply {
  const textOf = (values: readonly string[] | undefined) =>
    values ? cleanLine(fromBytes(values.join(', '))) : null;
  const first = (name: string) => textOf(head.headers.get(name)?.slice(0, 1));
  const proxyStatus = textOf(head.headers.get('proxy-status'));
  const retryAfter = first('retry-after');
  return {
    status: head.status,
    reason: cleanLine(fromBytes(head.reason)),
    authSchemes: authSchemes(head.headers.get('proxy-authenticate') ?? []),
    proxyStatusError: proxyStatus && proxyStatusError(proxyStatus),
    proxyStatus,
    squidError: first('x-squid-error'),
    smokescreenError: first('x-smokescreen-error'),
    forwarderError: first('x-forwarder-error'),
    aliproxyError: first('x-aliproxy-error'),
    retryAfterSeconds: retryAfter !== null && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) : null,
    via: first('via'),
    server: first('server'),
    location: first('location'),
    contentType: first('content-type'),
    hasBody: head.headers.has('transfer-encoding') || /[1-9]/.test(first('content-length') ?? ''),
    bodyLine: firstTextLine(body),
  };
}

/** The schemes of challenges, each once. One of Digest that can't be answered here stands with what it asks for. */
export function authSchemes(values: readonly string[]): string[] {
  const schemes: string[] = [];
  for (const challenge of readChallenges(values)) {
    const name = cleanLine(fromBytes(schemeOf(challenge)));
    if (!schemes.some((known) => known.toLowerCase() === name.toLowerCase())) schemes.push(name);
  }
  return schemes;
}

/** `Digest`, or for example `Digest (SHA-512, auth-int)`. */
function schemeOf(challenge: Challenge): string {
  const unspoken = unspokenDigest(challenge);
  return unspoken.length > 0 ? `${challenge.scheme} (${unspoken.join(', ')})` : challenge.scheme;
}

/** Basic, or Digest as it is spoken here: what `authSchemes` calls by these names alone. */
export function isSpokenScheme(scheme: string): boolean {
  return /^(?:basic|digest)$/i.test(scheme);
}

/** The first `error` parameter in a `Proxy-Status` list, as a token. */
export function proxyStatusError(value: string): string | null {
  for (const member of splitOutsideQuotes(value, ',')) {
    for (const parameter of splitOutsideQuotes(member, ';').slice(1)) {
      const error = /^error\s*=\s*"?([a-z][a-z0-9_]*)"?$/i.exec(parameter)?.[1];
      if (error) return error.toLowerCase();
    }
  }
  return null;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Each character of a header is a byte; what is UTF-8 is shown as it was meant. */
function fromBytes(text: string): string {
  if (/^[\u0000-\u007f]*$/.test(text)) return text;
  try {
    return utf8.decode(Buffer.from(text, 'latin1'));
  } catch {
    return text;
  }
}

function firstTextLine(body: Buffer): string | null {
  const text = body
    .toString('utf8')
    .replace(/<(style|script|head)\b.*?<\/\1>/gis, ' ')
    .replace(/<!--.*?-->/gs, ' ')
    .replace(/<[a-z/!?][^>]*>?/gi, '\n');
  const line = text
    .split('\n')
    .map((part) => cleanLine(withoutEntities(part)))
    .find((part) => part !== '');
  return line ?? null;
}

const entities: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' },
};

/** For people, and so that a secret in a page is found however it was escaped. */
function withoutEntities(text: string): string {
  return text.replace(
    /&(?:#(\d{1,6})|#x([\da-f]{1,5})|(\w{2,6}));/gi,
    (whole, decimal, hex, name: string) => {
      if (name !== undefined) return entities[name] ?? whole;
      return String.fromCodePoint(decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal));
    },
  );
}
