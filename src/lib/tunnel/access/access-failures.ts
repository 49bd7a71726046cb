import { exitCodes, Failure } from '../../errors.js';

/** Why the settings of who may use a tunnel can't be, with the facts their sentences need. */
export interface TunnelAccessFailures {
  FORWARD_BEYOND_LOOPBACK: { listen: string };
  FORWARD_DENIED: { listen: string; target: string; rule: string };
  AUTH_FILE_INVALID: { path: string; line: number; problem: AuthLineProblem };
  AUTH_FILE_EMPTY: { path: string };
  TLS_CERTIFICATE_INVALID: { reason: string };
  TLS_KEY_INVALID: { reason: string };
  TLS_KEY_ENCRYPTED: object;
  TLS_KEY_MISMATCH: { subject: string };
  TLS_CLIENT_CA_INVALID: { reason: string };
  PASSWORD_NEEDED: { command: string };
  PASSWORD_EMPTY: object;
  PASSWORD_TOO_LONG: { mostBytes: number };
  PASSWORDS_DIFFER: object;
}

/** What is wrong with a line of a file of users. */
export type AuthLineProblem = 'form' | 'user' | 'hash' | 'duplicate';

/** Nothing was done: exit code 2. */
export function accessFailure<Code extends keyof TunnelAccessFailures>(
  code: Code,
  facts: TunnelAccessFailures[Code],
): Failure<TunnelAccessFailures[Code]> {
  return new Failure(code, facts, { exitCode: exitCodes.usage });
}
