import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** RFC 3986: also the four characters that `encodeURIComponent` leaves alone. */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Sorted by name in byte order, encoded, joined with `&`. */
export function canonicalQuery(parameters: ReadonlyMap<string, string>): string {
  return [...parameters]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join('&');
}

/**
 * Signature version 1.0 (HMAC-SHA1, base64) of an RPC request. `parameters` is everything that was sent, in the query
 * and in the form body, but for `Signature` itself.
 */
export function signV1(method: string, parameters: ReadonlyMap<string, string>, secret: string): string {
  const stringToSign = `${method}&${encode('/')}&${encode(canonicalQuery(parameters))}`;
  return createHmac('sha1', `${secret}&`).update(stringToSign).digest('base64');
}

/** What signature version 3 covers. Header names are lower-case; `signedHeaders` are in the order they were signed. */
export interface SignedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: ReadonlyMap<string, string>;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly signedHeaders: readonly string[];
  /** Hex SHA-256 of the body. */
  readonly bodyHash: string;
}

/** ACS3-HMAC-SHA256 (hex) of a request. */
export function signV3(request: SignedRequest, secret: string): string {
  const headers = request.signedHeaders.map((name) => `${name}:${(request.headers[name] ?? '').trim()}\n`);
  const canonical = [
    request.method,
    request.path,
    canonicalQuery(request.query),
    headers.join(''),
    request.signedHeaders.join(';'),
    request.bodyHash,
  ].join('\n');
  return createHmac('sha256', secret)
    .update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`)
    .digest('hex');
}

export function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

/** Takes the same time wherever the two differ: how much of a signature was right must not show. */
export function sameSignature(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}
