/** Protocols that give themselves away by their first bytes. `html` is a page without the head of a response. */
export type Protocol =
  | 'http'
  | 'http2'
  | 'html'
  | 'tls'
  | 'ssh'
  | 'mysql'
  | 'postgres'
  | 'redis'
  | 'smtp'
  | 'ftp'
  | 'pop3'
  | 'imap'
  | 'vnc'
  | 'amqp'
  | 'nats'
  | 'socks'
  | 'unknown';

/** What servers say first, in words. */
const greetings: readonly (readonly [Protocol, RegExp])[] = [
  ['http', /^HTTP\/\d/],
  // What web servers answer to bytes they can't read: the page of an error without a head, as to HTTP/0.9.
  ['http', /^\s*<(?:!doctype|html|head)\b[\s\S]*<title>[^<]*(?:\b40\d\b|\bbad request\b|\berror\b)/i],
  ['html', /^\s*<(?:!doctype|html|head|body)\b/i],
  ['ssh', /^SSH-/],
  // RFC 5321 and RFC 959 greet alike; only the words behind the code tell them apart.
  ['smtp', /^(?:220|421|554)[ -][^\n]*\bE?SMTP\b/i],
  ['ftp', /^(?:220|421|530)[ -][^\n]*FTP/i],
  ['imap', /^\* (?:OK|PREAUTH|BYE) /],
  ['pop3', /^\+OK [^\n]*(?:POP|ready)/i],
  ['redis', /^(?:\+PONG|\+OK\r|-[A-Z]+ )/],
  ['vnc', /^RFB \d{3}\.\d{3}/],
  ['amqp', /^AMQP[\x00-\x03]/],
  ['nats', /^INFO \{"server_id"/],
];

/** As many bytes as name a protocol, and the silence after which no more are waited for. */
const namingBytes = 256;
export const quietMs = 100;

/** Would more bytes tell more? The few of SOCKS may still become something else, and a page has a title. */
export function isNamed(bytes: Buffer): boolean {
  if (bytes.length >= namingBytes) return true;
  const protocol = protocolOf(bytes);
  if (protocol === 'html') return /<\/title>|<body\b/i.test(bytes.toString('latin1'));
  return protocol !== 'unknown' && protocol !== 'socks';
}

/** Which protocol begins like this? */
export function protocolOf(bytes: Buffer): Protocol {
  const text = bytes.subarray(0, namingBytes).toString('latin1');
  return greetings.find(([, begin]) => begin.test(text))?.[0] ?? protocolOfFrame(bytes);
}

function protocolOfFrame(bytes: Buffer): Protocol {
  const [first = -1, second = -1] = bytes;
  // TLS records: alert (21) or handshake (22), version 3.x (RFC 8446 section 5.1).
  if ((first === 0x15 || first === 0x16) && second === 0x03) return 'tls';
  if (isMysql(bytes)) return 'mysql';
  if (isHttp2Settings(bytes)) return 'http2';
  // An error of PostgreSQL: E, its length, and the severity as its first field.
  if (first === 0x45 && second === 0 && bytes[2] === 0 && bytes[5] === 0x53) return 'postgres';
  // A SOCKS5 server's choice of method (RFC 1928 section 3), or a SOCKS4 refusal.
  if (first === 0x05 && bytes.length <= 2) return 'socks';
  if (first === 0x00 && second >= 0x5a && second <= 0x5d) return 'socks';
  return 'unknown';
}

/** A packet below 1 KiB with sequence 0, that holds protocol version 10 with a number behind it, or an error. */
function isMysql(bytes: Buffer): boolean {
  if (bytes.length < 6 || bytes[2] !== 0 || (bytes[1] ?? 0) > 3 || bytes[3] !== 0) return false;
  const [, , , , kind, next = 0] = bytes;
  return kind === 0xff || (kind === 0x0a && next >= 0x30 && next <= 0x39);
}

/** The frame that every HTTP/2 server begins with (RFC 9113 section 3.4): SETTINGS on stream 0, six bytes a setting. */
function isHttp2Settings(bytes: Buffer): boolean {
  if (bytes.length < 9 || bytes[0] !== 0) return false;
  return bytes.readUIntBE(0, 3) % 6 === 0 && bytes.readUIntBE(3, 6) === 0x04_00_00_00_00_00;
}
