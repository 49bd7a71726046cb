import { flag, list, nullable, number, object, type Shaped, text, word } from '../shape.js';

/** What came back on a CONNECT: an HTTP answer, bytes that are TLS or nothing known, or nothing. */
const answer = object({
  seen: word('answer', 'tls', 'not-http', 'closed', 'timeout', 'unreachable'),
  status: nullable(number),
  /** Schemes of `Proxy-Authenticate`. */
  schemes: list(text),
  credentialsSent: flag,
});

const handshake = object({
  seen: word('ok', 'protocol', 'closed', 'timeout', 'unreachable'),
  /** OpenSSL's or the system's. */
  code: nullable(text),
  /** What is wrong with the chain, by the authorities that Node knows. */
  certificate: nullable(text),
});

/** How each HTTP proxy answers a CONNECT and a TLS handshake. */
export const proxyAnswers = object({
  /** The `host:port` that each was asked for. */
  target: text,
  proxies: list(
    object({
      variables: list(text),
      scheme: word('http', 'https'),
      host: text,
      port: number,
      /** Does the value have a user part? */
      credentials: flag,
      /** CONNECT without TLS; null where it was not tried. */
      clear: nullable(answer),
      tls: nullable(handshake),
      /** CONNECT inside TLS. */
      secure: nullable(answer),
    }),
  ),
});

export type ProxyAnswersEvidence = Shaped<typeof proxyAnswers>;
export type ProxyAnswer = Shaped<typeof answer>;
export type ProxyHandshake = Shaped<typeof handshake>;
