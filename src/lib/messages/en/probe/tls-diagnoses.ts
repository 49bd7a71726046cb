import type { DiagnosisFacts, TlsDiagnosisCode } from '../../../probe/diagnosis/diagnosis.js';
import { portAlone, probeCommand } from '../../probe-places.js';
import { schemeThere } from '../../probe-schemes.js';
import { shellWord } from '../../shell-word.js';
import type { ErrorTexts } from '../../text.js';
import { list, named, seconds } from './phrases.js';

/** Codes of OpenSSL, as Node passes them on. */
const incompleteChain = /^UNABLE_TO_(?:VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT(?:_LOCALLY)?)$/;
const selfSigned = 'DEPTH_ZERO_SELF_SIGNED_CERT';
const oldVersion = /PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|WRONG_SSL_VERSION/;
const noApplicationProtocol = /NO_APPLICATION_PROTOCOL/;

/** The target's TLS and its certificates. */
export const tlsDiagnoses: ErrorTexts<Pick<DiagnosisFacts, TlsDiagnosisCode>> = {
  TLS_TIMEOUT: {
    message: ({ target, limitMs }) =>
      `the TLS handshake with ${target} did not end within ${seconds(limitMs)}`,
    hint: ({ target }) =>
      target.startsWith('rediss:')
        ? 'Redis without TLS keeps silent like this: try redis://. Otherwise a firewall may hold TLS back.'
        : 'a firewall may hold TLS back, or the packets are too large for the VPN: lower its MTU, or compare another way with -x or --direct.',
  },
  TLS_CLOSED: {
    message: ({ target, afterHandshake }) =>
      `${target} closed the connection ${afterHandshake ? 'right after the TLS handshake' : 'at the start of TLS'}`,
    hint: ({ afterHandshake, target }) =>
      afterHandshake
        ? "perhaps the service behind it is down, or it wants a client certificate: look at the server's log."
        : `perhaps a whitelist or a firewall in between; compare the way through a proxy: aliproxy probe -x http://<proxy>:<port> ${shellWord(target)}`,
  },
  TLS_EXPIRED: {
    message: ({ target, validTo }) => `the certificate of ${target} expired on ${validTo}`,
    hint: () => 'renew it on the server; "--insecure" looks past it for this probe.',
  },
  TLS_NOT_YET_VALID: {
    message: ({ target, validFrom }) => `the certificate of ${target} is valid from ${validFrom} on only`,
    hint: () => "check this machine's date and time first, then the server's certificate.",
  },
  TLS_NAME_MISMATCH: {
    message: ({ host, names }) => `the certificate is not for ${host} but for ${list(names.slice(0, 5))}`,
    hint: () => 'use one of these names in the target, or have the certificate issued for this one.',
  },
  TLS_UNTRUSTED: {
    message: ({ target, issuer, error }) => `the issuer "${issuer}" of ${target} is not trusted (${error})`,
    hint: ({ error }) => {
      if (incompleteChain.test(error))
        return 'the server may leave out its intermediate certificate: have it send the whole chain. For a private authority: "--cacert FILE".';
      return error === selfSigned
        ? 'it is signed by itself: have it signed by an authority, or trust just this one: "--cacert FILE".'
        : 'for a private authority: "--cacert FILE". Node brings its own list, so a Go program that uses the system\'s may accept it.';
    },
  },
  TLS_INTERCEPTED: {
    message: ({ proxy, issuer }) =>
      `TLS is opened on the way through ${proxy}: the certificate is by "${issuer}"`,
    hint: () => 'ask for the target to be exempt from inspection, or trust the authority: "--cacert FILE".',
  },
  TLS_PROTOCOL: {
    message: ({ target, error, protocol }) =>
      protocol === null || protocol === 'unknown'
        ? `no TLS could be agreed with ${target}${error ? ` (${error})` : ''}`
        : `${target} answers in ${named(protocol)}, not in TLS`,
    hint: ({ error, protocol }) => {
      const scheme = protocol === null ? null : schemeThere('tls', protocol);
      if (scheme !== null) return `correct the port, or write the target as ${scheme}://<host>:<port>.`;
      if (protocol !== null) return 'that port speaks no TLS: correct the port, or the scheme of the target.';
      if (oldVersion.test(error ?? ''))
        return 'the server has none of TLS 1.2 and 1.3: let it take a current version.';
      if (noApplicationProtocol.test(error ?? ''))
        return 'the server offers none of the protocols that this kind of target needs (ALPN): http/1.1, or h2 for gRPC.';
      return "no common cipher, or the server wants a client certificate, which TLS 1.2 does not tell apart: look at the server's log.";
    },
  },
  TLS_CLIENT_CERT: {
    message: ({ target }) => `${target} asks for a client certificate`,
    hint: ({ proxy, ...place }) =>
      `probe a port without one, or the port alone: ${probeCommand(proxy, portAlone(place))}`,
  },
  CERT_EXPIRES_SOON: {
    message: ({ target, days, validTo }) =>
      `the certificate of ${target} expires in ${days} ${days === 1 ? 'day' : 'days'} (${validTo})`,
    hint: () => 'renew it in time; "--cert-days" sets when this warns.',
  },
};
