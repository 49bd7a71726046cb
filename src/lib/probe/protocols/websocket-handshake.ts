import { createHash } from 'node:crypto';
import type { HttpHead } from '../../proxy/way/http-head.js';
import type { RequestHeader } from '../target/request-header.js';

/** What is wrong with an answer to an opening handshake; `status`: it is not 101. */
export type WebSocketProblem =
  | 'status'
  | 'upgrade'
  | 'accept-missing'
  | 'accept-wrong'
  | 'protocol'
  | 'extension';

export interface Handshake {
  /** 16 random bytes in base64. */
  readonly key: string;
  readonly authority: string;
  /** Path and query. */
  readonly path: string;
  /** The user's own; what makes the request a handshake is not theirs to change. */
  readonly headers: readonly RequestHeader[];
  /** `Authorization` of a user part in the URL. */
  readonly authorization: string | null;
}

const fixed =
  /^(?:upgrade|connection|sec-websocket-(?:key|version|extensions|accept)|content-length|transfer-encoding)$/i;

/** The request of an opening handshake (RFC 6455 section 4.1). */
export function handshakeRequest({ key, authority, path, headers, authorization }: Handshake): Buffer {
  const given = headers.filter(({ name }) => !fixed.test(name));
  const isGiven = (wanted: string) => given.some(({ name }) => name.toLowerCase() === wanted);
  const lines = [
    `GET ${path} HTTP/1.1`,
    ...(isGiven('host') ? [] : [`Host: ${authority}`]),
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Key: ${key}`,
    'Sec-WebSocket-Version: 13',
    ...(isGiven('user-agent') ? [] : ['User-Agent: aliproxy']),
    ...(authorization === null || isGiven('authorization') ? [] : [`Authorization: ${authorization}`]),
    ...given.map(({ name, value }) => `${name}: ${value}`),
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'utf8');
}

/** Judges the answer as a client must (RFC 6455 section 4.1, the list at its end); null: the handshake is done. */
export function judgeHandshake(
  { status, headers }: HttpHead,
  { key, headers: given }: Pick<Handshake, 'key' | 'headers'>,
): WebSocketProblem | null {
  if (status !== 101) return 'status';
  const tokens = (name: string) =>
    (headers.get(name) ?? []).flatMap((line) => line.toLowerCase().split(/\s*,\s*/));
  if (!tokens('upgrade').includes('websocket') || !tokens('connection').includes('upgrade')) return 'upgrade';
  const accepted = headers.get('sec-websocket-accept') ?? [];
  if (accepted.length === 0) return 'accept-missing';
  if (accepted.length > 1 || accepted[0] !== acceptFor(key)) return 'accept-wrong';
  const offered = given
    .filter(({ name }) => /^sec-websocket-protocol$/i.test(name))
    .flatMap(({ value }) => value.split(/\s*,\s*/));
  const [chosen] = headers.get('sec-websocket-protocol') ?? [];
  if (chosen !== undefined && !offered.includes(chosen)) return 'protocol';
  return headers.has('sec-websocket-extensions') ? 'extension' : null;
}

/** `Sec-WebSocket-Accept` for a key (RFC 6455 section 4.2.2). */
export function acceptFor(key: string): string {
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
}

const closeFrame = 0x88;
const normalClosure = 1000;

/** A Close frame with code 1000, masked as a client's must be (RFC 6455 sections 5.3 and 5.5.1). */
export function encodeClose(mask: Buffer): Buffer {
  const payload = Buffer.alloc(2);
  payload.writeUInt16BE(normalClosure);
  const masked = payload.map((byte, index) => byte ^ (mask[index % mask.length] ?? 0));
  return Buffer.concat([Buffer.from([closeFrame, 0x80 | payload.length]), mask, masked]);
}
