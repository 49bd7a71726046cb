import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import {
  type ConnectionOptions,
  checkServerIdentity,
  type DetailedPeerCertificate,
  type TLSSocket,
  type TLSSocketOptions,
} from 'node:tls';
import { systemCode } from '../../errors.js';
import type { Network } from '../../host/network.js';

export interface TlsRequest {
  /** Whom we want to talk to: for SNI (names only, RFC 6066 section 3) and for the check of the certificate. */
  readonly host: string;
  /** PEM; instead of the built-in authorities. */
  readonly ca: string | null;
  readonly alpn: readonly string[];
  /** Ask for the authority's statement that the certificate is not revoked (OCSP, RFC 6066 section 8). */
  readonly askOcsp?: boolean;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** A finished handshake. The chain was not enforced: judge `verifyError` before anything is sent. */
export interface TlsSession {
  readonly socket: TLSSocket;
  readonly protocol: string | null;
  readonly cipher: string;
  readonly alpn: string | null;
  readonly certificate: Certificate | null;
  /** OpenSSL's or Node's code (`CERT_HAS_EXPIRED`, `ERR_TLS_CERT_ALTNAME_INVALID` …); null for a good chain. */
  readonly verifyError: string | null;
  /** Did the server staple an OCSP response? Null where none was asked for. */
  readonly ocspStapled: boolean | null;
}

/** One certificate of a chain. Times are milliseconds since the epoch. */
export interface ChainCertificate {
  readonly subject: string;
  readonly issuer: string;
  readonly altNames: readonly string[];
  readonly validFromMs: number;
  readonly validToMs: number;
  readonly fingerprint256: string;
}

/** The server's own certificate. */
export interface Certificate extends ChainCertificate {
  /** The earliest end in the chain. */
  readonly chainValidToMs: number;
  /** From the server's own upwards, as far as it was sent; a known authority that completes it stands at its end. */
  readonly chain: readonly ChainCertificate[];
}

/** Why there is no session. `code` is OpenSSL's or the system's. */
export class TlsError extends Error {
  override readonly name = 'TlsError';
  readonly seen: 'timeout' | 'closed' | 'protocol';
  readonly code: string | null;

  constructor(seen: TlsError['seen'], code: string | null, options: ErrorOptions = {}) {
    super(`${seen}: ${code ?? '-'}`, options);
    this.seen = seen;
    this.code = code;
  }
}

/**
 * Starts TLS on a connection that is already open, whatever it leads through. A bad chain does not end the handshake:
 * what is wrong with it is worth reading. Rejects with a `TlsError`, or with the signal's reason.
 */
export function startTls(socket: Duplex, request: TlsRequest, network: Network): Promise<TlsSession> {
  const { host, ca, alpn, askOcsp = false, timeoutMs, signal } = request;
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const options: ConnectionOptions & Pick<TLSSocketOptions, 'requestOCSP'> = {
      socket,
      host,
      // RFC 6066 section 3: without the last dot.
      ...(isIP(host) === 0 ? { servername: host.replace(/\.$/, '') } : {}),
      ...(ca === null ? {} : { ca }),
      ALPNProtocols: [...alpn],
      rejectUnauthorized: false,
      requestOCSP: askOcsp,
      checkServerIdentity: (name, certificate) => {
        peer = certificate as DetailedPeerCertificate;
        return checkServerIdentity(name, certificate);
      },
    };
    // Reading the chain takes a quarter of a millisecond: where Node has done it, it is not done again.
    let peer: DetailedPeerCertificate | null = null;
    const secure = network.connectTls(options);
    let ocspStapled = askOcsp ? false : null;
    secure.on('OCSPResponse', (response: Buffer | null) => {
      ocspStapled = response !== null && response.length > 0;
    });
    const settle = (act: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      secure.off('secureConnect', onSecure).off('close', onClose).off('error', onError);
      secure.on('error', () => {});
      act();
    };
    const onAbort = () => settle(() => reject(signal.reason));
    const onClose = () => settle(() => reject(new TlsError('closed', null)));
    const onError = (error: Error) =>
      settle(() => {
        const code = systemCode(error);
        const seen = code !== null && closedCodes.has(code) ? 'closed' : 'protocol';
        reject(new TlsError(seen, code, { cause: error }));
      });
    const onSecure = () => settle(() => resolve({ ...sessionOf(secure, peer), ocspStapled }));
    const timer = setTimeout(() => settle(() => reject(new TlsError('timeout', null))), timeoutMs);
    signal.addEventListener('abort', onAbort, { once: true });
    secure.on('secureConnect', onSecure).on('close', onClose).on('error', onError);
  });
}

const closedCodes = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ERR_STREAM_PREMATURE_CLOSE']);

function sessionOf(
  socket: TLSSocket,
  known: DetailedPeerCertificate | null,
): Omit<TlsSession, 'ocspStapled'> {
  const peer = known ?? socket.getPeerCertificate(true);
  // Node's types say Error; at run time it is the code, or null.
  const verifyError = socket.authorizationError as unknown as string | null | undefined;
  return {
    socket,
    protocol: socket.getProtocol(),
    cipher: socket.getCipher().standardName,
    alpn: socket.alpnProtocol || null,
    certificate: peer?.raw ? certificateOf(peer) : null,
    verifyError: verifyError ? String(verifyError) : null,
  };
}

function certificateOf(peer: DetailedPeerCertificate): Certificate {
  const chain = chainOf(peer).map(chainCertificateOf);
  return {
    ...chainCertificateOf(peer),
    chainValidToMs: Math.min(...chain.map(({ validToMs }) => validToMs)),
    chain,
  };
}

function chainCertificateOf(peer: DetailedPeerCertificate): ChainCertificate {
  return {
    subject: nameOf(peer.subject),
    issuer: nameOf(peer.issuer),
    altNames: (peer.subjectaltname ?? '')
      .split(', ')
      .map((name) => name.replace(/^(?:DNS|IP Address):/, ''))
      .filter(Boolean),
    validFromMs: Date.parse(peer.valid_from),
    validToMs: Date.parse(peer.valid_to),
    fingerprint256: peer.fingerprint256,
  };
}

function chainOf(leaf: DetailedPeerCertificate): DetailedPeerCertificate[] {
  const chain: DetailedPeerCertificate[] = [];
  let next: DetailedPeerCertificate | undefined = leaf;
  while (next && !chain.includes(next)) {
    chain.push(next);
    next = next.issuerCertificate;
  }
  return chain;
}

function nameOf(name: DetailedPeerCertificate['subject'] | undefined): string {
  const parts = [name?.O, name?.CN].flat().filter((part): part is string => typeof part === 'string');
  return [...new Set(parts)].join(', ');
}
