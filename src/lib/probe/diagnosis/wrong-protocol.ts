import type { Attempt } from '../attempt.js';
import { Diagnosed, diagnosis, endsOf } from './diagnosis.js';
import type { Protocol } from './protocol-of.js';

/** Another protocol than the target's kind answers, or one that is not kept. */
export function wrongProtocol(attempt: Attempt, protocol: Protocol): Diagnosed {
  attempt.found.app = { ...attempt.found.app, protocol };
  const facts = { ...endsOf(attempt), expected: attempt.target.kind, protocol };
  return new Diagnosed(diagnosis('APP_WRONG_PROTOCOL', facts));
}
