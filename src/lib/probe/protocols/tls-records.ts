const headerBytes = 5;
const handshakeRecord = 22;
const certificateRequest = 13;

/**
 * Does the server's side of a TLS 1.2 handshake hold a CertificateRequest (RFC 5246 section 7.4.4)? It is in clear
 * there; under TLS 1.3 it is encrypted, and the alert says it. `bytes` are the first that the server sent.
 */
export function asksForClientCertificate(bytes: Buffer): boolean {
  const messages = handshakeBytes(bytes);
  for (let at = 0; at + 4 <= messages.length; at += 4 + messages.readUIntBE(at + 1, 3)) {
    if (messages[at] === certificateRequest) return true;
  }
  return false;
}

/** What the handshake records hold, up to the first record of another kind; messages may span records. */
function handshakeBytes(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at + headerBytes <= bytes.length && bytes[at] === handshakeRecord; ) {
    const end = at + headerBytes + bytes.readUInt16BE(at + 3);
    parts.push(bytes.subarray(at + headerBytes, end));
    at = end;
  }
  return Buffer.concat(parts);
}
