import type { ProxyUrl } from '../proxy-url.js';
import type { ConnectError } from './conversation.js';
import type { ProxyReply } from './proxy-reply.js';
import type { SocksError } from './socks5.js';
import type { TlsError } from './tls-client.js';

/** What was seen where the way ended. `limitMs` is what the step was given. */
export type RouteEvidence =
  | {
      readonly at: 'dns' | 'tcp';
      /**
       * The proxy that was not reached; null: it was the target. Of names, also those that were looked up here for a
       * SOCKS proxy.
       */
      readonly proxy: ProxyUrl | null;
      readonly code: string;
      readonly limitMs: number;
    }
  | {
      readonly at: 'proxyTls';
      readonly proxy: ProxyUrl;
      readonly seen: TlsError['seen'] | 'certificate';
      /** OpenSSL's, Node's or the system's. */
      readonly code: string | null;
      /** Of a certificate that is not accepted. */
      readonly issuer: string | null;
      readonly limitMs: number;
    }
  | (Asked & { readonly seen: 'refused'; readonly reply: ProxyReply })
  | (Asked & {
      readonly seen: 'socks';
      readonly refusal: SocksError['seen'];
      /** RFC 1928 section 6; null where it never came to a reply. */
      readonly reply: number | null;
    })
  | (Asked & {
      readonly seen: ConnectError['seen'];
      readonly bytes: Buffer;
      /** The socket's own words, if any: under TLS 1.3 a proxy refuses a client only after the handshake. */
      readonly code: string | null;
      readonly limitMs: number;
    });

/** A proxy was asked for a tunnel: to the next one, or, where that is null, to the target. */
interface Asked {
  readonly at: 'tunnel';
  readonly proxy: ProxyUrl;
  readonly next: ProxyUrl | null;
}

/** A way that did not open. */
export class RouteError extends Error {
  override readonly name = 'RouteError';
  readonly evidence: RouteEvidence;

  constructor(evidence: RouteEvidence, options: ErrorOptions = {}) {
    super(evidence.at, options);
    this.evidence = evidence;
  }
}
