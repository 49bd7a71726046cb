import { exitCodes, Failure } from '../errors.js';

/** Why a tunnel does not start, with the facts their sentences need. */
export interface TunnelFailures {
  LISTEN_BEYOND_LOOPBACK: { listen: string };
  LISTEN_IN_USE: { listen: string };
  LISTEN_FORBIDDEN: { listen: string; windows: boolean };
  LISTEN_NO_SUCH_ADDRESS: { listen: string };
  LISTEN_FAILED: { listen: string; reason: string };
}

const codes: Readonly<Record<string, keyof TunnelFailures>> = {
  EADDRINUSE: 'LISTEN_IN_USE',
  EACCES: 'LISTEN_FORBIDDEN',
  EADDRNOTAVAIL: 'LISTEN_NO_SUCH_ADDRESS',
};

/** What a failed `listen` means; `reason` is Node's code. */
export function listenFailure(listen: string, reason: string, windows: boolean): Failure {
  return new Failure(codes[reason] ?? 'LISTEN_FAILED', { listen, reason, windows });
}

export function beyondLoopback(listen: string): Failure<TunnelFailures['LISTEN_BEYOND_LOOPBACK']> {
  return new Failure('LISTEN_BEYOND_LOOPBACK', { listen }, { exitCode: exitCodes.usage });
}
