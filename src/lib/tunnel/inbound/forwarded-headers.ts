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
]);

/** `Connection` can't take these away: without them the message would be another one. */
const kept = new Set(['content-length', 'host', 'via', 'proxy-status']);

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

/**
 * The headers for the target: its own `Host`, our `Via`, the framing of the body as the client chose it, and one
 * request a connection.
 */
export function headersForTarget(head: RequestHead, host: string, via: string): Header[] {
  const passed = withoutHopByHop(head.headers).filter(([name]) => name.toLowerCase() !== 'host');
  const headers: Header[] = [['Host', host], ...passed, ['Via', via], ['Connection', 'close']];
  if (bodyFraming(head) === 'chunked') headers.push(['Transfer-Encoding', 'chunked']);
  return headers;
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
