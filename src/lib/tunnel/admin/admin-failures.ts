import { exitCodes, Failure } from '../../errors.js';

/** Why there is no admin listener, with the facts their sentences need. */
export interface AdminFailures {
  ADMIN_BEYOND_LOOPBACK: { listen: string };
  ADMIN_LISTEN_FAILED: { listen: string; reason: string };
}

/** A wrong call: whoever can reach that address could read where everybody's connections go. */
export function adminBeyondLoopback(listen: string): Failure<AdminFailures['ADMIN_BEYOND_LOOPBACK']> {
  return new Failure('ADMIN_BEYOND_LOOPBACK', { listen }, { exitCode: exitCodes.usage });
}

/** `reason` is Node's code: EADDRINUSE, EACCES … */
export function adminListenFailed(
  listen: string,
  reason: string,
): Failure<AdminFailures['ADMIN_LISTEN_FAILED']> {
  return new Failure('ADMIN_LISTEN_FAILED', { listen, reason });
}
