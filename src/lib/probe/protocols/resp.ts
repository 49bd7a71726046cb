import { cleanLine } from '../../proxy/clean-line.js';

/** The first line of a reply: `+PONG`, `-NOAUTH …`. */
export interface RespReply {
  /** Cleaned and bounded. */
  readonly line: string;
}

export const longestReplyBytes = 4 * 1024;
const replyMarks = Buffer.from('+-:$*');

/** Judges the little of the Redis protocol (RESP2) that AUTH, PING and SELECT need: a mark, a text, CRLF. */
export function judgeRespReply(bytes: Buffer): RespReply | 'more' | 'foreign' {
  const [mark = 0, second] = bytes;
  // A zero follows where the first byte was not a mark but the length of a MySQL packet.
  if (!replyMarks.includes(mark) || second === 0) return 'foreign';
  const end = bytes.indexOf('\r\n');
  if (end < 0) return 'more';
  return { line: cleanLine(bytes.subarray(0, end).toString('utf8')) };
}

/** `PING` is `*1\r\n$4\r\nPING\r\n`. */
export function encodeCommand(words: readonly string[]): Buffer {
  const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
  return Buffer.from(`*${words.length}\r\n${parts.join('')}`, 'utf8');
}
