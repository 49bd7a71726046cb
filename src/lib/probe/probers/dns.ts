import { formatAuthority } from '../../proxy/authority.js';
import type { OpenRoute } from '../../proxy/way/route.js';
import { type Attempt, reach } from '../attempt.js';
import { Diagnosed, diagnosis, endsOf } from '../diagnosis/diagnosis.js';
import { nameNoAnswer } from '../diagnosis/no-answer.js';
import {
  type DnsPacket,
  type DnsReply,
  encodeQuestion,
  judgeReply,
  longestReplyBytes,
} from '../protocols/dns-message.js';
import { readAnswer } from '../protocols/read-answer.js';
import { type DnsQuestion, parseDnsQuestion } from '../target/dns-question.js';

/**
 * Succeeds on NOERROR with a record of the type that was asked for. Over TCP, which every name server speaks (RFC 7766)
 * and which is all that goes through a proxy.
 */
export async function probeDns(attempt: Attempt): Promise<void> {
  const question = parseDnsQuestion(attempt.target.path);
  if (question === null) throw new Error(`no question: ${attempt.target.path}`);
  // Loaded meanwhile: that is no part of any phase.
  const [route, packet] = await Promise.all([reach(attempt), import('dns-packet')]);
  try {
    const limitMs = attempt.phases.limitMs();
    const reply = await attempt.phases.time('app', () => ask(attempt, question, { route, packet, limitMs }));
    judge(attempt, question, reply);
  } finally {
    route.socket.destroy();
  }
}

async function ask(
  attempt: Attempt,
  question: DnsQuestion,
  { route, packet, limitMs }: { route: OpenRoute; packet: DnsPacket; limitMs: number },
): Promise<DnsReply> {
  const id = attempt.ports.random(2).readUInt16BE(0);
  try {
    const limits = { limitMs, limitBytes: longestReplyBytes, signal: attempt.signal };
    const answer = readAnswer(route.socket, (bytes) => judgeReply(bytes, question, id, packet), limits);
    route.socket.write(encodeQuestion(question, id, packet));
    return await answer;
  } catch (error) {
    throw nameNoAnswer(error, { attempt, route, limitMs, speaks: 'unknown' });
  }
}

function judge(attempt: Attempt, { name, type }: DnsQuestion, reply: DnsReply): void {
  const { target, found } = attempt;
  const { rcode, answers, aliases, ttl, authoritative } = reply;
  const question = name === '' ? '.' : name;
  found.app = {
    rcode,
    question,
    type,
    answers,
    aliases,
    ttl,
    authoritative,
    server: formatAuthority(target),
  };
  if (rcode === 'NOERROR' && answers.length > 0) return;
  const facts = { ...endsOf(attempt), rcode, question, type };
  throw new Diagnosed(diagnosis('DNS_RCODE', facts, { retryable: rcode === 'SERVFAIL' }));
}
