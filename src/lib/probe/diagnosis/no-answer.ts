import type { OpenRoute } from '../../proxy/way/route.js';
import { type Attempt, closed, refuseForeignTunnel, refusePage } from '../attempt.js';
import { ReadError } from '../protocols/read-answer.js';
import { wantsClientCertificate } from './certificate.js';
import { Diagnosed, diagnosis, endsOf } from './diagnosis.js';
import { type Protocol, protocolOf } from './protocol-of.js';
import { wrongProtocol } from './wrong-protocol.js';

export interface NoAnswerCase {
  readonly attempt: Attempt;
  readonly route: OpenRoute;
  /** What the target was given to answer. */
  readonly limitMs: number;
  /** What its bytes would show; bytes of it that end too early prove no other protocol. */
  readonly speaks: Protocol;
}

/** Names why `readAnswer` brought nothing; what it did not throw is returned as it is. */
export function nameNoAnswer(error: unknown, { attempt, route, limitMs, speaks }: NoAnswerCase): unknown {
  if (!(error instanceof ReadError)) return error;
  const { seen, bytes, code } = error;
  const ends = endsOf(attempt);
  const { kind } = attempt.target;
  if (wantsClientCertificate(code)) return new Diagnosed(diagnosis('TLS_CLIENT_CERT', ends));
  const protocol = protocolOf(bytes);
  const isAnother = protocol !== 'unknown' && protocol !== speaks;
  if (seen === 'foreign' || isAnother) {
    if (protocol === 'unknown') refuseForeignTunnel(attempt, route);
    if (protocol === 'html' && attempt.proxy !== null) refusePage(attempt, route, 'app');
    return wrongProtocol(attempt, protocol);
  }
  if (seen === 'timeout') {
    return new Diagnosed(diagnosis('APP_TIMEOUT', { ...ends, kind, limitMs, forwarded: false }));
  }
  return closed(attempt, route, diagnosis('APP_CLOSED', { ...ends, expected: kind }));
}
