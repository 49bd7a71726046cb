import { cleanLine } from '../../proxy/clean-line.js';
import { addressIn } from './address-in.js';

/** What a MySQL server says first. Texts are the server's own, cleaned. */
export type MysqlGreeting =
  | {
      readonly kind: 'greeting';
      /** As it was sent: MariaDB before 11 puts `5.5.5-` in front, for old replicas. */
      readonly rawVersion: string;
      readonly version: string;
      /** Does it offer TLS on this port? */
      readonly tls: boolean;
    }
  | { readonly kind: 'error'; readonly code: number; readonly message: string };

/** The longest first packet that is believed. */
export const longestGreetingBytes = 4 * 1024;

const headerBytes = 4;
const clientSsl = 0x0800;

/** Judges the first packet (MySQL's "Protocol::HandshakeV10", "ERR_Packet"): length, sequence 0, version 10 or 0xff. */
export function judgeMysqlGreeting(bytes: Buffer): MysqlGreeting | 'more' | 'foreign' {
  if (bytes.length >= headerBytes && !isFirstHeader(bytes)) return 'foreign';
  if (bytes.length <= headerBytes) return 'more';
  const packet = bytes.subarray(headerBytes, headerBytes + bytes.readUIntLE(0, 3));
  const isWhole = packet.length === bytes.readUIntLE(0, 3);
  if (packet[0] === 0xff) return isWhole ? readError(packet) : 'more';
  if (packet[0] !== 0x0a) return 'foreign';
  return isWhole ? (readGreeting(packet) ?? 'foreign') : 'more';
}

function isFirstHeader(bytes: Buffer): boolean {
  const length = bytes.readUIntLE(0, 3);
  return length >= 3 && length <= longestGreetingBytes && bytes[3] === 0;
}

/** The code, then its text; a marker and five letters of SQLSTATE may stand between. */
function readError(packet: Buffer): MysqlGreeting {
  const text = packet
    .subarray(3)
    .toString('utf8')
    .replace(/^#.{5}/s, '');
  return { kind: 'error', code: packet.readUInt16LE(1), message: cleanLine(text) };
}

/** Version, connection id (4), scramble (8), filler (1), the lower half of the capabilities (2). */
function readGreeting(packet: Buffer): MysqlGreeting | null {
  const end = packet.indexOf(0, 1);
  const capabilitiesAt = end + 1 + 4 + 8 + 1;
  if (end < 0 || packet.length < capabilitiesAt + 2) return null;
  const rawVersion = cleanLine(packet.subarray(1, end).toString('latin1'));
  return {
    kind: 'greeting',
    rawVersion,
    version: rawVersion.replace(/^5\.5\.5-(?=\d+\.\d+\.\d+-MariaDB)/i, ''),
    tls: (packet.readUInt16LE(capabilitiesAt) & clientSsl) !== 0,
  };
}

export type MysqlRefusal =
  | { readonly code: 'APP_WHITELIST' | 'APP_DENIED'; readonly clientIp: string | null }
  | { readonly code: 'APP_OVERLOADED' | 'APP_DEGRADED' };

/** By the error's number; whether a denial is a whitelist's only the text of RDS says (2801, 1045). */
export function judgeMysqlError({ code, message }: { code: number; message: string }): MysqlRefusal {
  if (/whitelist/i.test(message)) return { code: 'APP_WHITELIST', clientIp: addressIn(message) };
  if (deniedCodes.has(code)) return { code: 'APP_DENIED', clientIp: addressIn(message) };
  return { code: overloadedCodes.has(code) ? 'APP_OVERLOADED' : 'APP_DEGRADED' };
}

/** Access denied, host blocked after too many errors, host not allowed, and RDS's own. */
const deniedCodes = new Set([1045, 1129, 1130, 2801]);

/** Too many connections: of all, of a user, and a resource limit. */
const overloadedCodes = new Set([1040, 1203, 1226]);
