import { type Authority, parseAuthority } from '../../proxy/authority.js';
import type { Framing } from './request-body.js';
import { bodyFraming, type RequestHead, valuesOf } from './request-head.js';

/** What a client wants of us. */
export type Wish =
  | { readonly kind: 'connect'; readonly authority: Authority }
  /** `upgrade`: it wants the connection to become a websocket. */
  | {
      readonly kind: 'forward';
      readonly destination: Destination;
      readonly framing: Framing;
      readonly upgrade: boolean;
    };

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
  // Methods are told by case, and there are none in lower case; a `connect` must not become a CONNECT on its way.
  if (/[a-z]/.test(head.method)) return null;
  // A proxy behind us may send back what it was sent, our credentials included (RFC 9110 section 9.3.8).
  if (head.method === 'TRACE') return null;
  const upgrade = framing === 'none' && wantsWebsocket(head);
  const destination = parseAbsoluteForm(head, upgrade);
  return destination && { kind: 'forward', destination, framing, upgrade };
}

/** RFC 6455 section 4.1. Other upgrades are not passed on: the request is then one like any other. */
function wantsWebsocket({ method, version, headers }: RequestHead): boolean {
  const tokens = valuesOf(headers, 'connection').flatMap((value) =>
    value.toLowerCase().split(/[\t ]*,[\t ]*/),
  );
  const protocols = valuesOf(headers, 'upgrade').join(',').toLowerCase();
  return method === 'GET' && version === '1.1' && protocols === 'websocket' && tokens.includes('upgrade');
}

/** RFC 9112 section 3.2.2; `http` only (`ws` for a websocket), and no user part (RFC 9110 section 4.2.4). */
function parseAbsoluteForm({ method, target }: RequestHead, upgrade: boolean): Destination | null {
  const match = /^(http|ws):\/\/([^/?#@]+)(\/[^#]*|\?[^#]*)?$/i.exec(target);
  if (match === null) return null;
  const [, scheme = '', host = '', rest = ''] = match;
  if (scheme.toLowerCase() === 'ws' && !upgrade) return null;
  const named = /:\d*$/.test(host.replace(/^\[[^\]]*\]/, ''));
  const authority = parseAuthority(named ? host : `${host}:${httpPort}`);
  if (authority === null) return null;
  const path = rest.startsWith('/') ? rest : `/${rest}`;
  return { authority, host, path: method === 'OPTIONS' && rest === '' ? '*' : path };
}
