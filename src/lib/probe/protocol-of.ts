/** Protocols that give themselves away by their first bytes. `html` is a page without the head of a response. */
export type Protocol = 'http' | 'html' | 'tls' | 'ssh' | 'mysql' | 'redis' | 'socks' | 'unknown';

/** Which protocol begins like this? */
export function protocolOf(bytes: Buffer): Protocol {
  const text = bytes.subarray(0, 64).toString('latin1');
  if (/^HTTP\/\d/.test(text)) return 'http';
  if (/^\s*<(?:!doctype|html|head|body)\b/i.test(text)) return 'html';
  if (text.startsWith('SSH-')) return 'ssh';
  // TLS records: alert (21) or handshake (22), version 3.x (RFC 8446 section 5.1).
  if ((bytes[0] === 0x15 || bytes[0] === 0x16) && bytes[1] === 0x03) return 'tls';
  // A MySQL packet: three bytes of length, sequence 0, then protocol version 10 or an error.
  if (bytes.length > 4 && bytes[3] === 0 && (bytes[4] === 0x0a || bytes[4] === 0xff)) return 'mysql';
  if (/^(?:\+PONG|\+OK|-[A-Z]+ )/.test(text)) return 'redis';
  // A SOCKS5 server's choice of method (RFC 1928 section 3), or a SOCKS4 refusal.
  if (bytes[0] === 0x05 && bytes.length <= 2) return 'socks';
  if (bytes[0] === 0x00 && (bytes[1] ?? 0) >= 0x5a && (bytes[1] ?? 0) <= 0x5d) return 'socks';
  return 'unknown';
}
