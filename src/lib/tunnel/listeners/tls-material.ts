import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { systemCode } from '../../errors.js';
import { accessFailure } from '../access/access-failures.js';
import type { TlsSettings } from '../settings.js';

/**
 * Makes sure that a listener can be made of these settings: certificates and key are PEM, and belong together. Throws a
 * usage failure of `TunnelAccessFailures` that says what is wrong; OpenSSL's own words about it are worth little.
 */
export function checkTlsMaterial({ certificate, key, clientCa }: TlsSettings): void {
  const [own] = readCertificates(certificate, 'TLS_CERTIFICATE_INVALID');
  if (own !== undefined && !own.checkPrivateKey(readKey(key))) {
    throw accessFailure('TLS_KEY_MISMATCH', { subject: own.subject.replaceAll('\n', ', ') });
  }
  if (clientCa !== null) readCertificates(clientCa, 'TLS_CLIENT_CA_INVALID');
}

/** All of a file: Node passes over what it can't read, and an authority that is missing then shows much later. */
function readCertificates(
  pem: string,
  code: 'TLS_CERTIFICATE_INVALID' | 'TLS_CLIENT_CA_INVALID',
): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN [^-]+-----[^-]*-----END [^-]+-----/g) ?? [];
  const certificates = blocks.filter((block) =>
    /^-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----/.test(block),
  );
  if (certificates.length === 0) throw accessFailure(code, { reason: 'no CERTIFICATE' });
  try {
    return certificates.map((block) => new X509Certificate(block));
  } catch (error) {
    throw accessFailure(code, { reason: systemCode(error) ?? 'UNKNOWN' });
  }
}

function readKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    const code = systemCode(error) ?? 'UNKNOWN';
    if (code === 'ERR_MISSING_PASSPHRASE' || /ENCRYPTED/.test(pem))
      throw accessFailure('TLS_KEY_ENCRYPTED', {});
    throw accessFailure('TLS_KEY_INVALID', { reason: code });
  }
}
