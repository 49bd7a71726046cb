import { type Authority, parseAuthority } from '../../proxy/authority.js';
import { bodyFraming, type RequestHead, valuesOf } from './request-head.js';

/** What a client wants of us. */
export type Wish =
  | { readonly kind: 'connect'; readonly authority: Authority }
  | { readonly kind: 'forward'; readonly destination: Destination };

/** Where a plain HTTP request goes. */
export interface Destination {
  readonly authority: Authority;
  /** The target in origin form, for the request line. */
  readonly path: string;
  /** What `Host` must say: the client's own is not believed (RFC 9112 section 3.2.2). */
  readonly host: string;
}

const httpPort = 80;

/** Reads what a request asks for; null where it is malformed or nothing that a forward proxy does. */
export function wishOf(head: RequestHead): Wish | null {
  const framing = bodyFraming(head);
  const hosts = valuesOf(head.headers, 'host').length;
  if (framing === null || hosts > 1) return null;
  if (head.method === 'CONNECT') {
    const authority = parseAuthority(head.target);
    const bodyless = framing === 'none' || (framing !== 'chunked' && framing.bytes === 0);
    return authority && bodyless ? { kind: 'connect', authority } : null;
  }
  if (head.version === '1.1' && hosts === 0) return null;
  const destination = parseAbsoluteForm(head);
  return destination && { kind: 'forward', destination };
}

/** RFC 9112 section 3.2.2; `http` only, and no user part (RFC 9110 section 4.2.4). */
function parseAbsoluteForm({ method, target }: RequestHead): Destination | null {
  const match = /^http:\/\/([^/?#@]+)(\/[^#]*|\?[^#]*)?$/i.exec(target);
  if (match === null) return null;
  const [, host = '', rest = ''] = match;
  const named = /:\d*$/.test(host.replace(/^\[[^\]]*\]/, ''));
  const authority = parseAuthority(named ? host : `${host}:${httpPort}`);
  if (authority === null) return null;
  const path = rest.startsWith('/') ? rest : `/${rest}`;
  return { authority, host, path: method === 'OPTIONS' && rest === '' ? '*' : path };
}
