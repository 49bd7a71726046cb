import { bodyFraming, type Header, type RequestHead, valuesOf } from './request-head.js';

/** They belong to one connection only (RFC 9110 section 7.6.1), besides whatever `Connection` names. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  // The older way to ask for HTTP/2 on the same connection.
  'http2-settings',
]);

/** `Connection` can't take these away: without them the message would be another one. */
const kept = new Set(['content-length', 'host', 'via', 'proxy-status']);

/** What must not come after the body, because it says how to read what came before (RFC 9110 section 6.5.1). */
const neverTrailers = new Set([
  'authorization',
  'content-encoding',
  'content-length',
  'content-range',
  'content-type',
  'cookie',
  'host',
  'set-cookie',
  'via',
]);

/** Methods whose requests have no body as a rule: for the others its absence is said. */
const bodyless = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS']);

/** Longer chains of proxies are taken for loops. */
const mostProxies = 16;

/** The headers of a message that may be passed on. */
export function withoutHopByHop(headers: readonly Header[]): Header[] {
  const named = valuesOf(headers, 'connection').flatMap((value) =>
    value.split(',').map((name) => name.trim().toLowerCase()),
  );
  return headers.filter(([name]) => {
    const key = name.toLowerCase();
    return kept.has(key) || !(hopByHop.has(key) || key.startsWith('proxy-') || named.includes(key));
  });
}

/** The fields after a body that may be passed on. */
export function passedTrailers(trailers: readonly Header[]): Header[] {
  return withoutHopByHop(trailers).filter(([name]) => !neverTrailers.has(name.toLowerCase()));
}

export interface TargetHeaders {
  /** What `Host` must say. */
  readonly host: string;
  /** Our name in `Via`. */
  readonly pseudonym: string;
  /** A switch to websocket is wanted. */
  readonly upgrade: boolean;
  /** `Proxy-Authorization` for the next proxy; each character is a byte. */
  readonly authorization: string | null;
}

/**
 * The headers for the target: its own `Host`, our `Via`, the framing of the body as the client chose it, and one
 * request a connection.
 */
export function headersForTarget(
  head: RequestHead,
  { host, pseudonym, upgrade, authorization }: TargetHeaders,
): Header[] {
  const old = head.version === '1.0';
  const passed = withoutHopByHop(head.headers).filter(([name]) => {
    const key = name.toLowerCase();
    // An expectation in HTTP/1.0 is to be ignored (RFC 9110 section 10.1.1).
    return key !== 'host' && key !== 'content-length' && !(old && key === 'expect');
  });
  return [
    ['Host', host],
    ...passed,
    ...(authorization === null ? [] : [['Proxy-Authorization', authorization] as const]),
    ...framingHeaders(head),
    ['Via', `${head.version} ${pseudonym}`],
    ...(upgrade ? [['Connection', 'Upgrade'] as const, ['Upgrade', 'websocket'] as const] : []),
    ...(upgrade ? [] : [['Connection', 'close'] as const]),
  ];
}

/** Written anew: a length has no leading zeros, and whoever expects a body learns that there is none. */
function framingHeaders(head: RequestHead): Header[] {
  const framing = bodyFraming(head);
  if (framing === 'chunked') return [['Transfer-Encoding', 'chunked']];
  if (framing !== null && framing !== 'none') return [['Content-Length', String(framing.bytes)]];
  return bodyless.has(head.method) ? [] : [['Content-Length', '0']];
}

/** Did the message pass through us before, or through more proxies than anybody has? */
export function isLoop(headers: readonly Header[], pseudonym: string): boolean {
  const hops = valuesOf(headers, 'via').flatMap((value) => value.split(',').map((hop) => hop.trim()));
  return hops.length >= mostProxies || hops.some((hop) => hop.split(/[\t ]+/)[1] === pseudonym);
}

/** Node's flat list of raw headers, as pairs. */
export function pairsOf(raw: readonly string[]): Header[] {
  const pairs: Header[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    pairs.push([raw[index] as string, raw[index + 1] as string]);
  }
  return pairs;
}
