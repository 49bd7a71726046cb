import type { Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { systemCode } from '../../errors.js';
import { type ClientNaming, clientNaming, namesOfCertificate } from '../access/client-certificate.js';
import type { TlsSettings } from '../settings.js';
import { checkTlsMaterial } from './tls-material.js';

/** How a handshake with a client ended. */
export type TlsOutcome =
  | {
      readonly kind: 'secure';
      readonly socket: TLSSocket;
      /** Whom the certificate names; null where none is asked for, or where it is not accepted. */
      readonly user: string | null;
      /** A certificate is asked for, and the client has none that is accepted. */
      readonly isStranger: boolean;
    }
  /** Null: the client just went away. */
  | { readonly kind: 'failed'; readonly code: TlsFailure | null };

/** `TLS_UNTRUSTED`: the client does not trust our certificate. `TLS_PROTOCOL`: it is no TLS, or none that we speak. */
export type TlsFailure = 'TLS_PROTOCOL' | 'TLS_UNTRUSTED' | 'TLS_CLIENT_CERT' | 'HEADER_TIMEOUT';

interface Handshake {
  readonly raw: Socket;
  readonly settle: (outcome: TlsOutcome) => void;
}

/** A fatal `protocol_version` (RFC 8446 section 6): tells one who speaks something else that this is TLS. */
const alert = Uint8Array.of(0x15, 3, 1, 0, 2, 2, 70);

/** What OpenSSL says of bytes that are no TLS; it sends no alert then. */
const notTls =
  /^ERR_SSL_(?:HTTP_REQUEST|HTTPS_PROXY_REQUEST|WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|UNSUPPORTED_PROTOCOL)$/;
const alertsOnOurCertificate =
  /_ALERT_(?:UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE_(?:UNKNOWN|EXPIRED|REVOKED))$/;
const closedCodes: ReadonlySet<string | null> = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED']);

/**
 * Sets up TLS with clients whose connections were accepted elsewhere. It is one of Node's TLS servers that never listens:
 * only those judge the certificates of clients.
 */
export class TlsAcceptor {
  readonly #server: Server;
  readonly #timeoutMs: number;
  readonly #nameOf: ClientNaming;
  readonly #asksForCertificate: boolean;
  /** By the client's end of the connection. */
  readonly #underWay = new Map<string, Handshake>();

  /** Throws a usage failure where certificate and key can't be used. */
  constructor(settings: TlsSettings, timeoutMs: number) {
    checkTlsMaterial(settings);
    const { certificate, key, clientCa, clientNames } = settings;
    this.#timeoutMs = timeoutMs;
    this.#nameOf = clientNaming(clientNames);
    this.#asksForCertificate = clientCa !== null;
    this.#server = createServer({
      cert: certificate,
      key,
      ALPNProtocols: ['http/1.1'],
      // A client without a good certificate is told so, which the handshake itself can't.
      ...(clientCa === null ? {} : { ca: clientCa, requestCert: true, rejectUnauthorized: false }),
      // Ours ends it before; Node's begins anew with every byte.
      handshakeTimeout: 2 * timeoutMs,
    });
    this.#server.on('secureConnection', (socket) => this.#secured(socket));
    this.#server.on('tlsClientError', (error, socket) => {
      const handshake = this.#underWay.get(keyOf(socket));
      if (handshake === undefined) return;
      const code = systemCode(error);
      if (code !== null && notTls.test(code)) handshake.raw.write(alert);
      handshake.settle({ kind: 'failed', code: failureOf(code) });
    });
  }

  /** Takes over a connection from which nothing was read yet. If it fails the connection is closed. */
  accept(raw: Socket): Promise<TlsOutcome> {
    return new Promise((resolve) => {
      const key = keyOf(raw);
      const settle = (outcome: TlsOutcome) => {
        if (!this.#underWay.delete(key)) return;
        clearTimeout(timer);
        raw.off('close', onClose);
        if (outcome.kind === 'failed') raw.destroy();
        resolve(outcome);
      };
      const onClose = () => settle({ kind: 'failed', code: null });
      const timer = setTimeout(() => settle({ kind: 'failed', code: 'HEADER_TIMEOUT' }), this.#timeoutMs);
      this.#underWay.set(key, { raw, settle });
      raw.once('close', onClose);
      // A client that ends in the middle of the handshake has given up. What was set is taken over by the TLS socket.
      raw.allowHalfOpen = false;
      this.#server.emit('connection', raw);
    });
  }

  #secured(socket: TLSSocket): void {
    socket.on('error', () => socket.destroy());
    socket.allowHalfOpen = true;
    const handshake = this.#underWay.get(keyOf(socket));
    if (handshake === undefined) {
      socket.destroy();
      return;
    }
    const { settle } = handshake;
    const isNamed = this.#asksForCertificate && socket.authorized;
    const user = isNamed ? this.#nameOf(namesOfCertificate(socket.getPeerCertificate())) : null;
    settle({ kind: 'secure', socket, user, isStranger: this.#asksForCertificate && user === null });
  }
}

/** Both ends of a connection: what a TLS socket and the one beneath it have in common. */
function keyOf({ remoteAddress, remotePort, localAddress, localPort }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localAddress} ${localPort}`;
}

function failureOf(code: string | null): TlsFailure | null {
  if (closedCodes.has(code)) return null;
  return code !== null && alertsOnOurCertificate.test(code) ? 'TLS_UNTRUSTED' : 'TLS_PROTOCOL';
}
