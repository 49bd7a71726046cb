import type { Answer, DecodedPacket } from 'dns-packet';
import { cleanLine } from '../../proxy/clean-line.js';
import type { DnsQuestion } from '../target/dns-question.js';

/** A reply to our question. */
export interface DnsReply {
  /** NOERROR, NXDOMAIN …; `RCODE 11` for one without a name. */
  readonly rcode: string;
  readonly authoritative: boolean;
  /** Records of the type that was asked for, by the name or by what its CNAMEs lead to, as text. */
  readonly answers: readonly string[];
  /** The CNAMEs on the way, in order. */
  readonly aliases: readonly string[];
  /** Seconds: the least of the records in `answers` and `aliases`; null where there are none. */
  readonly ttl: number | null;
}

/** The library, loaded by whoever asks. */
export type DnsPacket = typeof import('dns-packet');

/** Messages over TCP have their length in front (RFC 1035 section 4.2.2). */
const lengthBytes = 2;
const headerBytes = 12;
const responseBit = 0x80;
export const longestReplyBytes = lengthBytes + 0xffff;

/** One question, recursion desired, with its length in front. */
export function encodeQuestion({ name, type }: DnsQuestion, id: number, packet: DnsPacket): Buffer {
  return packet.streamEncode({
    ...{ type: 'query', id, flags: packet.RECURSION_DESIRED },
    questions: [{ type, name: name === '' ? '.' : name }],
  });
}

/** Judges the bytes that came: a whole reply to this question, `more`, or `foreign`: something else. */
export function judgeReply(
  bytes: Buffer,
  question: DnsQuestion,
  id: number,
  packet: DnsPacket,
): DnsReply | 'more' | 'foreign' {
  // A length is any two bytes, but the id behind it is ours, and then comes a mark of a response.
  const expected = Buffer.from([id >> 8, id & 0xff]);
  const seen = bytes.subarray(lengthBytes, lengthBytes + expected.length);
  if (!seen.equals(expected.subarray(0, seen.length))) return 'foreign';
  if (bytes.length > 4 && ((bytes[4] ?? 0) & responseBit) === 0) return 'foreign';
  if (bytes.length < lengthBytes) return 'more';
  const length = bytes.readUInt16BE(0);
  if (length < headerBytes) return 'foreign';
  if (bytes.length < lengthBytes + length) return 'more';
  const message = bytes.subarray(lengthBytes, lengthBytes + length);
  const decoded = decode(message, packet);
  return decoded !== null && answers(decoded, question) ? readReply(decoded, question) : 'foreign';
}

function decode(message: Buffer, packet: DnsPacket): DecodedPacket | null {
  try {
    return packet.decode(message);
  } catch {
    return null;
  }
}

/** Is this an answer to our question, and whole? Servers may leave the question out of an error. */
function answers({ questions = [], flags = 0, flag_tc }: DecodedPacket, question: DnsQuestion): boolean {
  const opcode = (flags >> 11) & 0xf;
  if (flag_tc || opcode !== 0) return false;
  const [echoed] = questions;
  if (echoed === undefined) return (flags & 0xf) !== 0;
  return questions.length === 1 && echoed.type === question.type && sameName(echoed.name, question.name);
}

function readReply(
  { flags = 0, flag_aa, answers: records = [] }: DecodedPacket,
  question: DnsQuestion,
): DnsReply {
  const names = new Set([plain(question.name)]);
  const aliases: Answer[] = [];
  if (question.type !== 'CNAME') {
    // Usually in order already; a chain that is not, or a circle, ends after as many steps as there are records.
    for (let step = 0; step < records.length; step++) {
      const next = records.find(
        (record) => record.type === 'CNAME' && names.has(plain(record.name)) && !aliases.includes(record),
      );
      if (next?.type !== 'CNAME') break;
      aliases.push(next);
      names.add(plain(next.data));
    }
  }
  const found = records.filter((record) => record.type === question.type && names.has(plain(record.name)));
  const ttls = [...aliases, ...found].flatMap((record) => ('ttl' in record ? (record.ttl ?? []) : []));
  return {
    rcode: rcodes[flags & 0xf] ?? `RCODE ${flags & 0xf}`,
    authoritative: flag_aa,
    answers: found.slice(0, shownAnswers).map(textOf),
    aliases: aliases.slice(0, shownAnswers).map(textOf),
    ttl: ttls.length === 0 ? null : Math.min(...ttls),
  };
}

const shownAnswers = 16;
const longestText = 255;

/** RFC 1035 section 4.1.1 and RFC 2136 section 2.2. */
const rcodes: readonly (string | undefined)[] = [
  ...['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED', 'YXDOMAIN', 'YXRRSET', 'NXRRSET'],
  ...['NOTAUTH', 'NOTZONE'],
];

function textOf(record: Answer): string {
  return cleanLine(dataOf(record), longestText);
}

/** A record's data as zone files write it. */
function dataOf(record: Answer): string {
  switch (record.type) {
    case 'A':
    case 'AAAA':
    case 'CNAME':
    case 'NS':
    case 'PTR':
      return record.data;
    case 'MX':
      return `${record.data.preference ?? 0} ${record.data.exchange}`;
    case 'SRV': {
      const { priority, weight, port, target } = record.data;
      return `${priority ?? 0} ${weight ?? 0} ${port} ${target}`;
    }
    case 'SOA': {
      const { mname, rname, serial } = record.data;
      return `${mname} ${rname} ${serial ?? 0}`;
    }
    case 'CAA':
      return `${record.data.flags ?? 0} ${record.data.tag} "${record.data.value}"`;
    case 'TXT':
      return [record.data].flat().map(String).join('');
    default:
      return record.type;
  }
}

function plain(name: string): string {
  return name.replace(/\.$/, '').toLowerCase();
}

function sameName(one: string, other: string): boolean {
  return plain(one) === plain(other);
}
